"""The process of a browser, with two pipes to it; and its end, with all that it started."""

import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from io import FileIO
from typing import BinaryIO

from wxarchive.errors import NoBrowser

_PIPE = "--remote-debugging-pipe"
_LAST_SECONDS = 5.0
_AS_3_AND_4 = 'exec "$0" "$@" 3<&0 4>&1 </dev/null >/dev/null'


@dataclass(frozen=True, slots=True)
class BrowserProcess:
    """A running browser. ``commands`` are written to it, ``answers`` read from it, both
    unbuffered; a zero byte ends each message.
    """

    process: subprocess.Popen[bytes]
    commands: FileIO
    answers: FileIO

    def kill(self) -> None:
        """End the browser at once, and what it started; twice does no harm."""
        if sys.platform == "win32":
            # what it started ends by itself when it is gone
            self.process.kill()
        else:
            # a group of its own: nobody else is in it
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(self.process.pid, signal.SIGKILL)

    def exit_code(self) -> int | None:
        """Return how a browser ended whose pipes are closed, a signal as a negative number;
        ``None`` if it runs on.
        """
        try:
            return self.process.wait(_LAST_SECONDS)
        except subprocess.TimeoutExpired:
            return None

    def end(self) -> None:
        """Kill what is left of it, and close the pipes."""
        self.kill()
        self.process.wait()
        for pipe in (self.commands, self.answers):
            with suppress(OSError):
                pipe.close()


def start(path: str, options: Sequence[str], log: BinaryIO) -> BrowserProcess:
    """Start a browser; what it complains of goes into ``log``. Raises :class:`NoBrowser`."""
    # a file that is no program, or may not be run
    try:
        if sys.platform == "win32":
            from wxarchive.browser.windows import started

            parts = started([path, *options, _PIPE], log)
        else:
            parts = _started([path, *options, _PIPE], log)
    except OSError as error:
        raise NoBrowser(f"it cannot be started ({error.strerror or error})", path) from error
    return BrowserProcess(*parts)


def _started(
    command: Sequence[str], log: BinaryIO
) -> tuple[subprocess.Popen[bytes], FileIO, FileIO]:
    """Chromium takes commands from descriptor 3 and answers on 4, which only a shell can give a
    process without code of ours between fork and exec.
    """
    process = subprocess.Popen(  # noqa: S603 -- the program is the user's own choice
        ["/bin/sh", "-c", _AS_3_AND_4, *command],
        bufsize=0,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=log,
        # Ctrl-C in the terminal is ours to answer, and killing the group ends all of it
        start_new_session=True,
    )
    assert isinstance(process.stdin, FileIO)  # noqa: S101 -- for mypy: unbuffered
    assert isinstance(process.stdout, FileIO)  # noqa: S101 -- the same
    return process, process.stdin, process.stdout

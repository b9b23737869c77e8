"""The program as a process: ``wxarchive …`` and ``python -m wxarchive …``."""

import io
import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO


def main() -> None:
    """Run the command line and end the process with its exit code."""
    with _ended_by_interruption():
        from wxarchive.cli import cli, register_shells
    # a caller may have closed them
    sys.stdout = sys.stdout or _nowhere()
    sys.stderr = sys.stderr or _nowhere()
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            # UTF-8 whatever the locale; a file name that is no text becomes a JSON escape instead
            # of an error
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    # a shell asks, or wants the script that makes it ask
    if "_WXARCHIVE_COMPLETE" in os.environ:
        register_shells()
    cli(prog_name="wxarchive")


@contextmanager
def _ended_by_interruption() -> Iterator[None]:
    """Let Ctrl-C end the process at once: while modules are read nobody can catch it, and people
    would see where they are read.
    """
    before = signal.getsignal(signal.SIGINT)
    # not where the caller wants it to be ignored
    if before is signal.default_int_handler:
        signal.signal(signal.SIGINT, signal.SIG_DFL)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def _nowhere() -> TextIO:
    """Stand in for a stream that the caller closed (``>&-``)."""
    return Path(os.devnull).open("w", encoding="utf-8")


if __name__ == "__main__":
    main()

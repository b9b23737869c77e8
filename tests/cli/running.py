"""Ways to run the command line in tests: in this process, in a terminal, and as a process of its
own.
"""

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any

import pytest
from click.testing import CliRunner, Result

from tests.smallwechat import DEMO_SITE, SmallWechat
from wxarchive.__main__ import main
from wxarchive.cli import cli

WATER, LEAVES, METER, SPRING, NOTE, STONES, NIGHT, SEVENTH = DEMO_SITE.posts


@dataclass(frozen=True)
class Program:
    """The program over one archive, connected to a small WeChat if there is one."""

    db: Path
    wechat: SmallWechat | None = None
    environment: Mapping[str, str] = field(default_factory=dict)

    def run(self, *arguments: object, stdin: str | bytes | None = None) -> Result:
        """Run in this process; no exception may come through."""
        runner = CliRunner(env=self._settings())
        result = runner.invoke(cli, list(map(str, arguments)), input=stdin, prog_name="wxarchive")
        assert result.exception is None or isinstance(result.exception, SystemExit)
        return result

    def fetch(self, *arguments: object, stdin: str | None = None) -> Result:
        """Fetch pages from the small WeChat without pauses."""
        return self.run("fetch", "--delay", 0, "--no-media", *arguments, stdin=stdin)

    def fetch_all(self, *arguments: object) -> Result:
        """Fetch pages with their media from the small WeChat without pauses."""
        return self.run("fetch", "--delay", 0, *arguments)

    def process(
        self, *arguments: object, stdin: bytes = b""
    ) -> "subprocess.CompletedProcess[bytes]":
        """Run as a process of its own."""
        return subprocess.run(
            self.command(*arguments),
            input=stdin,
            capture_output=True,
            check=False,
            env=self.whole_environment(),
        )

    def command(self, *arguments: object) -> list[str]:
        return [sys.executable, "-m", "wxarchive", *map(str, arguments)]

    def whole_environment(self) -> dict[str, str]:
        return {**os.environ, **self._settings()}

    def in_terminal(
        self, *arguments: object, columns: int = 80, lines: int = 24, errors: bool = True
    ) -> tuple[int, str]:
        """Run in this process with stdin, stdout and, with ``errors``, stderr on a terminal; return
        the exit code and what was shown.
        """
        with Path(os.devnull).open("r+b") as nowhere, _terminal() as (terminal, shown):
            streams = (terminal, terminal, terminal if errors else nowhere.fileno())
            code = self._on(streams, arguments, self._in_terminal(columns, lines))
        return code, shown.result()

    def with_stderr_in_terminal(self, *arguments: object) -> tuple[str, str]:
        """Run in this process with stderr on a terminal and stdout a file; return what came out of
        each.
        """
        with TemporaryFile() as printed, _terminal() as (terminal, shown):
            streams = (0, printed.fileno(), terminal)
            self._on(streams, arguments, self._in_terminal(80, 24))
            printed.seek(0)
            text = printed.read().decode("utf-8")
        return text, shown.result()

    def in_files(self, *arguments: object) -> "subprocess.CompletedProcess[bytes]":
        """Run in this process with stdout and stderr in files, where bytes are what they are."""
        with TemporaryFile() as printed, TemporaryFile() as told:
            streams = (0, printed.fileno(), told.fileno())
            code = self._on(streams, arguments, self._settings())
            printed.seek(0)
            told.seek(0)
            return subprocess.CompletedProcess("wxarchive", code, printed.read(), told.read())

    def _on(
        self,
        streams: tuple[int, int, int],
        arguments: tuple[object, ...],
        environment: dict[str, str],
    ) -> int:
        """Run as a process would, with stdin, stdout and stderr on these; return the exit code."""
        with pytest.MonkeyPatch.context() as patch, _standing_on(streams, patch):
            patch.setattr(sys, "argv", ["wxarchive", *map(str, arguments)])
            for name, value in environment.items():
                patch.setenv(name, value)
            with pytest.raises(SystemExit) as ended:
                main()
        return int(ended.value.code or 0)

    def _in_terminal(self, columns: int, lines: int) -> dict[str, str]:
        terminal = {"COLUMNS": str(columns), "LINES": str(lines), "TERM": "xterm"}
        return {**terminal, "NO_COLOR": "", "PAGER": "cat", **self._settings()}

    def _settings(self) -> dict[str, str]:
        connect_to = ",".join(self.wechat.connect_to()) if self.wechat else ""
        nothing = str(self.db.parent / "no-configuration")
        settings = {
            "WXARCHIVE_DB": str(self.db),
            "WXARCHIVE_CONNECT_TO": connect_to,
            "XDG_CONFIG_HOME": nothing,
        }
        return {**settings, **self.environment}


def json_lines(text: str) -> list[dict[str, Any]]:
    """Read JSON Lines."""
    return [json.loads(line) for line in text.splitlines()]


def statuses(result: Result) -> list[object]:
    """Return the status of each outcome of a ``--json`` run."""
    return [line["status"] for line in json_lines(result.stdout) if "status" in line]


@contextmanager
def _standing_on(streams: tuple[int, int, int], patch: pytest.MonkeyPatch) -> Iterator[None]:
    """Put our own stdin, stdout and stderr on these, for us and for processes that we start."""
    before = [os.dup(number) for number in range(3)]
    try:
        for number, stream in enumerate(streams):
            os.dup2(stream, number)
        with ExitStack() as opened:
            for number, name in enumerate(("stdin", "stdout", "stderr")):
                mode = "w" if number else "r"
                it = opened.enter_context(open(number, mode, encoding="utf-8", closefd=False))
                patch.setattr(sys, name, it)
            yield
    finally:
        for number, stream in enumerate(before):
            os.dup2(stream, number)
            os.close(stream)


@contextmanager
def _terminal() -> Iterator[tuple[int, "Future[str]"]]:
    """Open a pseudo-terminal: the program's side of it, and what it will have shown."""
    if sys.platform == "win32":
        pytest.skip("Windows has no pseudo-terminals")
    import pty

    ours, theirs = pty.openpty()
    # a terminal holds little: somebody has to read what is written
    with ThreadPoolExecutor(1) as reader:
        shown = reader.submit(_shown, ours)
        try:
            yield theirs, shown
        finally:
            os.close(theirs)


def _shown(terminal: int) -> str:
    """Read what is shown until the program closes its side."""
    shown = b"".join(iter(lambda: _read(terminal), b""))
    os.close(terminal)
    return shown.decode("utf-8")


def _read(terminal: int) -> bytes:
    try:
        return os.read(terminal, 65536)
    except OSError:  # Linux: the other side is closed
        return b""

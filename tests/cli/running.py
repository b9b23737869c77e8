"""Ways to run the command line in tests: in this process, as a process of its own, and in a
terminal.
"""

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from tests.smallwechat import DEMO_SITE, SmallWechat
from wxarchive.cli import cli

WATER, LEAVES, METER, SPRING, NOTE, STONES, NIGHT, SEVENTH = DEMO_SITE.posts


@dataclass(frozen=True)
class Program:
    """The program over one archive, connected to a small WeChat if there is one."""

    db: Path
    wechat: SmallWechat | None = None
    environment: Mapping[str, str] = field(default_factory=dict)

    def run(self, *arguments: object, stdin: str | None = None) -> Result:
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
        """Run with stdout and, with ``errors``, stderr on a terminal; return the exit code and what
        was shown.
        """
        ours, theirs = _terminal()
        with subprocess.Popen(
            self.command(*arguments),
            stdin=theirs,
            stdout=theirs,
            stderr=theirs if errors else subprocess.DEVNULL,
            env=self._in_terminal(columns, lines),
        ) as it:
            shown = _shown(ours, theirs)
        return it.returncode, shown

    def with_stderr_in_terminal(self, *arguments: object) -> tuple[str, str]:
        """Run with stderr on a terminal and stdout a pipe; return what came out of each."""
        ours, theirs = _terminal()
        with subprocess.Popen(
            self.command(*arguments),
            stdout=subprocess.PIPE,
            stderr=theirs,
            env=self._in_terminal(80, 24),
        ) as it:
            shown = _shown(ours, theirs)
            printed, _ = it.communicate()
        return printed.decode("utf-8"), shown

    def _in_terminal(self, columns: int, lines: int) -> dict[str, str]:
        terminal = {"COLUMNS": str(columns), "LINES": str(lines), "TERM": "xterm"}
        return {**os.environ, **terminal, "NO_COLOR": "", "PAGER": "cat", **self._settings()}

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


def _terminal() -> tuple[int, int]:
    """Open a pseudo-terminal: our side and the program's."""
    if sys.platform == "win32":
        pytest.skip("Windows has no pseudo-terminals")
    import pty

    return pty.openpty()


def _shown(ours: int, theirs: int) -> str:
    """Read what is shown until the program closes its side."""
    os.close(theirs)
    shown = b"".join(iter(lambda: _read(ours), b""))
    os.close(ours)
    return shown.decode("utf-8")


def _read(terminal: int) -> bytes:
    try:
        return os.read(terminal, 65536)
    except OSError:  # Linux: the other side is closed
        return b""

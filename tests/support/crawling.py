"""Many short lives of the program over one archive: forked from one process, so that a start costs
milliseconds.
"""

import os
import signal
import sqlite3
import subprocess
import sys
from collections import Counter
from pathlib import Path
from types import TracebackType
from typing import Self

import pytest

from tests.smallwechat import SmallWechat
from tests.smallwechat.server import PAGES
from tests.smallwechat.simulation import Town
from tests.support.places import ROOT

_NURSERY = """
import os, sys, warnings
from wxarchive.cli.commands import fetch as _, queue, merge  # noqa: F401 -- what a child would import
from wxarchive import archive, fetch, parse, store  # noqa: F401
import requests, sqlite_utils, zstandard, nh3, lxml.html  # noqa: F401
from wxarchive.cli import cli
for line in sys.stdin:
    if line.startswith("runs "):
        ended = os.waitid(os.P_PID, int(line.split()[1]), os.WEXITED | os.WNOHANG | os.WNOWAIT)
        print(int(ended is None), flush=True)
        continue
    if line.startswith("wait "):
        print(os.waitstatus_to_exitcode(os.waitpid(int(line.split()[1]), 0)[1]), flush=True)
        continue
    child = os.fork()
    if not child:
        quiet = os.open(os.devnull, os.O_RDWR)
        for stream in (0, 1):
            os.dup2(quiet, stream)
        try:
            cli(line.split(), standalone_mode=False)
        finally:
            os._exit(0)
    print(child, flush=True)
"""


class Nursery:
    """Starts children that run the command line, and ends with them."""

    def __init__(self, wechat: SmallWechat, db: Path) -> None:
        self.wechat = wechat
        if sys.platform == "win32":
            pytest.skip("Windows forks no processes")
        settings = {"WXARCHIVE_DB": str(db), "WXARCHIVE_CONNECT_TO": ",".join(wechat.connect_to())}
        # a killed process cannot report
        measured = {name for name in os.environ if name.startswith("COV")}
        environment = {name: value for name, value in os.environ.items() if name not in measured}
        self._process = subprocess.Popen(
            [sys.executable, "-c", _NURSERY],
            cwd=ROOT,
            env=environment | settings,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._process.communicate()

    def start(self, *arguments: object) -> int:
        """Start a child with these arguments; return its process id."""
        return int(self._ask(" ".join(map(str, arguments))))

    def runs(self, child: int) -> bool:
        """Tell whether a child has not ended yet."""
        return self._ask(f"runs {child}") == "1\n"

    def wait(self, child: int) -> int:
        """Wait for a child to end; return its exit code, negative if a signal ended it."""
        return int(self._ask(f"wait {child}"))

    def kill(self, child: int) -> int:
        """Kill a child; return its exit code, which is 0 if it was done before."""
        os.kill(child, signal.SIGKILL)  # it is a zombie at worst: its parent waits below
        return self.wait(child)

    def _ask(self, line: str) -> str:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(f"{line}\n")
        self._process.stdin.flush()
        return self._process.stdout.readline()


def is_sound(db: Path) -> bool:
    """Tell whether a database is whole, its references included."""
    rows = ask(db, "PRAGMA integrity_check"), ask(db, "PRAGMA foreign_key_check")
    return rows == ([("ok",)], [])


def ask(db: Path, sql: str) -> list[tuple[object, ...]]:
    """Return the rows of a query; nothing of an archive that is not there yet."""
    if not db.exists():
        return []
    connection = sqlite3.connect(db)
    try:
        return connection.execute(sql).fetchall()
    finally:
        connection.close()


def archived(db: Path, site: Town) -> set[str]:
    """Return the tokens of the posts the archive knows, alive or gone."""
    urls = ask(db, "SELECT coalesce(short_url, url) FROM articles")
    return {site.token_of(str(url).removeprefix("https://mp.weixin.qq.com")) for (url,) in urls}


def asked(wechat: SmallWechat, site: Town, since: int = 0) -> "Counter[str]":
    """Count the requests for each post, from one of all requests on."""
    pages = [path for _, host, path in wechat.requests[since:] if host == PAGES]
    return Counter(map(site.token_of, pages))

"""Processes of short lives: forked from one that has imported the program, so that a start costs
milliseconds.
"""

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from multiprocessing import forkserver, get_context
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerContext, ForkServerProcess
from pathlib import Path
from typing import IO

import pytest

from tests.smallwechat import SmallWechat

_IMPORTED = (
    "tests.support.nursery",
    "tests.store.short_lives",
    "wxarchive.__main__",
    "wxarchive.cli.commands.backup",
    "wxarchive.cli.commands.check",
    "wxarchive.cli.commands.delete",
    "wxarchive.cli.commands.extract",
    "wxarchive.cli.commands.fetch",
    "wxarchive.cli.commands.merge",
    "wxarchive.cli.commands.queue",
    "wxarchive.cli.commands.sync",
    "wxarchive.cli.commands.verify",
    "wxarchive.archive",
    "wxarchive.browser",
    "wxarchive.cli.interrupt",
    "wxarchive.cli.record_list",
    "wxarchive.cli.selecting",
    "wxarchive.fetch",
    "wxarchive.parse",
    "wxarchive.scrub",
    "lxml.html",
    "nh3",
    "requests",
    "rich.cells",
    "sqlite_utils",
    "tomllib",
    "zstandard",
)
"""What a child would import."""


def fork(
    work: Callable[..., object], *arguments: object, prints_to: Connection | None = None
) -> ForkServerProcess:
    """Start a process that calls a function of a module."""
    child = _forking().Process(target=_live, args=(work, arguments, prints_to))
    child.start()
    return child


@contextmanager
def printing(
    work: Callable[..., object], *arguments: object
) -> Iterator[tuple[ForkServerProcess, IO[bytes]]]:
    """Start a process that calls a function; give it and what it prints."""
    ours, theirs = _forking().Pipe(duplex=False)
    with ours:
        with theirs:
            child = fork(work, *arguments, prints_to=theirs)
        with os.fdopen(os.dup(ours.fileno()), "rb") as printed:
            yield child, printed
        child.join()


@dataclass(frozen=True)
class Nursery:
    """Starts processes that run the command line over an archive and a small WeChat."""

    wechat: SmallWechat
    db: Path

    def start(self, *arguments: object) -> ForkServerProcess:
        """Start a process with these arguments."""
        return fork(command_line, self.settings(), *map(str, arguments))

    def settings(self) -> dict[str, str]:
        connect_to = ",".join(self.wechat.connect_to())
        return {"WXARCHIVE_DB": str(self.db), "WXARCHIVE_CONNECT_TO": connect_to}


def ended(child: ForkServerProcess) -> int | None:
    """Wait for a process to end; return its exit code, negative if a signal ended it."""
    child.join()
    return child.exitcode


def killed(child: ForkServerProcess) -> int | None:
    """Kill a process; return its exit code, which is not that of a signal if it was done before."""
    child.kill()
    return ended(child)


def command_line(environment: dict[str, str], *arguments: str) -> None:
    """Run the program as a process does."""
    from wxarchive.__main__ import main

    os.environ.update(environment)
    sys.argv = ["wxarchive", *arguments]
    main()


@cache
def _forking() -> ForkServerContext:
    if sys.platform == "win32":
        pytest.skip("Windows forks no processes")
    context = get_context("forkserver")
    context.set_forkserver_preload([*_IMPORTED])
    with pytest.MonkeyPatch.context() as patch:
        # a killed process cannot report which lines it ran
        for name in [name for name in os.environ if name.startswith("COV")]:
            patch.delenv(name)
        forkserver.ensure_running()
    return context


def _live(
    work: Callable[..., object], arguments: tuple[object, ...], prints_to: Connection | None
) -> None:
    nowhere = os.open(os.devnull, os.O_RDWR)
    os.dup2(nowhere, 0)
    os.dup2(prints_to.fileno() if prints_to else nowhere, 1)
    if prints_to:
        prints_to.close()
    for name, stream in (("stdout", 1), ("stderr", 2)):
        opened = open(stream, "w", encoding="utf-8", closefd=False)  # noqa: SIM115 -- to its end
        setattr(sys, name, opened)
    work(*arguments)

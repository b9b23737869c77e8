"""Fake browsers for tests: programs that can be started, and whether anything of them lives."""

import os
import select
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.support import fake_browser

needs_unix = pytest.mark.skipif(
    sys.platform == "win32", reason="the fake browser gets its pipes as on Unix"
)
_SECONDS = 20.0


@dataclass(frozen=True)
class Fake:
    """A fake browser's program, and what tells whether processes of it live."""

    path: str
    life: int

    def is_over(self) -> bool:
        """Whether every process has ended, or ends within some seconds."""
        readable, _, _ = select.select([self.life], [], [], _SECONDS)
        return bool(readable) and os.read(self.life, 1) == b""


@contextmanager
def fake(folder: Path, behaviour: str) -> Iterator[Fake]:
    """Make a program that behaves so."""
    program, fifo = folder / "browser", folder / "life"
    os.mkfifo(fifo)
    life = os.open(fifo, os.O_RDONLY | os.O_NONBLOCK)
    command = f"exec '{sys.executable}' '{fake_browser.__file__}' '{behaviour}' '{fifo}'"
    program.write_text(f'#!/bin/sh\n{command} "$@"\n', encoding="utf-8")
    program.chmod(0o755)
    try:
        yield Fake(str(program), life)
    finally:
        os.close(life)

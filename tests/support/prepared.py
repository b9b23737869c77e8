"""Archives that tests begin with: one of a kind is made, the others are copies of it."""

from collections.abc import Callable
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from wxarchive.store.database import Store


def prepared(path: Path, make: Callable[[Path], object]) -> Path:
    """Put the archive there that ``make`` makes at a path, once in a process; return the path."""
    path.write_bytes(_made(make))
    return path


def empty(path: Path) -> Path:
    """Put an archive without articles there; return the path."""
    return prepared(path, _begin)


@cache
def _made(make: Callable[[Path], object]) -> bytes:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "archive.db"
        make(path)
        return path.read_bytes()


def _begin(path: Path) -> None:
    Store(path).close()

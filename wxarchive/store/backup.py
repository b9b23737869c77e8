"""A copy of one moment of an archive, beside whoever writes to it."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from wxarchive.errors import StoreError, UsageError
from wxarchive.store.sqlite import Connection, unfinished

Tell = Callable[[int, int], object]
"""Called with how many bytes are copied, and of how many."""
_PAGES = 2_000


def nothing(_: int, __: int) -> None:
    """Tell nobody."""


def back_up(db: Connection, path: Path, *, overwrite: bool, tell: Tell) -> None:
    """Copy the archive into a file, and check that before it gets its name."""
    if path.exists() and path.samefile(db.path):
        raise UsageError("this is the archive itself", str(path), "name another file")
    size = int(db.value("PRAGMA page_size"))

    def progress(_: int, left: int, total: int) -> None:
        tell((total - left) * size, total * size)

    with new_file(path, overwrite=overwrite) as new:
        with closing(sqlite3.connect(new)) as copy, db.snapshot(), db.mapped():
            # a snapshot is not begun anew by what others write meanwhile
            db.value("SELECT count(*) FROM sqlite_schema")
            db.raw.backup(copy, pages=_PAGES, progress=progress)
        with closing(sqlite3.connect(new)) as copy, db.mapped():
            [answer] = copy.execute("PRAGMA quick_check(1)").fetchone()
            # so that it is one file, whatever is done with it next
            copy.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        if answer != "ok":
            hint = "see wxarchive verify; the copy was not kept"
            raise StoreError(f"the archive is damaged ({answer})", str(path), hint)


@contextmanager
def new_file(path: Path, *, overwrite: bool = False) -> Iterator[Path]:
    """Give a file to make, which appears at ``path`` when it is done, or not at all.

    Raises :class:`UsageError` where there is a file already, unless it is to be overwritten.
    """
    if path.exists() and not path.is_file():
        raise UsageError("this is no plain file", str(path), "name a file")
    if path.exists() and not overwrite:
        raise UsageError("there is a file already", str(path), "name another file")
    if not path.parent.is_dir():
        raise UsageError("no such folder", str(path.parent), "make it first")
    # a link to a file stays one
    with unfinished(path.resolve(), overwrite=overwrite) as new:
        yield new
        inode = new.stat().st_ino
    if path.stat().st_ino != inode:
        raise UsageError("another program made this file meanwhile", str(path), "name another")

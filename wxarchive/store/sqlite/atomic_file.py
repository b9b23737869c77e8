"""A file that is made whole under another name before it gets its own; what a killed process left
is removed.

A process that makes one holds a shared lock on the folder, which ends with the process, however
that ends. So a process that gets an exclusive lock knows that nobody is making any, and that the
files there were left behind. Windows locks no folders, but removes no file either that somebody has
open: there, an old file that can be removed was left behind.
"""

import os
import re
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from wxarchive.errors import ReadOnlyArchive, StoreError

if sys.platform != "win32":
    import fcntl

_BETWEEN_OPENINGS = 3600.0
"""Seconds, far more than a process lets pass before it opens its file again."""


@contextmanager
def unfinished(path: Path, *, overwrite: bool = False) -> Iterator[Path]:
    """Give a file to make beside ``path``, and put it there when it is done; another process may be
    first, unless this one is to ``overwrite`` what is there.
    """
    _require_no_log(path, overwrite=overwrite)
    with _folder(path) as folder:
        _clear(path, folder)
        _lock(folder, alone=False)
        try:
            # readable by its owner only
            handle, name = tempfile.mkstemp(prefix=_prefix(path), dir=path.parent)
        except OSError as error:
            what = f"no file can be made here ({error.strerror})"
            raise ReadOnlyArchive(what, str(path.parent)) from error
        os.close(handle)
        new = Path(name)
        try:
            yield new
            # another program may have opened what is there meanwhile
            _require_no_log(path, overwrite=overwrite)
            if overwrite:
                new.replace(path)
            else:
                put_in_place(new, path)
        finally:
            new.unlink(missing_ok=True)


def put_in_place(new: Path, path: Path, link: Callable[[Path, Path], None] = os.link) -> None:
    """Give ``new`` the name ``path`` too, unless another process put an archive there first."""
    if path.exists() and not path.stat().st_size:
        path.unlink()
    try:
        # a link is made only where nothing has the name; a rename would put itself over another's
        # archive
        link(new, path)
    except FileExistsError:
        return
    # a file system without hard links, such as FAT
    except OSError:
        new.replace(path)


def clear_unfinished(path: Path) -> None:
    """Remove what killed processes left of their files for ``path``, unless somebody is making one
    now.
    """
    with _folder(path) as folder:
        _clear(path, folder)


def _require_no_log(path: Path, *, overwrite: bool) -> None:
    """Raise :class:`StoreError` where a log lies beside the name of the file: SQLite would take it
    for a log of the new one, and bring into that what another archive had.
    """
    for ending in ("-wal", "-journal"):
        log = path.with_name(f"{path.name}{ending}")
        if not (log.is_file() and log.stat().st_size):
            continue
        is_there = path.exists() and path.stat().st_size > 0
        if is_there and overwrite:
            what = "the archive in this file is in use, or was not closed"
            hint = "end what uses it; if nothing does, this closes it: wxarchive --db FILE stats"
            raise StoreError(what, str(path), hint)
        # else another process was first, and this one puts nothing there
        if not is_there:
            hint = "put its archive back beside it, or move it away"
            raise StoreError("this is the log of an archive that is missing", str(log), hint)


@contextmanager
def _folder(path: Path) -> Iterator[int | None]:
    """Open the folder, to lock it; ``None`` where that cannot be done: on Windows, or if it may not
    be read.
    """
    try:
        handle = os.open(path.parent, os.O_RDONLY)
    except OSError:
        yield None
        return
    try:
        yield handle
    finally:
        os.close(handle)


def _lock(folder: int | None, *, alone: bool) -> bool:
    """Tell whether the folder could be locked: not on Windows, nor on every network's file
    system.
    """
    if sys.platform != "win32" and folder is not None:
        how = fcntl.LOCK_SH
        if alone:
            how = fcntl.LOCK_EX | fcntl.LOCK_NB
        with suppress(OSError):
            fcntl.flock(folder, how)
            return True
    return False


def _clear(path: Path, folder: int | None) -> None:
    ours = re.compile(re.escape(_prefix(path)) + r"[a-z0-9_]{8}(-journal|-wal|-shm)?")
    if not (_lock(folder, alone=True) or sys.platform == "win32"):
        return
    with suppress(OSError):
        for file in path.parent.iterdir():
            if ours.fullmatch(file.name) and _is_left(file):
                # somebody has it open
                with suppress(PermissionError):
                    file.unlink()


def _is_left(file: Path) -> bool:
    """Tell whether nobody can be making a file. On Windows no folder can be locked: there only its
    age says so.
    """
    is_old = time.time() - file.stat().st_mtime > _BETWEEN_OPENINGS
    return sys.platform != "win32" or is_old


def _prefix(path: Path) -> str:
    return f".{path.name}-unfinished-"

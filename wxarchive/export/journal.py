"""The journal of a running export: the folder's lock, and how the next run knows what a killed one
wrote.

::

    ["template", "md", "{date} {title}"]
    ["file", "md BIZ:MID:IDX", "2024-03-06 春茶.md", SHA-256]
    ["file", "pdf BIZ:MID:IDX", "2024-03-06 春茶.pdf", SHA-256, SHA-256 of what it was made of]
    …

A line is written *before* its file takes its place. So of each line the file is there as the line
says, or as the manifest says, and its SHA-256 tells which. An export that ends well has written its
manifest and leaves no journal.
"""

import errno
import json
import os
import stat
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from wxarchive.errors import ExportError
from wxarchive.export.manifest import ManifestEntry, damaged, entry_of

PATIENCE = 10.0
"""Seconds to wait for another export into the same folder: a small one is over by then."""

_NAME = ".wxarchive-export.journal"
_PAUSE = 0.05
_HELD_BY_ANOTHER = frozenset({errno.EAGAIN, errno.EWOULDBLOCK, errno.EACCES, errno.EDEADLK})
_FLAGS = os.O_RDWR | os.O_APPEND | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)


class Journal:
    """The journal of a folder, which nobody else exports into until :meth:`end`. ``is_left``:
    whether a killed run left it.
    """

    def __init__(self, path: Path, handle: int, *, is_left: bool) -> None:
        self.path = path
        self.is_left = is_left
        self._handle = handle

    def note(self, *words: str) -> None:
        """Write a line; raises OSError."""
        line = memoryview(json.dumps(words).encode() + b"\n")
        # a disk that is nearly full takes a part
        while line:
            written = os.write(self._handle, line)
            line = line[written:]

    def templates(self) -> Iterator[tuple[str, str]]:
        """Yield what the names of each form are made of, as it was noted."""
        for line in self._lines():
            match line:
                case ["template", str(form), str(template)]:
                    yield form, template

    def files(self) -> Iterator[tuple[str, ManifestEntry]]:
        """Yield each file as it was noted, under its name. Raises ExportError for what no export
        writes.
        """
        for line in self._lines():
            match line:
                case ["file", str(name), *entry]:
                    yield name, entry_of(entry, self.path)

    def clear(self) -> None:
        """Forget all lines: the manifest says it now."""
        os.ftruncate(self._handle, 0)

    def end(self) -> None:
        """Release the folder; a journal with lines in it stays for the next run."""
        is_needed = os.fstat(self._handle).st_size > 0
        if not is_needed and os.name != "nt":
            # while it is locked: who waits for it sees that it is gone
            self.path.unlink(missing_ok=True)
        os.close(self._handle)
        if not is_needed and os.name == "nt":
            # Windows keeps a file that another export has opened meanwhile
            with suppress(PermissionError):
                self.path.unlink(missing_ok=True)

    def _lines(self) -> Iterator[object]:
        """Yield the whole lines; the last one may be cut off where its run was killed."""
        os.lseek(self._handle, 0, os.SEEK_SET)
        with os.fdopen(os.dup(self._handle), "rb") as file:
            *lines, _ = file.read().split(b"\n")
        for line in lines:
            try:
                yield json.loads(line)
            except (ValueError, RecursionError) as error:
                raise damaged(self.path) from error


def begin(folder: Path, patience: float = PATIENCE) -> Journal:
    """Begin to export into a folder; wait so many seconds for another export into it to end.

    Raises ExportError if it does not, OSError if the folder takes no file.
    """
    path = folder / _NAME
    until = time.monotonic() + patience
    while (journal := _open_locked(path)) is None:
        if time.monotonic() >= until:
            hint = "run this one again when that has ended, or export to another folder"
            raise ExportError("another export writes into this folder", str(folder), hint)
        time.sleep(_PAUSE)
    return journal


def _open_locked(path: Path) -> Journal | None:
    """Open and lock the journal; ``None`` if another process has it, or removed it meanwhile."""
    try:
        handle, is_left = os.open(path, _FLAGS | os.O_CREAT | os.O_EXCL, 0o666), False
    except FileExistsError:
        try:
            handle, is_left = os.open(path, _FLAGS), True
        except FileNotFoundError:
            return None
    # a device or a pipe of that name would be written to without end
    if not stat.S_ISREG(os.fstat(handle).st_mode):
        os.close(handle)
        raise OSError(errno.EINVAL, "no plain file", str(path))
    if _lock(handle):
        # the export that held it may have removed it between our opening and our lock
        with suppress(FileNotFoundError):
            if os.path.samestat(path.lstat(), os.fstat(handle)):
                return Journal(path, handle, is_left=is_left)
    os.close(handle)
    return None


def _lock(handle: int) -> bool:
    """Lock a file until it is closed, or its process ends however it may; where nothing can be
    locked, go on.
    """
    try:
        if sys.platform == "win32":
            import msvcrt

            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        return error.errno not in _HELD_BY_ANOTHER
    return True

"""Which archives this process has open.

On POSIX systems a process that closes a file lets go of all its locks on it, those of SQLite too,
whoever opened the file (https://www.sqlite.org/howtocorrupt.html, "Posix advisory locks canceled by
a separate thread doing close()"). Another program then takes away the log that this one reads.
So a file that is open as an archive must be opened by SQLite alone.
"""

from dataclasses import dataclass
from pathlib import Path
from threading import RLock
from weakref import WeakSet

Place = tuple[int, int]
LOCK = RLock()
"""Held while an archive is opened, and while a file is read that may become one."""


@dataclass(frozen=True, slots=True, eq=False, weakref_slot=True)
class OpenFile:
    """A file that is open for as long as somebody holds this."""

    place: Place | None


_files: WeakSet[OpenFile] = WeakSet()


def noted(place: Place | None) -> OpenFile:
    """Note that a file is open."""
    file = OpenFile(place)
    _files.add(file)
    return file


def is_open(path: Path) -> bool:
    """Tell whether this process has a file open as an archive."""
    place = place_of(path)
    return place is not None and any(file.place == place for file in _files)


def place_of(path: Path) -> Place | None:
    """Return what makes a file this one and no other of its name; on Windows nobody can take an
    open file away.
    """
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino

"""Archives opened for reading, for programs that answer many at a time: each has one for itself,
and hands it on when it is done.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Lock

from wxarchive.api.archive import Archive
from wxarchive.errors import StoreError

_Place = tuple[int, int] | None
"""Which file stands under a name: the number of its device, and its own there."""


class Pool:
    """As many open archives, of one file, as are read at a time. Threads may share it.

    ::

        pool = wxarchive.Pool("archive.db")
        with pool.archive() as archive:  # in any thread
            print(archive.count())
    """

    def __init__(self, path: str | os.PathLike[str]) -> None:
        self._path = Path(path)
        self._lock = Lock()
        self._idle: list[tuple[Archive, _Place]] = []

    @contextmanager
    def archive(self) -> Iterator[Archive]:
        """Give an archive that nobody else reads, until the end of the ``with``.

        A file that was put in the place of the other is opened anew. Raises :class:`StoreError`.
        """
        archive, place = self._taken() or (Archive(self._path), _place(self._path))
        try:
            yield archive
        except StoreError:
            archive.close()
            raise
        except BaseException:
            self._give_back(archive, place)
            raise
        self._give_back(archive, place)

    def close(self) -> None:
        """Close those that nobody reads."""
        with self._lock:
            idle, self._idle = self._idle, []
        for archive, _ in idle:
            archive.close()

    def _taken(self) -> tuple[Archive, _Place] | None:
        """Return an idle archive, the last one used: SQLite has most of what it read at hand."""
        with self._lock:
            found = self._idle.pop() if self._idle else None
        if found and found[1] != _place(self._path):
            found[0].close()
            return None
        return found

    def _give_back(self, archive: Archive, place: _Place) -> None:
        with self._lock:
            self._idle.append((archive, place))


def _place(path: Path) -> _Place:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino

"""Archives opened for reading, for programs that answer many requests at a time: each request has
one for itself, and hands it on at its end.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Lock

from wxarchive.api.archive import Archive
from wxarchive.errors import StoreError

_Identity = tuple[int, int] | None
"""Which file a path names: the number of its device, and its own there."""


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
        self._idle: list[tuple[Archive, _Identity]] = []

    @contextmanager
    def archive(self) -> Iterator[Archive]:
        """Give an archive that nobody else reads, until the end of the ``with``.

        A file that was put in the place of the other is opened anew. Raises :class:`StoreError`.
        """
        archive, identity = self._idle_archive() or (Archive(self._path), _identity(self._path))
        try:
            yield archive
        # an archive that cannot be read is opened anew the next time
        except StoreError:
            archive.close()
            raise
        except BaseException:
            self._give_back(archive, identity)
            raise
        self._give_back(archive, identity)

    def close(self) -> None:
        """Close those that nobody reads."""
        with self._lock:
            idle, self._idle = self._idle, []
        for archive, _ in idle:
            archive.close()

    def _idle_archive(self) -> tuple[Archive, _Identity] | None:
        """Return the idle archive that was used last: SQLite has most of what it read at hand."""
        with self._lock:
            if not self._idle:
                return None
            archive, identity = self._idle.pop()
        if identity == _identity(self._path):
            return archive, identity
        # another file has taken the place of the one that was opened
        archive.close()
        return None

    def _give_back(self, archive: Archive, identity: _Identity) -> None:
        with self._lock:
            self._idle.append((archive, identity))


def _identity(path: Path) -> _Identity:
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_dev, status.st_ino

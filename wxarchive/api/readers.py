"""Archives opened for reading, for programs that answer many at a time: each has one for itself,
and hands it on when it is done.
"""

import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Lock
from typing import TypeVar, cast

from wxarchive.api.archive import Archive
from wxarchive.errors import StoreError

_Value = TypeVar("_Value")
_MOST_KNOWN = 500
"""Counts that a reader remembers."""


class Reader(Archive):
    """An archive opened for reading, and what was counted in it."""

    def __init__(self, path: str | os.PathLike[str]) -> None:
        super().__init__(path)
        self._place = _place(self.path)
        self._known: dict[object, tuple[int, float, object]] = {}

    def remembered(self, name: object, make: Callable[[], _Value], *, stale: float = 0.0) -> _Value:
        """Return what ``make`` gives; it is asked again only when somebody has written since.

        ``stale``: for so many seconds it is not asked again even then.
        """
        now, stamp = time.monotonic(), self.stamp
        if name in self._known:
            made_for, made_at, value = self._known[name]
            if made_for == stamp or now - made_at < stale:
                return cast("_Value", value)
        if len(self._known) >= _MOST_KNOWN:
            self._known.clear()
        made = make()
        self._known[name] = (stamp, now, made)
        return made

    def remembers(self, name: object) -> bool:
        """Tell whether this is known, as the archive is now."""
        return name in self._known and self._known[name][0] == self.stamp

    def is_current(self) -> bool:
        """Tell whether the file of this name is still the one that was opened."""
        return self._place == _place(self.path)


class Readers:
    """As many readers of one archive as ask at a time. Threads may share it."""

    def __init__(self, path: str | os.PathLike[str]) -> None:
        self._path = Path(path)
        self._lock = Lock()
        self._idle: list[Reader] = []

    @contextmanager
    def reader(self) -> Iterator[Reader]:
        """Give a reader to one who asks, until the end of the ``with``. Raises
        :class:`StoreError`.
        """
        reader = self._taken() or Reader(self._path)
        try:
            yield reader
        except StoreError:
            reader.close()
            raise
        except BaseException:
            self._give_back(reader)
            raise
        self._give_back(reader)

    def close(self) -> None:
        """Close those that nobody uses."""
        with self._lock:
            idle, self._idle = self._idle, []
        for reader in idle:
            reader.close()

    def _taken(self) -> Reader | None:
        """Return an idle reader, the last one used: it remembers most."""
        with self._lock:
            reader = self._idle.pop() if self._idle else None
        if reader and not reader.is_current():
            reader.close()
            return None
        return reader

    def _give_back(self, reader: Reader) -> None:
        with self._lock:
            self._idle.append(reader)


def _place(path: Path) -> tuple[int, int] | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino

"""Open archives for requests: each has one for itself, and hands it on when it is done."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Lock
from typing import TypeVar, cast

from wxarchive.errors import StoreError
from wxarchive.store import Store

_Value = TypeVar("_Value")


class Reader:
    """An archive opened for reading, and what was counted in it."""

    def __init__(self, path: Path) -> None:
        self.store = Store(path, read_only=True, any_thread=True)
        self._place = _place(path)
        self._stamp = self.store.stamp
        self._known: dict[object, object] = {}

    def remembered(self, name: object, make: Callable[[], _Value]) -> _Value:
        """Return what ``make`` gives; it is asked again only when somebody has written to the
        archive.
        """
        if self._stamp != self.store.stamp:
            self._stamp = self.store.stamp
            self._known.clear()
        if name not in self._known:
            self._known[name] = make()
        return cast("_Value", self._known[name])

    def is_of(self, path: Path) -> bool:
        """Tell whether the file of this name is still the one that was opened."""
        return self._place == _place(path)


class Readers:
    """As many readers as there are requests at a time."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = Lock()
        self._idle: list[Reader] = []

    @contextmanager
    def reader(self) -> Iterator[Reader]:
        """Give a reader to one request. Raises :class:`StoreError`."""
        reader = self._taken() or Reader(self._path)
        try:
            yield reader
        except StoreError:
            reader.store.close()
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
            reader.store.close()

    def _taken(self) -> Reader | None:
        """Return an idle reader, the last one used: it remembers most."""
        with self._lock:
            reader = self._idle.pop() if self._idle else None
        if reader and not reader.is_of(self._path):
            reader.store.close()
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

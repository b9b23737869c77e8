"""Open archives for requests: each has one for itself, and hands it on at its end; counts are
remembered for all.
"""

import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import TypeVar, cast

from wxarchive.api import Archive
from wxarchive.errors import StoreError, WxArchiveError

_Value = TypeVar("_Value")
_MOST_KNOWN = 500
"""Counts that are remembered."""
SLOW = 0.05
"""Seconds: what took longer to count is shown as it was a moment ago, while it is counted anew."""


@dataclass(frozen=True, slots=True)
class _Count:
    """Something that was counted. ``stamp``: of the archive then; ``seconds``: how long it took."""

    stamp: int
    seconds: float
    value: object


class Reader:
    """An archive opened for reading, and what was counted in it. ``counted_at_once``: in an archive
    of at most so many articles a page waits for counts that take long.
    """

    def __init__(self, path: Path, readers: "Readers") -> None:
        self.counted_at_once = readers.counted_at_once
        self.archive = Archive(path)
        self._identity = _identity(path)
        self._readers = readers

    def remembered(self, name: object, make: Callable[[Archive], _Value]) -> _Value:
        """Return what ``make`` gives; it is called again only when somebody has written since.

        A result that takes long is returned as it was before that, and counted anew meanwhile.
        """
        return self._readers.remembered(self.archive, name, make)

    def soon(self, name: object, make: Callable[[Archive], _Value]) -> _Value | None:
        """Return the same, ``None`` if it is not known yet; then it is counted meanwhile."""
        return self._readers.soon(name, make)

    def remembers(self, name: object) -> bool:
        """Tell whether this is known."""
        return self._readers.remembers(name)

    def is_of(self, path: Path) -> bool:
        """Tell whether the file of this name is still the one that was opened."""
        return self._identity == _identity(path)


class Readers:
    """As many readers as there are requests at a time."""

    def __init__(self, path: Path, counted_at_once: int = 5_000, slow: float = SLOW) -> None:
        self.path = path
        self.counted_at_once = counted_at_once
        self._slow = slow
        self._lock = Lock()
        self._idle: list[Reader] = []
        self._watch: Reader | None = None
        self._known: dict[object, _Count] = {}
        self._counting: dict[object, Future[object]] = {}
        # one at a time: pages come first
        self._counter = ThreadPoolExecutor(1, "counting")

    @contextmanager
    def reader(self) -> Iterator[Reader]:
        """Give a reader to one request. Raises :class:`StoreError`."""
        reader = self._idle_reader() or Reader(self.path, self)
        try:
            yield reader
        # an archive that cannot be read is opened anew the next time
        except StoreError:
            reader.archive.close()
            raise
        except BaseException:
            self._give_back(reader)
            raise
        self._give_back(reader)

    def remembered(
        self, archive: Archive, name: object, make: Callable[[Archive], _Value]
    ) -> _Value:
        """Return what is known under a name, or what is counted now."""
        stamp, known = self._stamp(), self._known.get(name)
        if known is None:
            return self._count_once(archive, name, make)
        if known.stamp == stamp:
            return cast("_Value", known.value)
        if known.seconds < self._slow:
            return self._count_once(archive, name, make)
        # nobody waits for what takes long: it is shown as it was, and counted meanwhile
        self._begin(name, make)
        return cast("_Value", known.value)

    def soon(self, name: object, make: Callable[[Archive], _Value]) -> _Value | None:
        """Return what is known under a name; what is not, or not any more, is counted meanwhile."""
        known = self._known.get(name)
        if not self._is_current(name):
            self._begin(name, make)
        if known is None:
            return None
        return cast("_Value", known.value)

    def remembers(self, name: object) -> bool:
        """Tell whether something is known under a name, be it as it was a moment ago."""
        # forgets everything where another file has taken the place of the archive
        self._stamp()
        return name in self._known

    def settle(self) -> None:
        """Wait until what is being counted is known."""
        self._counter.submit(lambda: None).result()

    def close(self) -> None:
        """Close those that nobody uses."""
        self._counter.shutdown(cancel_futures=True)
        with self._lock:
            idle, self._idle = self._idle, []
            watch, self._watch = self._watch, None
        if watch:
            idle.append(watch)
        for reader in idle:
            reader.archive.close()

    def _count_once(
        self, archive: Archive, name: object, make: Callable[[Archive], _Value]
    ) -> _Value:
        """Count something, or wait for who counts it already: people click on while they wait."""
        with self._lock:
            other = self._counting.get(name)
            mine: Future[object] = Future()
            self._counting.setdefault(name, mine)
        if other:
            return cast("_Value", other.result())
        try:
            # the stamp of before: what is written meanwhile makes the count an old one
            stamp, started = self._stamp(), time.monotonic()
            value = make(archive)
        except BaseException as error:
            mine.set_exception(error)
            raise
        else:
            # rather counted again than kept without end
            if len(self._known) >= _MOST_KNOWN:
                self._known.clear()
            self._known[name] = _Count(stamp, time.monotonic() - started, value)
            mine.set_result(value)
            return value
        finally:
            with self._lock:
                del self._counting[name]

    def _begin(self, name: object, make: Callable[[Archive], object]) -> None:
        """Count something while pages are answered, unless it is being counted."""

        def count() -> None:
            # the page that cannot do without the count reports what is wrong with the archive
            with suppress(WxArchiveError), self.reader() as reader:
                if not self._is_current(name):
                    self._count_once(reader.archive, name, make)

        if name not in self._counting:
            # the server ends
            with suppress(RuntimeError):
                self._counter.submit(count)

    def _is_current(self, name: object) -> bool:
        known = self._known.get(name)
        return known is not None and known.stamp == self._stamp()

    def _stamp(self) -> int:
        """Return a number that changes when somebody writes.

        SQLite gives each connection a number of its own, so one of them answers for all.
        """
        with self._lock:
            if self._watch is None or not self._watch.is_of(self.path):
                if self._watch:
                    self._watch.archive.close()
                self._watch = None
                self._known.clear()
                self._watch = Reader(self.path, self)
            return self._watch.archive.stamp

    def _idle_reader(self) -> Reader | None:
        """Return the idle reader that was used last: SQLite has most of what it read at hand."""
        with self._lock:
            if not self._idle:
                return None
            reader = self._idle.pop()
        if reader.is_of(self.path):
            return reader
        # another file has taken the place of the one that was opened
        reader.archive.close()
        return None

    def _give_back(self, reader: Reader) -> None:
        # the next request is to find out itself which rows cannot be read
        if reader.archive.damage:
            reader.archive.close()
            return
        with self._lock:
            self._idle.append(reader)


def still_there(path: Path) -> Path:
    """Return the path of an archive that is to be written to. Raises :class:`StoreError` where it
    was taken away: an empty one made in its place would take what belongs in the other.
    """
    Archive(path).close()
    return path


def _identity(path: Path) -> tuple[int, int] | None:
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_dev, status.st_ino

"""Other processes that parse while this one stores: a ``map`` that keeps the order and looks only so far ahead."""

import os
import signal
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import BrokenExecutor, Future, ProcessPoolExecutor
from contextlib import contextmanager
from typing import Protocol, TypeVar

_Item = TypeVar("_Item")
_Result = TypeVar("_Result")

WORTH_IT = 50
"""Files: for fewer the processes take longer to start than they save."""
AHEAD = 16
"""Files read before their turn; a page has some megabytes."""
_MOST = 4


class Map(Protocol):
    """What the built-in ``map`` is."""

    def __call__(self, work: Callable[[_Item], _Result], items: Iterable[_Item], /) -> Iterable[_Result]:
        """Yield the results in the order of the items."""
        ...


@contextmanager
def workers(files: int) -> Iterator[Map]:
    """Give a ``map`` for so many files: the built-in one for few, or on one processor. Enter it before a store."""
    processors = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    if files < WORTH_IT or processors < 2:
        yield map
        return
    pool = ProcessPoolExecutor(min(processors - 1, _MOST), initializer=_ignore_interrupts)
    try:
        pool.submit(int).result()  # begins the processes now, while there are neither threads nor a database
        yield Ahead(pool)
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


class Ahead:
    """A ``map`` over a pool; items are taken in this process, at most :data:`AHEAD` before their turn."""

    def __init__(self, pool: ProcessPoolExecutor) -> None:
        self._pool = pool

    def __call__(self, work: Callable[[_Item], _Result], items: Iterable[_Item], /) -> Iterator[_Result]:
        """Yield the results in order; what a broken pool does not do is done here."""
        waiting: deque[tuple[_Item, Future[_Result] | None]] = deque()
        for item in items:
            waiting.append((item, self._begun(work, item)))
            if len(waiting) > AHEAD:
                yield _done(work, *waiting.popleft())
        while waiting:
            yield _done(work, *waiting.popleft())

    def _begun(self, work: Callable[[_Item], _Result], item: _Item) -> "Future[_Result] | None":
        try:
            return self._pool.submit(work, item)
        except BrokenExecutor:
            return None


def _done(work: Callable[[_Item], _Result], item: _Item, begun: "Future[_Result] | None") -> _Result:
    try:
        return begun.result() if begun else work(item)
    except BrokenExecutor:  # a process was killed, maybe for want of memory
        return work(item)


def _ignore_interrupts() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # this process tells of it, once

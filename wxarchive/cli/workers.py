"""Other processes that parse while this one stores: a ``map`` that keeps the order and takes only
some items before their turn.
"""

import gc
import os
import signal
import sys
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import BrokenExecutor, Future, ProcessPoolExecutor
from contextlib import contextmanager, suppress
from itertools import chain, islice
from multiprocessing import get_context, parent_process
from multiprocessing.connection import wait
from threading import Thread
from typing import Protocol, TypeVar

_Item = TypeVar("_Item")
_Result = TypeVar("_Result")
_In_contra = TypeVar("_In_contra", contravariant=True)
_Out_co = TypeVar("_Out_co", covariant=True)

WORTH_IT = 50
"""Files: for fewer the processes take longer to start than they save."""
AHEAD = 2
"""Files for each process before their turn; a page has some megabytes."""
# not a copy of this process, which has threads and an open database by now
_NEW = get_context("spawn")
_MOST_ON_WINDOWS = 61
"""Processes of one pool, as the documentation of :class:`concurrent.futures.ProcessPoolExecutor`
says.
"""
_MOST = 8
"""Processes; one that writes is not fast enough for more."""


class Job(Protocol[_In_contra, _Out_co]):
    """What is done with each item. ``lost`` returns the result of an item that ended the process
    that worked on it.
    """

    def __call__(self, item: _In_contra, /) -> _Out_co:
        """Work on an item."""
        ...

    def lost(self, item: _In_contra, /) -> _Out_co:
        """Return the result of an item that cannot be worked on."""
        ...


class Map(Protocol):
    """What the built-in ``map`` is, for jobs."""

    def __call__(self, work: Job[_Item, _Result], items: Iterable[_Item], /) -> Iterable[_Result]:
        """Yield the results in the order of the items."""
        ...


@contextmanager
def workers(number: int | None, files: Iterable[_Item]) -> Iterator[tuple[Map, Iterable[_Item]]]:
    """Open a ``map`` over so many processes, and yield it with the files for it. Enter it before an
    archive is open.

    ``None``: as many as there are processors, :data:`_MOST` at most; then few files, or one
    processor, get the built-in ``map``.
    """
    if number is None:
        number = min(processors(), _MOST)
        # so many are looked for, and given with the rest
        rest = iter(files)
        first = list(islice(rest, WORTH_IT))
        files = chain(first, rest)
        if len(first) < WORTH_IT:
            number = 1
    with pool(number) as map_:
        yield map_, files


@contextmanager
def pool(number: int) -> Iterator[Map]:
    """Open a ``map`` over so many processes; of a single one it is the built-in ``map``."""
    if sys.platform == "win32":
        number = min(number, _MOST_ON_WINDOWS)
    if number < 2:
        yield map
        return
    # the collector writes into every object that it looks at; frozen ones stay shared with the
    # processes that are forked
    gc.freeze()
    processes = ProcessPoolExecutor(number, initializer=_begin)
    try:
        # processes that are begun while Ctrl-C is ignored ignore it from their first moment on
        before = signal.signal(signal.SIGINT, signal.SIG_IGN)
        try:
            # begins the processes now, while there are neither threads nor a database
            processes.submit(int).result()
        finally:
            signal.signal(signal.SIGINT, before)
        yield PooledMap(processes, number)
    finally:
        processes.shutdown(wait=True, cancel_futures=True)
        gc.unfreeze()


def processors() -> int:
    """Return how many processors may be used here."""
    # a container may be given fewer than the machine has; macOS and Windows do not say
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


class PooledMap:
    """A ``map`` over a pool of ``number`` processes; items are taken in this process, some before
    their turn.
    """

    def __init__(self, pool: ProcessPoolExecutor, number: int) -> None:
        self._pool = pool
        self._most = AHEAD * number
        self._spare: ProcessPoolExecutor | None = None

    def __call__(self, work: Job[_Item, _Result], items: Iterable[_Item], /) -> Iterator[_Result]:
        """Yield the results in order; what a broken pool leaves is done one by one, in a process of
        its own.
        """
        waiting: deque[tuple[_Item, Future[_Result] | None]] = deque()
        try:
            for item in items:
                future = None
                # a pool that broke takes nothing more; what it should have done is done one by one
                with suppress(BrokenExecutor):
                    future = self._pool.submit(work, item)
                waiting.append((item, future))
                # only so many: each is held in memory until its turn
                if len(waiting) > self._most:
                    yield self._result(work, *waiting.popleft())
            while waiting:
                yield self._result(work, *waiting.popleft())
        finally:
            self._end_spare()

    def _result(
        self, work: Job[_Item, _Result], item: _Item, future: "Future[_Result] | None"
    ) -> _Result:
        # a process was killed, maybe for want of memory, and maybe because of another item
        try:
            if future:
                return future.result()
        except BrokenExecutor:
            pass
        # again in a process of its own, where an item that ends its process ends nothing else
        self._spare = self._spare or ProcessPoolExecutor(1, _NEW, initializer=_begin)
        try:
            return self._spare.submit(work, item).result()
        except BrokenExecutor:
            self._end_spare()
            return work.lost(item)

    def _end_spare(self) -> None:
        if self._spare:
            self._spare.shutdown()
            self._spare = None


def _begin() -> None:
    # where processes are not forked they do not inherit it; the one that writes handles Ctrl-C
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    """End when the process that writes was killed: nothing else would ever end this one."""
    if parent := parent_process():
        wait([parent.sentinel])
        os._exit(1)

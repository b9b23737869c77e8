"""Printing PDF with a browser of this machine: seconds an article, and the memory of all processes.

``python -m benchmarks.printing [ARTICLES [IN_A_BOOK…]]``: so many files of an article each, then
books of so many. The articles are those of :mod:`benchmarks.exporting`, with pictures of 1080 by
720 pixels.
"""

import os
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from benchmarks.exporting import make
from tests.smallwechat.pictures import png
from wxarchive.export import ExportOptions, ExportSelection, export
from wxarchive.models import Filter
from wxarchive.store.database import Store

_PICTURE = png(1080, 720, (90, 140, 110))


def main(articles: int = 20, *books: int) -> None:
    """Print the figures."""
    largest = max(articles, *books, 0)
    with tempfile.TemporaryDirectory(dir="/tmp") as place:
        folder = Path(place)
        size = make(folder / "archive.db", largest, _PICTURE)
        print(f"PDF, {size / largest / 1e3:.1f} kB of text an article, two pictures each:")
        with Store(folder / "archive.db", read_only=True) as store:
            _measure(store, folder / "each", articles)
            _measure(store, folder / "each", articles, "again")
            for number in books:
                _measure(store, folder / f"{number}.pdf", number)


def _measure(store: Store, target: Path, articles: int, what: str = "") -> None:
    chosen = ExportSelection.of_store(store, Filter(limit=articles))
    with _most_memory() as most:
        started = time.perf_counter()
        done = list(export(chosen, target, ExportOptions("pdf")))
        seconds = time.perf_counter() - started
    assert {one.status for one in done} <= {"written", "unchanged"}, done
    each = f"{seconds / articles:.2f} s each"
    memory = f"{most[0] / 2**20:.0f} MB at most"
    print(f"  {target.name} {what}: {articles} articles in {seconds:.1f} s, {each}; {memory}")


@contextmanager
def _most_memory() -> Iterator[list[int]]:
    """Give the most bytes that this process and the browser's took together, what they share
    counted once.
    """
    most, is_over = [0], threading.Event()

    def look() -> None:
        while not is_over.wait(0.5):
            most[0] = max(most[0], sum(map(_bytes, _processes())))

    watcher = threading.Thread(target=look)
    watcher.start()
    try:
        yield most
    finally:
        is_over.set()
        watcher.join()


def _processes() -> Iterator[int]:
    """Give this process, and those of browsers that it started: each has a group of its own."""
    numbers = [int(path.name) for path in Path("/proc").glob("[0-9]*")]
    groups = {os.getpid()}
    for number in numbers:
        with suppress(OSError):
            command = Path("/proc", str(number), "cmdline").read_bytes()
            if f"{tempfile.gettempdir()}/wxarchive-browser-".encode() in command:
                groups.add(os.getpgid(number))
    for number in numbers:
        with suppress(OSError):
            if number in groups or os.getpgid(number) in groups - {os.getpid()}:
                yield number


def _bytes(process: int) -> int:
    with suppress(OSError, IndexError):
        text = Path("/proc", str(process), "smaps_rollup").read_text(encoding="ascii")
        return int(text.partition("\nPss:")[2].split()[0]) * 1024
    return 0


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))

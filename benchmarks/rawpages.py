"""How small and how fast received pages are kept, in several random orders of arrival.

``python -m benchmarks.rawpages [FOLDER]``: a folder of saved pages, of which those of the current
template count. For each order a new archive receives the pages one by one. The ratio is received
bytes over stored bytes of all pages but those that became dictionaries, of which at most three are
left out; every page is read back and compared.
"""

import random
import sqlite3
import statistics
import sys
import tempfile
import time
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from benchmarks.pages import CURRENT_TEMPLATE, current_pages, describe
from wxarchive.clock import BEIJING
from wxarchive.models import RawPage
from wxarchive.store.database import Store

FREE_DICTIONARIES = 3
ORDERS = 10
RATIO = 30.0
MILLISECONDS = 80.0


@dataclass(frozen=True, slots=True)
class Figures:
    """One order's result; milliseconds of a processor a page, storing included."""

    ratio: float
    dictionaries: int
    file_ratio: float
    median: float
    mean: float
    slowest: float


def measure(pages: list[bytes], folder: Path) -> Figures:
    """Store the pages in this order in a new archive below ``folder``, read them back, and return
    the figures.
    """
    times = []
    path = folder / "archive.db"
    with Store(path) as store:
        for body in pages:
            page = RawPage("benchmark", body, datetime(2026, 1, 1, tzinfo=BEIJING))
            start = time.process_time()
            number = store.pages.save(page, "ok", None)
            times.append((time.process_time() - start) * 1000)
            if store.pages.body(number) != body:
                raise AssertionError(f"page {number} came back changed")
    ratio, dictionaries = _ratio(path)
    received = sum(len(body) for body in pages)
    file_ratio = received / path.stat().st_size
    return Figures(
        ratio,
        dictionaries,
        file_ratio,
        statistics.median(times),
        statistics.mean(times),
        max(times),
    )


def _ratio(path: Path) -> tuple[float, int]:
    connection = sqlite3.connect(path)
    pages = connection.execute("SELECT sha256, size, length(data) FROM pages").fetchall()
    dictionaries = dict(
        connection.execute("SELECT sha256, length(data) FROM dictionaries ORDER BY id")
    )
    connection.close()
    left_out = list(dictionaries)[:FREE_DICTIONARIES]
    counted = [page for page in pages if page[0] not in left_out]
    stored = sum(length + dictionaries.get(sha256, 0) for sha256, _, length in counted)
    return sum(size for _, size, _ in counted) / stored, len(dictionaries)


def main(folder: Path | None = None) -> bool:
    """Print each order's figures; tell whether every order holds the targets."""
    pages = list(_pages_of(folder).values() if folder else current_pages().values())
    print(
        f"raw pages on disk, {len(pages)} pages of {sum(map(len, pages)) / 1e6:.0f} MB"
        f" ({folder or describe()}):"
    )
    found = [_order(pages, number) for number in range(ORDERS)]
    for number, figures in enumerate(found):
        print(
            f"  order {number}: {figures.ratio:.1f} times smaller, {figures.dictionaries}"
            f" dictionaries (with them: {figures.file_ratio:.1f}); ms a page: median"
            f" {figures.median:.0f}, mean {figures.mean:.0f}, slowest {figures.slowest:.0f}"
        )
    ratio, mean = min(figures.ratio for figures in found), max(figures.mean for figures in found)
    print(
        f"  worst order: ratio {ratio:.1f} (target {RATIO:.0f}), mean {mean:.0f} ms a page (target"
        f" {MILLISECONDS:.0f})"
    )
    return ratio >= RATIO and mean <= MILLISECONDS


def _pages_of(folder: Path) -> dict[str, bytes]:
    found = {path.name: path.read_bytes() for path in sorted(folder.glob("*.html"))}
    return {name: body for name, body in found.items() if len(body) >= CURRENT_TEMPLATE}


def _order(pages: list[bytes], number: int) -> Figures:
    shuffled = random.Random(number).sample(pages, len(pages))
    with tempfile.TemporaryDirectory() as folder:
        return measure(shuffled, Path(folder))


if __name__ == "__main__":
    sys.exit(not main(Path(sys.argv[1]) if len(sys.argv) > 1 else None))

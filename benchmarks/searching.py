"""Search over a large archive: time of the first twenty hits, indexing, and the hits against a scan of the texts.

``python -m benchmarks.searching [ARTICLES]``; the queries are cut out of the texts themselves, one to six characters.
"""

import random
import re
import statistics
import sys
import tempfile
from functools import partial
from itertools import islice
from pathlib import Path

from benchmarks.library import fill, library
from benchmarks.parsing import seconds
from wxarchive.models import Filter
from wxarchive.store import Store
from wxarchive.store.folding import fold

QUERIES = 200
SCANNED = 20
"""Queries that are also answered by a scan: it takes seconds each."""
MEDIAN, LATE, TIMES = 0.015, 0.050, 50


def main(articles: int = 10_000) -> bool:
    """Print the figures; tell whether they hold the targets."""
    with tempfile.TemporaryDirectory() as folder, Store(Path(folder) / "archive.db") as store:
        size = fill(store, articles)
        taken = seconds(lambda: sum(store.search.update()))
        print(f"search, {articles} articles, {size / 1e6:.0f} MB of text: indexed {articles / taken:.0f} articles/s")
        asked = queries()
        times = sorted(seconds(partial(store.search.find, query, Filter())) for query in asked)
        median, late = statistics.median(times), times[round(len(times) * 0.95) - 1]
        scans = [seconds(partial(_scan, store, query)) for query in asked[:SCANNED]]
        faster = statistics.median(scans) / median
        wrong = sum(store.search.count(query, Filter()) != _scan(store, query) for query in asked[:SCANNED])
        print(f"  first 20 hits: median {median * 1e3:.1f} ms (target 15), 95 % {late * 1e3:.1f} ms (target 50)")
        print(f"  {faster:.0f} times faster than LIKE (target {TIMES}); counts that differ from a scan: {wrong}")
        return median <= MEDIAN and late <= LATE and faster >= TIMES and not wrong


def queries() -> list[str]:
    """Return pieces of Chinese text of one to six characters, each once."""
    chance = random.Random(7)
    runs = [run for part in library().paragraphs for run in re.findall(r"[\u4e00-\u9fff]{6,}", part)]
    return list(islice(dict.fromkeys(_piece(chance, chance.choice(runs)) for _ in range(10 * QUERIES)), QUERIES))


def _piece(chance: random.Random, run: str) -> str:
    start, length = chance.randrange(len(run) - 5), chance.randint(1, 6)
    return run[start : start + length]


def _scan(store: Store, query: str) -> int:
    """Count the articles that hold these very characters, by a scan of everything that is searched."""
    held = (
        "SELECT count(*) FROM articles a JOIN versions v ON v.id = a.version_id WHERE v.text LIKE '%' || ? || '%' "
        "OR a.title LIKE '%' || ? || '%' OR a.account LIKE '%' || ? || '%' OR a.author LIKE '%' || ? || '%' "
        "OR a.digest LIKE '%' || ? || '%'"
    )
    return int(store._connection.value(held, (fold(query),) * 5))


if __name__ == "__main__":
    sys.exit(not main(*map(int, sys.argv[1:])))

"""Search over a large archive: indexing, the time of the first twenty hits, and all hits against a
scan of the texts.

``python -m benchmarks.searching [ARTICLES] [ARCHIVE]``. The queries are cut out of the texts
themselves; an archive that is named is made unless it is there, and kept.
"""

import random
import re
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from functools import partial
from itertools import chain, islice
from pathlib import Path

from benchmarks.library import Library, fill, library
from benchmarks.parsing import seconds
from tests.store.scanning import answers, plain_fields
from wxarchive.models import Filter, Hit
from wxarchive.store.database import Store
from wxarchive.store.search.query import parse

ARTICLES = 10_000
MANY = 100_000
"""Articles from which on an index has to be so much faster than LIKE, whose time grows with the
archive.
"""
HITS = 20
SCANS = 15
"""Queries that are also answered by LIKE: it takes seconds each."""
MEDIAN, LATE, TIMES, RATIO, PER_SECOND, MEGABYTES = 0.015, 0.050, 50, 1.3, 400, 200
EVERYTHING = Filter()

_INDEX = (
    "SELECT sum(length(block)) FROM (SELECT block FROM {0}_data UNION ALL SELECT term FROM {0}_idx)"
)
_TABLES = ("search_phrases", "search_titles", "search_characters")
_TEXTS = (
    "SELECT a.id, a.title, a.account, a.author, a.digest, v.text FROM articles a JOIN versions v ON"
    " v.id = version_id"
)


def main(articles: int = ARTICLES, path: Path | None = None) -> bool:
    """Print the figures; tell whether they hold the targets."""
    with (
        tempfile.TemporaryDirectory() as folder,
        Store(path or Path(folder) / "archive.db") as store,
    ):
        held = [_indexing(store, articles), _times(store, queries()), memory(MEGABYTES)]
        return all([*held, _compared(store, queries())])


def _indexing(store: Store, articles: int) -> bool:
    """Print how fast one process indexes; by its own processor time, for it waits where others work
    too.
    """
    db = store._connection
    if not db.value("SELECT count(*) FROM articles"):
        fill(store, articles)
    size = int(db.value("SELECT sum(length(CAST(text AS blob))) FROM versions"))
    number = int(db.value("SELECT count(*) FROM articles"))
    started = time.process_time()
    speed = number / seconds(store.search.rebuild)
    alone = number / (time.process_time() - started)
    ratio = sum(int(db.value(_INDEX.format(table))) for table in _TABLES) / size
    print(f"search, {number} articles, {size / 1e6:.0f} MB of text:")
    print(
        f"  indexed {speed:.0f} articles/s; {alone:.0f} in a second of processor time (target"
        f" {PER_SECOND})"
    )
    print(f"  index / text {ratio:.2f} (target {RATIO})")
    return alone >= PER_SECOND and ratio <= RATIO


def _times(store: Store, asked: list[str]) -> bool:
    times = {query: seconds(partial(first_hits, store, query)) for query in asked}
    ordered = sorted(times.values())
    median, late = (
        statistics.median(ordered),
        statistics.quantiles(ordered, n=20, method="inclusive")[-1],
    )
    print(
        f"  first 20 hits, {len(asked)} queries: median {median * 1e3:.1f} ms (target"
        f" {MEDIAN * 1e3:.0f}), ",
        end="",
    )
    print(
        f"95 % {late * 1e3:.1f} ms (target {LATE * 1e3:.0f}), slowest {ordered[-1] * 1e3:.0f} ms",
        end=" ",
    )
    print(f"({max(times, key=lambda query: times[query])})")
    scans = [seconds(partial(_like, store, query)) for query in asked[:SCANS]]
    faster = statistics.median(scans) / median
    print(
        f"  {faster:.0f} times faster than LIKE, which takes {statistics.median(scans):.2f} s ",
        end="",
    )
    print(f"(target {TIMES} with {MANY} articles)")
    fast_enough = faster >= TIMES or store._connection.value("SELECT count(*) FROM articles") < MANY
    return median <= MEDIAN and late <= LATE and fast_enough


def first_hits(store: Store, query: str) -> list[Hit]:
    """Ask for what a first page shows; hits are made as they are taken."""
    return list(store.search.find(query, EVERYTHING, limit=HITS))


def _like(store: Store, query: str) -> int:
    """Count the texts that hold these very characters, as one would without an index."""
    return int(
        store._connection.value(
            "SELECT count(*) FROM versions WHERE text LIKE '%' || ? || '%'", (query,)
        )
    )


def memory(megabytes: int) -> bool:
    """Print the most memory this process had so far, filling and indexing included; tell whether
    it is not more than that.
    """
    unit = 1e6 if sys.platform == "darwin" else 1e3
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / unit
    print(f"  memory {most:.0f} MB (target {megabytes})")
    return most <= megabytes


def _compared(store: Store, asked: list[str]) -> bool:
    """Compare all that each query finds with a scan of every article by the same rules."""
    parsed = {query: parse(query) for query in asked}
    right: dict[str, set[int]] = {query: set() for query in asked}
    for number, *texts in store._connection.rows(_TEXTS):
        fields = dict(zip(("title", "account", "author", "digest", "body"), texts, strict=True))
        folded = plain_fields({name: text or "" for name, text in fields.items()})
        for query, one in parsed.items():
            if answers(one, folded):
                right[query].add(number)
    found = {
        query: {one.article_id for one in store.search._newest(one, EVERYTHING)}
        for query, one in parsed.items()
    }
    both = sum(len(found[query] & right[query]) for query in asked)
    recall, precision = both / sum(map(len, right.values())), both / sum(map(len, found.values()))
    wrong = sum(store.search.count(query, EVERYTHING) != len(right[query]) for query in asked)
    sizes = sorted(map(len, right.values()))
    print(
        f"  against a scan: recall {recall:.4f}, precision {precision:.4f}, wrong counts {wrong}"
        " (target 1, 1, 0);"
    )
    print(
        f"  queries find {sizes[0]} to {sizes[-1]} articles, half of them at most"
        f" {sizes[len(sizes) // 2]}"
    )
    return recall == precision == 1 and not wrong


def queries(made_of: Library | None = None) -> list[str]:
    """Return queries of every sort, each once; most are one to six Chinese characters cut out of
    the texts.
    """
    chance = random.Random(7)
    cut_from = made_of or library()

    def found(pattern: str) -> list[str]:
        return [one for part in cut_from.paragraphs for one in re.findall(pattern, part)]

    chinese = found(r"[\u4e00-\u9fff]{6,}")
    words = found(r"\b[A-Za-z]{2,12}\b")
    touching = found(r"[\u4e00-\u9fff]{1,2} ?[A-Za-z]{2,12} ?[\u4e00-\u9fff]{1,2}")
    sentences = found(r"[\u4e00-\u9fff]{2,5}[，、：][\u4e00-\u9fff]{2,5}")

    def piece() -> str:
        run, length = chance.choice(chinese), chance.randint(1, 6)
        start = chance.randrange(len(run) - length + 1)
        return run[start : start + length]

    sorts: list[tuple[int, Callable[[], str]]] = [
        (120, piece),
        (20, lambda: chance.choice(words)),
        (20, lambda: chance.choice(touching)),
        (15, lambda: f'"{chance.choice(sentences)}"'),
        (10, lambda: f"{piece()} {piece()}"),
        (5, lambda: f"{piece()} {chance.choice(words)[:4]}*"),
        (5, lambda: f"{piece()} OR {piece()} -{piece()}"),
        (5, lambda: f"title:{chance.choice(cut_from.titles)[:2]} {piece()}"),
    ]
    made = list(chain.from_iterable(_different(number, make) for number, make in sorts))
    chance.shuffle(made)
    return made


def _different(number: int, make: Callable[[], str]) -> Iterator[str]:
    return islice(dict.fromkeys(make() for _ in range(20 * number)), number)


if __name__ == "__main__":
    sys.exit(
        not main(int(sys.argv[1]) if len(sys.argv) > 1 else ARTICLES, *map(Path, sys.argv[2:3]))
    )

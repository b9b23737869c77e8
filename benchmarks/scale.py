"""An archive of a million articles, made once, and what it answers: ``make scale``.

``python -m benchmarks.scale [ARTICLES] [ARCHIVE]``; an archive that is there already is taken as it
is. A million articles take a core for about half an hour, and 14 GB of the disk. Their texts are of
invented words, the same ones everywhere.
"""

import statistics
import sys
import time
from collections.abc import Iterable
from concurrent.futures import ProcessPoolExecutor
from datetime import timedelta
from functools import partial
from pathlib import Path

from benchmarks.furnishing import furnish
from benchmarks.library import fill, invented_library
from benchmarks.listing import milliseconds
from benchmarks.parsing import seconds
from benchmarks.searching import first_hits, memory, queries
from benchmarks.serving import READ, sorts, within
from tests.store.making import START
from wxarchive.models import CheckFilter, Filter
from wxarchive.store.database import Store

ARTICLES, ACCOUNTS = 1_000_000, 5_000
BYTES = 4_000
"""Of an article's text, on average."""
OPENING, LIST, SEARCH, DUE, PAGE = 50, 30, 60, 100, 150
"""Milliseconds, 95 of a hundred times at most; of a list, of the slowest sort."""
MEGABYTES = 250
LISTS: dict[str, tuple[str, ...]] = {
    "newest": (),
    "oldest": ("--sort", "oldest"),
    "last fetched": ("--sort", "fetched"),
    "last gone": ("--sort", "gone"),
    "by title": ("--sort", "title"),
    "by account": ("--sort", "account"),
    "longest": ("--sort", "longest"),
    "a large account": ("--account", "账号0"),
    "a small account": ("--account", "账号4000"),
    "a year": ("--since", "2020", "--until", "2020"),
    "an album": ("--album", "合集7"),
    "gone": ("--gone",),
    "edited": ("--edited",),
    "not a kind": ("--not-kind", "image"),
}
_TIMES = 20
_PIECE = 50_000
_DAYS = 200
"""Within so many days each article was last asked for."""
_GOLDEN = 0.618034
"""Its multiples fall evenly between 0 and 1, and neighbours far apart."""
_CHECKED = """
    UPDATE articles SET checked_at = strftime('%Y-%m-%dT%H:%M:%S+08:00', ?, '-' || (id * 619 % ?)
        || ' days')
"""


def main(articles: int = ARTICLES, path: Path = Path("scale.db")) -> bool:
    """Make the archive where it is missing, print its figures, and tell whether they hold the
    targets.
    """
    if not path.exists():
        # in a process of its own: its memory is not what is measured
        with ProcessPoolExecutor(1) as maker:
            maker.submit(make, path, articles).result()
    print(f"an archive of {articles} articles, {path.stat().st_size / 1e9:.1f} GB:", flush=True)
    opened = _late("opening", (seconds(partial(_open, path)) for _ in range(_TIMES)), OPENING)
    with Store(path, read_only=True) as store:
        words = queries(invented_library(BYTES))
        asked = (seconds(partial(first_hits, store, query)) for query in words)
        found = _late("search, first 20 hits", asked, SEARCH)
        chosen = (seconds(partial(_due, store)) for _ in range(_TIMES))
        due = _late("check --due --max 50", chosen, DUE)
    listed = [_listed(path, name, options) for name, options in LISTS.items()]
    served = within(path, articles, sorts(articles, words), PAGE)
    return all([opened, found, due, *listed, served, memory(MEGABYTES)])


def make(path: Path, articles: int) -> None:
    """Make the archive: rows piece by piece, then the index of all; print how long it takes."""
    short = invented_library(BYTES)
    with Store(path) as store:
        # rows come in the order of no index; what is cut off is made anew
        for pragma in ("cache_size = -600000", "journal_mode = OFF", "synchronous = OFF"):
            store._connection.run(f"PRAGMA {pragma}")
        for first in range(1, articles + 1, _PIECE):
            number = min(_PIECE, articles + 1 - first)
            with store.atomic():
                fill(store, number, first, made_of=short, account=_account)
            _say(f"{first + number - 1} articles")
        furnish(store, articles, READ, ACCOUNTS)
        with store.atomic():
            store._connection.run(_CHECKED, (str(START + timedelta(days=1))[:19], _DAYS))
        _say("links, versions, what is gone")
        store.search.rebuild()
        _say("the index")


def _account(one: int) -> int:
    """Return whose an article is: some accounts have thousands, most a hundred."""
    return int(ACCOUNTS * (one * _GOLDEN % 1) ** 2)


def _say(what: str) -> None:
    print(f"  {time.process_time():6.0f} s of processor time: {what}", flush=True)


def _open(path: Path) -> None:
    Store(path, read_only=True).close()


def _due(store: Store) -> list[object]:
    """Choose as ``check --due --max 50`` does; nothing is put into the queue."""
    return list(store.checks._chosen(CheckFilter(Filter(), due=True, most=50), START))


def _listed(path: Path, name: str, options: tuple[str, ...]) -> bool:
    times = (milliseconds(path, options) / 1e3 for _ in range(_TIMES))
    return _late(f"list --limit 50, {name}", times, LIST)


def _late(name: str, times: Iterable[float], most: int) -> bool:
    """Print the median of seconds and the 95th of a hundred; tell whether that is early enough."""
    taken = [one * 1e3 for one in times]
    late = statistics.quantiles(taken, n=20, method="inclusive")[-1]
    print(
        f"  {name:32} median {statistics.median(taken):6.1f} ms, 95 % {late:6.1f} ms"
        f" (target {most})",
        flush=True,
    )
    return late <= most


if __name__ == "__main__":
    articles = int(sys.argv[1]) if len(sys.argv) > 1 else ARTICLES
    sys.exit(not main(articles, *map(Path, sys.argv[2:3])))

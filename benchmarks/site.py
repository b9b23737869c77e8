"""A site of a large archive: articles a second, a second run, memory, sizes; and how long its
search takes in Chromium, opened as files.

``python -m benchmarks.site [ARTICLES | ARCHIVE]``: an archive of so many articles is made, 10,000
unless said, or the one that is named is taken.
"""

import io
import json
import random
import re
import statistics
import sys
import tarfile
import tempfile
from collections.abc import Iterator
from itertools import count, islice
from pathlib import Path

from benchmarks.exporting import run
from benchmarks.library import fill, invented_library
from tests.support.chromium import Browser, browser, installed
from wxarchive.models import Filter
from wxarchive.store.database import Store

ARTICLES = 10_000
FASTEST, MEMORY, SLOWEST = 30, 400, 80
"""Targets: articles in a second of one processor at least, megabytes of memory at most,
milliseconds of the median query on a page that has loaded nothing yet.
"""
TEXT = 16_600
"""Bytes of an article's text: paragraphs of all topics of the corpus, put together anew, would have
nearly every pair of characters in every article.
"""
FIRST, MOST = 100, 2_000
"""So many articles ``site.js`` looks through before it shows hits, and before it asks."""
QUERIES = 100
_HAN = re.compile("[\u4e00-\u9fff]+")


def main(articles: int = ARTICLES, path: Path | None = None) -> bool:
    """Print the figures; tell whether they hold the targets."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        archive = path or folder / "archive.db"
        with Store(archive) as store:
            if path is None:
                fill(store, articles, made_of=invented_library(TEXT))
            number = store.articles.count(Filter())
            queries = list(_queries(store))
        print(f"site, {number} articles, target {FASTEST}/s and {MEMORY} MB:")
        held = _written(archive, folder / "site", number)
        _sizes(folder / "site")
        return _searched(folder / "site", queries) and held


def _written(archive: Path, site: Path, articles: int) -> bool:
    command = [sys.executable, "-m", "wxarchive", "--db", str(archive)]
    command += ["export", "--site", "-o", str(site)]
    first, again = run(command), run(command)
    print(
        f"  {articles / first.processor:.0f}/s of one processor ({articles / first.seconds:.0f}/s),"
        f" again {articles / again.processor:.0f}/s, {first.memory:.0f} MB"
    )
    return articles / first.processor >= FASTEST and first.memory <= MEMORY


def _sizes(site: Path) -> None:
    files = [one for one in site.rglob("*") if one.is_file()]
    search = [one for one in files if one.parent.name == "search"]
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w:gz") as archive:
        archive.add(site / "search", "search")
    print(
        f"  {len(files)} files of {_megabytes(files):.0f} MB, {len(search)} of them the search's,"
        f" {_megabytes(search):.1f} MB (packed {packed.tell() / 1e6:.1f} MB)"
    )


def _megabytes(files: list[Path]) -> float:
    return sum(one.stat().st_size for one in files) / 1e6


def _queries(store: Store) -> Iterator[str]:
    """Cut pieces of one to six Chinese characters out of texts, each as a phrase."""
    chance = random.Random(7)
    ids = [one.id for one in store.articles.list(Filter(limit=2_000))]
    texts = (store.articles.get(chance.choice(ids)).content for _ in count())
    runs = (_HAN.findall(body.text) for body in texts if body)
    longer = (
        chance.choice(long) for some in runs if (long := [one for one in some if len(one) > 5])
    )
    for run_of_text in islice(longer, QUERIES):
        start = chance.randrange(len(run_of_text) - 5)
        yield run_of_text[start : start + chance.randint(1, 6)]


def _searched(site: Path, queries: list[str]) -> bool:
    if installed() is None:
        print("  Chromium is not installed: not searched")
        return True
    with browser() as chromium:
        fresh = [_asked(chromium, site, one, FIRST, is_fresh=True) for one in queries]
        whole = [_asked(chromium, site, one, MOST, is_fresh=True) for one in queries]
        later = [_asked(chromium, site, one, MOST, is_fresh=False) for one in queries]
    measured = {
        "on a fresh page, the first hits": fresh,
        "on a fresh page, all": whole,
        "later on the page, all": later,
    }
    for name, times in measured.items():
        ordered = sorted(times)
        print(
            f"  a query {name}: median {statistics.median(ordered):.1f} ms,"
            f" 95 % {ordered[len(ordered) * 95 // 100]:.0f} ms, slowest {ordered[-1]:.0f} ms"
        )
    return statistics.median(fresh) <= SLOWEST


def _asked(chromium: Browser, site: Path, query: str, most: int, *, is_fresh: bool) -> float:
    """Return the milliseconds until it is known what a query finds in so many articles."""
    if is_fresh:
        chromium.visit((site / "search.html").resolve().as_uri())
    taken: float = chromium.value(
        f"(async () => {{ const start = performance.now(); await site.find({json.dumps(query)},"
        f" {most}); return performance.now() - start; }})()"
    )
    return taken


if __name__ == "__main__":
    [told] = sys.argv[1:] or [str(ARTICLES)]
    sys.exit(not (main(int(told)) if told.isdigit() else main(path=Path(told))))

"""Search over a large archive: speed, size, memory, and whether it finds what a scan of all texts finds.

``python -m benchmarks.searching [ARTICLES [FILE]]``; an archive that FILE holds already is not made again. The rival is
what one would write without an index: ``LIKE '%…%'`` over all texts. A sample of the articles is looked through for
every query by the same rules of folding, and must give the same articles as the index.
"""

import os
import random
import re
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from functools import cache, partial
from multiprocessing import get_context
from pathlib import Path

from benchmarks.library import fill, library
from tests.store.scanning import scan
from wxarchive.models import Filter
from wxarchive.store import Store

ARTICLES = 100_000
MEDIAN = 15.0
SLOW = 50.0
FASTER = 50.0
INDEX_RATIO = 1.3
ARTICLES_A_SECOND = 400.0
MEGABYTES = 200
SCANNED = 3_000
LIKE_QUERIES = 9
_CHINESE = re.compile("[\u4e00-\u9fff]+")
_WORDS = re.compile("[A-Za-z][A-Za-z0-9]+")
_MIXED = re.compile("[\u4e00-\u9fff]{1,3} ?[A-Za-z][A-Za-z0-9]+|[A-Za-z][A-Za-z0-9]+ ?[\u4e00-\u9fff]{1,3}")
_PHRASE = re.compile("[\u4e00-\u9fff]{1,3}[，、：]{1}[\u4e00-\u9fff]{1,3}|[A-Za-z]+ [A-Za-z]+|[A-Za-z]+-[A-Za-z0-9]+")


def queries(number: int = 200) -> list[str]:
    """Return a mixed list: of one to six characters, words, phrases, mixed script; common and rare as in the texts."""
    chance = random.Random(7)
    makers: list[Callable[[random.Random], str]] = [partial(_substring, size=size) for size in (1, 2, 2, 3, 4, 5, 6)]
    makers += [_rare_character, _word, _mixed, _two_words, _phrase]
    made: dict[str, None] = {}
    while len(made) < number:
        made[makers[len(made) % len(makers)](chance)] = None
    return list(made)


def main(number: int = ARTICLES, path: Path | None = None) -> bool:
    """Print the figures; tell whether they hold the targets."""
    with tempfile.TemporaryDirectory() as folder:
        file = path or Path(folder) / "archive.db"
        made = True if file.exists() else _in_a_process(_make, file, number)
        return all([made, _in_a_process(_ask, file), _in_a_process(_compare, file)])


def _in_a_process(task: Callable[..., bool], *arguments: object) -> bool:
    """Run a task where nothing else has taken memory."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as process:
        return process.submit(task, *arguments).result()


def _make(path: Path, number: int) -> bool:
    with Store(path) as store:
        size = fill(store, number)
        started = time.perf_counter()
        with ProcessPoolExecutor(max((os.cpu_count() or 1) - 1, 1), mp_context=get_context("spawn")) as pool:
            indexed = sum(store.search.update(partial(pool.map, chunksize=10)))
        rate = indexed / (time.perf_counter() - started)
        statement = "SELECT sum(pgsize) FROM dbstat WHERE name LIKE 'search%'"
        index = store._connection.value(statement)  # noqa: SLF001 -- sizes are asked of SQLite itself
    print(f"search, {number} articles of {size / number / 1000:.1f} KB, {size / 1e6:.0f} MB of text:")
    print(f"  indexing {rate:.0f} articles a second (target {ARTICLES_A_SECOND:.0f}), {_memory()} MB of memory")
    print(f"  index {index / 1e6:.0f} MB, {index / size:.2f} of the text (target {INDEX_RATIO})")
    return rate >= ARTICLES_A_SECOND and index / size <= INDEX_RATIO


def _ask(path: Path) -> bool:
    with Store(path, read_only=True) as store:
        first = _milliseconds(lambda: store.search.find("推理", Filter()))
        times = {query: _milliseconds(partial(store.search.find, query, Filter())) for query in queries()}
        counts = {query: _milliseconds(partial(store.search.count, query, Filter())) for query in queries()[::5]}
        like = {
            query: _milliseconds(partial(_like, store, query)) for query in queries()[1 :: len(times) // LIKE_QUERIES]
        }
    memory = _memory()
    median, slow = statistics.median(times.values()), statistics.quantiles(times.values(), n=20)[-1]
    ratio = statistics.median(like.values()) / median
    slowest = sorted(times, key=lambda query: -times[query])[:3]
    print(f"  {len(times)} queries, top 20: median {median:.1f} ms (target {MEDIAN:.0f}), 95 % under {slow:.1f} ms "
          f"(target {SLOW:.0f}); the first {first:.0f} ms; slowest {[(one, round(times[one])) for one in slowest]}")  # fmt: skip
    print(f"  count: median {statistics.median(counts.values()):.1f} ms, slowest {max(counts.values()):.0f} ms")
    print(f"  LIKE: median {statistics.median(like.values()):.0f} ms, {ratio:.0f} times slower (target {FASTER:.0f})")
    print(f"  memory {memory} MB (target {MEGABYTES})")
    return median <= MEDIAN and slow <= SLOW and ratio >= FASTER and memory <= MEGABYTES


def _compare(path: Path) -> bool:
    """Look through a sample of the articles for every query, and compare with what the index finds among them."""
    asked = queries()
    with Store(path, read_only=True) as store:
        number = store._connection.value("SELECT count(*) FROM articles")  # noqa: SLF001 -- as above
        sample = {one: store.articles.get(one) for one in range(1, number + 1, max(number // SCANNED, 1))}
        texts = {one: {"title": held.metadata.title or "", "account": held.metadata.account or "",
                       "author": held.metadata.author or "", "digest": held.metadata.digest or "",
                       "body": held.content.text if held.content else ""} for one, held in sample.items()}  # fmt: skip
        expected = {(query, one) for one, fields in texts.items() for query in asked if scan(query, {one: fields})}
        found = {(query, one) for query in asked for one in _all_found(store, query) if one in texts}
    right = len(expected & found)
    recall, precision = right / len(expected), right / len(found)
    print(
        f"  against a scan of {len(texts)} articles: {len(expected)} hits, recall {recall:.4f}, precision {precision:.4f}"
    )
    return expected == found


def _all_found(store: Store, query: str) -> Iterator[int]:
    from wxarchive.store.query import parse

    return (match.article_id for match in store.search._newest(parse(query), Filter()))  # noqa: SLF001 -- without hits


def _like(store: Store, query: str) -> None:
    """Search as one would without an index."""
    statement = """
        SELECT a.id FROM articles a JOIN versions v ON v.id = a.version_id
        WHERE v.text LIKE ?1 OR a.title LIKE ?1 ORDER BY a.published_at DESC LIMIT 20
    """
    plain = query.replace('"', "")
    list(store._connection.rows(statement, (f"%{plain}%",)))  # noqa: SLF001 -- the rival needs the database


def _milliseconds(task: Callable[[], object]) -> float:
    started = time.perf_counter()
    task()
    return (time.perf_counter() - started) * 1000


def _memory() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def _substring(chance: random.Random, size: int) -> str:
    while True:
        runs = [run for run in _CHINESE.findall(_paragraph(chance)) if len(run) >= size]
        if runs:
            run = chance.choice(runs)
            start = chance.randrange(len(run) - size + 1)
            return str(run[start : start + size])


def _rare_character(chance: random.Random) -> str:
    return min((_substring(chance, 1) for _ in range(50)), key=_frequency)


def _word(chance: random.Random) -> str:
    return _found(_WORDS, chance)


def _mixed(chance: random.Random) -> str:
    return _found(_MIXED, chance)


def _two_words(chance: random.Random) -> str:
    return f"{_substring(chance, 2)} {chance.choice((_substring(chance, 2), _word(chance)))}"


def _phrase(chance: random.Random) -> str:
    """A phrase with punctuation or a space in it."""
    return f'"{_found(_PHRASE, chance)}"'


def _found(pattern: re.Pattern[str], chance: random.Random) -> str:
    while True:
        found = pattern.findall(_paragraph(chance))
        if found:
            return str(chance.choice(found))


def _paragraph(chance: random.Random) -> str:
    return chance.choice(library().paragraphs)


@cache
def _frequency(character: str) -> int:
    return sum(paragraph.count(character) for paragraph in library().paragraphs[:2_000])


if __name__ == "__main__":
    sys.exit(not main(*(int(one) for one in sys.argv[1:2]), *(Path(one) for one in sys.argv[2:3])))

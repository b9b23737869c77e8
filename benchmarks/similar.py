"""Articles that share text in a large archive: fingerprints a second, all pairs, memory, recall.

``python -m benchmarks.similar [ARTICLES] [ARCHIVE]``. The articles are invented: as long as those
of the corpus, each account with an end of its own under all of them, and one in twenty is a
reprint with additions, or an edited copy, of an earlier one. An archive that is named is made
unless it is there, and kept.
"""

import json
import random
import resource
import sys
import tempfile
import time
from collections.abc import Iterator
from functools import cache
from itertools import islice
from pathlib import Path

from tests.store.making import START
from wxarchive.models import Filter
from wxarchive.store.database import Store
from wxarchive.store.sqlite.values import time_text

ARTICLES = 10_000
WORDS, LETTERS, LENGTH = 50_000, 6, 900
ACCOUNTS, EVERY = 200, 20
PER_SECOND, MINUTES, MEGABYTES, RECALL = 300, 5, 300, 0.98
ASKED = 200
"""Articles that are asked about one by one."""


def main(articles: int = ARTICLES, path: Path | None = None) -> bool:
    """Print the figures; tell whether they hold the targets."""
    with (
        tempfile.TemporaryDirectory() as folder,
        Store(path or Path(folder) / "archive.db") as store,
    ):
        if not store._connection.value("SELECT count(*) FROM articles"):
            _fill(store, articles)
        held = [_made(store), _all_pairs(store), _one_by_one(store), _memory()]
        return all(held)


def _made(store: Store) -> bool:
    number = int(store._connection.value("SELECT count(*) FROM articles"))
    size = int(store._connection.value("SELECT sum(length(CAST(text AS blob))) FROM versions"))
    started = time.process_time()
    store.similar.rebuild()
    speed = number / (time.process_time() - started)
    kept = int(
        store._connection.value(
            "SELECT (SELECT sum(length(block)) FROM fingerprint_pieces_data)"
            " + (SELECT sum(length(digests)) FROM fingerprints)"
        )
    )
    print(f"similar, {number} articles, {size / 1e6:.0f} MB of text:")
    print(
        f"  fingerprints {speed:.0f} articles in a second of processor time (target {PER_SECOND})"
    )
    print(f"  fingerprints / text {kept / size:.3f}")
    return speed >= PER_SECOND


def _all_pairs(store: Store) -> bool:
    started = time.perf_counter()
    found = {(one.article_id, one.other_id) for one in store.similar.pairs()}
    took = time.perf_counter() - started
    number = int(store._connection.value("SELECT max(id) FROM articles"))
    right = {(of, one) for one in range(1, number + 1) if (of := _copied(one))}
    recall = len(found & right) / len(right)
    print(f"  all pairs {took:.1f} s (target {MINUTES * 60}), {len(found)} pairs,", end=" ")
    print(f"{recall:.4f} of those that were made (target {RECALL})")
    return took <= MINUTES * 60 and recall >= RECALL


def _one_by_one(store: Store) -> bool:
    chosen = list(islice(store.articles.list(Filter()), ASKED))
    started = time.process_time()
    for article in chosen:
        store.similar.of(article)
    took = (time.process_time() - started) / len(chosen)
    print(f"  similar to one article {took * 1e3:.1f} ms, {len(chosen)} of them")
    return True


def _memory() -> bool:
    unit = 1e6 if sys.platform == "darwin" else 1e3
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / unit
    print(f"  memory {most:.0f} MB (target {MEGABYTES})")
    return most <= MEGABYTES


@cache
def _words() -> tuple[str, ...]:
    chance = random.Random(1)
    letters = [chr(0x4E00 + at) for at in range(3_000)]
    return tuple("".join(chance.choices(letters, k=LETTERS)) for _ in range(WORDS))


def _copied(number: int) -> int | None:
    """Return the earlier article whose text an article has; every twentieth has one."""
    return number - EVERY // 2 if number % EVERY == 0 else None


def _text(number: int) -> str:
    chance = random.Random(number)
    end = "".join(random.Random(-1 - number % ACCOUNTS).choices(_words(), k=30))
    if (original := _copied(number)) is None:
        size = max(20, round(chance.gauss(LENGTH, LENGTH / 4)))
        return "".join(chance.choices(_words(), k=size)) + end
    copied = _text(original)
    if number % (2 * EVERY):  # a reprint: words before and behind it
        return "".join(chance.choices(_words(), k=100)) + copied + end
    places = sorted(chance.sample(range(len(copied)), 40))  # an edit: forty letters are other ones
    for at in places:
        copied = f"{copied[:at]}改{copied[at + 1 :]}"
    return copied


def _fill(store: Store, number: int) -> None:
    db = store._connection.raw
    rows = _rows(number)
    while piece := list(islice(rows, 500)):
        with store.atomic():
            for statement in _STATEMENTS:
                db.executemany(statement, piece)


_STATEMENTS = (
    "INSERT OR IGNORE INTO accounts (id, biz, name, last_seen)"
    " VALUES (:account, :account, :account, :seen)",
    "INSERT INTO pages (id, sha256, state, source, received_at, from_file, headers, size, data)"
    " VALUES (:id, :id, 'ok', :id, :seen, 0, '[]', 1, x'00')",
    "INSERT INTO articles (id, key, url, state, kind, page_id, fetched_at, account_id, metadata)"
    " VALUES (:id, :id, :id, 'ok', 'article', :id, :seen, :account, :metadata)",
    "INSERT INTO versions (id, article_id, page_id, content_hash, first_seen, last_seen, losses,"
    " metadata, images, media, text, html) VALUES (:id, :id, :id, :id, :seen, :seen, '[]', '{}',"
    " '[]', '[]', :text, '')",
    "UPDATE articles SET version_id = id WHERE id = :id",
)


def _rows(number: int) -> Iterator[dict[str, object]]:
    for one in range(1, number + 1):
        yield {
            "id": one,
            "seen": time_text(START),
            "account": one % ACCOUNTS + 1,
            "metadata": json.dumps({"title": f"文章 {one}"}, ensure_ascii=False),
            "text": _text(one),
        }


if __name__ == "__main__":
    sys.exit(
        not main(int(sys.argv[1]) if len(sys.argv) > 1 else ARTICLES, *map(Path, sys.argv[2:3]))
    )

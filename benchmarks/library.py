"""A large archive of articles that read like real ones: paragraphs of the corpus's articles, put
together anew.

Without the corpus they are invented (``benchmarks/invented.py``). Articles are as long as the
corpus's are, published over ten years, and written straight into the tables.
"""

import random
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from itertools import islice
from pathlib import Path

from benchmarks.invented import invented
from tests.store.making import START
from wxarchive.models import Metadata
from wxarchive.store.database import Store
from wxarchive.store.sqlite.values import metadata_json, time_text

CORPUS = Path(__file__).parents[2] / "shared" / "corpus" / "topics"
YEARS = 10
ACCOUNTS = 200
_HEAD = re.compile(r"\A.*?^封面图链接[^\n]*\n", re.DOTALL | re.MULTILINE)
_MARKUP = re.compile(r"!\[[^\]]*\]\([^)]*\)|(?<=\])\([^)]*\)|[\[\]*#>`|]+")
_BYTES = 16_600
"""Of an invented article's text, on average: as many as the corpus's have."""


@dataclass(frozen=True, slots=True)
class Library:
    """Titles and paragraphs, and how many paragraphs an article has on average."""

    titles: tuple[str, ...]
    paragraphs: tuple[str, ...]
    length: int

    def article(self, number: int) -> tuple[str, str]:
        """Return title and text of an article, always the same for one number."""
        chance = random.Random(number)
        size = max(1, round(chance.gauss(self.length, self.length / 4)))
        title = f"{chance.choice(self.titles)} {number}"
        return title, "\n".join(chance.choices(self.paragraphs, k=size))


@cache
def library() -> Library:
    """Return what articles are made of."""
    files = sorted(CORPUS.rglob("*.md"))
    if not files:
        return invented_library(_BYTES)
    texts = [path.read_text("utf-8") for path in files]
    titles = tuple(text.partition("\n")[0].strip("# ") for text in texts)
    paragraphs = [part for text in texts for part in _paragraphs(text)]
    return Library(titles, tuple(paragraphs), round(len(paragraphs) / len(files)))


@cache
def invented_library(size: int) -> Library:
    """Return what articles of invented words are made of, with about ``size`` bytes of text."""
    titles, paragraphs = invented()
    each = len("\n".join(paragraphs).encode()) / len(paragraphs)
    return Library(titles, paragraphs, round(size / each))


def _paragraphs(text: str) -> Iterator[str]:
    for part in re.split(r"\n\s*\n", _HEAD.sub("", text)):
        plain = " ".join(_MARKUP.sub("", part).split())
        if plain:
            yield plain


def fill(
    store: Store,
    number: int,
    first: int = 1,
    *,
    made_of: Library | None = None,
    account: Callable[[int], int] = lambda one: one % ACCOUNTS,
) -> int:
    """Put so many articles into an empty archive, from the ``first`` one of the library on; return
    the bytes of their texts. They are still to be indexed.

    ``account``: the number of an article's account.
    """
    rows = _rows(made_of or library(), account, range(first, first + number))
    size = 0
    while piece := list(islice(rows, 500)):
        _insert(store, piece)
        size += sum(len(str(row["text"]).encode()) for row in piece)
    return size


def _rows(
    made_of: Library, account: Callable[[int], int], numbers: Iterable[int]
) -> Iterator[dict[str, object]]:
    for one in numbers:
        chance = random.Random(one)
        title, text = made_of.article(one)
        published = START - timedelta(seconds=chance.randrange(YEARS * 365 * 24 * 3600))
        about = Metadata(
            title=title,
            account=f"账号{account(one)}",
            author="阿坡",
            published_at=published,
            digest=text[:60],
        )
        yield {
            "id": one,
            "key": f"MzA5==:{one}:1",
            "url": f"https://mp.weixin.qq.com/s?__biz=MzA5==&mid={one}&idx=1",
            "seen": time_text(START),
            "metadata": metadata_json(about),
            "text": text,
        }


def _insert(store: Store, rows: list[dict[str, object]]) -> None:
    db = store._connection.raw
    with store.atomic():
        db.executemany(
            "INSERT INTO pages (id, sha256, state, source, received_at, from_file, headers, size,"
            " data) VALUES (:id, :key, 'ok', :url, :seen, 0, '[]', 1, x'00')",
            rows,
        )
        db.executemany(
            "INSERT INTO articles (id, key, url, state, kind, page_id, fetched_at, metadata) "
            "VALUES (:id, :key, :url, 'ok', 'article', :id, :seen, :metadata)",
            rows,
        )
        db.executemany(
            "INSERT INTO versions (id, article_id, page_id, content_hash, first_seen, last_seen,"
            " losses, metadata, images, media, text, html) VALUES (:id, :id, :id, :key, :seen,"
            " :seen, '[]', '{}', '[]', '[]', :text, '')",
            rows,
        )
        db.executemany(
            "UPDATE articles SET version_id = id WHERE id = ?", [(row["id"],) for row in rows]
        )

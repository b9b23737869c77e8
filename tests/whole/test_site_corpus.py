"""A site of real articles: its search, in a real browser that opened it as a file, finds exactly what
a plain scan and the archive find, and no page leads to what is not there.
"""

import json
import os
import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.export.site.sites import Site, export
from tests.store.scanning import answers, plain_fields
from tests.support.chromium import browser, installed
from tests.support.places import CORPUS
from wxarchive.archive.import_ import import_files
from wxarchive.models import Filter
from wxarchive.parse import parse
from wxarchive.sources.find import importable
from wxarchive.store.database import Store
from wxarchive.store.search.query import parse as parse_query

pytest.importorskip("jinja2")
pytestmark = [
    pytest.mark.skipif(not CORPUS.is_dir(), reason=f"no corpus of articles at {CORPUS}"),
    pytest.mark.skipif(installed() is None, reason="Chromium is not installed"),
]
STEP = 1 if os.environ.get("WHOLE_CORPUS") else 4
"""Every so many dumps are taken; all of them with ``WHOLE_CORPUS=1``."""
DUMPS = sorted((CORPUS / "topics").glob("*/*.md"))[::STEP]
PIECES, WORDS = 300, 100
MARKS = re.compile(r'["“”＂\s]')
WORD = re.compile(r"[A-Za-z][A-Za-z0-9]+|[\u4e00-\u9fff]{2,4}")
MIXED = (
    "人工智能 -广告", "模型 OR 算法", "title:AI", "account:架构师 MQ", "agent*", "機器學習", "用AI的",
    '"large language"', "大模型 推理 训练", "-模型 人工智能", "GPT-4", "1/2",
)  # fmt: skip


@dataclass(frozen=True)
class Asked:
    """What a search in the browser answered: the numbers of articles, the oldest first."""

    query: str
    found: tuple[int, ...]


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("topics") / "archive.db"
    with Store(path) as store:
        for _ in import_files(importable(map(str, DUMPS)), store=store, parse=parse):
            pass
    return path


@pytest.fixture(scope="module")
def site(archive: Path, tmp_path_factory: pytest.TempPathFactory) -> Site:
    return export(archive, tmp_path_factory.mktemp("site"))


def queries(store: Store) -> Iterator[str]:
    """Cut pieces of one to six characters and words out of the texts, always the same."""
    chance = random.Random(605)
    bodies = (store.articles.get(one.id).content for one in store.articles.list(Filter()))
    texts = [body.text for body in bodies if body and len(body.text) > 100]
    pieces: list[str] = []
    while len(pieces) < PIECES:
        text = chance.choice(texts)
        start = chance.randrange(len(text) - 6)
        piece = text[start : start + chance.randint(1, 6)]
        if not MARKS.search(piece) and re.search(r"\w", piece):
            pieces.append(f'"{piece}"')
    words = [chance.choice(found) for text in texts if (found := WORD.findall(text))]
    yield from (*pieces, *chance.sample(words, WORDS), *MIXED)


def asked(site: Site, every: list[str]) -> list[Asked]:
    """Ask the search of the site, one query after the other."""
    found = []
    with browser() as chromium:
        seen = chromium.visit((site.path / "search.html").resolve().as_uri())
        for query in every:
            numbers = chromium.value(f"site.find({json.dumps(query)}).then((one) => one.found)")
            found.append(Asked(query, tuple(numbers)))
        requests = [*seen.requests, *chromium._requests("")]
        assert [one for one in requests if not one.startswith("file:")] == []
        assert [*seen.console, *chromium._console()] == []
    return found


def test_the_search_finds_just_what_a_scan_and_the_archive_find(archive: Path, site: Site) -> None:
    names = ("title", "account", "author", "digest")
    with Store(archive, read_only=True) as store:
        every = list(queries(store))
        listed = list(store.articles.list(Filter(), "oldest"))
        numbers = {one.id: number for number, one in enumerate(listed)}
        folded = []
        for one in listed:
            article = store.articles.get(one.id)
            texts = {name: getattr(article.metadata, name) or "" for name in names}
            texts["body"] = article.content.text if article.content else ""
            folded.append(plain_fields(texts))
        differing = []
        for told in asked(site, every):
            query = parse_query(told.query)
            scanned = tuple(at for at, fields in enumerate(folded) if answers(query, fields))
            ids = store.search.unordered(told.query, Filter())
            archived = tuple(sorted(numbers[one] for one in ids))
            if not told.found == scanned == archived:
                differing.append((told.query, len(told.found), len(scanned), len(archived)))
    assert (len(listed), len(every)) == (len(DUMPS), PIECES + WORDS + len(MIXED))
    assert differing == []


def test_no_page_leads_to_what_is_not_there(site: Site) -> None:
    assert site.broken_links() == []


def test_a_second_run_writes_nothing(archive: Path, site: Site) -> None:
    assert export(archive, site.path).counts == {"unchanged": len(site.files)}

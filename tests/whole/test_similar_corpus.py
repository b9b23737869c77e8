"""Real articles, read in place, and what is made of them: which share text, judged by hand.

``similar_truth.json`` names pairs of files of the corpus, or a file and what is made of parts of
others: ``[file, from, to]`` in percent of its sentences; ``edit``: a letter of every so many
sentences is another one. Whatever else is found among the files that are named, or with
``WHOLE_CORPUS=1`` among all, counts as wrong, but for files of which most was put into what is made.
"""

import json
import os
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from tests.store.making import OTHER_BIZ, START, article, raw, ref
from tests.support.places import CORPUS
from tests.support.prepared import empty
from wxarchive.archive.import_ import import_files
from wxarchive.models import Article, RawPage, StoredArticle
from wxarchive.parse import parse
from wxarchive.sources.find import importable
from wxarchive.store.database import Store

pytestmark = pytest.mark.skipif(not CORPUS.is_dir(), reason=f"no corpus of articles at {CORPUS}")
TRUTH = json.loads((Path(__file__).parent / "similar_truth.json").read_text("utf-8"))
LEAST = 0.98
SENTENCE = re.compile(r"[^。！？\n]*[。！？\n]?")
Pair = frozenset[int]


@dataclass(frozen=True, slots=True)
class Judged:
    """A pair of articles of the archive, and whether they share text."""

    pair: Pair
    same: bool
    why: str
    beside: frozenset[Pair] = frozenset()


@pytest.fixture(scope="module")
def judged(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Store, list[Judged]]]:
    """The archive of all files, with the articles that are made of them."""
    with Store(empty(tmp_path_factory.mktemp("similar") / "archive.db")) as store:
        for _ in import_files(importable(_files()), store=store, parse=parse):
            pass
        yield store, [_judged(store, number, told) for number, told in enumerate(TRUTH)]


def test_the_truth_is_of_sixty_pairs_of_each_kind() -> None:
    assert len(TRUTH) == 60
    assert sum(one["same"] for one in TRUTH) == 28


def test_articles_that_share_text_are_found_and_no_others(
    judged: tuple[Store, list[Judged]],
) -> None:
    store, truth = judged
    found = {frozenset((one.article_id, one.other_id)) for one in store.similar.pairs()}
    found -= {pair for one in truth for pair in one.beside}
    right = {one.pair for one in truth if one.same}
    missed = [one.why for one in truth if one.same and one.pair not in found]
    assert len(found & right) / len(right) >= LEAST, missed
    assert len(found & right) / len(found) >= LEAST, found - right


def test_one_article_is_told_what_the_list_of_all_tells(
    judged: tuple[Store, list[Judged]],
) -> None:
    store, truth = judged
    for one in truth:
        article_id, other = sorted(one.pair)
        found = {one.article.id for one in store.similar.of(store.articles.get(article_id))}
        assert (other in found) is one.same, one


def _files() -> Iterator[str]:
    if os.environ.get("WHOLE_CORPUS"):
        return (str(CORPUS / folder) for folder in ("topics", "pages"))
    parts = (one["other"] for one in TRUTH)
    made = (name for several in parts if isinstance(several, list) for name, _, _ in several)
    plain = (name for name in (one["other"] for one in TRUTH) if isinstance(name, str))
    named = {*(one["one"] for one in TRUTH), *made, *plain}
    return (str(CORPUS / name) for name in sorted(named))


def _judged(store: Store, number: int, told: dict[str, Any]) -> Judged:
    one = _stored(store, told["one"])
    if isinstance(told["other"], str):
        other = _stored(store, told["other"]).id
        return Judged(frozenset((one.id, other)), told["same"], told["why"])
    made = _made(store, number, one, told)
    parts = Counter[int]()
    for name, start, end in told["other"]:
        parts[_stored(store, name).id] += end - start
    most = {source for source, percent in parts.items() if percent >= 50 and source != one.id}
    beside = frozenset(frozenset((source, made)) for source in most)
    return Judged(frozenset((one.id, made)), told["same"], told["why"], beside)


def _stored(store: Store, name: str) -> StoredArticle:
    found = store._connection.value(
        "SELECT article_id FROM pages WHERE source LIKE '%' || ?", (f"/corpus/{name}",)
    )
    return store.articles.get(found)


def _made(store: Store, number: int, one: StoredArticle, told: dict[str, Any]) -> int:
    """Save what is made of parts; by the same account, or by another one."""
    text = "".join(_part(*part) for part in told["other"])
    if every := told.get("edit"):
        sentences = SENTENCE.findall(text)
        text = "".join(
            f"改{sentence[1:]}" if at % every == 0 else sentence
            for at, sentence in enumerate(sentences)
        )
    about = one.metadata
    biz = about.biz if told["account"] == "own" and about.biz else OTHER_BIZ
    published = (about.published_at or START) + timedelta(days=1)
    made = article(
        ref(900_000 + number, biz), text, title=about.title, account=f"转载 {number}", biz=biz,
        published_at=published,
    )  # fmt: skip
    page_id = store.pages.save(raw(number), "ok", None)
    saved = store.articles.save(made, page_id, START).id
    assert saved
    return saved


def _part(name: str, start: int, end: int) -> str:
    sentences = SENTENCE.findall(_text(name))
    return "".join(sentences[len(sentences) * start // 100 : len(sentences) * end // 100])


@cache
def _text(name: str) -> str:
    path = CORPUS / name
    found = parse(RawPage(str(path), path.read_bytes(), START, from_file=True))
    assert isinstance(found, Article)
    return found.body.text

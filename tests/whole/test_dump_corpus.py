"""Real dumps, read in place: nothing of them is lost on the way through the archive."""

import os
import re
from collections import Counter
from collections.abc import Iterator

import pytest

from tests.support.dumping import raw
from tests.support.places import CORPUS
from tests.support.prepared import empty
from wxarchive.address import article_ref
from wxarchive.archive.import_ import import_files
from wxarchive.models import Article, ArticleRef, Filter, LinkFilter
from wxarchive.parse import parse
from wxarchive.render.dump import document
from wxarchive.sources.find import importable
from wxarchive.store.database import Store

TOPICS = CORPUS / "topics"
pytestmark = pytest.mark.skipif(
    not TOPICS.is_dir(), reason=f"the corpus of dumps is not at {TOPICS}"
)
HEADER = 8
"""Lines."""
STEP = 1 if os.environ.get("WHOLE_CORPUS") else 6
"""Every so many dumps are read; all of them with ``WHOLE_CORPUS=1``."""
DUMPS = sorted(TOPICS.glob("*/*.md"))[::STEP]


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """An archive of dumps of all albums."""
    with Store(empty(tmp_path_factory.mktemp("library") / "archive.db")) as store:
        outcomes = list(import_files(importable(map(str, DUMPS)), store=store, parse=parse))
        # dumps lose the names of pictures
        nameless = (
            "partial",
            "an emoji picture that has no name",
        )
        assert {(one.status, one.message) for one in outcomes} <= {("created", None), nameless}
        yield store


def dumps(store: Store) -> Iterator[tuple[int, str]]:
    """Yield the articles and the dumps they were read from."""
    for article in store.articles.list(Filter()):
        page = store.pages.find(article.page_sha256 or "")
        assert page
        yield article.id, store.pages.body(page).decode()


def letters(markdown: str) -> str:
    """Return all letters but those of addresses and of tags."""
    text = re.sub(r"\]\((?:[^()\s]|\n)*\)", "]", markdown)
    return "".join(re.findall(r"[^\W\d_]", re.sub(r"</?(?:em|strong|br)>|&lt;|&amp;", "", text)))


def test_every_dump_is_an_article_of_its_album(library: Store) -> None:
    folders = Counter(path.parent.name for path in DUMPS)
    counts = {name: len(list(library.articles.list(Filter(album=name)))) for name in folders}
    assert counts == folders


def test_export_gives_header_and_text_back(library: Store) -> None:
    for article_id, text in dumps(library):
        given, exported = text.split("\n"), document(library.articles.get(article_id)).split("\n")
        assert exported[:HEADER] == given[:HEADER]
        assert letters("\n".join(exported[HEADER:])) == letters("\n".join(given[HEADER:]))


def test_what_was_exported_reads_the_same(library: Store) -> None:
    for article_id, _ in list(dumps(library))[::10]:
        article = library.articles.get(article_id)
        path = TOPICS / article.metadata.albums[0].id / "exported.md"
        again = parse(raw(document(article), str(path)))
        assert isinstance(again, Article)
        assert again.metadata == article.metadata
        assert article.content
        assert (again.body.images, again.body.links) == (
            article.content.images,
            article.content.links,
        )
        assert letters(again.body.text) == letters(article.content.text)


def test_every_link_to_an_article_is_in_the_graph_and_leads_to_its_dump(library: Store) -> None:
    for article_id, text in dumps(library):
        own = library.articles.get(article_id).ref
        # addresses are broken behind hyphens only
        whole = "\n".join(text.split("\n")[HEADER:]).replace("-\n", "-")
        given = [
            article_ref(found)
            for found in re.findall(r"https?://mp\.weixin\.qq\.com/[^\s()<>]*", whole)
        ]
        wanted = {ref.key or ref.url for ref in given if ref and ref != own}
        links = list(library.links.find(LinkFilter(from_id=article_id)))
        assert wanted - {own and own.key} == {one.link.key or one.link.url for one in links}
        for one in links:
            known = library.articles.known(ArticleRef(one.link.url, one.link.key))
            assert one.target_id == (known.id if known else None)

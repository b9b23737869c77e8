"""The index finds what a scan of all texts by the same rules finds: no more and no less."""

from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.store.making import article, day, raw, ref
from tests.store.scanning import scan
from tests.support.prepared import empty
from wxarchive.errors import UsageError
from wxarchive.models import Filter
from wxarchive.store.database import Store

ALPHABET = '推理機机器的一學学𠮷〇かｱあ한aＡbB1２é́_-+.*，,。 　\n\u200b\xa0”"(:　😀'
TEXTS = (
    st.text(ALPHABET, max_size=14)
    | st.text("推理机器的", max_size=12)
    | st.text("ab的 ，", max_size=10)
)
MARKS = st.sampled_from(
    ["", "", "", "title:", "account:", "author:", "-", "OR ", "AND ", '"', "NEAR("]
)
ENDS = st.sampled_from([" ", " ", " ", "* ", '" ', " OR "])
FIELDS = ("title", "account", "author", "digest", "body")
ARTICLES = st.lists(st.fixed_dictionaries(dict.fromkeys(FIELDS, TEXTS)), min_size=2, max_size=5)


@st.composite
def queries(draw: st.DrawFn, articles: list[dict[str, str]]) -> str:
    """Make a query of pieces of the articles, some of them marked, and of invented ones."""
    query = ""
    for _ in range(draw(st.integers(1, 3))):
        text = draw(st.sampled_from([text for one in articles for text in one.values()]) | TEXTS)
        start = draw(st.integers(0, len(text)))
        query += draw(MARKS) + text[start : start + draw(st.integers(1, 5))] + draw(ENDS)
    return query


def add(store: Store, number: int, fields: dict[str, str]) -> None:
    """Store an article with these texts, published ``number`` days after the first."""
    told = {name: fields[name] for name in FIELDS[:-1]}
    made = article(
        ref(number), fields["body"], published_at=day(0) + timedelta(days=number), **told
    )
    with store.atomic():
        store.articles.save(made, store.pages.save(raw(number), "ok", None), day(number))


@given(ARTICLES, st.data())
def test_the_index_finds_what_a_scan_finds(
    articles: list[dict[str, str]], data: st.DataObject
) -> None:
    held = dict(enumerate(articles, 1))
    with TemporaryDirectory() as folder, Store(empty(Path(folder) / "a.db")) as store:
        for number, fields in held.items():
            add(store, number, fields)
        for query in data.draw(st.lists(queries(articles), min_size=5, max_size=15)):
            try:
                expected = scan(query, held)
            except UsageError:
                with pytest.raises(UsageError):
                    store.search.find(query, Filter())
            else:
                check(store, query, expected)


def check(store: Store, query: str, expected: set[int]) -> None:
    newest = [hit.article.id for hit in store.search.find(query, Filter(), sort="newest")]
    assert newest == sorted(expected, reverse=True)
    assert {hit.article.id for hit in store.search.find(query, Filter())} == expected
    assert [hit.article.id for hit in store.search.find(query, Filter(), sort="oldest")] == sorted(
        expected
    )
    assert store.search.count(query, Filter()) == len(expected)

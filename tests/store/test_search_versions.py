"""Finding what was edited out: earlier versions count where the newest one has not what is asked
for.
"""

import sqlite3
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.store.making import article, day, raw, ref
from tests.store.scanning import scan
from tests.support.prepared import empty
from wxarchive.errors import UsageError
from wxarchive.models import Filter
from wxarchive.store.database import Store
from wxarchive.store.search.search import Sort

EVERYTHING = Filter()
Found = list[tuple[int, int | None]]


def put(
    store: Store, number: int, text: str, title: str = "题", author: str | None = None, *,
    at: int | None = None,
) -> None:  # fmt: skip
    """Store an article, or a version of it: the next in time, or the one of day ``at``."""
    made = article(ref(number), text, title=title, author=author, published_at=day(number))
    seen = int(store._connection.value("SELECT count(*) FROM pages"))
    with store.atomic():
        page_id = store.pages.save(raw(seen), "ok", None)
        store.articles.save(made, page_id, day(seen if at is None else at))


def found(store: Store, query: str, where: Filter = EVERYTHING, sort: Sort = "relevance") -> Found:
    hits = store.search.find(query, where, sort=sort, versions=True)
    return [(hit.article.id, hit.version.number if hit.version else None) for hit in hits]


def test_what_was_edited_out_is_found_and_said_to_be_so(store: Store) -> None:
    put(store, 1, "旧石碑立在桥头")
    put(store, 1, "新石碑立在桥头")
    assert list(store.search.find("旧石碑", EVERYTHING)) == []
    [hit] = store.search.find("旧石碑", EVERYTHING, versions=True)
    assert hit.snippet == "【旧石碑】立在桥头"
    assert hit.version
    assert (hit.version.number, hit.version.count) == (1, 2)
    assert (hit.version.first_seen, hit.version.last_seen) == (day(0), day(0))
    assert store.search.count("旧石碑", EVERYTHING) == 0
    assert store.search.count("旧石碑", EVERYTHING, versions=True) == 1


def test_what_the_newest_version_has_is_its_own(store: Store) -> None:
    put(store, 1, "旧石碑立在桥头")
    put(store, 1, "新石碑立在桥头")
    put(store, 2, "石碑")
    assert found(store, "石碑", sort="newest") == [(2, None), (1, None)]
    [hit, _] = store.search.find("桥头 OR 石碑", EVERYTHING, sort="oldest", versions=True)
    assert (hit.version, hit.snippet) == (None, "新【石碑】立在【桥头】")


def test_the_last_version_that_had_it_is_named(store: Store) -> None:
    for text in ("甲乙", "甲丙", "甲丁", "戊"):
        put(store, 1, text)
    assert [found(store, one) for one in ("甲", "乙", "甲乙", "丁", "戊")] == [
        [(1, 3)],
        [(1, 1)],
        [(1, 1)],
        [(1, 3)],
        [(1, None)],
    ]


def test_former_titles_are_found_where_titles_are_asked_for(store: Store) -> None:
    put(store, 1, "茶", title="水与火")
    put(store, 1, "茶", title="水")
    assert found(store, "title:火") == [(1, 1)]
    assert found(store, "account:火") == []


def test_what_is_left_out_is_left_out_of_the_version_that_is_found(store: Store) -> None:
    put(store, 1, "甲乙")
    put(store, 1, "甲丙")
    put(store, 1, "丁")
    assert found(store, "甲 -丙") == [(1, 1)]
    assert found(store, "丁 -甲") == [(1, None)]


def test_filters_choose_by_the_article_as_it_is(store: Store) -> None:
    for number in (1, 2):
        put(store, number, "旧")
        put(store, number, "新")
    assert found(store, "旧", Filter(since=day(2))) == [(2, 1)]
    assert found(store, "旧", Filter(account="nobody")) == []


@pytest.mark.parametrize("sort", ["newest", "oldest", "relevance"])
def test_they_stand_among_the_others_in_order(store: Store, sort: Sort) -> None:
    for number, text in ((1, "桥"), (2, "桥，桥，桥，桥"), (3, "桥，桥"), (4, "桥，桥，桥")):
        put(store, number, text)
    put(store, 2, "岸")
    put(store, 3, "岸")
    orders: dict[Sort, Found] = {
        "newest": [(4, None), (3, 1), (2, 1), (1, None)],
        "oldest": [(1, None), (2, 1), (3, 1), (4, None)],
        "relevance": [(2, 1), (4, None), (3, 1), (1, None)],
    }
    assert found(store, "桥", sort=sort) == orders[sort]
    page = store.search.find("桥", EVERYTHING, sort=sort, limit=2, offset=1, versions=True)
    assert [hit.article.id for hit in page] == [one for one, _ in orders[sort]][1:3]


def test_a_page_that_turns_out_to_be_older_is_an_earlier_version(store: Store) -> None:
    put(store, 1, "新", at=9)
    put(store, 1, "旧", at=5)
    assert (found(store, "新"), found(store, "旧")) == ([(1, None)], [(1, 1)])


def test_a_text_that_comes_back_is_the_newest_again(store: Store) -> None:
    for text in ("旧", "新", "旧"):
        put(store, 1, text)
    assert (found(store, "旧"), found(store, "新")) == ([(1, None)], [(1, 2)])


def test_an_edit_leaves_its_document_to_the_earlier_version(store: Store) -> None:
    """Nothing is indexed twice: archives grow by nothing for it."""
    for text in ("甲", "乙", "丙"):
        put(store, 1, text)
    rows = store._connection.rows(
        "SELECT article_id, version_id FROM search_documents ORDER BY docid"
    )
    assert [tuple(row) for row in rows] == [(None, 1), (None, 2), (1, None)]


def documents(store: Store) -> list[tuple[int | None, int | None, int]]:
    sql = "SELECT article_id, version_id, hash FROM search_documents"
    rows = store._connection.rows(f"{sql} WHERE coalesce(article_id, version_id)")
    return sorted((tuple(row) for row in rows), key=str)


@pytest.mark.parametrize("texts", ["甲乙甲", "甲乙甲乙甲", "甲乙甲乙丙", "甲乙丙乙甲乙"])
def test_whatever_came_first_the_documents_are_those_of_an_index_made_anew(
    store: Store, texts: str
) -> None:
    """A text that comes back has one document as the newest one, not a second one as it was."""
    for text in texts:
        put(store, 1, text)
    before = documents(store)
    store.search.rebuild()
    assert before == documents(store)


def test_a_version_that_turns_out_to_be_no_other_leaves_one_document(store: Store) -> None:
    """Of two versions that a better reading shows to be one, the earlier becomes the newest."""
    put(store, 1, "旧", author="林")
    put(store, 1, "新", author="陈")
    again = article(ref(1), "旧", title="题", author="陈", published_at=day(1))
    with store.atomic():
        store.articles.rewrite(again, 2)
    before = documents(store)
    assert (found(store, "author:陈"), found(store, "新")) == ([(1, None)], [])
    store.search.rebuild()
    assert before == documents(store)


def test_indexing_anew_finds_the_same(store: Store) -> None:
    for text in ("甲", "乙", "丙"):
        put(store, 1, text)
    put(store, 2, "乙")
    before = [found(store, text) for text in "甲乙丙"]
    store.search.rebuild()
    assert [found(store, text) for text in "甲乙丙"] == before


def test_a_version_that_is_no_more_is_not_found_even_if_its_number_is_taken_again(
    store: Store,
) -> None:
    put(store, 1, "旧")
    put(store, 1, "新", at=9)
    store._connection.run("UPDATE versions SET id = 7 WHERE text = '旧'")
    store._connection.run("DELETE FROM versions WHERE id = 7")
    assert found(store, "旧") == []
    put(store, 1, "更旧", at=3)
    assert (found(store, "旧"), found(store, "更旧")) == ([(1, 1)], [(1, 1)])


TEXTS = st.text("推理机ab的 ，", max_size=8)
VERSIONS = st.lists(
    st.tuples(st.integers(1, 3), st.integers(1, 9), TEXTS, TEXTS), min_size=2, max_size=8
)


@settings(max_examples=60)
@given(
    VERSIONS, st.lists(st.text("推理机ab的 ，-*", min_size=1, max_size=3), min_size=4, max_size=8)
)
def test_the_index_finds_what_a_scan_of_all_versions_finds(
    versions: list[tuple[int, int, str, str]], queries: list[str]
) -> None:
    with TemporaryDirectory() as folder, Store(empty(Path(folder) / "a.db")) as store:
        for number, at, title, text in versions:
            put(store, number, text, title, at=at)
        for again in (False, True):
            if again:
                store.search.rebuild()
            for query in queries:
                check(store, query)


def check(store: Store, query: str) -> None:
    ids = [one.id for one in store.articles.list(EVERYTHING)]
    held, newest = {}, {}
    for article_id in ids:
        versions = store.versions.of(article_id)
        newest[article_id] = len(versions)
        told = [one.metadata for one in versions[:-1]]
        told.append(store.articles.get(article_id).metadata)
        for version, about in zip(versions, told, strict=True):
            held[article_id, version.number] = {
                "title": about.title or "",
                "account": about.account or "",
                "author": about.author or "",
                "body": version.body.text,
            }
    numbered = dict(enumerate(held))
    try:
        having = {numbered[one] for one in scan(query, dict(enumerate(held.values())))}
    except UsageError:
        return
    last = {one: max((at for of, at in having if of == one), default=0) for one in ids}
    expected = {
        one: None if (one, newest[one]) in having else last[one] for one in ids if last[one]
    }
    assert dict(found(store, query)) == expected
    assert len(found(store, query, sort="newest")) == len(expected)
    assert store.search.count(query, EVERYTHING, versions=True) == len(expected)


def spoil(store: Store, sql: str) -> None:
    with sqlite3.connect(store.path) as connection:
        connection.execute(sql)


def test_a_version_whose_times_are_damaged_hides_no_other_one(store: Store) -> None:
    for number in (1, 2):
        put(store, number, f"旧石碑立在桥头 {number}")
        put(store, number, f"新石碑立在桥头 {number}")
    spoil(store, "UPDATE versions SET first_seen = '0' WHERE id = 3")
    assert found(store, "旧石碑") == [(1, 1)]
    assert [one.what for one in store.damage] == [
        "row 3 of table versions is damaged (Invalid isoformat string: '0')"
    ]


def test_a_version_whose_date_is_a_number_keeps_nothing_from_being_indexed(store: Store) -> None:
    put(store, 1, "旧石碑立在桥头")
    put(store, 1, "新石碑立在桥头")
    spoil(
        store, "UPDATE versions SET metadata = json_set(metadata, '$.published_at', 7) WHERE id = 1"
    )
    put(store, 2, "茶要慢慢喝")
    assert store.search.rebuild() == 2
    assert found(store, "石碑") == [(1, None)]

"""The search as functions of SQL."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support import library
from tests.support.library import BRIDGE_CASE, LIBRARY, TEAPOT
from wxarchive.errors import StoreError, UsageError, WxArchiveError
from wxarchive.store.database import Store
from wxarchive.store.search.functions import add_search_functions


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return library.make(tmp_path_factory.mktemp("library") / "archive.db")


@pytest.fixture
def held(path: Path) -> Iterator[Store]:
    with Store(path, read_only=True) as store:
        yield store


def answer(store: Store, sql: str) -> list[tuple[object, ...]]:
    return list(store.ask(sql, seconds=10).rows)


def test_matches_chooses_what_search_finds(held: Store) -> None:
    sql = "SELECT title FROM articles WHERE matches(id, '推理 -温度计') ORDER BY id"
    assert answer(held, sql) == [(LIBRARY.title,), (BRIDGE_CASE.title,)]


def test_search_gives_ids_the_best_first(held: Store) -> None:
    sql = "SELECT a.title FROM json_each(search('title:茶壶 OR 脚印')) f JOIN articles a ON a.id = f.value ORDER BY f.key"
    assert {row[0] for row in answer(held, sql)} == {TEAPOT.title, BRIDGE_CASE.title}


def test_excerpt_marks_the_hit(held: Store) -> None:
    assert answer(held, "SELECT excerpt(9, '溫度計') LIKE '%一支【温度计】%'") == [(1,)]
    assert answer(held, "SELECT excerpt(999, '茶'), excerpt(NULL, '茶'), excerpt(9, '')") == [
        (None, None, None)
    ]


@pytest.mark.parametrize("query", ["''", "'  '", "NULL"])
def test_an_empty_query_finds_nothing(held: Store, query: str) -> None:
    assert answer(
        held, f"SELECT search({query}), matches(9, {query}), search_problem({query})"
    ) == [("[]", 0, None)]


def test_a_query_that_cannot_be_asked_says_why(held: Store) -> None:
    assert answer(held, "SELECT search_problem('\"推理')") == [
        ('"推理: the quotation mark is not closed; write a phrase as "…"',)
    ]
    with pytest.raises(UsageError, match="quotation mark is not closed"):
        answer(held, "SELECT matches(id, '\"推理') FROM articles")


def test_an_error_after_a_failing_function_is_still_its_own(held: Store) -> None:
    with pytest.raises(UsageError, match="no such column"):
        held.ask("SELECT unheard_of FROM articles", seconds=10)


def test_the_time_holds_inside_the_functions_too(held: Store) -> None:
    endless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(matches(i, '推理')) FROM n"
    with pytest.raises(WxArchiveError, match=r"no whole answer after 0\.1 seconds"):
        list(held.ask(endless, seconds=0.1).rows)


def test_tables_that_are_functions_can_be_asked(held: Store) -> None:
    assert answer(held, "SELECT name FROM pragma_table_info('aliases')") == [
        ("address",),
        ("article_id",),
    ]
    assert answer(held, "SELECT count(*) > 0 FROM versions v, json_each(v.images)") == [(1,)]


def test_an_index_that_is_behind_is_told_instead_of_less_found(tmp_path: Path) -> None:
    path = library.make(tmp_path / "archive.db")
    with sqlite3.connect(path) as raw:
        raw.execute("INSERT INTO search_pending VALUES (1)")
    raw.close()
    with (
        Store(path, read_only=True) as store,
        pytest.raises(StoreError, match="run wxarchive reindex"),
    ):
        answer(store, "SELECT search('推理')")


def test_another_connection_sees_what_is_added_meanwhile(tmp_path: Path) -> None:
    path = tmp_path / "archive.db"
    Store(path).close()
    raw = sqlite3.connect(path)
    raw.row_factory = sqlite3.Row
    assert add_search_functions(raw)
    asked = "SELECT search('推理') AS ids"
    assert raw.execute(asked).fetchone()["ids"] == "[]"
    with Store(path) as store:
        library.fill(store)
    assert len(raw.execute(asked).fetchone()["ids"]) > 2
    raw.close()


def test_other_databases_get_no_functions(tmp_path: Path) -> None:
    raw = sqlite3.connect(tmp_path / "other.db")
    assert not add_search_functions(raw)
    raw.close()

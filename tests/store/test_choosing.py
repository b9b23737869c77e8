"""Filters as sets: what several choose is their union, what one leaves out their difference."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.smallwechat.pages import BEIJING
from tests.support import library
from wxarchive.models import KINDS, STATES, Filter, LinkFilter, Order, Selection
from wxarchive.store import NamedThing
from wxarchive.store.database import Store

NAMES: dict[str, tuple[str, ...]] = {
    "account": ("灯下推理社", "桥与书", "桥书", "南坡茶话", "gh_5ma11wecha73", "没有", ""),
    "author": ("老灯", "小火柴", "林间", "没有"),
    "album": ("水与火", "没有"),
    "kind": KINDS,
    "state": STATES,
    "location": ("浙江", "福建", "没有"),
}
START = datetime(2023, 1, 1, tzinfo=BEIJING)


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return library.make(tmp_path_factory.mktemp("library") / "archive.db")


@pytest.fixture(scope="module")
def kept(path: Path) -> Iterator[Store]:
    with Store(path, read_only=True) as store:
        yield store


def values() -> st.SearchStrategy[tuple[str, list[str]]]:
    """Some values of one thing that is chosen by."""
    return st.sampled_from(sorted(NAMES)).flatmap(
        lambda name: st.tuples(st.just(name), st.lists(st.sampled_from(NAMES[name]), max_size=4))
    )


def one_thing() -> st.SearchStrategy[Filter]:
    """A filter that chooses by one thing."""
    moments = st.integers(0, 1200).map(lambda days: START + timedelta(days=days))
    flags = st.sampled_from(("is_original", "has_pictures", "is_gone"))
    return st.one_of(
        values().map(lambda one: made(*one)),
        moments.map(lambda one: Filter(since=one)),
        moments.map(lambda one: Filter(until=one)),
        st.tuples(flags, st.booleans()).map(lambda one: made(*one)),
        st.lists(st.integers(1, 15), max_size=5).map(lambda ids: Filter(among=ids)),
        st.lists(st.integers(1, 15), max_size=3).map(lambda ids: Filter(linked_by=ids)),
    )


def made(name: str, value: object) -> Filter:
    told: dict[str, Any] = {name: value}
    return Filter(**told)


def ids(store: Store, where: Filter) -> list[int]:
    found = [one.id for one in store.articles.list(where)]
    if where.limit is None:
        assert store.articles.count(where) == len(found)
    return found


@given(values())
def test_several_values_choose_the_union_of_what_each_chooses(
    kept: Store, chosen: tuple[str, list[str]]
) -> None:
    name, several = chosen
    each = [set(ids(kept, made(name, (value,)))) for value in several]
    expected = set().union(*each) if several else set(ids(kept, Filter()))
    assert set(ids(kept, made(name, several))) == expected


@given(one_thing(), st.lists(one_thing(), max_size=3), st.none() | st.integers(1, 5))
def test_what_is_excluded_is_taken_away_and_order_and_limit_hold_once(
    kept: Store, where: Filter, excluded: list[Filter], limit: int | None
) -> None:
    taken = {number for one in excluded for number in ids(kept, one)}
    expected = [number for number in ids(kept, where) if number not in taken]
    assert ids(kept, replace(where, exclude=excluded, limit=limit)) == expected[:limit]


@given(one_thing(), st.sampled_from(("桥", "推理", "title:桥", "桥 -推理", "没有这个")))
def test_a_search_chooses_among_what_passes(kept: Store, where: Filter, query: str) -> None:
    found = {hit.article.id for hit in kept.search.find(query, Filter())}
    expected = [number for number in ids(kept, where) if number in found]
    assert ids(kept, kept.search.chosen(Selection(where, query))) == expected


def test_links_lead_to_each_of_several_articles(kept: Store) -> None:
    def leading(*to: int) -> set[tuple[int, int]]:
        found = kept.links.find(LinkFilter(to_id=to))
        return {(one.from_id, one.position) for one in found}

    assert leading(2) | leading(7) == leading(2, 7) == leading(7, 2, 99)
    assert leading() == set()
    assert LinkFilter(to_id=2) == LinkFilter(to_id=[2])


@pytest.mark.parametrize(
    ("what", "name", "like"),
    [
        ("account", "灯下推理社", []),
        ("account", "燈下推理", ["灯下推理社"]),
        ("author", "老燈", ["老灯"]),
        ("album", "水和火", ["水与火"]),
        ("location", "浙江省", ["浙江"]),
    ],
)
def test_what_is_not_known_has_likely_names(
    kept: Store, what: NamedThing, name: str, like: list[str]
) -> None:
    assert kept.catalogue.knows(what, name) == (not like)
    if like:
        assert kept.catalogue.nearest(what, name) == like


@pytest.mark.parametrize(
    ("where", "index"),
    [
        (Filter(account="灯下推理社"), "articles_account (account_id=?)"),
        (Filter(account=("灯下推理社", "桥与书")), "articles_account (account_id=?)"),
        (Filter(kind=("image", "text")), "articles_kind (kind=?)"),
        (Filter(state=("deleted", "violation")), "articles_state (state=?)"),
        (Filter(location=("福建", "浙江")), "articles_location (location=?)"),
        (Filter(among=(1, 2)), "INTEGER PRIMARY KEY (rowid=?)"),
        (Filter(exclude=(Filter(account="桥与书"),)), "articles_published"),
    ],
)
def test_what_is_chosen_is_found_by_an_index(kept: Store, where: Filter, index: str) -> None:
    statements: list[str] = []
    kept._connection.raw.set_trace_callback(statements.append)
    list(kept.articles.list(where))
    kept._connection.raw.set_trace_callback(None)
    listed = next(one for one in statements if "LIMIT" in one)
    told = [row["detail"] for row in kept._connection.rows(f"EXPLAIN QUERY PLAN {listed}")]
    assert [detail for detail in told if " a " in f"{detail} " and index in detail], told


@pytest.mark.parametrize(
    ("order", "index"),
    [
        ("newest", "articles_published"),
        ("oldest", "articles_published"),
        ("fetched", "articles_fetched"),
        ("gone", "articles_gone_at"),
        ("title", "articles_title"),
        ("account", "articles_account_name"),
        ("longest", "articles_characters"),
    ],
)
def test_an_order_is_that_of_an_index(kept: Store, order: Order, index: str) -> None:
    statements: list[str] = []
    kept._connection.raw.set_trace_callback(statements.append)
    list(kept.articles.list(Filter(limit=50), order))
    kept._connection.raw.set_trace_callback(None)
    listed = next(one for one in statements if "LIMIT" in one)
    told = [row["detail"] for row in kept._connection.rows(f"EXPLAIN QUERY PLAN {listed}")]
    assert [detail for detail in told if index in detail], told

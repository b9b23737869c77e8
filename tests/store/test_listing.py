from datetime import datetime, timedelta, timezone

import pytest

from tests.store.making import BIZ, OTHER_BIZ, article, day, ref
from tests.store.test_articles import save, save_state
from wxarchive.clock import BEIJING
from wxarchive.models import Filter
from wxarchive.store.database import Store


@pytest.fixture
def filled(store: Store) -> Store:
    """Hold five articles: 1–3 of one account published on days 1, 3 and 2, 4 of another one, 5
    gone.
    """
    for number, published in ((1, 1), (2, 3), (3, 2)):
        save(store, article(ref(number), published_at=day(published)), number)
    other = {
        "account": "Bridge Notes",
        "account_alias": "Bridges",
        "account_id": "gh_2",
        "biz": OTHER_BIZ,
    }
    save(store, article(ref(4, OTHER_BIZ), published_at=day(4), **other), 4)
    save_state(store, "deleted", ref(5, "MzA5MDAwMDAwMw=="), 5, kind="image")
    return store


def listed(store: Store, where: Filter) -> list[int]:
    return [found.id for found in store.articles.list(where)]


@pytest.mark.parametrize(
    ("where", "expected"),
    [
        (Filter(), [4, 2, 3, 1, 5]),
        (Filter(limit=2), [4, 2]),
        (Filter(limit=0), []),
        (Filter(account="山间茶话"), [2, 3, 1]),
        (Filter(account="山间"), []),
        (Filter(account="TEATALK"), [2, 3, 1]),
        (Filter(account="bridge notes"), [4]),
        (Filter(account="gh_2"), [4]),
        (Filter(account="GH_2"), []),
        (Filter(account=BIZ), [2, 3, 1]),
        (Filter(since=day(2)), [4, 2, 3]),
        (Filter(until=day(2)), [1]),
        (Filter(since=day(2).astimezone(timezone(timedelta(hours=-5))), until=day(4)), [2, 3]),
        (Filter(kind="image"), [5]),
        (Filter(state="ok", since=datetime(2000, 1, 1, tzinfo=BEIJING), limit=1), [4]),
        (Filter(state="deleted"), [5]),
        (Filter(account=("TEATALK", "gh_2")), [4, 2, 3, 1]),
        (Filter(account=("gh_2", "nobody")), [4]),
        (Filter(kind=("image", "article"), limit=2), [4, 2]),
        (Filter(state=("deleted", "violation")), [5]),
        (Filter(author=("小林", "无名")), [4, 2, 3, 1]),
        (Filter(album=("四季", "no such album")), [4, 2, 3, 1]),
        (Filter(among=(5, 2, 99)), [2, 5]),
        (Filter(among=()), []),
        (Filter(among=(1, 2, 3), exclude=(Filter(among=(1,)), Filter(since=day(3)))), [3]),
        (Filter(exclude=(Filter(account="gh_2", kind="image"),)), [4, 2, 3, 1, 5]),
        (Filter(exclude=(Filter(author="小林"),)), [5]),
        (Filter(exclude=(Filter(limit=1),)), []),
    ],
)
def test_a_filter_chooses_and_the_newest_publication_comes_first(
    filled: Store, where: Filter, expected: list[int]
) -> None:
    assert listed(filled, where) == expected


def test_equal_choices_are_equal_filters_however_they_are_written() -> None:
    assert Filter(account="甲", kind=["image"]) == Filter(account=["甲"], kind="image")
    assert hash(Filter(album=["甲", "乙"])) == hash(Filter(album=("甲", "乙")))


def test_a_former_name_finds_the_account(filled: Store) -> None:
    save(filled, article(ref(6), account="茶山夜话", published_at=day(9)), 6)
    assert (
        listed(filled, Filter(account="山间茶话"))
        == listed(filled, Filter(account="茶山夜话"))
        == [6, 2, 3, 1]
    )


def test_a_name_without_ids_is_found_too(filled: Store) -> None:
    save(filled, article(None, "无号", biz=None, account_id=None, account="Nobody"), 7)
    assert listed(filled, Filter(account="nobody")) == [6]


def test_lists_load_no_bodies_and_stream(filled: Store) -> None:
    found = filled.articles.list(Filter())
    first = next(found)
    assert (first.id, first.content, first.losses) == (4, None, ("一处缺失",))
    filled.pages.set_state(1, "ok", "written while a list is read")
    assert len(list(found)) == 4


def test_the_views_are_readable_for_people(filled: Store) -> None:
    rows = filled._connection.rows(
        "SELECT title, account, state, versions FROM article_list LIMIT 2"
    )
    assert [tuple(row) for row in rows] == [
        ("茶", "Bridge Notes", "ok", 1),
        ("茶", "山间茶话", "ok", 1),
    ]
    rows = filled._connection.rows(
        "SELECT article_id, characters, is_newest FROM version_list WHERE id = 1"
    )
    assert [tuple(row) for row in rows] == [(1, 6, 1)]
    rows = filled._connection.rows(
        "SELECT article_id, state, size > stored_size FROM page_list WHERE id = 5"
    )
    assert [tuple(row) for row in rows] == [(5, "deleted", 0)]


def test_signs_of_patterns_stand_for_themselves_where_an_id_is_completed(filled: Store) -> None:
    assert [number for number, _ in filled.catalogue.articles("3")] == [3]
    for sign in ("%", "_"):
        assert filled.catalogue.articles(sign) == []

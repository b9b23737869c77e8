"""Order, filters and pages of hits, and the life of the index beside the articles."""

from datetime import datetime, timedelta
from itertools import chain
from pathlib import Path
from sqlite3 import Row
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.store.making import article, day, raw, ref
from tests.store.scanning import scan
from tests.support.prepared import empty
from wxarchive.clock import BEIJING
from wxarchive.errors import NotFound
from wxarchive.models import Filter, Selection
from wxarchive.store.database import Store
from wxarchive.store.search.index import AT_ONCE, PIECE
from wxarchive.store.search.search import RANKED, Sort

EVERYTHING = Filter()


def put(
    store: Store, number: int, text: str, title: str = "题", published_at: datetime | None = None
) -> int:
    """Store an article, or a new version of it, and return its id; published on the day of its
    number unless told.
    """
    made = article(ref(number), text, title=title, published_at=published_at or day(number))
    seen = int(store._connection.value("SELECT count(*) FROM pages"))
    with store.atomic():
        saved = store.articles.save(made, store.pages.save(raw(seen), "ok", None), day(seen))
    assert saved.id
    return saved.id


def remove(store: Store, article_id: int) -> None:
    for statement in (
        "DELETE FROM states WHERE article_id = ?",
        "DELETE FROM aliases WHERE article_id = ?",
        "UPDATE articles SET version_id = NULL WHERE id = ?",
        "DELETE FROM versions WHERE article_id = ?",
        "UPDATE pages SET article_id = NULL WHERE article_id = ?",
        "DELETE FROM articles WHERE id = ?",
    ):
        store._connection.run(statement, (article_id,))


def found(
    store: Store, query: str, where: Filter = EVERYTHING, sort: Sort = "relevance"
) -> list[int]:
    return [hit.article.id for hit in store.search.find(query, where, sort=sort)]


def test_what_is_in_the_title_comes_first_then_what_is_said_often(store: Store) -> None:
    put(store, 1, "茶", title="桥的故事")
    put(store, 2, "桥，桥，桥")
    put(store, 3, "桥")
    put(store, 4, "茶")
    assert found(store, "桥") == [1, 2, 3]
    assert found(store, "桥", sort="newest") == [3, 2, 1]
    assert found(store, "桥", sort="oldest") == [1, 2, 3]
    [first] = store.search.find("桥", EVERYTHING, limit=1)
    assert (first.snippet, first.article.metadata.title, first.article.content) == (
        "茶",
        "桥的故事",
        None,
    )


@pytest.mark.parametrize("text", ["爱中国，国家", "爱中国a国家", "爱中国，人，国家"])
def test_pairs_on_both_sides_of_a_gap_are_no_phrase(store: Store, text: str) -> None:
    put(store, 1, text)
    put(store, 2, "爱中国国家")
    assert found(store, "中国国家") == [2]
    assert found(store, f'"{text}"') == [1]
    assert {*found(store, "中国 国家")} == {1, 2}


def test_said_as_often_in_a_longer_text_counts_less(store: Store) -> None:
    put(store, 1, "桥")
    put(store, 2, "桥" + "茶" * 9_000)
    assert found(store, "桥") == [1, 2]


def test_an_old_title_is_ranked_before_many_new_mentions(store: Store) -> None:
    with store.atomic():
        put(store, 1, "茶", title="石桥")
        for number in range(2, RANKED + 10):
            put(store, number, "石桥")
    hits = [hit.article.id for hit in store.search.find("石桥", EVERYTHING, limit=1_000)]
    assert hits == [1, *range(RANKED + 9, 1, -1)]
    assert found(store, "title:石桥") == [1]


def test_pages_of_hits_are_the_whole_list_cut_up(store: Store) -> None:
    with store.atomic():
        for number in range(1, RANKED + 20):
            put(store, number, "桥" * (number % 7 + 1))
    whole = [hit.article.id for hit in store.search.find("桥", EVERYTHING, limit=1_000)]
    pages = (
        store.search.find("桥", EVERYTHING, limit=20, offset=start) for start in range(0, 100, 20)
    )
    assert [hit.article.id for hit in chain.from_iterable(pages)] == whole
    assert sorted(whole) == list(range(1, RANKED + 20))
    assert store.search.count("桥", EVERYTHING) == RANKED + 19


def test_filters_hold_for_hits_and_counts(store: Store) -> None:
    for number in range(1, 6):
        put(store, number, "桥")
    where = Filter(since=day(2), until=day(4))
    assert found(store, "桥", where) == [3, 2]
    assert store.search.count("桥", where) == 2
    assert found(store, "桥", Filter(kind="image")) == []
    assert found(store, "桥", Filter(account="山间茶话", until=day(2))) == [1]


def test_a_selection_is_the_filter_of_just_its_articles(store: Store) -> None:
    for number, text in enumerate(("桥", "河", "桥", "桥"), 1):
        put(store, number, text)
    where = Filter(since=day(1), among=(1, 2, 3), limit=1)
    assert store.search.chosen(Selection(where)) == where
    chosen = store.search.chosen(Selection(where, "桥"))
    assert sorted(chosen.among or ()) == [1, 3]
    assert [one.id for one in store.articles.list(chosen)] == [3]
    nothing = store.search.chosen(Selection(where, "海"))
    assert list(store.articles.list(nothing)) == []


def test_an_hour_with_more_articles_than_numbers_keeps_their_order(store: Store) -> None:
    """Two hours of articles, a minute apart, stored in a mixed order."""
    minutes = {number: day(0) + timedelta(minutes=number * 37 % 120) for number in range(1, 121)}
    with store.atomic():
        for number, time in minutes.items():
            put(store, number, "桥", published_at=time)
    by_time = sorted(minutes, key=lambda number: minutes[number], reverse=True)
    newest = store.search.find("桥", EVERYTHING, sort="newest", limit=200)
    assert [hit.article.id for hit in newest] == by_time
    second = Filter(since=day(0) + timedelta(hours=1), until=day(0) + timedelta(minutes=90))
    assert store.search.count("桥", second) == 30
    assert store.search.count("桥", Filter(until=day(0) + timedelta(minutes=30))) == 30


@pytest.mark.slow  # five hundred articles
def test_more_articles_of_one_time_than_have_room_near_it_are_in_order_too(store: Store) -> None:
    time = datetime(2020, 1, 1, tzinfo=BEIJING)
    put(store, 1, "桥")
    with store.atomic():
        for number in range(2, 510):
            put(store, number, "桥", published_at=time)
    sum(store.search.update())
    put(store, 510, "桥", published_at=time - timedelta(hours=1))
    put(store, 511, "桥", published_at=datetime(1969, 1, 1, tzinfo=BEIJING))
    hits = [
        hit.article.id for hit in store.search.find("桥", EVERYTHING, sort="newest", limit=1_000)
    ]
    assert hits == [1, *range(509, 1, -1), 510, 511]
    assert store.search.count("桥", Filter(since=time, until=time + timedelta(seconds=1))) == 508


def test_undated_articles_come_last_whichever_way(store: Store) -> None:
    for number in (1, 2, 3):
        made = article(ref(number), "桥", published_at=None if number == 2 else day(number))
        store.articles.save(made, store.pages.save(raw(number), "ok", None), day(number))
    assert found(store, "桥", sort="newest") == [3, 1, 2]
    assert found(store, "桥", sort="oldest") == [1, 3, 2]


def test_only_the_newest_text_of_an_article_is_found(store: Store) -> None:
    put(store, 1, "旧石碑")
    put(store, 1, "新石碑")
    assert found(store, "旧石") == []
    assert found(store, "新石") == found(store, "石碑") == [1]
    assert store.search.count("石碑", EVERYTHING) == 1


def test_a_removed_article_is_not_found(store: Store) -> None:
    put(store, 1, "桥")
    put(store, 2, "桥")
    with store.atomic():
        remove(store, 1)
    assert found(store, "桥") == [2]
    assert store.search.count("桥", EVERYTHING) == 1


def test_an_article_removed_by_another_program_is_noted(store: Store) -> None:
    put(store, 1, "桥")
    remove(store, 1)
    assert store.search.pending() == 1
    with pytest.raises(
        NotFound, match=r"^1: no such article in the archive; run wxarchive reindex$"
    ):
        found(store, "桥")
    sum(store.search.update())
    assert (store.search.pending(), found(store, "桥")) == (0, [])


def test_what_a_failed_transaction_wrote_is_not_found(store: Store) -> None:
    def attempt() -> None:
        with store.atomic():
            put(store, 1, "桥")
            raise KeyError

    with pytest.raises(KeyError):
        attempt()
    assert found(store, "桥") == []
    assert list(store._connection.rows("SELECT * FROM search_documents")) == []


@pytest.mark.slow  # hundreds of articles
def test_a_large_transaction_leaves_the_index_for_later(store: Store) -> None:
    with store.atomic():
        for number in range(1, AT_ONCE + 2):
            put(store, number, "桥")
    assert (store.search.pending(), found(store, "桥")) == (AT_ONCE + 1, [])
    assert list(store.search.update()) == [AT_ONCE + 1]
    assert (store.search.pending(), store.search.count("桥", EVERYTHING)) == (0, AT_ONCE + 1)
    assert AT_ONCE < PIECE


def test_an_index_made_by_other_rules_is_made_anew(store: Store) -> None:
    put(store, 1, "桥")
    put(store, 2, "桥")
    store._connection.run("UPDATE search_rules SET rules = 'others'")
    put(store, 3, "桥")
    assert store.search.pending() == 3
    sum(store.search.update())
    assert (store.search.pending(), found(store, "桥")) == (0, [3, 2, 1])


TEXT = st.text("桥石a 橋，", max_size=6)
HELD = "SELECT a.id, a.title, a.account, a.author, a.digest, v.text FROM articles a JOIN versions v ON v.id = version_id"
STEPS = st.lists(st.tuples(st.integers(1, 3), TEXT | st.none()), min_size=1, max_size=8)


@settings(max_examples=50)
@given(STEPS, st.sampled_from(["桥", "石桥", "a", "桥 -石", "a* OR 石桥", '"桥，石"', "-a 石"]))
def test_index_and_articles_agree_after_any_changes(
    steps: list[tuple[int, str | None]], query: str
) -> None:
    """Articles come, change and go; then the index has what a scan has, as has one made anew."""
    ids: dict[int, int] = {}
    with TemporaryDirectory() as folder, Store(empty(Path(folder) / "a.db")) as store:
        for number, text in steps:
            if text is not None:
                ids[number] = put(store, number, text)
            elif number in ids:
                with store.atomic():
                    remove(store, ids.pop(number))
        expected = scan(query, {row["id"]: texts(row) for row in store._connection.rows(HELD)})
        assert {*found(store, query)} == expected
        assert store.search.rebuild() == len(ids)
        assert {*found(store, query)} == expected


def texts(row: Row) -> dict[str, str]:
    return {name: row[name] or "" for name in ("title", "account", "author", "digest", "text")}


@pytest.mark.parametrize(
    "query",
    [
        "don't",
        "don’t",
        '"一个快乐"',
        '"一个「快乐」的人"',
        "乔治·奥威尔",
        "乔治･奥威尔",
        "Wi-Fi",
        "wi\u2011fi",
        "2020-2024",
    ],
)
def test_punctuation_of_one_meaning_finds_each_other(store: Store, query: str) -> None:
    put(store, 1, "一个“快乐”的人 don’t 一个快乐 乔治•奥威尔 Wi\u2010Fi 2020–2024 年")
    put(store, 2, "一个、快乐 don t 乔治奥威尔 WiFi 2020，2024 年")
    assert found(store, query) == [1]

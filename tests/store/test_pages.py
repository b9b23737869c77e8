import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tests.store.making import article, day, raw, ref
from wxarchive.errors import NotFound, StoreError
from wxarchive.models import RawPage
from wxarchive.store.database import Store


def dictionaries(store: Store) -> list[int | None]:
    rows = store._connection.rows("SELECT dictionary_id FROM pages ORDER BY id")
    return [row[0] for row in rows]


def test_a_page_comes_back_as_it_was_received(store: Store) -> None:
    page = RawPage(
        source="https://mp.weixin.qq.com/s/abcdefghijklmnopqrstuv",
        body=bytes(range(256)) * 9,
        received_at=day(1),
        url="https://mp.weixin.qq.com/s/abcdefghijklmnopqrstuv",
        final_url="https://mp.weixin.qq.com/s/abcdefghijklmnopqrstuv",
        status=200,
        headers=(("content-type", "text/html; charset=UTF-8"),),
    )
    assert store.pages.get(store.pages.save(page, "ok", None)) == page


def test_the_same_bytes_are_kept_once(store: Store) -> None:
    first = store.pages.save(raw(1), "ok", None)
    assert store.pages.save(replace(raw(1), source="again.html"), "unknown", None) == first
    assert store.pages.find(raw(1).sha256) == first
    assert store.pages.get(first) == raw(1)


def test_an_unknown_hash_finds_nothing(store: Store) -> None:
    assert store.pages.find("0" * 64) is None


@pytest.mark.parametrize(
    ("source", "kept"),
    [
        ("https://mp.weixin.qq.com/s/abcdefghijklmnopqrstuv?key=SECRET", "https://mp.weixin.qq.com/s/abcdefghijklmnopqrstuv"),
        ("看这篇 mp.weixin.qq.com/s/abcdefghijklmnopqrstuv?uin=SECRET", "https://mp.weixin.qq.com/s/abcdefghijklmnopqrstuv"),
        ("https://mp.weixin.qq.com/mp/other?a=1&pass_ticket=SECRET", "https://mp.weixin.qq.com/mp/other?a=1"),
        ("-", "-"),
    ],
)  # fmt: skip
def test_credentials_are_not_kept_with_the_source(store: Store, source: str, kept: str) -> None:
    number = store.pages.save(replace(raw(1), source=source, from_file=False), "ok", None)
    assert store.pages.get(number).source == kept


def test_names_that_are_no_proper_text_are_kept_as_far_as_possible(store: Store) -> None:
    number = store.pages.save(replace(raw(1), source="caf\udce9.html"), "ok", "half \ud83d")
    assert store.pages.get(number).source == "caf?.html"


def test_pages_of_one_release_share_a_dictionary(store: Store) -> None:
    numbers = [store.pages.save(raw(n, size=220_000), "ok", None) for n in range(4)]
    assert dictionaries(store) == [1, 1, 1, 1]
    assert [store.pages.get(n) for n in numbers] == [raw(n, size=220_000) for n in range(4)]
    stored = store._connection.value("SELECT sum(length(data)) FROM pages")
    assert stored < 1000


def test_each_release_has_its_dictionary_and_small_pages_have_none(store: Store) -> None:
    for number, release in enumerate([1, 2, 1, 2, 3]):
        store.pages.save(raw(number, release=release, size=220_000), "ok", None)
    store.pages.save(raw(9, release=1, size=60_000), "ok", None)
    assert dictionaries(store) == [1, 2, 1, 2, 3, None]


def test_a_fourth_release_waits_for_its_dictionary_until_there_are_many_pages(store: Store) -> None:
    for release in (1, 2, 3, 4):
        store.pages.save(raw(release, release=release, size=220_000), "ok", None)
    assert store._connection.value("SELECT count(*) FROM dictionaries") == 3
    assert store.pages.get(4) == raw(4, release=4, size=220_000)


def test_pages_of_another_size_have_their_own_dictionaries(store: Store) -> None:
    for number, size in enumerate([220_000, 900_000, 220_000]):
        store.pages.save(raw(number, size=size), "ok", None)
    assert dictionaries(store) == [1, 2, 1]


def test_a_dictionary_that_was_undone_is_not_used(store: Store) -> None:
    def attempt() -> None:
        with store.atomic():
            store.pages.save(raw(1, release=1, size=220_000), "ok", None)
            raise KeyError

    with pytest.raises(KeyError):
        attempt()
    kept = [store.pages.save(raw(n, release=2, size=220_000), "ok", None) for n in (2, 3)]
    assert [store.pages.get(n) for n in kept] == [raw(n, release=2, size=220_000) for n in (2, 3)]


def test_more_dictionaries_than_are_kept_ready_can_be_read(store: Store) -> None:
    sizes = [210_000, 500_000, 1_100_000, 2_300_000, 4_800_000]
    pages = [raw(n, release=n, size=size) for n, size in enumerate(sizes)]
    numbers = [store.pages.save(page, "ok", None) for page in pages]
    assert [store.pages.get(number) for number in numbers] == pages


def test_dictionaries_are_read_by_the_next_process(store: Store) -> None:
    number = store.pages.save(raw(1, size=220_000), "ok", None)
    with Store(store.path, read_only=True) as other:
        assert other.pages.get(number) == raw(1, size=220_000)


@pytest.mark.parametrize(
    ("damage", "message"),
    [
        ("UPDATE pages SET data = zeroblob(40)", "row 1 of table pages is damaged"),
        ("UPDATE dictionaries SET data = zeroblob(40)", "row 1 of table dictionaries is damaged"),
        (
            "PRAGMA foreign_keys = OFF; DELETE FROM dictionaries",
            "row 1 of table dictionaries is missing",
        ),
    ],
)
def test_damage_is_said_and_never_given_out_as_a_page(
    tmp_path: Path, damage: str, message: str
) -> None:
    with Store(tmp_path / "a.db") as store:
        store.pages.save(raw(1, size=220_000), "ok", None)
        store._connection.raw.executescript(damage)
    with Store(tmp_path / "a.db") as store, pytest.raises(StoreError, match=message):
        store.pages.body(1)


def test_an_unknown_page_is_not_found(store: Store) -> None:
    for ask in (store.pages.get, store.pages.body):
        with pytest.raises(NotFound, match="no page 7"):
            ask(7)
    assert store.pages.article_id(7) is None


def test_pages_are_listed_by_the_time_they_were_received(store: Store) -> None:
    numbers = {n: store.pages.save(raw(n), "ok", None) for n in (3, 1, 2)}
    found: Iterator[int] = store.pages.all_ids()
    assert list(found) == [numbers[1], numbers[2], numbers[3]]


def test_the_pages_of_an_article_are_those_seen_first_first(store: Store) -> None:
    late, early, other = (store.pages.save(raw(n), "ok", None) for n in (1, 2, 3))
    saved = store.articles.save(article(ref(1)), late, day(9))
    store.articles.save(article(ref(1)), early, day(4))
    store.pages.set_state(other, "unknown", "what is it", saved.id)
    assert saved.id
    assert store.pages.of_article(saved.id) == [other, early, late]
    assert [store.pages.article_id(n) for n in (late, early, other)] == [saved.id] * 3


def test_a_corrected_state_keeps_the_article(store: Store) -> None:
    number = store.pages.save(raw(1), "ok", None)
    saved = store.articles.save(article(ref(1)), number, day(1))
    store.pages.set_state(number, "broken", "cut off")
    row = store._connection.row("SELECT state, reason, article_id FROM pages")
    assert row
    assert tuple(row) == ("broken", "cut off", saved.id)


def spoil(store: Store, sql: str) -> None:
    with sqlite3.connect(store.path) as connection:
        connection.execute(sql)


def test_a_damaged_dictionary_keeps_no_new_page_from_being_stored(tmp_path: Path) -> None:
    with Store(tmp_path / "a.db") as store:
        store.pages.save(raw(1, size=220_000), "ok", None)
        spoil(store, "UPDATE dictionaries SET data = zeroblob(40)")
    with Store(tmp_path / "a.db") as store:
        number = store.pages.save(raw(2, size=220_000), "ok", None)
        assert store.pages.get(number) == raw(2, size=220_000)
        assert [one.what for one in store.damage] == [
            "row 1 of table dictionaries is damaged (error when determining content size)"
        ]


def test_an_article_can_be_deleted_whose_page_is_a_damaged_dictionary(tmp_path: Path) -> None:
    with Store(tmp_path / "a.db") as store:
        for number in (1, 2):
            page_id = store.pages.save(raw(number, size=220_000), "ok", None)
            store.articles.save(article(ref(number)), page_id, day(number))
        assert dictionaries(store) == [1, 1]
        spoil(store, "UPDATE dictionaries SET data = zeroblob(40)")
    with Store(tmp_path / "a.db") as store:
        assert list(store.delete([1])) == [1]
        # what the other page needs stays, for who has a backup
        assert dictionaries(store) == [1]

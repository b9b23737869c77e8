"""Other archives are taken in: whatever is in them, and whatever is wrong with them."""

import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.archive.lives import Doing, Receipt, at, made, parse
from tests.store.making import boilerplate
from tests.support.crawling import ask
from tests.support.told import told
from wxarchive.archive import extract, merge
from wxarchive.errors import NotAnArchive, StoreError, UsageError
from wxarchive.models import Filter, Marks, Outcome, RawPage
from wxarchive.store import Store
from wxarchive.store.sqlite import Connection, migrate

Make = Callable[..., Path]
FIRST = Receipt(1, 0, text=0)
EDITED = Receipt(5, 0, text=1)
GONE = Receipt(8, 0, "gone")
OTHER = Receipt(2, 1)


@pytest.fixture
def make(tmp_path: Path, empty_archive: Path) -> Make:
    def make_one(name: str, *past: Receipt | Doing) -> Path:
        return made(tmp_path / name, past, empty_archive)

    return make_one


def merged(path: Path, *others: Path, is_trial: bool = False) -> list[Outcome]:
    with Store(path) as store:
        return list(merge(others, store=store, parse=parse, is_trial=is_trial))


def said(outcomes: list[Outcome]) -> list[tuple[str, str, str | None]]:
    return [(Path(one.source).name, one.status, one.message) for one in outcomes]


def spoilt(path: Path, *statements: str) -> None:
    with sqlite3.connect(path) as raw:
        raw.execute("PRAGMA ignore_check_constraints = ON")
        for statement in statements:
            raw.execute(statement)


def test_each_article_says_what_it_gained(make: Make) -> None:
    one = make("one", FIRST)
    other = make("other", FIRST, EDITED, GONE, OTHER)
    assert said(merged(one, other)) == [
        ("other#1", "gone", "1 version, 2 observations, 2 pages"),
        ("other#2", "created", None),
    ]
    assert said(merged(one, other)) == [
        ("other#1", "unchanged", None),
        ("other#2", "unchanged", None),
    ]


def test_articles_come_in_the_order_in_which_they_were_received_by_any_archive(make: Make) -> None:
    target = make("target")
    one, other = make("one", Receipt(9, 0), Receipt(3, 1)), make("other", Receipt(6, 2))
    assert [(row[0], row[1]) for row in said(merged(target, one, other))] == [
        ("one#2", "created"),
        ("other#1", "created"),
        ("one#1", "created"),
    ]


def test_an_archive_that_is_not_there_yet_is_made_equal_to_the_other(
    make: Make, tmp_path: Path
) -> None:
    other = make("other", FIRST, EDITED, GONE, OTHER, Doing("keep", 0, 0), Doing("list", 1, 7))
    merged(tmp_path / "new", other)
    assert told(tmp_path / "new") == told(other)


def test_a_trial_says_the_same_and_writes_nothing(make: Make) -> None:
    one, other = make("one", FIRST), make("other", EDITED, OTHER)
    before = told(one)
    foreseen = merged(one, other, is_trial=True)
    assert told(one) == before
    assert said(foreseen) == said(merged(one, other))


def test_a_trial_counts_what_two_archives_bring_as_new_once(make: Make) -> None:
    outcomes = merged(make("one"), make("b", FIRST), make("c", EDITED), is_trial=True)
    assert said(outcomes) == [
        ("b#1", "created", None),
        ("c#1", "updated", "another of these archives has it, too"),
    ]


def test_an_archive_is_not_merged_into_itself(make: Make) -> None:
    one = make("one", FIRST)
    with pytest.raises(UsageError, match="an archive cannot be merged into itself"):
        merged(one, one)


@pytest.mark.parametrize("what", ["missing", "empty", "text"])
def test_what_is_no_archive_is_refused_before_anything_is_written(
    make: Make, tmp_path: Path, what: str
) -> None:
    one, other, wrong = make("one"), make("other", FIRST), tmp_path / "wrong"
    if what != "missing":
        wrong.write_text("" if what == "empty" else "no database", "utf-8")
    with pytest.raises(StoreError if what == "missing" else NotAnArchive):
        merged(one, other, wrong)
    assert ask(one, "SELECT count(*) FROM articles") == [(0,)]


def test_an_archive_of_an_older_wxarchive_is_read_as_a_copy(make: Make, tmp_path: Path) -> None:
    old = tmp_path / "old"
    connection = Connection(old, "mode=rwc", patience=0)
    migrate(connection, stop_before="0009_told")
    connection.run(
        "INSERT INTO articles (key, url, state, metadata) VALUES ('MzA5:1:1', 'u', 'ok', '{}')"
    )
    connection.run(
        "INSERT INTO pages (sha256, article_id, state, source, received_at, from_file, headers,"
        " size, data) VALUES ('a', 1, 'ok', 's', '2026-03-01T08:00:00+08:00', 0, '[]', 1, x'00')"
    )
    connection.run(
        "INSERT INTO states (article_id, page_id, seen_at, state) VALUES (1, 1,"
        " '2026-03-01T08:00:00+08:00', 'ok')"
    )
    connection.close()
    before = old.read_bytes()
    assert said(merged(make("one"), old)) == [("old#1", "created", None)]
    assert old.read_bytes() == before


def test_a_damaged_row_of_the_other_stays_there_and_the_rest_comes(make: Make) -> None:
    other = make("other", FIRST, OTHER)
    spoilt(other, "UPDATE versions SET images = '{' WHERE article_id = 1")
    one = make("one")
    damaged, whole = merged(one, other)
    assert (damaged.status, damaged.exit_code, whole.status) == ("failed", 1, "created")
    assert "row 1 of table versions is damaged" in str(damaged.message)
    assert ask(one, "SELECT title FROM articles") == [("题1",)]


def test_bytes_that_are_damaged_here_are_mended_by_those_of_the_other(make: Make) -> None:
    one, other = (make(name, FIRST, Doing("keep", 0, 0)) for name in ("one", "other"))
    spoilt(
        one,
        "UPDATE pages SET data = zeroblob(length(data))",
        "UPDATE media SET bytes = zeroblob(size)",
    )
    merged(one, other)
    assert told(one) == told(other)
    with Store(one) as store:
        assert store.pages.body(1) == FIRST.body()


def test_a_file_that_is_damaged_there_is_wanted_again(make: Make) -> None:
    other = make("other", FIRST, Doing("keep", 0, 0))
    spoilt(other, "UPDATE media SET bytes = zeroblob(size)")
    one = make("one")
    merged(one, other)
    uses = "SELECT state FROM media_uses WHERE address LIKE '%/0-0/0'"
    assert (ask(one, uses), ask(one, "SELECT * FROM media")) == ([("wanted",)], [])


def test_pages_bring_the_dictionaries_that_they_are_compressed_against(
    make: Make, tmp_path: Path
) -> None:
    paths = [make("one"), make("other")]
    bodies = [boilerplate(1, 250_000) + str(number).encode() for number in range(4)]
    for path, own in zip(paths, (bodies[:3], bodies[1:]), strict=True):
        with Store(path) as store:
            for body in own:
                store.pages.save(RawPage("s", body, Receipt(1, 0).received().now), "unknown", None)
    one, other = paths
    merged(one, other)
    assert len(ask(one, "SELECT * FROM dictionaries")) == 2
    with Store(one) as store:
        found = [store.pages.body(page) for page in store.pages.all_ids()]
    assert sorted(found) == sorted(bodies)


def test_two_rows_that_the_other_knows_to_be_one_article_become_one(make: Make) -> None:
    one = make("one", Receipt(1, 0, name="long"), Receipt(2, 0, name="short", copy=2))
    merged(one, make("other", Receipt(3, 0, name="both")))
    assert ask(one, "SELECT key IS NOT NULL, short_url IS NOT NULL FROM articles") == [(1, 1)]
    assert ask(one, "SELECT count(*) FROM states") == [(3,)]


def test_what_waits_for_an_article_that_came_waits_no_more(make: Make) -> None:
    one = make("one", Doing("ask", 0, 1))
    merged(one, make("other", FIRST))
    assert ask(one, "SELECT state FROM queue") == [("waiting",)], "its links are to be followed"
    other = make("another", Doing("ask", 1, 2))
    merged(other, make("other2", Receipt(2, 1, name="both")))
    assert ask(other, "SELECT state FROM queue") == []


def test_a_copy_of_an_archive_brings_nothing(make: Make, tmp_path: Path) -> None:
    one = make("one", FIRST, EDITED, GONE, OTHER, Doing("list", 1, 7), Doing("pause", 0, 0))
    shutil.copy(one, tmp_path / "copy")
    before = told(one)
    assert {each.status for each in merged(one, tmp_path / "copy")} == {"unchanged"}
    assert told(one) == before


def test_of_many_articles_the_index_is_left_to_the_first_search(make: Make) -> None:
    other = make("other", *(Receipt(1, post) for post in range(260)))
    one = make("one")
    merged(one, other)
    with Store(one) as store:
        assert store.search.pending() == 260
        assert sum(store.search.update()) == 260
        assert len(store.search.ids("桥", Filter())) == 260


def test_what_people_noted_comes_along_and_what_they_deleted_does_not_come_back(
    make: Make,
) -> None:
    one = make("one", FIRST, Doing("mark", 0, 0), Doing("note", 0, 0), Doing("highlight", 0, 2))
    other = one.with_name("other")
    shutil.copy(one, other)
    with Store(one) as store:
        store.notes.delete("note 0 0", at(20))
        store.marks.untag([1], "tea", at(20))
    with Store(other) as store:
        store.notes.add(1, "另一条", at(21), uuid="new")
        store.notes.change("highlight 0 0", "改了", at(21))
        store.marks.mark([1], "star", at(21))
    assert said(merged(one, other)) == [("other#1", "updated", "new: 1 mark, 1 note")]
    assert said(merged(other, one)) == [("one#1", "updated", "what is said of it")]
    for path in (one, other):
        with Store(path) as store:
            article = store.articles.get(1)
            assert article.marks == Marks(is_starred=True, is_read=True)
            assert [note.text for note in article.notes] == ["另一条"]
            assert [h.highlight.note for h in article.highlights] == ["改了"]
    assert told(one)["annotations"] == told(other)["annotations"]


def test_a_new_archive_has_all_that_was_noted_of_its_articles(make: Make, tmp_path: Path) -> None:
    notes = (Doing("mark", 0, 0), Doing("note", 0, 0), Doing("highlight", 0, 2))
    deleted = (Doing("note", 0, 1), Doing("unnote", 0, 1))
    one = make("one", FIRST, OTHER, *notes, *deleted, Doing("mark", 1, 2))
    with Store(one) as store:
        list(extract([1], tmp_path / "new", store=store, parse=parse))
    expected = {
        name: [row for row in told(one)[name] if str(row[0]).endswith(":1:1")]
        for name in ("marks", "annotations")
    }
    assert {name: told(tmp_path / "new")[name] for name in expected} == expected
    assert len(expected["annotations"]) == 3, "with the one that was deleted"


@pytest.mark.parametrize(
    ("table", "sql"),
    [
        ("account_names", "UPDATE account_names SET last_seen = 'zzz'"),
        ("hosts", "UPDATE hosts SET paused_until = 'zzz'"),
        ("lists", "UPDATE lists SET read_at = 'zzz'"),
        ("subscriptions", "UPDATE subscriptions SET subscribed_at = 'zzz'"),
        ("list_items", "UPDATE list_items SET first_seen = 'zzz'"),
        ("media_placeholders", "INSERT INTO media_placeholders VALUES ('ab', 'zzz')"),
        ("counts", "INSERT INTO counts (article_id, seen_at, reads) VALUES (1, 'zzz', 7)"),
        ("articles", "UPDATE articles SET checked_at = 'zzz'"),
        ("pages", "UPDATE pages SET received_at = 'zzz' WHERE article_id = 1"),
    ],
)
def test_a_time_that_is_damaged_in_the_other_does_not_come_along(
    make: Make, table: str, sql: str
) -> None:
    others = Doing("list", 1, 7), Doing("subscribe", 1, 7), Doing("pause", 1, 7)
    one, other = make("one"), make("other", FIRST, *others)
    spoilt(other, sql)
    foreseen, done = merged(one, other, is_trial=True), merged(one, other)
    assert said(foreseen) == said(done)
    failed = [outcome for outcome in done if outcome.status == "failed"]
    assert all(f"of table {table} is damaged" in str(outcome.message) for outcome in failed)
    assert failed
    with sqlite3.connect(one) as raw:
        rows = raw.execute(f"SELECT * FROM {table}").fetchall()
    assert "zzz" not in {cell for row in rows for cell in row}


def test_a_page_that_cannot_be_read_there_keeps_nothing_else_from_coming(make: Make) -> None:
    one, other = (
        make("one"),
        make("other", FIRST, Receipt(2, 3, "noise"), Receipt(4, 3, "noise", text=1)),
    )
    spoilt(other, "UPDATE pages SET received_at = 'then' WHERE article_id IS NULL AND id = 2")
    foreseen, done = merged(one, other, is_trial=True), merged(one, other)
    assert said(foreseen) == said(done)
    [_, damaged] = done
    assert "row 2 of table pages is damaged" in str(damaged.message)
    with sqlite3.connect(one) as raw:
        [(number,)] = raw.execute("SELECT count(*) FROM pages").fetchall()
    assert number == 2

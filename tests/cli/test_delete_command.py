"""``delete`` takes articles out for good, and nothing that others need."""

from pathlib import Path

import pytest

from tests.archive.lives import Doing, Receipt, at, made, receive
from tests.cli.running import Program, json_lines
from tests.store.making import boilerplate
from tests.support.crawling import ask, is_sound
from tests.support.told import told
from wxarchive.models import RawPage
from wxarchive.store import Store

OTHERS = (
    Receipt(1, 1, copy=2),
    Receipt(2, 2, name="short"),
    Receipt(8, 2, "gone", name="short"),
    Doing("keep", 3, 0),
    Doing("list", 1, 7),
)
PAST = (
    Receipt(1, 0, text=1, name="both"),
    Receipt(3, 0, text=2, copy=2, name="both"),
    Receipt(4, 0, "gone", name="both"),
    *OTHERS,
    Doing("keep", 0, 1),
)
"""Of the first article, of which two versions were kept; notices of what is gone are all alike."""


@pytest.fixture
def program(tmp_path: Path, empty_archive: Path) -> Program:
    return Program(made(tmp_path / "archive.db", PAST, empty_archive))


def test_what_goes_and_what_stays_is_said_before(program: Program) -> None:
    before = told(program.db)
    result = program.run("delete", 1, "--dry-run")
    assert (result.exit_code, result.stdout) == (0, "#1 题0\n")
    assert result.stderr.splitlines() == [
        "wxarchive: goes: 1 articles, 2 versions, 2 pages, 1 files (1 kB)",
        "wxarchive: stays, for other articles have them: 1 pages, 1 files",
        "wxarchive: nothing was deleted",
    ]
    assert told(program.db) == before


def test_what_is_deleted_leaves_the_rest_as_if_it_had_never_come(
    program: Program, tmp_path: Path, empty_archive: Path
) -> None:
    assert program.run("delete", 1, "--yes").exit_code == 0
    without = told(made(tmp_path / "without.db", OTHERS, empty_archive))
    now = told(program.db)
    accounts = {"accounts", "account_names"}  # of which something is known by other articles
    assert {name for name, rows in now.items() if rows != without[name]} <= accounts
    assert is_sound(program.db)
    assert program.run("verify").exit_code == 0


def test_no_byte_of_what_is_deleted_is_left_in_the_file(program: Program) -> None:
    words = ["茶0桥1", "茶0桥2"]
    assert all(word.encode() in program.db.read_bytes() for word in words)
    program.run("delete", 1, "--yes")
    content = program.db.read_bytes()
    assert [word for word in words if word.encode() in content] == []
    assert b"0-1/0" not in content
    assert sorted(path.name for path in program.db.parent.iterdir()) == ["archive.db"]


def test_links_to_what_is_deleted_lead_to_what_is_missing(program: Program) -> None:
    with Store(program.db) as store:
        receive(store, [Receipt(9, 3, copy=2)])
    assert program.run("links", 4, "--missing", "--json").stdout.count("post0") == 0
    result = program.run("delete", 1, "--yes")
    assert "links in other articles that will lead to what is missing: 1" in result.stderr
    assert program.run("links", 4, "--missing", "--json").stdout.count("post0") > 0


def test_pages_that_were_compressed_against_a_deleted_one_stay_readable(
    program: Program,
) -> None:
    bodies = [boilerplate(1, 250_000) + str(number).encode() for number in range(4)]
    with Store(program.db) as store:
        pages = [store.pages.save(RawPage("s", body, at(1)), "unknown", None) for body in bodies]
        store.pages.set_state(pages[0], "unknown", None, 1)
    result = program.run("delete", 1, "--yes")
    assert "pages of other articles that are compressed anew: 3" in result.stderr
    with Store(program.db) as store:
        assert [store.pages.body(page) for page in pages[1:]] == bodies[1:]
    names = ask(program.db, "SELECT p.id FROM dictionaries d JOIN pages p USING (sha256)")
    assert names == [(pages[1],)]
    [(stored,)] = ask(program.db, "SELECT sum(length(data)) FROM pages WHERE size > 200000")
    assert isinstance(stored, int)
    assert stored < 5_000, "they are still small"
    assert program.run("verify").exit_code == 0


def test_a_dictionary_goes_with_the_last_page_that_needs_it(program: Program) -> None:
    body = boilerplate(1, 250_000)
    with Store(program.db) as store:
        page = store.pages.save(RawPage("s", body, at(1)), "unknown", None)
        store.pages.set_state(page, "unknown", None, 1)
    program.run("delete", 1, "--yes")
    assert ask(program.db, "SELECT * FROM dictionaries") == []


def test_what_is_deleted_is_not_fetched_again_by_a_list_or_a_crawl(program: Program) -> None:
    program.run("delete", 1, "--yes")
    dropped = "SELECT i.is_dropped FROM list_items i WHERE i.key = 'MzA5MDAwMDAwMQ==:1:1'"
    assert ask(program.db, dropped) == [(1,)]


def test_nobody_is_asked_without_a_terminal_and_nothing_goes(program: Program) -> None:
    result = program.run("delete", 1)
    assert (result.exit_code, "give --yes" in result.stderr) == (2, True)
    assert ask(program.db, "SELECT count(*) FROM articles") == [(3,)]


def test_all_articles_are_not_deleted_by_leaving_out_which(program: Program) -> None:
    result = program.run("delete", "--yes")
    assert (result.exit_code, "not all of them" in result.stderr) == (2, True)


def test_articles_are_chosen_as_everywhere_and_told_to_programs(program: Program) -> None:
    result = program.run("delete", "--state", "deleted", "--yes", "--json")
    *articles, last = json_lines(result.stdout)
    assert [one["id"] for one in articles] == [1, 3]
    summary = last["summary"]
    assert isinstance(summary, dict)
    assert (summary["articles"], summary["shared_pages"]) == (2, 0)
    assert ask(program.db, "SELECT id FROM articles") == [(2,)]
    assert program.run("verify").exit_code == 0


def test_what_was_noted_of_an_article_is_counted_before_it_goes(program: Program) -> None:
    with Store(program.db) as store:
        store.marks.tag([1, 2], "茶", at(9))
        store.marks.mark([1], "star", at(9))
        store.notes.add(1, "一条", at(9))
        store.notes.add(2, "不在此列", at(9))
    result = program.run("delete", 1, "--dry-run")
    said = (
        "wxarchive: goes with them, of what you noted: 2 tags, stars and marks as read, 1 notes,"
        " 0 highlights"
    )
    assert said in result.stderr.splitlines()
    assert program.run("delete", 1, "--yes").exit_code == 0
    assert ask(program.db, "SELECT article_id, text FROM annotations") == [(2, "不在此列")]
    assert ask(program.db, "SELECT article_id FROM marks") == [(2,)]

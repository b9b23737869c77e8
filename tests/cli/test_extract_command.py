"""``extract`` copies articles into an archive of their own."""

from pathlib import Path

import pytest

from tests.archive.lives import Doing, Receipt, made
from tests.cli.running import Program
from tests.support.crawling import ask, is_sound
from tests.support.told import told

OURS = (
    Receipt(1, 0, copy=1),
    Receipt(3, 0, text=1, copy=2),
    Receipt(4, 0, "gone"),
    Doing("keep", 0, 0),
)
PAST = (*OURS, Receipt(2, 1, copy=2), Receipt(5, 2, "noise", name="short"), Doing("ask", 3, 1))


@pytest.fixture
def program(tmp_path: Path, empty_archive: Path) -> Program:
    return Program(made(tmp_path / "archive.db", PAST, empty_archive))


def test_an_article_is_taken_out_with_all_that_is_its_own(
    program: Program, tmp_path: Path, empty_archive: Path
) -> None:
    new = tmp_path / "new.db"
    result = program.run("extract", new, 1)
    assert (result.exit_code, result.stdout) == (0, "created   #1  题0  #1\n")
    ours = told(made(tmp_path / "ours.db", OURS, empty_archive))
    found = {name for name, rows in told(new).items() if rows != ours[name]}
    assert found <= {"account_names"}, "others know more of the account"
    assert is_sound(new)
    assert Program(new).run("verify").exit_code == 0


LISTED = (
    *PAST,
    Doing("list", 7, 9),
    Doing("subscribe", 7, 2),
    Doing("subscribe", 8, 2),
)


def test_lists_that_name_the_articles_come_along_if_they_are_asked_for(
    tmp_path: Path, empty_archive: Path
) -> None:
    program = Program(made(tmp_path / "archive.db", LISTED, empty_archive))
    names = ("lists", "list_items", "subscriptions")
    before = told(program.db)
    program.run("extract", tmp_path / "bare.db", 1)
    assert [told(tmp_path / "bare.db")[name] for name in names] == [[], [], []]
    result = program.run("extract", tmp_path / "new.db", 1, "--with-lists")
    assert result.exit_code == 0
    found = told(tmp_path / "new.db")
    assert ask(tmp_path / "new.db", "SELECT album_id FROM subscription_list") == [("37",)]
    assert found["list_items"] == before["list_items"]
    assert is_sound(tmp_path / "new.db")


def test_articles_are_chosen_as_everywhere(program: Program, tmp_path: Path) -> None:
    new = tmp_path / "new.db"
    result = program.run("extract", new, "--alive", "--quiet")
    assert (result.exit_code, result.output) == (0, "")
    assert ask(new, "SELECT title FROM articles") == [("题1",)]
    again = program.run("extract", tmp_path / "none.db", "--kind", "music")
    assert again.stderr == "wxarchive: no article here passes the filter\n"
    assert not (tmp_path / "none.db").exists()


def test_a_file_that_is_there_stays(program: Program, tmp_path: Path) -> None:
    new = tmp_path / "new.db"
    new.write_bytes(b"something")
    result = program.run("extract", new, 1)
    assert (result.exit_code, "there is a file already" in result.stderr) == (2, True)
    assert new.read_bytes() == b"something"


def test_what_was_extracted_and_deleted_comes_back_by_merging(
    program: Program, tmp_path: Path
) -> None:
    before = told(program.db)
    program.run("extract", tmp_path / "new.db", 1)
    program.run("delete", 1, "--yes")
    assert ask(program.db, "SELECT title FROM articles") == [("题1",)]
    program.run("merge", tmp_path / "new.db")
    assert told(program.db) == before

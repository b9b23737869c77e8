"""``backup`` copies an archive as it is at one moment."""

import os
import sqlite3
from pathlib import Path

import pytest

from tests.archive.lives import Doing, Receipt, made
from tests.cli.running import Program
from tests.support.crawling import is_sound
from tests.support.told import told
from wxarchive.store import Store


@pytest.fixture
def program(tmp_path: Path, empty_archive: Path) -> Program:
    past = (Receipt(1, 0), Receipt(2, 0, text=1), Doing("keep", 0, 0), Doing("list", 1, 7))
    return Program(made(tmp_path / "archive.db", past, empty_archive))


def test_a_backup_tells_all_that_the_archive_does(program: Program, tmp_path: Path) -> None:
    copy = tmp_path / "copy.db"
    result = program.run("backup", copy)
    assert (result.exit_code, result.stdout) == (0, "")
    assert result.stderr.startswith(f"wxarchive: {copy}: ")
    assert result.stderr.endswith(", checked\n")
    assert is_sound(copy)
    assert told(copy) == told(program.db)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["archive.db", "copy.db"]
    assert Program(copy).run("list").exit_code == 0


def test_a_backup_has_what_was_there_when_it_began(program: Program, tmp_path: Path) -> None:
    copy = tmp_path / "copy.db"
    before = told(program.db)
    with Store(program.db) as writer, Store(program.db, read_only=True) as reader:

        def write(copied: int, of: int) -> None:
            writer._connection.run("UPDATE articles SET check_failures = check_failures + 1")

        reader.backup(copy, tell=write)
    assert told(copy) == before
    assert told(program.db) != before


@pytest.mark.parametrize("what", ["file", "itself", "link to itself"])
def test_what_is_there_is_not_overwritten(program: Program, tmp_path: Path, what: str) -> None:
    path = program.db if what == "itself" else tmp_path / "there.db"
    if what == "file":
        path.write_bytes(b"something")
    elif what != "itself":
        os.link(program.db, path)
    before = path.read_bytes()
    result = program.run("backup", *["--force"] * (what != "file"), path)
    said = "there is a file already" if what == "file" else "this is the archive itself"
    assert (result.exit_code, said in result.stderr) == (2, True)
    assert path.read_bytes() == before


def test_a_backup_is_replaced_if_that_is_said(program: Program, tmp_path: Path) -> None:
    copy = tmp_path / "copy.db"
    copy.write_bytes(b"something")
    assert program.run("backup", "--force", copy).exit_code == 0
    assert told(copy) == told(program.db)


def test_a_backup_does_not_go_to_stdout_or_into_no_folder(program: Program, tmp_path: Path) -> None:
    assert program.run("backup", "-").exit_code == 2
    result = program.run("backup", tmp_path / "none" / "copy.db")
    assert (result.exit_code, "no such folder" in result.stderr) == (2, True)


def test_a_copy_that_is_damaged_is_not_kept(program: Program, tmp_path: Path) -> None:
    with sqlite3.connect(program.db) as raw:
        raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        page = raw.execute(
            "SELECT rootpage FROM sqlite_schema WHERE name = 'states_page'"
        ).fetchone()[0]
    content = bytearray(program.db.read_bytes())
    content[(page - 1) * 4096 : page * 4096] = b"\xff" * 4096
    program.db.write_bytes(content)
    result = program.run("backup", tmp_path / "copy.db")
    assert (result.exit_code, "the copy was not kept" in result.stderr) == (5, True)
    assert not (tmp_path / "copy.db").exists()

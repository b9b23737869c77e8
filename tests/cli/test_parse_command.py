import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.running import WATER, Program, json_lines
from tests.smallwechat import states
from tests.smallwechat.pages import Serving, page
from wxarchive.cli.commands.parse import print_record
from wxarchive.models import Article, RawPage, StatePage
from wxarchive.sources.source import SavedPage


@pytest.fixture
def saved(tmp_path: Path) -> Path:
    path = tmp_path / "page.html"
    path.write_text(page(WATER, Serving()), encoding="utf-8")
    return path


def test_the_record_of_a_page_has_the_names_of_its_document(program: Program, saved: Path) -> None:
    [record] = json_lines(program.run("parse", saved).stdout)
    assert {
        name: record[name]
        for name in ("source", "state", "kind", "key", "title", "account", "published_at")
    } == {
        "source": str(saved),
        "state": "ok",
        "kind": "article",
        "key": WATER.key,
        "title": WATER.title,
        "account": WATER.account.name,
        "published_at": "2024-03-09T08:30:00+08:00",
    }
    assert "id" not in record
    assert {"text", "markdown", "html", "content_hash", "fetched_at", "page_sha256"} <= set(record)


def test_nothing_is_stored(without_archive: Program, saved: Path) -> None:
    without_archive.run("parse", saved)
    assert not without_archive.db.exists()


def test_a_bad_file_does_not_stop_the_others(program: Program, saved: Path, tmp_path: Path) -> None:
    empty = tmp_path / "empty.html"
    empty.touch()
    result = program.run("parse", tmp_path / "none.html", empty, saved)
    assert [record["state"] for record in json_lines(result.stdout)] == ["broken", "ok"]
    assert (
        result.stderr == f"wxarchive: {tmp_path}/none.html: there is no such file; check the name\n"
    )
    assert result.exit_code == 1


def test_a_list_in_a_folder_of_pages_is_named_and_no_fault(
    program: Program, saved: Path, tmp_path: Path
) -> None:
    listed = tmp_path / "list.csv"
    listed.write_text(f"链接\n{WATER.short_url}\n", encoding="utf-8")
    result = program.run("parse", tmp_path)
    assert [record["title"] for record in json_lines(result.stdout)] == [WATER.title]
    why = "this names articles, and parse reads their saved pages"
    assert result.stderr == f"wxarchive: {listed}: {why}, passed over; use wxarchive fetch\n"
    assert result.exit_code == 0


def test_a_state_page_is_a_record_like_any_other(program: Program, tmp_path: Path) -> None:
    path = tmp_path / "gone.html"
    path.write_text(states.deleted(), encoding="utf-8")
    result = program.run("parse", path)
    assert [record["state"] for record in json_lines(result.stdout)] == ["deleted"]
    assert result.exit_code == 0


def test_an_address_is_for_fetch(program: Program) -> None:
    result = program.run("parse", WATER.short_url)
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr == (
        f"wxarchive: {WATER.short_url}: this is an address, and parse reads saved pages; use wxarchive fetch\n"
    )


def test_what_is_neither_is_told(program: Program, tmp_path: Path) -> None:
    result = program.run("parse", tmp_path)
    assert (result.exit_code, result.stdout) == (1, "")
    assert "there is nothing to import in this folder" in result.stderr


def test_url_gives_a_page_its_address(program: Program, tmp_path: Path) -> None:
    path = tmp_path / "gone.html"
    path.write_text(states.deleted(), encoding="utf-8")
    [record] = json_lines(program.run("parse", path, "--url", WATER.long_url).stdout)
    assert record["key"] == WATER.key
    assert program.run("parse", path, path, "--url", WATER.long_url).exit_code == 2
    assert program.run("parse", path, "--url", "nonsense").exit_code == 2


def test_a_bug_that_one_page_shows_does_not_stop_the_others(
    saved: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def parse(page: RawPage) -> Article | StatePage:
        raise RecursionError("too deep")

    assert print_record(SavedPage("page.html", saved), parse) == 1
    shown = capsys.readouterr()
    assert shown.out == ""
    assert shown.err.startswith(
        "wxarchive: page.html: failed to read this page (a bug): RecursionError: too deep; please"
    )


@pytest.mark.slow  # a process of its own
def test_a_reader_that_went_away_ends_it_quietly(program: Program, saved: Path) -> None:
    ours, theirs = os.pipe()
    os.close(ours)
    done = subprocess.run(
        program.command("parse", saved, saved), stdout=theirs, stderr=subprocess.PIPE, check=False
    )
    os.close(theirs)
    assert (done.returncode, done.stderr) == (1, b"")


@pytest.mark.slow  # a process of its own
@pytest.mark.skipif(sys.platform == "win32", reason="file names of Windows are text")
def test_a_name_that_is_no_text_is_printed_as_an_escape(program: Program, saved: Path) -> None:
    name = os.fsencode(saved.parent) + b"/\xff.html"
    os.link(saved, name)
    done = program.process("parse", os.fsdecode(name))
    [record] = json_lines(done.stdout.decode("utf-8"))
    assert record["source"] == os.fsdecode(name)

"""What import, fetch and export say of missing pictures: how many, and which command gets them."""

from dataclasses import replace
from pathlib import Path

import pytest

from tests.cli.running import STONES, WATER, Program, json_lines
from tests.smallwechat.pages import Serving, page

MISSING = "2 pictures and 1 cover missing: wxarchive media fetch"


@pytest.fixture
def saved(tmp_path: Path) -> Path:
    path = tmp_path / "saved.html"
    path.write_text(page(WATER, Serving()), encoding="utf-8")
    return path


def told(stderr: str) -> list[str]:
    return [line for line in stderr.splitlines() if " missing: " in line]


def test_an_import_says_how_many_and_which_command(program: Program, saved: Path) -> None:
    assert told(program.run("import", saved).stderr) == [f"wxarchive: {MISSING}"]
    program.run("media", "fetch", "--delay", 0)
    assert told(program.run("import", saved).stderr) == []


def test_a_fetch_of_saved_pages_says_it_too_unless_no_media_are_wanted(
    program: Program, saved: Path
) -> None:
    assert told(program.fetch_all(saved).stderr) == [f"wxarchive: {MISSING}"]
    assert told(program.fetch(saved).stderr) == []


def test_the_command_is_for_the_same_archive_and_filters(
    program: Program, saved: Path, tmp_path: Path
) -> None:
    db = tmp_path / "my archive.db"
    program.run("--db", db, "import", saved)
    given = ("--since", 2024, "--alive", "--not-kind", "video,audio", "--limit", 1)
    more = ("1", "--not-kind=music", "--search", "不 OR 水")
    result = program.run("--db", db, "export", "-o", tmp_path / "out", *given, *more)
    kinds = "--not-kind video,audio --not-kind music"
    rest = f"--since 2024 --alive {kinds} 1 --search '不 OR 水'"
    what = f"wxarchive --db '{db}' media fetch {rest}"
    assert told(result.stderr) == [f"wxarchive: 2 pictures and 1 cover missing: {what}"]


def test_the_command_is_for_the_archive_of_the_same_configuration(
    without_archive: Program, saved: Path, tmp_path: Path
) -> None:
    file = tmp_path / "my.toml"
    file.write_text('db = "elsewhere.db"\n', encoding="utf-8")
    program = replace(without_archive, environment={"WXARCHIVE_DB": ""})
    result = program.run("--config", file, "import", saved)
    what = f"2 pictures and 1 cover missing: wxarchive --config {file} media fetch"
    assert told(result.stderr) == [f"wxarchive: {what}"]
    assert (tmp_path / "elsewhere.db").exists()


def test_the_count_is_what_the_command_asks_for(program: Program, tmp_path: Path) -> None:
    program.fetch(WATER.short_url, STONES.short_url)
    filters = ("--account", "桥与书")
    result = program.run("export", "--html", "-o", tmp_path / "out", *filters)
    [line] = told(result.stderr)
    number = sum(int(word) for word in line.partition("missing")[0].split() if word.isdigit())
    fetched = program.run("media", "fetch", "--delay", 0, *filters, "--json").stdout
    assert json_lines(fetched)[-1]["media"]["asked"] == number


@pytest.mark.parametrize("options", [("--jsonl",), ("--md", "--images", "none"), ("--csv",)])
def test_an_export_that_shows_no_files_lacks_none(
    program: Program, saved: Path, tmp_path: Path, options: tuple[str, ...]
) -> None:
    program.run("import", saved)
    assert told(program.run("export", *options, "-o", tmp_path / "out").stderr) == []

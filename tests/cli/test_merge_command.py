"""``merge`` on the command line."""

from pathlib import Path

import pytest

from tests.cli.running import Program, json_lines, statuses
from tests.support import library
from tests.support.library import EDITED, POSTS, see
from wxarchive.models import STATUSES
from wxarchive.store import Store


@pytest.fixture
def two(tmp_path: Path) -> tuple[Program, Path]:
    """Two archives: of the first posts, and of the last ones with a later edit."""
    paths = tmp_path / "one.db", tmp_path / "other.db"
    for path, posts in zip(paths, (POSTS[:7], POSTS[6:]), strict=True):
        with Store(path) as store:
            for post in posts:
                see(store, post, library._at(2025, 10, 1))
    with Store(paths[1]) as store:
        see(store, EDITED, library._at(2025, 11, 5))
    return Program(paths[0]), paths[1]


def test_merge_prints_what_came_and_sums_it_up(two: tuple[Program, Path]) -> None:
    program, other = two
    result = program.run("merge", other)
    assert result.exit_code == 0
    first, *_ = result.stdout.splitlines()
    assert first == f"updated   #7  图书馆的夜班  {other}#1  new: 1 version, 1 observation, 1 page"
    assert result.stderr == "asked 5: 4 created, 1 updated\n"
    again = program.run("merge", other)
    assert again.stderr == "asked 5: 5 unchanged\n"
    quiet = program.run("merge", "--quiet", other)
    assert (quiet.stdout, quiet.stderr) == ("", "")


def test_merge_prints_lines_for_programs(two: tuple[Program, Path]) -> None:
    program, other = two
    result = program.run("merge", "--json", other)
    assert statuses(result) == ["updated", *["created"] * 4]
    _, second, *_, last = json_lines(result.stdout)
    assert (second["source"], second["id"]) == (f"{other}#2", 8)
    nothing: dict[str, int] = dict.fromkeys(STATUSES, 0)
    assert last == {"summary": nothing | {"asked": 5, "created": 4, "updated": 1}}


def test_a_trial_makes_no_archive(tmp_path: Path, two: tuple[Program, Path]) -> None:
    program = Program(tmp_path / "new.db")
    result = program.run("merge", "--dry-run", two[1])
    assert result.stderr.splitlines() == ["asked 5: 5 created", "wxarchive: nothing was written"]
    assert not program.db.exists()


def test_import_says_that_archives_are_merged(two: tuple[Program, Path]) -> None:
    program, other = two
    result = program.run("import", other)
    assert result.exit_code == 1
    assert "this is an archive of wxarchive; take it in with: wxarchive merge FILE" in result.stdout


def test_an_archive_that_is_named_twice_as_target_and_source_is_refused(
    two: tuple[Program, Path],
) -> None:
    program, _ = two
    result = program.run("merge", program.db)
    assert result.exit_code == 2
    assert result.stderr == f"wxarchive: {program.db}: an archive cannot be merged into itself\n"

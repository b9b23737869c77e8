"""A real process is stopped in the middle of its work; what it leaves behind must be sound and
whole.
"""

import signal
import sqlite3
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.store import short_lives
from tests.store.making import article, raw, ref
from tests.store.test_articles import save
from tests.support.nursery import ended, printing
from tests.support.prepared import empty
from wxarchive.models import Filter
from wxarchive.store.database import Store

pytestmark = [
    pytest.mark.slow,  # processes of their own
    pytest.mark.skipif(
        sys.platform == "win32", reason="processes are limited and killed as POSIX does it"
    ),
]


def check(path: Path) -> int:
    """Check an archive through and through; return how many articles it holds."""
    with Store(path) as store:
        rows = store._connection.rows
        assert [tuple(row) for row in rows("PRAGMA integrity_check")] == [("ok",)]
        assert list(rows("PRAGMA foreign_key_check")) == []
        (counts,) = rows(
            "SELECT (SELECT count(*) FROM pages), (SELECT count(*) FROM articles), (SELECT count(*) FROM versions), "
            "(SELECT count(*) FROM states), (SELECT count(*) FROM links)"
        )
        assert len(set(counts)) == 1, f"an article is not whole: {tuple(counts)}"
        assert (store.search.pending(), store.search.count("title:茶", Filter())) == (0, counts[1])
        for number, page_id in enumerate(store.pages.all_ids()):
            assert store.search.count(str(number), Filter()) == 1
            assert store.pages.get(page_id) == raw(number, release=number % 3, size=210_000)
        return int(counts[0])


def lived(life: Callable[..., None], *arguments: object) -> tuple[int | None, list[str]]:
    """Let a process live to its end; return its exit code and the lines that it told."""
    with printing(life, *arguments) as (child, printed):
        lines = printed.read().decode().splitlines()
    return ended(child), lines


def killed(life: Callable[..., None], path: Path, moment: int) -> list[int]:
    """Let a process save articles until it is killed; return the numbers of those it told."""
    code, said = lived(life, path, moment)
    assert code in {-signal.SIGKILL, -signal.SIGXFSZ}
    return [int(word) for word in said if word != "open"]


def test_a_process_killed_at_any_moment_leaves_whole_articles_only(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    Store(path).close()
    held = 0
    # an article is whole after some 170
    for statement in (7, 31, 60, 100, 150, 164, 166, 168, 170, 172, 174, 260, 600):
        told = killed(short_lives.save_until_statement, path, statement)
        now = check(path)
        assert now >= max([held, *(number + 1 for number in told)])
        held = now
    assert held > len(told) > 0


@pytest.mark.parametrize("size", [5_000, 70_001, 200_003, 400_009, 1_000_003, 3_000_017])
def test_a_process_killed_in_the_middle_of_a_write_leaves_whole_articles_only(
    tmp_path: Path, size: int
) -> None:
    told = killed(short_lives.save_until_size, tmp_path / "a.db", size)
    assert check(tmp_path / "a.db") >= len(told)
    assert [path.name for path in tmp_path.iterdir()] == ["a.db"]


@pytest.mark.parametrize("statement", [1, 100, 250, 400, 479])
def test_a_process_killed_while_it_makes_the_archive_leaves_none_or_a_whole_one(
    tmp_path: Path, statement: int
) -> None:
    assert killed(short_lives.save_until_statement, tmp_path / "a.db", statement) == []
    assert check(tmp_path / "a.db") == 0
    assert [path.name for path in tmp_path.iterdir()] == ["a.db"]


@pytest.mark.parametrize("limit", [4096, 100_000, 300_000, 700_000, 2_000_000])
def test_a_full_disk_is_said_and_nothing_is_half_written(tmp_path: Path, limit: int) -> None:
    path = tmp_path / "a.db"
    code, said = lived(short_lives.fill, path, limit)
    assert code == 0
    assert said[-1].startswith("StoreError 5: ")
    assert "the disk" in said[-1]
    stored = [int(line) for line in said[:-1] if line.isdigit()]
    assert check(path) == len(stored)
    assert [name.name for name in tmp_path.iterdir()] == ["a.db"]


@pytest.fixture
def locked() -> Iterator[Path]:
    """Give a folder with an archive that only its owner may change; any user can reach it."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with Store(empty(folder / "a.db")) as store:
            save(store, article(ref(1)), 1)
        (folder / "a.db").chmod(0o444)
        folder.chmod(0o555)
        yield folder
        folder.chmod(0o755)


def as_nobody(path: Path) -> list[str]:
    """Return what reading and then writing the archive gives a user without any rights."""
    _, said = lived(short_lives.read_and_write_as_nobody, path)
    folder = str(path.parent)
    return [line.replace(f"{folder}/", "").replace(folder, "FOLDER") for line in said]


def test_an_archive_nobody_may_write_can_be_read(locked: Path) -> None:
    refused = "ReadOnlyArchive 5: a.db: the archive or its folder cannot be written; check the permissions"
    assert as_nobody(locked / "a.db") == ["1", refused]
    assert [path.name for path in locked.iterdir()] == ["a.db"]


def test_an_older_archive_nobody_may_write_says_what_it_needs(locked: Path) -> None:
    locked.chmod(0o755)
    (locked / "a.db").chmod(0o644)
    with closing(sqlite3.connect(locked / "a.db")) as archive:
        archive.execute("PRAGMA user_version = 1")
    (locked / "a.db").chmod(0o444)
    locked.chmod(0o555)
    first, _ = as_nobody(locked / "a.db")
    assert first == (
        "ReadOnlyArchive 5: a.db: an older wxarchive made it: it has to be brought up to date, "
        "and cannot be written; check the permissions of file and folder, or use a copy"
    )


def test_an_archive_nobody_may_read_is_said(locked: Path) -> None:
    (locked / "a.db").chmod(0o000)
    assert (
        as_nobody(locked / "a.db")
        == ["StoreError 5: a.db: the archive cannot be read (Permission denied)"] * 2
    )


def test_an_archive_in_a_closed_folder_is_said(locked: Path) -> None:
    locked.chmod(0o000)
    assert (
        as_nobody(locked / "a.db")
        == ["StoreError 5: a.db: the archive cannot be reached (Permission denied)"] * 2
    )


def test_a_folder_that_takes_no_new_file_is_said(locked: Path) -> None:
    said = "ReadOnlyArchive 5: FOLDER: no file can be made here (Permission denied)"
    assert as_nobody(locked / "new.db")[1] == said

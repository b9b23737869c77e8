import os
import sqlite3
import stat
import subprocess
import sys
from contextlib import nullcontext
from pathlib import Path

import pytest

from tests.cli.test_bad_input import nobody
from tests.store.making import article, raw, ref
from tests.store.test_articles import save, save_and_fail
from wxarchive.errors import NewerArchive, NotAnArchive, ReadOnlyArchive, StoreError
from wxarchive.models import Filter
from wxarchive.store.database import Store
from wxarchive.store.sqlite.atomic_file import put_in_place, unfinished


def change(path: Path, sql: str) -> None:
    connection = sqlite3.connect(path)
    connection.executescript(sql)
    connection.close()


def assert_refused(store: Store, said: str) -> None:
    with pytest.raises(StoreError, match=said):
        store.pages.save(raw(1), "ok", None)


def test_a_missing_archive_is_made_and_only_its_owner_reads_it(tmp_path: Path) -> None:
    with Store(tmp_path / "new.db") as store:
        assert list(store.articles.list(Filter())) == []
    assert [path.name for path in tmp_path.iterdir()] == ["new.db"]
    assert stat.S_IMODE((tmp_path / "new.db").stat().st_mode) == 0o600


def test_an_archive_keeps_what_it_holds(tmp_path: Path) -> None:
    with Store(tmp_path / "a.db") as store:
        save(store, article(ref(1)), 1)
    with Store(tmp_path / "a.db") as store:
        assert store.articles.find("1") == 1
        assert store._connection.value("PRAGMA journal_mode") == "wal"
        assert store._connection.value("PRAGMA foreign_keys") == 1


def test_an_empty_file_becomes_an_archive(tmp_path: Path) -> None:
    (tmp_path / "a.db").touch()
    with Store(tmp_path / "a.db") as store:
        assert list(store.links.missing()) == []


def test_the_archive_another_process_made_first_is_kept(tmp_path: Path) -> None:
    (tmp_path / "new").write_text("ours")
    (tmp_path / "a.db").write_text("theirs")
    put_in_place(tmp_path / "new", tmp_path / "a.db")
    assert (tmp_path / "a.db").read_text() == "theirs"


def test_a_file_system_without_hard_links_will_do(tmp_path: Path) -> None:
    def refuse(_new: Path, _path: Path) -> None:
        raise PermissionError

    (tmp_path / "new").write_text("ours")
    put_in_place(tmp_path / "new", tmp_path / "a.db", refuse)
    assert [path.name for path in tmp_path.iterdir()] == ["a.db"]


LEFT = (
    ".a.db-unfinished-abcd1234",
    ".a.db-unfinished-abcd1234-journal",
    ".a.db-unfinished-abcd1234-wal",
)
NOT_OURS = (
    ".a.db-20240101",
    ".a.db-unfinished-mine",
    ".b.db-unfinished-abcd1234",
    "a.db-unfinished-abcd1234",
)


def test_what_a_killed_maker_left_is_taken_away_and_nothing_else(tmp_path: Path) -> None:
    for name in (*LEFT, *NOT_OURS):
        (tmp_path / name).touch()
    Store(tmp_path / "a.db").close()
    assert {path.name for path in tmp_path.iterdir()} == {"a.db", *NOT_OURS}


def test_what_somebody_is_making_now_is_left_alone(tmp_path: Path) -> None:
    with unfinished(tmp_path / "a.db") as theirs:
        Store(tmp_path / "a.db").close()
        assert theirs.exists()
    assert [path.name for path in tmp_path.iterdir()] == ["a.db"]


def test_a_maker_killed_at_the_very_end_leaves_a_second_name_which_is_taken_away(
    tmp_path: Path,
) -> None:
    Store(tmp_path / "a.db").close()
    (tmp_path / LEFT[0]).hardlink_to(tmp_path / "a.db")
    (tmp_path / "mine.db").hardlink_to(tmp_path / "a.db")
    Store(tmp_path / "a.db").close()
    assert {path.name for path in tmp_path.iterdir()} == {"a.db", "mine.db"}


@pytest.mark.skipif(sys.platform == "win32", reason="Windows knows no such permissions")
@pytest.mark.parametrize(("mode", "made"), [(0o333, True), (0o555, False)])
def test_a_folder_may_be_closed_to_readers_but_not_to_writers(
    tmp_path: Path, mode: int, made: bool
) -> None:
    import fcntl  # noqa: F401 -- loaded by who may: nobody may not read every Python

    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / LEFT[0]).touch()
    folder.chmod(mode)
    refused = pytest.raises(ReadOnlyArchive, match="no file can be made here")
    with nobody(folder), nullcontext() if made else refused, unfinished(folder / "a.db") as new:
        new.write_text("ours")
    folder.chmod(0o755)
    assert {path.name for path in folder.iterdir()} == {LEFT[0], *(["a.db"] if made else [])}


def test_an_archive_below_a_file_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(StoreError, match="no such folder"):
        Store(tmp_path / "file" / "a.db")


def test_a_name_that_is_too_long_is_said(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match=r"cannot be reached \(File name too long\)"):
        Store(tmp_path / ("a" * 300))


@pytest.mark.skipif(sys.platform == "win32", reason="symbolic links need a privilege on Windows")
def test_a_link_to_nothing_yet_is_followed(tmp_path: Path) -> None:
    (tmp_path / "disk").mkdir()
    (tmp_path / "a.db").symlink_to(tmp_path / "disk" / "real.db")
    with Store(tmp_path / "a.db"):
        assert (tmp_path / "disk" / "real.db").is_file()


@pytest.mark.parametrize("options", [{"create": False}, {"read_only": True}])
def test_a_missing_archive_is_not_made_for_reading(
    tmp_path: Path, options: dict[str, bool]
) -> None:
    with pytest.raises(StoreError, match="no archive here; run wxarchive fetch first"):
        Store(tmp_path / "a.db", **options)
    assert list(tmp_path.iterdir()) == []


def test_a_missing_folder_is_said(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="none: no such folder"):
        Store(tmp_path / "none" / "a.db")


@pytest.mark.parametrize("read_only", [True, False])
@pytest.mark.parametrize("content", [b"hello", b"<html>" * 50, b"SQLite format 3\0" + b"\0" * 84])
def test_other_files_are_refused_and_left_as_they_are(
    tmp_path: Path, content: bytes, read_only: bool
) -> None:
    path = tmp_path / "a.db"
    path.write_bytes(content)
    with pytest.raises(NotAnArchive, match="it was not touched"):
        Store(path, read_only=read_only)
    assert path.read_bytes() == content


def test_an_empty_file_is_no_archive_to_read(tmp_path: Path) -> None:
    (tmp_path / "a.db").touch()
    with pytest.raises(NotAnArchive):
        Store(tmp_path / "a.db", read_only=True)


def test_the_database_of_another_program_is_refused_and_left_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    change(path, "CREATE TABLE notes (text); INSERT INTO notes VALUES ('mine')")
    before = path.read_bytes()
    with pytest.raises(NotAnArchive, match="the database of another program"):
        Store(path)
    assert path.read_bytes() == before


def test_a_folder_is_no_archive(tmp_path: Path) -> None:
    with pytest.raises(NotAnArchive, match="this is a folder"):
        Store(tmp_path)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no named pipes among its files")
@pytest.mark.parametrize("read_only", [True, False])
def test_a_pipe_is_not_even_opened(tmp_path: Path, read_only: bool) -> None:
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(NotAnArchive, match="this is no plain file"):
        Store(tmp_path / "pipe", read_only=read_only)


@pytest.mark.parametrize("read_only", [True, False])
def test_a_newer_archive_is_refused(tmp_path: Path, read_only: bool) -> None:
    Store(tmp_path / "a.db").close()
    change(tmp_path / "a.db", "PRAGMA user_version = 99")
    with pytest.raises(
        NewerArchive, match=r"made by a newer wxarchive \(format 99, this one knows \d+\); update"
    ):
        Store(tmp_path / "a.db", read_only=read_only)


def test_reading_only_reads(tmp_path: Path) -> None:
    with Store(tmp_path / "a.db") as store:
        save(store, article(ref(1)), 1)
    with Store(tmp_path / "a.db", read_only=True) as store:
        assert store.articles.get(1).content
        with pytest.raises(ReadOnlyArchive), store.atomic():
            pass
        with pytest.raises(ReadOnlyArchive):
            store.pages.set_state(1, "ok", None)


def test_reading_sees_what_is_still_in_another_programs_log(tmp_path: Path) -> None:
    with Store(tmp_path / "a.db") as writer, Store(tmp_path / "a.db", read_only=True) as reader:
        save(writer, article(ref(1)), 1)
        assert reader.articles.find("1") == 1


def test_waiting_for_another_programs_writing_ends(tmp_path: Path) -> None:
    said = "another program is writing to the archive; try again"
    with (
        Store(tmp_path / "a.db") as first,
        Store(tmp_path / "a.db", patience=0) as second,
        first.atomic(),
    ):
        assert_refused(second, said)


def test_a_damaged_archive_is_said(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    with Store(path) as store:
        save(store, article(ref(1)), 1)
    content = path.read_bytes()
    path.write_bytes(content[:4096] + b"\xff" * (len(content) - 4096))
    with pytest.raises(StoreError, match="the archive is damaged"), Store(path) as store:
        store.articles.get(1)


def test_mistakes_of_ours_are_not_made_to_look_like_the_users(store: Store) -> None:
    with pytest.raises(sqlite3.IntegrityError):
        store._connection.run("INSERT INTO aliases VALUES ('x', 99)")
    with pytest.raises(sqlite3.OperationalError):
        store._connection.row("SELECT nothing")


def test_a_part_that_fails_is_undone_alone(store: Store) -> None:
    with store.atomic():
        save(store, article(ref(1)), 1)
        save_and_fail(store, 2)
        save(store, article(ref(3)), 3)
    assert {found.ref for found in store.articles.list(Filter())} == {ref(1), ref(3)}


def test_a_transaction_that_cannot_end_is_undone(store: Store) -> None:
    def attempt() -> None:
        with store.atomic():
            store.pages.save(raw(1), "ok", None)
            store._connection.run("PRAGMA defer_foreign_keys = ON")
            store._connection.run("INSERT INTO aliases VALUES ('x', 99)")

    with pytest.raises(sqlite3.IntegrityError):
        attempt()
    assert list(store.pages.all_ids()) == []


def test_a_transaction_that_sqlite_undid_itself_stays_undone(store: Store) -> None:
    def attempt() -> None:
        with store.atomic():
            store.pages.save(raw(1), "ok", None)
            store._connection.run("ROLLBACK")  # as SQLite does where a disk is full
            raise KeyError

    with pytest.raises(KeyError):
        attempt()
    assert list(store.pages.all_ids()) == []


def test_to_open_an_archive_twice_takes_the_first_one_nothing_of_what_others_write(
    tmp_path: Path,
) -> None:
    path = tmp_path / "a.db"
    with Store(path) as store:
        save(store, article(ref(1)), 1)
    with Store(path, read_only=True) as first:
        first.articles.get(1)
        Store(path, read_only=True).close()
        for state in ("deleted", "violation", "private"):
            write_elsewhere(path, f"UPDATE articles SET state = '{state}'")
            assert first._connection.value("SELECT state FROM articles") == state


def write_elsewhere(path: Path, sql: str) -> None:
    """Change an archive in another process, which takes the log away if nobody else has it."""
    script = "import sqlite3, sys; c = sqlite3.connect(sys.argv[1]); c.executescript(sys.argv[2]); c.close()"
    subprocess.run([sys.executable, "-c", script, path, sql], check=True)


def test_an_archive_that_was_closed_says_so_whatever_it_is_asked(tmp_path: Path) -> None:
    store = Store(tmp_path / "a.db")
    store.close()
    for begin in (store.atomic, store.snapshot):
        with pytest.raises(StoreError, match="the archive is closed"), begin():
            pass

"""What lies beside the name of a new archive: SQLite would take another archive's log for its own."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.store.making import article, ref
from tests.store.test_articles import save
from wxarchive.errors import StoreError, UsageError
from wxarchive.models import Filter
from wxarchive.store.database import Store, new_archive

EVERYTHING = Filter()


def titles(path: Path) -> int:
    with Store(path, read_only=True) as store:
        return store.articles.count(EVERYTHING)


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """An archive of three articles."""
    path = tmp_path / "source.db"
    with Store(path) as store:
        for number in (1, 2, 3):
            save(store, article(ref(number)), number)
    return path


def make_by_opening(path: Path) -> None:
    Store(path).close()


def make_by_filling(path: Path) -> None:
    with new_archive(path):
        pass


@pytest.mark.parametrize("make", [make_by_opening, make_by_filling])
def test_the_log_of_an_archive_that_is_missing_is_never_taken_for_that_of_a_new_one(
    tmp_path: Path, make: Callable[[Path], None]
) -> None:
    path, log = tmp_path / "a.db", tmp_path / "a.db-wal"
    with Store(path) as store:
        save(store, article(ref(1)), 1)
        shutil.copy(log, tmp_path / "kept")
    path.unlink()
    shutil.copy(tmp_path / "kept", log)
    before = log.read_bytes()
    with pytest.raises(StoreError, match="this is the log of an archive that is missing"):
        make(path)
    assert not path.exists()
    assert log.read_bytes() == before


def test_a_backup_replaces_no_archive_that_is_in_use(tmp_path: Path, source: Path) -> None:
    used = tmp_path / "used.db"
    with Store(used) as writing, Store(source, read_only=True) as store:
        save(writing, article(ref(9)), 9)
        with pytest.raises(StoreError, match="is in use, or was not closed"):
            store.backup(used, overwrite=True)
    assert titles(used) == 1


def test_a_backup_replaces_an_archive_that_was_closed(tmp_path: Path, source: Path) -> None:
    closed = tmp_path / "closed.db"
    with Store(closed) as store:
        save(store, article(ref(9)), 9)
    with Store(source, read_only=True) as store:
        store.backup(closed, overwrite=True)
    assert titles(closed) == 3


def test_a_folder_is_not_replaced_by_a_backup(tmp_path: Path, source: Path) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    with (
        Store(source, read_only=True) as store,
        pytest.raises(UsageError, match="this is no plain file"),
    ):
        store.backup(folder, overwrite=True)
    assert folder.is_dir()


@pytest.mark.parametrize("is_there", [False, True])
def test_a_backup_is_made_where_a_link_leads(tmp_path: Path, source: Path, is_there: bool) -> None:
    there, here = tmp_path / "there.db", tmp_path / "here.db"
    if is_there:
        there.write_bytes(b"an older backup")
    try:
        here.symlink_to(there)
    except OSError:
        pytest.skip("no links can be made here")
    with Store(source, read_only=True) as store:
        store.backup(here, overwrite=is_there)
    assert here.is_symlink()
    assert titles(there) == 3

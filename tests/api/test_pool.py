"""Archives for programs that answer many at a time."""

import shutil
import sqlite3
from pathlib import Path

import pytest

import wxarchive
from tests.support.prepared import empty
from wxarchive.store.database import Store


def test_an_archive_is_handed_on(past: Path) -> None:
    pool = wxarchive.Pool(past)
    with pool.archive() as first, pool.archive() as second:
        assert first is not second
        assert first.count() == second.count() == 12
    with pool.archive() as again:
        assert again in (first, second)
    pool.close()


def test_one_that_met_a_bad_file_is_not_handed_on(past: Path) -> None:
    pool = wxarchive.Pool(past)
    with pytest.raises(wxarchive.StoreError), pool.archive() as broken:
        raise wxarchive.StoreError("it cannot be used")
    with pytest.raises(wxarchive.StoreError, match="the archive is closed"):
        broken.count()
    with pytest.raises(wxarchive.NotFound), pool.archive() as whole:
        whole.article(999)
    with pool.archive() as again:
        assert again is whole
    pool.close()


def test_a_file_that_was_put_in_the_place_is_read(past: Path, tmp_path: Path) -> None:
    path = Path(shutil.copy(past, tmp_path / "archive.db"))
    pool = wxarchive.Pool(path)
    with pool.archive() as archive:
        assert archive.count() == 12
    empty(tmp_path / "empty.db")
    (tmp_path / "empty.db").replace(path)
    with pool.archive() as archive:
        assert archive.count() == 0
    pool.close()


def test_closing_waits_for_nobody_who_writes(past: Path, tmp_path: Path) -> None:
    path = Path(shutil.copy(past, tmp_path / "archive.db"))
    with sqlite3.connect(path, isolation_level=None) as writing:
        writing.execute("BEGIN IMMEDIATE")
        writing.execute("UPDATE articles SET kind = kind")
        # with the patience of an hour this test would not end
        store = Store(path, read_only=True, patience=3600)
        assert len(list(store.catalogue.accounts())) == 3
        store.close()
    writing.close()

"""Archives for programs that answer many at a time."""

import shutil
import sqlite3
from pathlib import Path

import pytest

import wxarchive
from wxarchive.store.database import Store


def test_a_reader_is_handed_on(past: Path) -> None:
    readers = wxarchive.Readers(past)
    with readers.reader() as first, readers.reader() as second:
        assert first is not second
        assert first.count() == second.count() == 12
    with readers.reader() as again:
        assert again in (first, second)
    readers.close()


def test_a_reader_that_met_a_bad_archive_is_not_handed_on(past: Path) -> None:
    readers = wxarchive.Readers(past)
    with pytest.raises(wxarchive.StoreError), readers.reader() as broken:
        raise wxarchive.StoreError("it cannot be used")
    with pytest.raises(wxarchive.StoreError, match="the archive is closed"):
        broken.count()
    with pytest.raises(wxarchive.NotFound), readers.reader() as whole:
        whole.article(999)
    with readers.reader() as again:
        assert again is whole
    readers.close()


def test_a_file_that_was_put_in_the_place_is_read(past: Path, tmp_path: Path) -> None:
    path = Path(shutil.copy(past, tmp_path / "archive.db"))
    readers = wxarchive.Readers(path)
    with readers.reader() as reader:
        assert reader.count() == 12
    Store(tmp_path / "empty.db").close()
    (tmp_path / "empty.db").replace(path)
    with readers.reader() as reader:
        assert reader.count() == 0
    readers.close()


def test_what_was_counted_is_remembered_until_somebody_writes(past: Path, tmp_path: Path) -> None:
    path = Path(shutil.copy(past, tmp_path / "archive.db"))
    with wxarchive.Reader(path) as reader, wxarchive.open(path, write=True) as writing:
        counts = iter(range(10))
        assert reader.remembered("number", lambda: next(counts)) == 0
        assert reader.remembered("number", lambda: next(counts)) == 0
        assert reader.remembers("number")
        writing.enqueue("https://mp.weixin.qq.com/s/AnotherOneAnotherOne00")
        assert not reader.remembers("number")
        assert reader.remembered("number", lambda: next(counts), stale=60.0) == 0
        assert reader.remembered("number", lambda: next(counts)) == 1


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

"""The file of an archive: made whole or not at all, checked before use, brought up to date.

::

    path ── a plain file? ── our header? ── SQLite ── today's steps? ──► Connection
              made anew       left alone                 migrated
"""

import os
import sqlite3
import stat
from contextlib import closing, suppress
from pathlib import Path

from wxarchive.errors import NotAnArchive, ReadOnlyArchive, StoreError
from wxarchive.store.sqlite import (
    APPLICATION_ID,
    LOCK,
    Connection,
    clear_unfinished,
    is_current,
    is_open,
    make_tables,
    migrate,
    unfinished,
)

_HEADER = b"SQLite format 3\0"
_DUMPS = (b"PRAGMA foreign_keys", b"BEGIN TRANSACTION", b"CREATE TABLE")
"""How the dumps of sqlite3's shell and of Python begin."""


def writer(path: Path, *, create: bool, patience: float) -> Connection:
    """Open an archive to write to it, and bring it to today's shape; make it if it is missing and
    ``create`` allows.
    """
    size = size_of(path)
    if size is None and not create:
        raise _no_archive(path)
    # an empty file is made into one, as SQLite itself does it
    if not size and create:
        if not path.parent.is_dir():
            hint = "make it first, or name another file with --db"
            raise StoreError("no such folder", str(path.parent), hint)
        # a file beside it: whoever opens the archive meanwhile finds it whole, or not at all
        with unfinished(path.resolve()) as new:
            fill(new)
    check_header(path)
    return _writer(path, patience)


def reader(path: Path, *, patience: float, any_thread: bool = False) -> Connection:
    """Open an archive to read it; one that an older wxarchive made is brought up to date before."""
    if size_of(path) is None:
        raise _no_archive(path)
    check_header(path)
    connection = Connection(path, how_to_read(path), patience=patience, any_thread=any_thread)
    try:
        if is_current(connection):
            connection.run("PRAGMA query_only = ON")
            return connection
    except BaseException:
        connection.close()
        raise
    connection.close()
    # an older wxarchive made it: opening it to write brings it up to date
    try:
        _writer(path, patience).close()
    except ReadOnlyArchive as error:
        what = "an older wxarchive made it: it has to be brought up to date, and cannot be written"
        hint = "check the permissions of file and folder, or use a copy"
        raise ReadOnlyArchive(what, str(path), hint) from error
    return reader(path, patience=patience, any_thread=any_thread)


def fill(new: Path) -> None:
    """Make an archive of an empty file."""
    with closing(Connection(new, "mode=rw", patience=0)) as connection:
        make_tables(connection)
        # readers do not wait for a writer then; the mode is kept in the file
        connection.run("PRAGMA journal_mode = WAL")


def size_of(path: Path) -> int | None:
    """Return the size of a plain file, ``None`` if there is nothing; pipes and devices must not
    even be opened.
    """
    try:
        found = path.stat()
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        raise StoreError(f"the archive cannot be reached ({error.strerror})", str(path)) from error
    if not stat.S_ISREG(found.st_mode):
        what = "this is no plain file"
        if stat.S_ISDIR(found.st_mode):
            what = "this is a folder"
        raise NotAnArchive(what, str(path), "name a file with --db")
    return found.st_size


def how_to_read(path: Path) -> str:
    """Return SQLite's options of opening for reading.

    Where one may write, as if to write: only such a connection takes SQLite's log files away again
    when it is closed. In a folder that cannot be written SQLite cannot make its shared-memory file;
    without a log it needs none.
    """
    whole = path.resolve()
    may_add = os.access(whole.parent, os.W_OK)
    if may_add and os.access(whole, os.W_OK):
        return "mode=rw"
    log = whole.with_name(f"{whole.name}-wal")
    if may_add or size_of(log):
        return "mode=ro"
    return "mode=ro&immutable=1"


def check_header(path: Path) -> None:
    """Refuse other files by their first bytes: opening a database could change it."""
    with LOCK:
        # it was looked at when it was opened; closing it now would release SQLite's locks
        if is_open(path):
            return
        try:
            with path.open("rb") as file:
                header = file.read(100)
        except OSError as error:
            raise StoreError(f"the archive cannot be read ({error.strerror})", str(path)) from error
    if header.lstrip(b"\xef\xbb\xbf").startswith(_DUMPS):
        what = "this is an SQL text dump, no database; it was not touched"
        hint = "make a database of it with: sqlite3 NEW.db < FILE, and name that one with --db"
        raise NotAnArchive(what, str(path), hint)
    if not header.startswith(_HEADER):
        what = "this file is no wxarchive database; it was not touched"
        raise NotAnArchive(what, str(path), "name an archive of wxarchive instead")
    if header[68:72] != APPLICATION_ID.to_bytes(4, "big"):
        raise _foreign(path)


def _foreign(path: Path) -> NotAnArchive:
    """Return the error for a database without our mark: an archive that was restored from an SQL
    dump has lost it.
    """
    taken = "SELECT count(*) FROM _sqlite_migrations WHERE migration_set = 'wxarchive'"
    steps = 0
    # immutable: looking at another program's file must not make log files next to it
    with suppress(StoreError, sqlite3.Error):
        options = "mode=ro&immutable=1"
        with closing(Connection(path, options, patience=0)) as connection:
            steps = connection.value(taken)
    if not steps:
        what = "this is the database of another program; it was not touched"
        return NotAnArchive(what, str(path), "name an archive of wxarchive instead")
    what = (
        "this archive was restored from an SQL dump, which leaves out the marks of an archive; it"
        " was not touched"
    )
    marks = f"PRAGMA application_id = {APPLICATION_ID}; PRAGMA user_version = {steps}"
    return NotAnArchive(what, str(path), f'put them back with: sqlite3 FILE "{marks}"')


def _writer(path: Path, patience: float) -> Connection:
    # the folder, too: SQLite makes its log next to the archive
    if not (os.access(path, os.W_OK) and os.access(path.resolve().parent, os.W_OK)):
        what = "the archive or its folder cannot be written"
        raise ReadOnlyArchive(what, str(path), "check the permissions")
    # a process that was killed while it made the archive left a second name
    if path.stat().st_nlink > 1:
        clear_unfinished(path.resolve())
    connection = Connection(path, "mode=rw", patience=patience)
    try:
        _bring_up_to_date(connection)
        connection.run("PRAGMA journal_mode = WAL")
    except BaseException:
        connection.close()
        raise
    return connection


def _bring_up_to_date(connection: Connection) -> None:
    if is_current(connection):
        return
    migrate(connection)
    # all steps are noted in it, and the number that it states is another one
    if not is_current(connection):
        what = "the archive is damaged (its user_version is not the number of its format)"
        raise StoreError(what, str(connection.path), "restore the archive from a backup")


def _no_archive(path: Path) -> StoreError:
    hint = "run wxarchive fetch first, or name another file with --db"
    return StoreError("no archive here", str(path), hint)

"""One SQLite connection: rows, transactions, and the only place where sqlite3's errors become ours."""

import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Self

from wxarchive.errors import NotAnArchive, ReadOnlyArchive, StoreError

Value = str | int | bytes | None
Values = tuple[Value, ...] | Mapping[str, Value]

_DAMAGED = "restore it from a backup, or save what can be read with: sqlite3 FILE .recover"
_ERRORS: dict[int, tuple[type[StoreError], str, str]] = {  # primary result code: class, what, hint
    sqlite3.SQLITE_FULL: (StoreError, "the disk is full", "free some space and run the same command again"),
    sqlite3.SQLITE_IOERR: (
        StoreError,
        "the disk cannot be read or written (full, over a size limit, or damaged)",
        "nothing half-written was kept; make room and run the same command again",
    ),
    sqlite3.SQLITE_READONLY: (ReadOnlyArchive, "the archive cannot be written", "check its permissions"),
    sqlite3.SQLITE_PERM: (ReadOnlyArchive, "the archive cannot be written", "check its permissions"),
    sqlite3.SQLITE_BUSY: (StoreError, "another program is writing to the archive", "try again when it has finished"),
    sqlite3.SQLITE_LOCKED: (StoreError, "another program is writing to the archive", "try again when it has finished"),
    sqlite3.SQLITE_CORRUPT: (StoreError, "the archive is damaged", _DAMAGED),
    sqlite3.SQLITE_NOTADB: (NotAnArchive, "this file is no database", "give another file with --db"),
    sqlite3.SQLITE_CANTOPEN: (StoreError, "the archive cannot be opened", "check the permissions of file and folder"),
    sqlite3.SQLITE_TOOBIG: (StoreError, "a value is too large for a database", "leave this page out"),
}


class Connection:
    """A connection that speaks in our errors and knows one way to write: :meth:`atomic`."""

    _is_open = True

    def __init__(self, path: Path, options: str, *, patience: float) -> None:
        """Open ``path`` with the URI ``options``; ``patience``: seconds to wait for another program's writing."""
        self.path = path
        self.before_commit: Callable[[], object] = lambda: None
        """What belongs to every transaction: runs at its end, as part of it."""
        with self.mapped():
            self.raw = sqlite3.connect(f"{path.absolute().as_uri()}?{options}", uri=True, timeout=patience,
                                       isolation_level=None)  # fmt: skip
            self.raw.row_factory = sqlite3.Row
            self.raw.execute("PRAGMA foreign_keys = ON")

    @classmethod
    def around(cls, raw: sqlite3.Connection, path: Path) -> Self:
        """Use another program's connection, for reading; its rows must be :class:`sqlite3.Row`."""
        made = cls.__new__(cls)
        made.path, made.raw, made.before_commit = path, raw, lambda: None
        return made

    @contextmanager
    def mapped(self) -> Iterator[None]:
        """Raise sqlite3's errors as the :class:`StoreError` they mean; programming errors pass as they are."""
        try:
            yield
        except sqlite3.DatabaseError as error:
            code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_OK) & 0xFF
            if code not in _ERRORS:
                raise
            kind, what, hint = _ERRORS[code]
            raise kind(what, str(self.path), hint) from error

    def rows(self, sql: str, values: Values = ()) -> Iterator[sqlite3.Row]:
        """Run a query and yield its rows one by one."""
        with self.mapped():
            for row in self._execute(sql, values):  # noqa: UP028 - "yield from" would close the cursor, maybe too late
                yield row

    def row(self, sql: str, values: Values = ()) -> sqlite3.Row | None:
        """Return the first row of a query."""
        with self.mapped():
            found: sqlite3.Row | None = self._execute(sql, values).fetchone()
            return found

    def value(self, sql: str, values: Values = ()) -> Any:
        """Return the first column of the first row, ``None`` without a row."""
        row = self.row(sql, values)
        return row[0] if row else None

    def run(self, sql: str, values: Values = ()) -> int:
        """Run a statement that writes; return the id of the row it inserted, if it inserted one."""
        with self.mapped():
            return self._execute(sql, values).lastrowid or 0

    @contextmanager
    def atomic(self) -> Iterator[None]:
        """All or nothing. Inside another one: a part of that, undone alone if an error leaves it."""
        inner = self.raw.in_transaction
        with self.mapped():
            self.raw.execute("SAVEPOINT part" if inner else "BEGIN IMMEDIATE")
        try:
            yield
            if not inner:
                self.before_commit()
        except BaseException:
            self._undo(inner)
            raise
        try:
            with self.mapped():
                self.raw.execute("RELEASE part" if inner else "COMMIT")
        except BaseException:
            self._undo(inner)
            raise

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """Read one moment of the archive, whatever is written meanwhile."""
        inner = self.raw.in_transaction
        if not inner:
            with self.mapped():
                self.raw.execute("BEGIN")
        try:
            yield
        finally:
            if not inner:
                self._undo(inner=False)

    def close(self) -> None:
        """Bring the write-ahead log into the file and close. What cannot be brought in stays safe in the log."""
        with suppress(sqlite3.Error):
            self.raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        self._is_open = False
        self.raw.close()

    def _execute(self, sql: str, values: Values) -> sqlite3.Cursor:
        try:
            return self.raw.execute(sql, values)
        except UnicodeEncodeError:  # half characters of a broken page or file name: they become question marks
            return self.raw.execute(sql, _storable(values))

    def _undo(self, inner: bool) -> None:
        if not (self._is_open and self.raw.in_transaction):  # closing ends a transaction, and so may a full disk
            return
        with self.mapped():
            if inner:
                self.raw.execute("ROLLBACK TO part")
                self.raw.execute("RELEASE part")
            else:
                self.raw.execute("ROLLBACK")


def _storable(values: Values) -> Values:
    if isinstance(values, Mapping):
        return {name: _text(value) for name, value in values.items()}
    return tuple(_text(value) for value in values)


def _text(value: Value) -> Value:
    return value.encode("utf-8", "replace").decode("utf-8") if isinstance(value, str) else value

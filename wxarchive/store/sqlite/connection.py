"""One SQLite connection: rows, transactions, and the only place where sqlite3's errors become
ours.
"""

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any, Self, TypeVar

from wxarchive.errors import DamagedRow, NotAnArchive, ReadOnlyArchive, StoreError
from wxarchive.store.sqlite import open_files
from wxarchive.store.sqlite.diagnosis import damaged_row, has_all_steps, what_is_missing
from wxarchive.store.sqlite.field_types import require_types
from wxarchive.store.sqlite.open_files import OpenFile, noted, place_of

Value = str | int | bytes | None
Values = tuple[Value, ...] | Mapping[str, Value]
_Read = TypeVar("_Read")

_DAMAGED = "restore it from a backup, or save what can be read with: sqlite3 FILE .recover"
_RESTORE = "restore the archive from a backup"
_ERRORS: dict[int, tuple[type[StoreError], str, str]] = {  # primary result code: class, what, hint
    sqlite3.SQLITE_FULL: (
        StoreError,
        "the disk is full",
        "free some space and run the same command again",
    ),
    sqlite3.SQLITE_IOERR: (
        StoreError,
        "the disk cannot be read or written (full, over a size limit, or damaged)",
        "nothing half-written was kept; make room and run the same command again",
    ),
    sqlite3.SQLITE_READONLY: (
        ReadOnlyArchive,
        "the archive cannot be written",
        "check its permissions",
    ),
    sqlite3.SQLITE_PERM: (
        ReadOnlyArchive,
        "the archive cannot be written",
        "check its permissions",
    ),
    sqlite3.SQLITE_BUSY: (
        StoreError,
        "another program is writing to the archive",
        "try again when it has finished",
    ),
    sqlite3.SQLITE_LOCKED: (
        StoreError,
        "another program is writing to the archive",
        "try again when it has finished",
    ),
    sqlite3.SQLITE_CORRUPT: (StoreError, "the archive is damaged", _DAMAGED),
    sqlite3.SQLITE_NOTADB: (
        NotAnArchive,
        "this file is no database",
        "give another file with --db",
    ),
    sqlite3.SQLITE_CANTOPEN: (
        StoreError,
        "the archive cannot be opened",
        "check the permissions of file and folder",
    ),
    sqlite3.SQLITE_TOOBIG: (
        StoreError,
        "a value is too large for a database",
        "leave this page out",
    ),
}

_CORRUPT_INDEX = sqlite3.SQLITE_CORRUPT_VTAB
_INDEX = (StoreError, "the search index is damaged", "make it anew with: wxarchive reindex")
_OF_STATEMENTS = frozenset(
    {sqlite3.SQLITE_ERROR, sqlite3.SQLITE_CONSTRAINT, sqlite3.SQLITE_MISMATCH}
)
"""Result codes that may be a mistake of ours, or say that the archive is not as its steps made
it.
"""


class Connection:
    """A connection that speaks in our errors and knows one way to write: :meth:`atomic`."""

    _is_open = True

    def __init__(
        self, path: Path, options: str, *, patience: float, any_thread: bool = False
    ) -> None:
        """Open ``path`` with the URI ``options``; ``patience``: seconds to wait for another
        program's writing.

        ``any_thread``: threads may hand it on, as long as only one uses it at a time.
        """
        self.path = path
        self.before_commit: Callable[[], object] = lambda: None
        """What belongs to every transaction: runs at its end, as part of it."""
        self.damage: dict[str, DamagedRow] = {}
        """The rows that were passed over because they cannot be read, each with what is wrong."""
        self._place = place_of(path)
        with open_files.LOCK, self.mapped():
            # isolation_level None: the module begins no transaction of its own, :meth:`atomic` does
            self.raw = sqlite3.connect(
                f"{path.absolute().as_uri()}?{options}",
                uri=True,
                timeout=patience,
                isolation_level=None,
                check_same_thread=not any_thread,
            )
            self._file: OpenFile | None = noted(self._place)
            self.raw.row_factory = sqlite3.Row
            # off by default, for each connection anew
            self.raw.execute("PRAGMA foreign_keys = ON")

    @classmethod
    def around(cls, raw: sqlite3.Connection, path: Path) -> Self:
        """Use another program's connection, for reading; its rows must be :class:`sqlite3.Row`."""
        connection = cls.__new__(cls)
        connection.path, connection.raw, connection.before_commit = path, raw, lambda: None
        connection.damage, connection._place, connection._file = {}, None, None
        return connection

    @contextmanager
    def mapped(self) -> Iterator[None]:
        """Raise sqlite3's errors as the :class:`StoreError` they mean; programming errors pass as
        they are.

        What a statement cannot be run for counts as damage only where the archive is found to be
        damaged.
        """
        try:
            yield
        except sqlite3.DatabaseError as error:
            extended = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_OK)
            code = extended & 0xFF
            if not self._is_open:
                raise StoreError("the archive is closed", str(self.path)) from error
            if code in _ERRORS:
                kind, what, hint = _ERRORS[code]
                # the search index is made from the rest, and can be made anew
                if extended == _CORRUPT_INDEX:
                    kind, what, hint = _INDEX
                raise kind(what, str(self.path), hint) from error
            if code in _OF_STATEMENTS and (damage := self._damage()):
                raise damage from error
            raise

    def rows(self, sql: str, values: Values = ()) -> Iterator[sqlite3.Row]:
        """Run a query and yield its rows one by one.

        Bytes that are no UTF-8 come as half characters (PEP 383), which :meth:`reading` finds.
        """
        yielded = 0
        with self.mapped():
            try:
                for row in self._execute(sql, values):
                    yield row
                    yielded += 1
            except sqlite3.OperationalError as error:
                if not self._tolerates(error):
                    raise
                # the same query again, and on from the row that could not be decoded
                yield from islice(self._execute(sql, values), yielded, None)

    def row(self, sql: str, values: Values = ()) -> sqlite3.Row | None:
        """Return the first row of a query; text as in :meth:`rows`."""
        with self.mapped():
            try:
                found: sqlite3.Row | None = self._execute(sql, values).fetchone()
            except sqlite3.OperationalError as error:
                if not self._tolerates(error):
                    raise
                found = self._execute(sql, values).fetchone()
            return found

    def value(self, sql: str, values: Values = ()) -> Any:
        """Return the first column of the first row, ``None`` without a row."""
        row = self.row(sql, values)
        if row:
            return row[0]
        return None

    def run(self, sql: str, values: Values = ()) -> int:
        """Run a statement that writes; return the id of the row it inserted, if it inserted one."""
        with self.mapped():
            return self._execute(sql, values).lastrowid or 0

    def changed(self, sql: str, values: Values = ()) -> int:
        """Run a statement that writes; return how many rows it changed, without those that a
        trigger changed for it.
        """
        with self.mapped():
            return self._execute(sql, values).rowcount

    @contextmanager
    def atomic(self) -> Iterator[None]:
        """All or nothing. Inside another one: a part of that, undone alone if an error leaves
        it.
        """
        inner = self._is_inner()
        # IMMEDIATE: one that reads first and writes later fails at once, whatever the time-out, if
        # another program wrote in between
        begin, end = "BEGIN IMMEDIATE", "COMMIT"
        if inner:
            begin, end = "SAVEPOINT part", "RELEASE part"
        self._require_place()
        with self.mapped():
            self.raw.execute(begin)
        try:
            yield
            if not inner:
                self.before_commit()
                self._require_place()
        except BaseException:
            self._undo(inner)
            raise
        # a COMMIT that fails, of a full disk for one, leaves its transaction open
        try:
            with self.mapped():
                self.raw.execute(end)
        except BaseException:
            self._undo(inner)
            raise

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """Read one moment of the archive, whatever is written meanwhile."""
        inner = self._is_inner()
        if not inner:
            with self.mapped():
                self.raw.execute("BEGIN")
        try:
            yield
        finally:
            if not inner:
                self._undo(inner=False)

    def close(self) -> None:
        """Bring the write-ahead log into the file and close. What cannot be brought in stays safe
        in the log.

        Nobody is waited for: while another program reads or writes, the log is left to that one.
        """
        with suppress(sqlite3.Error):
            # a checkpoint waits for readers as long as the time-out says
            self.raw.execute("PRAGMA busy_timeout = 0")
            self.raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        self._is_open = False
        self.raw.close()
        self._file = None

    def _is_inner(self) -> bool:
        with self.mapped():
            return self.raw.in_transaction

    def _execute(self, sql: str, values: Values) -> sqlite3.Cursor:
        try:
            return self.raw.execute(sql, values)
        # half characters of a broken page or file name: they become question marks
        except UnicodeEncodeError:
            if isinstance(values, Mapping):
                values = {name: _text(value) for name, value in values.items()}
            else:
                values = tuple(map(_text, values))
            return self.raw.execute(sql, values)

    def values(
        self,
        table: str,
        found: Iterable[sqlite3.Row],
        read: Callable[[sqlite3.Row], _Read],
        *,
        key: str = "id",
    ) -> Iterator[_Read]:
        """Yield what rows of a table are; one that cannot be read is passed over, and noted as
        damage.

        ``key``: the columns that name a row, as far as they are asked for.
        """
        for row in found:
            # the error is noted where it is made
            try:
                value = self.value_of(table, row, read, key=key)
            except DamagedRow:
                continue
            yield value

    def value_of(
        self, table: str, row: sqlite3.Row, read: Callable[[sqlite3.Row], _Read], *, key: str = "id"
    ) -> _Read:
        """Return what a row of a table is; raises :class:`DamagedRow`, as :meth:`reading` does."""
        with self.reading(table, row, key=key):
            if any(isinstance(cell, bytes) for cell in row):
                raise TypeError("a value of another type")
            value = read(row)
            require_types(value)
            return value

    @contextmanager
    def reading(self, table: str, row: sqlite3.Row, *, key: str = "id") -> Iterator[None]:
        """Raise :class:`DamagedRow` where a row cannot be read; it is noted as damage too. ``key``:
        what names it.
        """
        try:
            for value in row:
                # half characters: the text is no UTF-8
                if isinstance(value, str):
                    value.encode()
            yield
        except (
            ValueError,
            TypeError,
            KeyError,
            AttributeError,
            OverflowError,
            RecursionError,
        ) as error:
            if isinstance(error, UnicodeError):
                said = "text that is no UTF-8"
            else:
                said = str(error)
            # what names it may itself be no UTF-8
            names = (str(row[one]).encode("utf-8", "replace").decode() for one in key.split())
            name = ", ".join(names)
            raise self.note(f"row {name} of table {table} is damaged ({said})") from error

    def note(self, what: str) -> DamagedRow:
        """Note that something cannot be read, and return the error that says so."""
        return self.damage.setdefault(what, DamagedRow(what, str(self.path), _RESTORE))

    def _damage(self) -> StoreError | None:
        """Return the damage that makes statements fail; ``None`` if there is none."""
        # by another connection: what this one has not committed is no damage, but our own doing
        address = f"{self.path.absolute().as_uri()}?mode=ro"
        with suppress(sqlite3.Error), closing(sqlite3.connect(address, uri=True)) as committed:
            committed.row_factory = sqlite3.Row
            # it is being brought to today's shape
            if not has_all_steps(committed):
                return None
            if missing := what_is_missing(committed):
                return StoreError(f"the archive is damaged ({missing})", str(self.path), _DAMAGED)
            if row := damaged_row(committed):
                return self.note(row)
        return None

    def _tolerates(self, error: sqlite3.OperationalError) -> bool:
        """From now on take text that is no UTF-8, if that is what the error is about: the usual way
        is much faster.
        """
        if not str(error).startswith("Could not decode"):
            return False
        self.raw.text_factory = partial(str, encoding="utf-8", errors="surrogateescape")
        return True

    def decoded(self, text: bytes) -> str:
        """Return text whose row nobody knows; bytes that are no UTF-8 are replaced, and noted."""
        try:
            return text.decode()
        except UnicodeDecodeError:
            self.note("text that is no UTF-8 was read, \ufffd stands for what is damaged")
            return text.decode(errors="replace")

    def _require_place(self) -> None:
        """Make sure that the file is still there: SQLite goes on writing into one that has no name
        any more.
        """
        if self._place is not None and place_of(self.path) != self._place:
            hint = "put it back (with its -wal file beside it), then run the same command again"
            what = (
                "the archive was deleted, moved or replaced while it was in use; what came since is"
                " not kept"
            )
            raise StoreError(what, str(self.path), hint)

    def _undo(self, inner: bool) -> None:
        # closing ends a transaction, and so may a full disk
        if not (self._is_open and self.raw.in_transaction):
            return
        with self.mapped():
            if inner:
                self.raw.execute("ROLLBACK TO part")
                self.raw.execute("RELEASE part")
            else:
                self.raw.execute("ROLLBACK")


def _text(value: Value) -> Value:
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode("utf-8")
    return value

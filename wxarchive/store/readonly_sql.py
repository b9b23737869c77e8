"""One SQL statement from outside: it can read everything, change nothing, and has to end in
time.
"""

import sqlite3
import time
from collections.abc import Generator, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass

from wxarchive.errors import UsageError, WxArchiveError
from wxarchive.store.search import SearchFunctions
from wxarchive.store.sqlite import Connection

Cell = str | int | float | bytes | None

_ALLOWED = {sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ, sqlite3.SQLITE_RECURSIVE}
_FORBIDDEN_FUNCTIONS = {"load_extension", "fts3_tokenizer", "edit", "readfile", "writefile"}
_READING_PRAGMAS = {
    "table_info", "table_xinfo", "table_list", "index_list", "index_info", "index_xinfo",
    "foreign_key_list",
    "database_list", "collation_list", "function_list", "compile_options", "page_count",
    "page_size", "freelist_count",
    "user_version", "application_id", "data_version", "encoding", "schema_version", "journal_mode",
}  # fmt: skip
_INSTRUCTIONS = 10_000
"""Of SQLite's virtual machine between two looks at the clock: some tenths of a millisecond."""
_LARGEST_VALUE = 100_000_000


@dataclass(frozen=True, slots=True)
class SqlResult:
    """The names of the columns, and the rows one by one; they raise as :func:`ask` does."""

    columns: tuple[str, ...]
    rows: Generator[tuple[Cell, ...], None, None]


def ask(connection: Connection, sql: str, *, seconds: float) -> SqlResult:
    """Run one reading statement for at most ``seconds``, all rows included.

    The connection is for nothing else afterwards. Raises :class:`UsageError` for what is no such
    statement, :class:`WxArchiveError` when the time is over, :class:`StoreError` as every use of
    the archive.
    """
    until = time.monotonic() + seconds
    raw = connection.raw
    functions = SearchFunctions(connection)
    functions.add()
    _connect_virtual_tables(connection)
    # from here on the connection reads what is allowed, and until the time is over
    raw.set_authorizer(_authorize)
    raw.set_progress_handler(lambda: time.monotonic() > until, _INSTRUCTIONS)
    # of damaged text as much as can be shown
    raw.text_factory = connection.decoded
    raw.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, _LARGEST_VALUE)
    with connection.mapped(), _worded(seconds, functions):
        cursor = raw.cursor()
        cursor.row_factory = None
        cursor.execute(sql)
    if cursor.description is None:
        raise UsageError("the query asks for nothing", hint="give a SELECT statement")
    return SqlResult(
        tuple(column[0] for column in cursor.description),
        _rows(connection, cursor, _worded(seconds, functions)),
    )


def _connect_virtual_tables(connection: Connection) -> None:
    """Let SQLite declare them: it does so at their first use, by a ``CREATE TABLE`` that nobody may
    run later.
    """
    indexes = connection.rows("""
        SELECT name
        FROM pragma_table_list
        WHERE type = 'virtual' AND schema = 'main'
    """)
    tables = [row["name"] for row in indexes]
    pragmas = [f"pragma_{name}" for name in _READING_PRAGMAS]
    for name in ("json_each", "json_tree", *tables, *pragmas):
        # an older SQLite may not have it
        with suppress(sqlite3.OperationalError):
            connection.raw.execute(f"SELECT 1 FROM {name} LIMIT 0")


def _rows(
    connection: Connection, cursor: sqlite3.Cursor, worded: AbstractContextManager[None]
) -> Generator[tuple[Cell, ...], None, None]:
    with connection.mapped(), worded:
        # "yield from" would leave the errors' mapping before the last row
        for row in cursor:  # noqa: UP028
            yield row


@contextmanager
def _worded(seconds: float, functions: SearchFunctions) -> Iterator[None]:
    """Say in a line what is wrong with a statement; errors of the archive itself pass as they
    are.
    """
    with _mapped(seconds):
        try:
            yield
        except sqlite3.Error:
            # SQLite says only that a function failed, and not why
            if functions.failure is not None:
                raise functions.failure from None
            raise


@contextmanager
def _mapped(seconds: float) -> Iterator[None]:
    try:
        yield
    except sqlite3.OperationalError as error:
        code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & 0xFF
        # the progress handler ended it: the time is over
        if code == sqlite3.SQLITE_INTERRUPT:
            hint = "ask for less, or give it more with --timeout"
            raise WxArchiveError(f"no whole answer after {seconds:g} seconds", hint=hint) from error
        if code != sqlite3.SQLITE_ERROR:
            raise
        raise _refusal(error) from error
    except sqlite3.DataError as error:
        raise WxArchiveError(f"the answer holds a value that is too large ({error})") from error
    except sqlite3.DatabaseError as error:
        if getattr(error, "sqlite_errorcode", None) == sqlite3.SQLITE_AUTH:
            hint = "the archive is opened for reading only: ask with SELECT"
            raise UsageError("this query would do more than read", hint=hint) from error
        if isinstance(error, sqlite3.ProgrammingError | sqlite3.InterfaceError):
            raise _refusal(error) from error
        raise
    except (sqlite3.Warning, ValueError, UnicodeError) as error:
        raise _refusal(error) from error


def _refusal(error: Exception) -> UsageError:
    what = f"the query cannot be run: {str(error).rstrip('.')}"
    return UsageError(what, hint="see docs/schema.md for tables and columns")


def _authorize(
    action: int, first: str | None, second: str | None, database: str | None, by: str | None
) -> int:
    if action in _ALLOWED:
        return sqlite3.SQLITE_OK
    if action == sqlite3.SQLITE_FUNCTION and (second or "").lower() not in _FORBIDDEN_FUNCTIONS:
        return sqlite3.SQLITE_OK
    name = (first or "").lower()
    if action == sqlite3.SQLITE_PRAGMA and name in _READING_PRAGMAS:
        # the argument of others would be a new value
        takes_name = name.endswith(("_info", "_xinfo", "_list"))
        if second is None or takes_name:
            return sqlite3.SQLITE_OK
    return sqlite3.SQLITE_DENY

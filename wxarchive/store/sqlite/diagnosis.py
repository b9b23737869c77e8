"""Why SQLite cannot run a statement of ours: the archive is damaged, or the statement is wrong.

SQLite words both alike ("no such column"), so the archive is examined: whether it has the tables
and columns that the steps make, and no row that they refuse. If all is well, the mistake is ours.
"""

import re
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing
from functools import cache

from wxarchive.store.sqlite.steps import STEPS, take

Shape = Mapping[str, tuple[str, ...]]
"""Tables with their columns, and views; those of a view that lacks a table cannot be asked for."""

_SHAPE = """
    SELECT s.name, group_concat(c.name, ' ')
    FROM sqlite_schema s, pragma_table_xinfo(s.name) c
    WHERE s.type = 'table' AND s.name NOT LIKE 'sqlite_%'
    GROUP BY s.name
    UNION ALL SELECT name, '' FROM sqlite_schema WHERE type = 'view'
"""
# every column of JSON says so in a constraint
_JSON = re.compile(r"json_valid\((\w+)\)")
_LARGEST = 2**53
"""No number of ours is larger, but for the message numbers in addresses."""


def has_all_steps(raw: sqlite3.Connection) -> bool:
    """Tell whether the archive says that it has today's shape."""
    taken: int = raw.execute("PRAGMA user_version").fetchone()[0]
    return taken == len(STEPS)


def what_is_missing(raw: sqlite3.Connection) -> str | None:
    """Name the first table or column that an archive of today should have and this one has not."""
    found = _shape(raw)
    for table, columns in _expected()[0].items():
        if table not in found:
            return f"{table} is missing"
        if lacking := [name for name in columns if name not in found[table]]:
            return f"column {lacking[0]} of table {table} is missing"
    return None


def damaged_row(raw: sqlite3.Connection) -> str | None:
    """Name the first row that makes statements fail: JSON text that is none, a number larger than
    any of ours.
    """
    for table, columns in _expected()[1].items():
        for column in columns:
            if (row := _first(raw, table, f"NOT json_valid({column})")) is not None:
                return f"row {row} of table {table} is damaged (malformed JSON in {column})"
    for table, column in _numbers(raw):
        # abs() of the lowest number of all raises an error, so it is not asked of that
        is_too_large = f"abs(max({column}, {-_LARGEST - 1})) > {_LARGEST}"
        if (row := _first(raw, table, is_too_large)) is not None:
            return f"row {row} of table {table} is damaged ({column} is too large)"
    # types and constraints that a row breaks, as SQLite itself sees them
    for (answer,) in raw.execute("PRAGMA quick_check(1)"):
        if answer != "ok":
            return f"a row is damaged ({answer})"
    for table, row, parent, _ in raw.execute("PRAGMA foreign_key_check"):
        return f"row {row} of table {table} is damaged (what it names in {parent} is missing)"
    return None


@cache
def _expected() -> tuple[Shape, Shape]:
    """Return the shape of today's archive, and the columns of its tables that hold JSON."""
    tables = "SELECT name, sql FROM sqlite_schema WHERE type = 'table'"
    # made anew rather than written down: a list of columns would have to be kept up with the steps
    with closing(sqlite3.connect(":memory:")) as model:
        for name in STEPS:
            take(model, name)
        statements = model.execute(tables).fetchall()
        of_json = {name: tuple(_JSON.findall(sql)) for name, sql in statements if sql}
        return _shape(model), of_json


def _shape(raw: sqlite3.Connection) -> Shape:
    return {name: tuple(columns.split()) for name, columns in raw.execute(_SHAPE)}


def _numbers(raw: sqlite3.Connection) -> Iterator[tuple[str, str]]:
    """Yield table and column of the whole numbers that are no keys."""
    columns = """
        SELECT name
        FROM pragma_table_info(?)
        WHERE type = 'INTEGER' AND NOT pk
    """
    for table in _expected()[1]:
        for (column,) in raw.execute(columns, (table,)):
            # numbers of WeChat's and hashes may be as large as SQLite's largest
            if column not in {"mid", "hash"}:
                yield table, column


def _first(raw: sqlite3.Connection, table: str, condition: str) -> str | None:
    """Return the key of the first row of which this holds."""
    columns = "SELECT name FROM pragma_table_info(?) WHERE pk ORDER BY pk"
    keys = [name for (name,) in raw.execute(columns, (table,))]
    if not keys:
        return None
    sql = f"SELECT {', '.join(keys)} FROM {table} WHERE {condition} LIMIT 1"
    row = raw.execute(sql).fetchone()
    return row and ", ".join(map(str, row))

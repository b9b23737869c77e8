"""What the archive's tables and views are, as their own SQL says it: SQLite keeps the comments of
each statement.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from wxarchive.models import SchemaColumn, SchemaTable
from wxarchive.store.sqlite.connection import Connection

_TOKEN = re.compile(
    r"""
    -- (?P<line>[^\n]*) | /\* (?P<block>.*?) \*/
    | (?P<quoted> '(?:[^']|'')*' | "(?:[^"]|"")*" )
    | (?P<mark> [(),] ) | (?P<word> [^\s(),'"/-]+ | [/-] )
    """,
    re.VERBOSE | re.DOTALL,
)


def tables(connection: Connection) -> tuple[SchemaTable, ...]:
    """Return all tables and views, in the order of their names."""
    rows = connection.rows(
        """
        SELECT t.name, t.type, coalesce(s.sql, '') AS sql
        FROM pragma_table_list t
        JOIN sqlite_schema s
            ON s.name = t.name AND s.type IN ('table', 'view')
        WHERE t.schema = 'main'
        ORDER BY t.name
        """
    )
    return tuple(_table(connection, row["name"], row["type"], row["sql"]) for row in rows)


def _table(connection: Connection, name: str, kind: str, sql: str) -> SchemaTable:
    # 1 hides the columns a virtual table only has as functions; 2 and 3 are generated columns
    shown = 'SELECT name, type, "notnull", pk FROM pragma_table_xinfo(?) WHERE hidden <> 1'
    rows = connection.rows(shown, (name,))
    said = _comments(sql, is_view=kind == "view")
    columns = (
        SchemaColumn(
            row["name"],
            row["type"],
            said.columns.get(number, ""),
            bool(row["notnull"]),
            bool(row["pk"]),
        )
        for number, row in enumerate(rows)
    )
    references = connection.rows('SELECT "from", "table" FROM pragma_foreign_key_list(?)', (name,))
    pointing = {row["from"]: row["table"] for row in references}
    # SQLite's four kinds
    return SchemaTable(name, kind, said.table, tuple(columns), pointing)  # type: ignore[arg-type]


@dataclass(slots=True)
class _Comments:
    """The comments of a statement: on the table, and on its columns by their number."""

    table: str = ""
    columns: dict[int, str] = field(default_factory=dict)

    def add(self, column: int, text: str) -> None:
        if column < 0:
            self.table = f"{self.table} {text}".strip()
        else:
            self.columns[column] = f"{self.columns.get(column, '')} {text}".strip()


def _comments(sql: str, *, is_view: bool) -> _Comments:
    """Read comments: before the first column they say what the table is, else what the column
    before them is.
    """
    # a view has no list of columns: they begin behind its first SELECT, and end before FROM
    said, column, begins = _Comments(), -1, not is_view
    for depth, token in _with_depth(sql):
        text = token["line"] or token["block"]
        if text is not None:
            said.add(column, text.strip())
        elif depth != (0 if is_view else 1):
            continue
        elif token["mark"] == ",":
            begins = True
        elif is_view and (token["word"] or "").upper() in {"SELECT", "FROM"}:
            if column >= 0:
                break
            begins = True
        elif begins and (token["word"] or token["quoted"]):
            column, begins = column + 1, False
    return said


def _with_depth(sql: str) -> Iterator[tuple[int, re.Match[str]]]:
    """Yield the parts of a statement and how many parentheses they stand in."""
    depth = 0
    for token in _TOKEN.finditer(sql):
        depth -= token["mark"] == ")"
        yield depth, token
        depth += token["mark"] == "("

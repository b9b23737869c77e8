"""The search as functions of SQL, for ``wxarchive sql`` and for Datasette.

::

    matches(id, '推理 -广告')     1 if the article is found by the query, else 0
    search('推理')               the ids of all articles found, the best first, as a JSON list for json_each()
    excerpt(id, '推理')          its text around the first hit, the hits between 【 and 】
    search_problem('"推理')      why the query cannot be asked, NULL if it can

The index holds folded pairs of characters (docs/search.md), so that FTS5's own ``MATCH`` finds
nothing of use. An empty query asks for nothing and finds nothing. SQLite does not tell why a
function failed, :attr:`SearchFunctions.failure` does.
"""  # noqa: E501 -- the drawing

import json
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from wxarchive.errors import StoreError, WxArchiveError
from wxarchive.models import Filter, marked
from wxarchive.store.search.search import Search
from wxarchive.store.sqlite import APPLICATION_ID, STEPS, Connection

_Cell = str | int | float | bytes | None


@dataclass(frozen=True, slots=True)
class _FoundIds:
    """What a query found, and in which state of the archive."""

    query: str
    state: object
    ids: tuple[int, ...]
    members: frozenset[int]


class SearchFunctions:
    """The functions on one connection; the same query is asked once as long as the archive does not
    change.
    """

    def __init__(self, connection: Connection) -> None:
        self._db = connection
        self._search = Search(connection)
        self._last: _FoundIds | None = None
        self.failure: Exception | None = None
        """Why the last statement failed, where it was a function that did."""

    def add(self) -> None:
        """Make the functions known to SQL."""
        functions: dict[str, tuple[int, Callable[..., _Cell]]] = {
            "search": (1, lambda query: json.dumps(self._find(query).ids)),
            "matches": (2, lambda article, query: int(article in self._find(query).members)),
            "excerpt": (2, self._excerpt),
            "search_problem": (1, self._problem),
        }
        # sqlite-utils turns them on: a traceback on stderr for each failure
        sqlite3.enable_callback_tracebacks(False)
        for name, (arguments, function) in functions.items():
            self._db.raw.create_function(
                name, arguments, self._remembering(function), deterministic=True
            )

    def _remembering(self, function: Callable[..., _Cell]) -> Callable[..., _Cell]:
        def remembering(*arguments: _Cell) -> _Cell:
            try:
                return function(*arguments)
            except Exception as error:
                self.failure = error
                raise

        return remembering

    def _excerpt(self, article: _Cell, query: _Cell) -> str | None:
        if not isinstance(article, int) or not _text(query):
            return None
        parts = self._search.excerpt(_text(query), article)
        if parts:
            return marked(parts)
        return None

    def _problem(self, query: _Cell) -> str | None:
        try:
            self._find(query)
        except WxArchiveError as error:
            return str(error)
        return None

    def _find(self, query: _Cell) -> _FoundIds:
        text, state = _text(query), self._db.value("PRAGMA data_version")
        if self._last and (self._last.query, self._last.state) == (text, state):
            return self._last
        if self._search.pending():
            raise StoreError(
                "not every article is indexed yet",
                str(self._db.path),
                "run wxarchive reindex first",
            )
        if text:
            ids = self._search.ids(text, Filter())
        else:
            ids = ()
        self._last = _FoundIds(text, state, ids, frozenset(ids))
        return self._last


def add_search_functions(raw: sqlite3.Connection) -> bool:
    """Make the functions known on another program's connection, if it is one to an archive of
    today's shape.
    """
    [(application, steps)] = raw.execute(
        "SELECT * FROM pragma_application_id, pragma_user_version"
    ).fetchall()
    if (application, steps) != (APPLICATION_ID, len(STEPS)):
        return False
    [(_, _, path)] = [row for row in raw.execute("PRAGMA database_list") if row[1] == "main"]
    SearchFunctions(Connection.around(raw, Path(path))).add()
    return True


def _text(query: _Cell) -> str:
    if query is None:
        return ""
    return str(query).strip()

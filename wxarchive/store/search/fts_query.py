"""A query as SQL: which documents the index gives for it.

The index can be asked for all of a query but punctuation, and of long phrases the beginning. What
it gives then has to be looked through; where it answers for the whole query,
:attr:`IndexSelection.exact` says so.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from wxarchive.store.search.documents import MARKS
from wxarchive.store.search.query import LONGEST_EXACT, Query, Term
from wxarchive.store.search.tokens import tokens
from wxarchive.store.sqlite import Value

TITLES = "search_titles"
PHRASES = "search_phrases"
CHARACTERS = "search_characters"
_OF_ARTICLES = ("CROSS JOIN articles a ON a.id = d.article_id", "d.article_id IS NOT NULL")
_OF_VERSIONS = (
    "CROSS JOIN versions v ON v.id = d.version_id CROSS JOIN articles a ON a.id = v.article_id",
    "v.id <> a.version_id",
)
"""What documents are joined to, and which of them count."""


@dataclass(frozen=True, slots=True)
class IndexSelection:
    """The ``FROM`` and ``WHERE`` of a statement over documents ``d``, found in the index as
    ``f.rowid``.
    """

    sql: str
    values: dict[str, Value]
    exact: bool


@dataclass(frozen=True, slots=True)
class _IndexQuery:
    """What one of the indexes is asked for, in the language of FTS5."""

    table: str
    match: str


@dataclass(slots=True)
class _Conditions:
    """The values that conditions bind."""

    values: dict[str, Value]

    def bind(self, value: Value) -> str:
        name = f"bound{len(self.values)}"
        self.values[name] = value
        return f":{name}"

    def documents(self, asked: _IndexQuery) -> str:
        return f"SELECT rowid FROM {asked.table}({self.bind(asked.match)})"


def select(
    query: Query,
    passing: tuple[str, dict[str, Value]],
    numbers: tuple[int | None, int | None] = (None, None),
    *,
    earlier: bool = False,
) -> IndexSelection:
    """Return where a query's documents are; ``passing``: a filter's condition on ``articles a``
    with its values.

    ``numbers``: the least document number that the filter allows, and the first one it does not.
    ``earlier``: the documents of earlier versions ``v``, not those of articles.
    """
    required, alternatives = _required(query)
    excluded = [_query_of(term) for term in query.excluded if term.exact]
    conditions = _Conditions(dict(passing[1]))
    source = _source(required, alternatives, conditions)
    # without anything required the first alternatives are the source
    others = alternatives[1:]
    if required:
        others = alternatives
    # a sign before f.rowid keeps SQLite from asking the index once for each document of the other
    # list
    parts = [f"+f.rowid IN ({conditions.documents(one)})" for one in required[1:]]
    parts += [f"+f.rowid IN ({_union(some, conditions)})" for some in others]
    parts += [f"+f.rowid NOT IN ({conditions.documents(one)})" for one in excluded]
    # without a sign: FTS5 leaves unread what lies outside
    least, end = numbers
    if least is not None:
        parts.append(f"f.rowid >= {conditions.bind(least)}")
    if end is not None:
        parts.append(f"f.rowid < {conditions.bind(end)}")
    joined, whose = _OF_ARTICLES
    # the document alone tells whose it is
    if passing[0] == "true":
        joined = ""
    if earlier:
        joined, whose = _OF_VERSIONS
    parts += [whose, passing[0]]
    # CROSS JOIN: the index comes first, and what it gives is looked up
    sql = f"""
        FROM {source} f
        CROSS JOIN search_documents d ON d.docid = f.rowid {joined}
        WHERE {" AND ".join(parts)}
    """
    terms = [*query.wanted, *query.excluded]
    return IndexSelection(sql, conditions.values, exact=all(one.exact for one in terms))


def _required(query: Query) -> tuple[list[_IndexQuery], list[list[_IndexQuery]]]:
    """Return what every document must be in, at most one question to each index; and alternatives
    between them.
    """
    matches: dict[str, list[str]] = {TITLES: [], PHRASES: [], CHARACTERS: []}
    alternatives: list[list[_IndexQuery]] = []
    for clause in query.clauses:
        queries = [_query_of(term) for term in clause]
        tables = {one.table for one in queries}
        # alternatives of one index are one question to it, those of several have to be united
        if len(tables) == 1:
            matches[tables.pop()].append(_joined(" OR ", (one.match for one in queries)))
        else:
            alternatives.append(queries)
    asked = [(table, found) for table, found in matches.items() if found]
    required = [_IndexQuery(table, _joined(" AND ", found)) for table, found in asked]
    return required, alternatives


def _source(
    required: list[_IndexQuery], alternatives: list[list[_IndexQuery]], conditions: _Conditions
) -> str:
    if required:
        return f"{required[0].table}({conditions.bind(required[0].match)})"
    # no word is asked for, only marks
    if not alternatives:
        return "(SELECT docid AS rowid FROM search_documents)"
    return f"({_union(alternatives[0], conditions)})"


def _union(some: Iterable[_IndexQuery], conditions: _Conditions) -> str:
    return " UNION ".join(conditions.documents(one) for one in some)


def _query_of(term: Term) -> _IndexQuery:
    """Return how the index is asked for a term; it may give more than has the term, never less."""
    cut = tokens(term.text)
    words, pairs = cut.words.split(), cut.pairs.split()
    # a single Chinese character has no pair: only that it occurs is known
    if not words and not pairs:
        mark = MARKS.get(term.field or "", "")
        characters = (f'"{mark}{one}"' for one in cut.characters.split())
        return _IndexQuery(CHARACTERS, _joined(" AND ", characters))
    # a phrase is asked for by its beginning if it is long: then its last word is not the last one
    star = ""
    if term.prefix and len(words) <= LONGEST_EXACT:
        star = "*"
    phrases = [
        f'"{" ".join(some[:LONGEST_EXACT])}"{mark}'
        for some, mark in ((words, star), (pairs, ""))
        if some
    ]
    if term.field == "title":
        return _IndexQuery(TITLES, _joined(" AND ", phrases))
    within = ""
    if term.field:
        within = f"{term.field} : "
    return _IndexQuery(PHRASES, _joined(" AND ", (within + phrase for phrase in phrases)))


def _joined(operator: str, parts: Iterable[str]) -> str:
    return f"({operator.join(parts)})"

"""The search index, compared with the texts that it is made from: no entry too few, none too many.

The indexes hold no texts, but they tell each of their entries: a token, its document and place.
What these come to is counted over all documents, as it is over all texts. That takes about as long
as making the index anew, and no memory.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from wxarchive.models import Finding, Verified
from wxarchive.store.search.documents import IndexedText, prepare
from wxarchive.store.search.entries import entries
from wxarchive.store.search.index import Index
from wxarchive.store.sqlite import Connection

_TABLES = ("search_phrases", "search_titles", "search_characters")
_ENTRIES = """
    SELECT
        count(d.docid),
        total(unicode(v.term)) FILTER (WHERE d.docid IS NOT NULL),
        total(v.offset) FILTER (WHERE d.docid IS NOT NULL),
        count(*) FILTER (WHERE o.docid IS NULL),
        min(v.doc) FILTER (WHERE o.docid IS NULL)
    FROM {entries} v
    LEFT JOIN search_documents o ON o.docid = v.doc
    LEFT JOIN search_documents d
        ON d.docid = v.doc
            AND (d.article_id IS NOT NULL OR d.version_id IS NOT NULL)
"""
_NO_ARTICLE = """
    SELECT docid, article_id
    FROM search_documents
    WHERE article_id NOT IN (SELECT id FROM articles)
        OR version_id NOT IN (SELECT id FROM versions)
"""


@dataclass(slots=True)
class _Sum:
    """What entries come to: their number, first characters and places."""

    entries: int = 0
    characters: int = 0
    places: int = 0

    def add(self, text: str, *, has_places: bool = True) -> None:
        """Count the tokens of a text; without places each counts once."""
        found = text.split()
        # 0 + 1 + 2 + …, for each token stands behind the one before
        if has_places:
            self.places += len(found) * (len(found) - 1) // 2
        else:
            found = list({*found})
        self.entries += len(found)
        self.characters += sum(ord(token[0]) for token in found)


@dataclass(slots=True)
class _Expected:
    """What the entries of each index should come to."""

    sums: dict[str, _Sum] = field(default_factory=lambda: {name: _Sum() for name in _TABLES})

    def add(self, document: IndexedText) -> None:
        """Count what the indexes should have of a text."""
        entry = prepare(document)
        for phrases in entry.phrases:
            self.sums["search_phrases"].add(phrases)
        self.sums["search_titles"].add(entry.phrases[0])
        self.sums["search_characters"].add(entry.characters, has_places=False)


def verify_index(db: Connection) -> Iterator[Verified]:
    """Compare the index with the texts, article by article, and then as a whole."""
    index = Index(db)
    # there is nothing yet to compare
    if index.pending():
        return
    expected = _Expected()
    for row in list(db.rows("SELECT id FROM articles ORDER BY id")):
        yield _of_article(index, row["id"], expected)
    for row in list(db.rows(_NO_ARTICLE)):
        yield _found(f"document {row['docid']} is of an article that is not here")
    for table in _TABLES:
        yield _of_table(db, table, expected.sums[table])


def _of_article(index: Index, article_id: int, expected: _Expected) -> Verified:
    """Look for the documents of an article and its earlier versions."""
    is_whole = True
    for document, is_known in index.documents(article_id):
        is_whole = is_whole and is_known
        if is_known:
            expected.add(document)
    if is_whole:
        return Verified("index")
    return _found(f"article {article_id} is not indexed, or with another text", article_id)


def _of_table(db: Connection, table: str, expected: _Sum) -> Verified:
    """Compare what the entries of one index come to."""
    found = db.row(_ENTRIES.format(entries=entries(db, table)))
    assert found  # noqa: S101 -- for mypy: sums are one row
    number, characters, places, foreign, first = found
    if foreign:
        return _found(f"{table} has {foreign} entries of documents that are not known ({first} …)")
    if number != expected.entries:
        what = "too few"
        if number > expected.entries:
            what = "too many"
        return _found(f"{table} has {abs(number - expected.entries)} entries {what}")
    if (characters, places) != (expected.characters, expected.places):
        return _found(f"{table} has entries that its texts do not have")
    return Verified("index")


def _found(what: str, article_id: int | None = None) -> Verified:
    row = None
    if article_id is not None:
        row = str(article_id)
    finding = Finding("index", what, ("reindex",), row, article_id)
    return Verified("index", (finding,))

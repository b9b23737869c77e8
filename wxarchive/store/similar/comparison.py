"""The fingerprints, compared with the texts that they are made from: none too few, none too many,
none of another text.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from wxarchive.models import Finding, Verified
from wxarchive.store.similar.fingerprint import Fingerprint
from wxarchive.store.similar.index import FingerprintIndex
from wxarchive.store.sqlite import Connection

_ARTICLES = "SELECT DISTINCT article_id FROM versions ORDER BY article_id"
_NO_ARTICLE = """
    SELECT article_id
    FROM fingerprints
    WHERE article_id NOT IN (SELECT article_id FROM versions)
"""
_ENTRIES = """
    SELECT
        count(*) AS entries,
        total(unicode(term)) AS characters,
        total(doc) AS articles
    FROM fingerprint_articles
"""


@dataclass(slots=True)
class _PieceSum:
    """What the entries of the index come to: their number, first characters and articles."""

    entries: int = 0
    characters: int = 0
    articles: int = 0

    def add(self, article_id: int, made: Fingerprint) -> None:
        """Count the entries of an article."""
        tokens = made.tokens.split()
        self.entries += len(tokens)
        self.characters += sum(ord(token[0]) for token in tokens)
        self.articles += article_id * len(tokens)


def verify_fingerprints(db: Connection) -> Iterator[Verified]:
    """Compare the fingerprints with the texts, article by article, and the index of their pieces
    as a whole.
    """
    index = FingerprintIndex(db)
    # there is nothing yet to compare
    if index.pending():
        return
    expected = _PieceSum()
    for row in list(db.rows(_ARTICLES)):
        article_id = row["article_id"]
        made = index.made(article_id)
        expected.add(article_id, made.fingerprint)
        if made.is_as(index.known(article_id)):
            yield Verified("fingerprints")
        else:
            what = f"article {article_id} has no fingerprint, or that of another text"
            yield _found(what, article_id)
    for row in list(db.rows(_NO_ARTICLE)):
        yield _found(f"a fingerprint is of article {row['article_id']}, which has no text here")
    found = db.row(_ENTRIES)
    if found and tuple(found) != (expected.entries, expected.characters, expected.articles):
        yield _found("the index of fingerprints has other pieces than the texts")
    else:
        yield Verified("fingerprints")


def _found(what: str, article_id: int | None = None) -> Verified:
    row = None
    if article_id is not None:
        row = str(article_id)
    finding = Finding("fingerprints", what, ("reindex",), row, article_id)
    return Verified("fingerprints", (finding,))

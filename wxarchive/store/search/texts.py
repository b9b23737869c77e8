"""The texts that are looked through for what the index cannot tell: of an article as it is now, or
of an earlier version of it.
"""

from contextlib import suppress
from sqlite3 import Row

from wxarchive.errors import DamagedRow
from wxarchive.store.search.matching import Texts
from wxarchive.store.sqlite import Connection

_NEWEST_FIELDS = "SELECT id, title, account, author, digest, version_id FROM articles WHERE id = ?"
_BODY = "SELECT id, text FROM versions WHERE id = ?"
_THEN = """
    SELECT
        id,
        metadata ->> 'title' AS title,
        metadata ->> 'account' AS account,
        metadata ->> 'author' AS author,
        metadata ->> 'digest' AS digest,
        text
    FROM versions
    WHERE id = ?
"""


def texts_now(db: Connection, article_id: int) -> Texts | None:
    """Return what of an article is looked through; ``None`` if it is damaged, or there is none."""
    fields = db.row(_NEWEST_FIELDS, (article_id,))
    if fields is None:
        return None
    # an article that was gone before it could be kept has no text, and is found by its title
    body = db.row(_BODY, (fields["version_id"],))
    with suppress(DamagedRow):
        text = ""
        if body:
            text = db.value_of("versions", body, lambda row: str(row["text"]))
        return db.value_of("articles", fields, lambda row: _texts_of(row, text))
    return None


def texts_then(db: Connection, version_id: int) -> Texts | None:
    """Return what of an earlier version is looked through; ``None`` if it is damaged."""
    row = db.row(_THEN, (version_id,))
    if row is None:
        return None
    with suppress(DamagedRow):
        return db.value_of("versions", row, lambda one: _texts_of(one, one["text"]))
    return None


def _texts_of(row: Row, body: str) -> Texts:
    return Texts(
        title=row["title"] or "",
        account=row["account"] or "",
        author=row["author"] or "",
        digest=row["digest"] or "",
        body=body,
    )

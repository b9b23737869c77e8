"""The parts of an archive, each looked at as a whole; what is derived from texts, by its makers."""

import hashlib
from collections.abc import Iterator
from contextlib import suppress
from sqlite3 import DatabaseError, Row

from wxarchive.errors import DamagedRow, StoreError
from wxarchive.models import Article, Body, Finding, Remedy, Verified
from wxarchive.store.pages import Pages
from wxarchive.store.search import verify_index
from wxarchive.store.similar import verify_fingerprints
from wxarchive.store.sqlite import Connection, media_of, metadata_of, moment_of, texts

_PIECE = 256 * 1024
_FILE: tuple[Remedy, ...] = ("backup",)
_MEDIA: tuple[Remedy, ...] = ("backup", "media fetch")
_MANY = 100
"""Findings of SQLite's own check; with more, the file is damaged as a whole."""
_LOST = """
    SELECT u.sha256, min(u.article_id) AS article_id, count(*) AS uses
    FROM media_uses u
    LEFT JOIN media m ON m.sha256 = u.sha256
    WHERE u.sha256 IS NOT NULL AND m.sha256 IS NULL
    GROUP BY u.sha256
"""


def verify(db: Connection) -> Iterator[Verified]:
    """Yield what was looked at, one by one, with what was found wrong with it.

    Nothing is written. Raises :class:`StoreError` only where nothing more can be read.
    """
    yield from _file(db)
    yield from _dictionaries(db)
    yield from _pages(db)
    yield from _versions(db)
    yield from _media(db)
    yield from verify_index(db)
    yield from verify_fingerprints(db)


def _file(db: Connection) -> Iterator[Verified]:
    problems: list[str] = []
    try:
        with db.mapped():
            for row in db.raw.execute(f"PRAGMA integrity_check({_MANY})"):
                if row[0] != "ok":
                    problems += str(row[0]).splitlines()
    except StoreError as error:
        problems.append(error.what)
    found = [Finding("file", one, _FILE) for one in problems]
    # a lost file of an article is reported by _media, with what brings it back
    rows = db.rows("SELECT * FROM pragma_foreign_key_check WHERE parent <> 'media'")
    for table, row, parent in (tuple(one)[:3] for one in rows):
        what = f"row {row} of table {table}: what it names in {parent} is missing"
        found.append(Finding("file", what, _FILE, row and str(row)))
    yield Verified("file", tuple(found))


def _dictionaries(db: Connection) -> Iterator[Verified]:
    pages = Pages(db)
    for row in list(db.rows("SELECT id FROM dictionaries ORDER BY id")):
        number = row["id"]
        problem = pages.dictionary_problem(number)
        used = "SELECT count(*) FROM pages WHERE dictionary_id = ?"
        if problem is None:
            yield Verified("dictionaries")
            continue
        what = f"{problem}; {db.value(used, (number,))} pages cannot be read without it"
        yield Verified("dictionaries", (Finding("dictionaries", what, _FILE, str(number)),))


def _pages(db: Connection) -> Iterator[Verified]:
    pages = Pages(db)
    # dictionary by dictionary: to make one ready takes longer than to unpack a page
    for row in list(db.rows("SELECT id, article_id FROM pages ORDER BY dictionary_id, id")):
        findings = []
        if problem := pages.problem(row["id"]):
            number = str(row["id"])
            findings.append(Finding("pages", problem, _FILE, number, row["article_id"]))
        yield Verified("pages", tuple(findings))


def _versions(db: Connection) -> Iterator[Verified]:
    sql = "SELECT * FROM versions WHERE id = ?"
    mend: tuple[Remedy, ...] = ("reparse", "backup")
    for row in list(db.rows("SELECT id, article_id FROM versions ORDER BY id")):
        findings = []
        version = db.row(sql, (row["id"],))
        if version and (problem := _problem_of(db, version)):
            number = str(row["id"])
            findings.append(Finding("versions", problem, mend, number, row["article_id"]))
        yield Verified("versions", tuple(findings))


def _problem_of(db: Connection, row: Row) -> str | None:
    """Read a version as an article, and compare the hash of its content with the one it says."""

    def read(one: Row) -> Article:
        moment_of(one["first_seen"]), moment_of(one["last_seen"]), texts(one["losses"])
        body = Body(one["html"], one["text"], texts(one["images"]), media_of(one["media"]))
        return Article("article", None, metadata_of(one["metadata"]), body)

    try:
        article = db.value_of("versions", row, read)
    except DamagedRow as error:
        db.damage.pop(error.what, None)
        return error.what
    if article.content_hash != row["content_hash"]:
        return f"row {row['id']} of table versions is damaged (its content has another hash)"
    return None


def _media(db: Connection) -> Iterator[Verified]:
    lost = list(db.rows(_LOST))
    for row in list(db.rows("SELECT rowid, sha256 FROM media ORDER BY rowid")):
        findings = []
        is_whole = False
        with suppress(StoreError, DatabaseError):
            is_whole = _hash(db, row["rowid"]) == row["sha256"]
        if not is_whole:
            what = f"file {row['sha256']} is damaged (its bytes are others)"
            findings.append(_media_finding(db, row["sha256"], what))
        yield Verified("media", tuple(findings))
    for row in lost:
        what = f"file {row['sha256']} is missing"
        yield Verified("media", (_media_finding(db, row["sha256"], what),))


def _media_finding(db: Connection, sha256: str, what: str) -> Finding:
    article = db.value("SELECT min(article_id) FROM media_uses WHERE sha256 = ?", (sha256,))
    return Finding("media", what, _MEDIA, sha256, article)


def _hash(db: Connection, number: int) -> str:
    digest = hashlib.sha256()
    with db.mapped(), db.raw.blobopen("media", "bytes", number, readonly=True) as blob:
        while piece := blob.read(_PIECE):
            digest.update(piece)
    return digest.hexdigest()

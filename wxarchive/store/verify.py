"""The parts of an archive, each looked at as a whole; what is derived from texts, by its makers."""

import hashlib
from collections.abc import Iterator
from contextlib import suppress
from sqlite3 import SQLITE_CORRUPT, SQLITE_OK, DatabaseError, Row

from wxarchive.errors import DamagedRow, StoreError
from wxarchive.models import Article, Body, Finding, Part, Remedy, Verified
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
    SELECT u.sha256, min(u.article_id) AS article_id
    FROM media_uses u
    LEFT JOIN media m ON m.sha256 = u.sha256
    WHERE u.sha256 IS NOT NULL AND m.sha256 IS NULL
    GROUP BY u.sha256
"""


def verify(db: Connection) -> Iterator[Verified]:
    """Yield what was looked at, one by one, with what was found wrong with it.

    Nothing is written. A part that cannot be read to its end is a finding itself: the others may be
    whole. Raises :class:`StoreError` where the archive cannot be read for another reason.
    """
    yield from _readable("file", _file(db))
    yield from _readable("dictionaries", _dictionaries(db))
    yield from _readable("pages", _pages(db))
    yield from _readable("versions", _versions(db))
    yield from _readable("media", _media(db))
    yield from _readable("index", verify_index(db))
    yield from _readable("fingerprints", verify_fingerprints(db))


def _readable(part: Part, looked_at: Iterator[Verified]) -> Iterator[Verified]:
    """Yield what was looked at of a part, as far as it can be read."""
    try:
        yield from looked_at
    except StoreError as error:
        what = f"{_damage(error)}: the rest of this part could not be looked at"
        yield Verified(part, (Finding(part, what, _FILE),))


def _damage(error: StoreError) -> str:
    """Say what SQLite found damaged; raises what says nothing of the archive itself, such as
    somebody else's writing, or a disk that cannot be read.
    """
    code = getattr(error.__cause__, "sqlite_errorcode", SQLITE_OK)
    if code & 0xFF != SQLITE_CORRUPT:
        raise error
    return error.what


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
    sql = "SELECT * FROM pragma_foreign_key_check WHERE parent <> 'media'"
    try:
        for table, row, parent in (tuple(one)[:3] for one in db.rows(sql)):
            what = f"row {row} of table {table}: what it names in {parent} is missing"
            found.append(Finding("file", what, _FILE, row and str(row)))
    except StoreError as error:
        # where the file is damaged it was found above
        if not found:
            found.append(Finding("file", _damage(error), _FILE))
    yield Verified("file", tuple(found))


def _dictionaries(db: Connection) -> Iterator[Verified]:
    pages = Pages(db)
    used = "SELECT count(*) FROM pages WHERE dictionary_id = ?"
    for row in list(db.rows("SELECT id FROM dictionaries ORDER BY id")):
        number = row["id"]
        findings = []
        if problem := pages.dictionary_problem(number):
            what = f"{problem}; {db.value(used, (number,))} pages cannot be read without it"
            findings.append(Finding("dictionaries", what, _FILE, str(number)))
        yield Verified("dictionaries", tuple(findings))


def _pages(db: Connection) -> Iterator[Verified]:
    pages = Pages(db)
    # dictionary by dictionary: to make one ready takes longer than to unpack a page
    for row in list(db.rows("SELECT id, article_id FROM pages ORDER BY dictionary_id, id")):
        number, article_id = row["id"], row["article_id"]
        findings = []
        try:
            problem = pages.problem(number)
        except StoreError as error:
            problem = f"row {number} of table pages cannot be read ({_damage(error)})"
        if problem:
            findings.append(Finding("pages", problem, _FILE, str(number), article_id))
        yield Verified("pages", tuple(findings))


def _versions(db: Connection) -> Iterator[Verified]:
    mend: tuple[Remedy, ...] = ("reparse", "backup")
    for row in list(db.rows("SELECT id, article_id FROM versions ORDER BY id")):
        number, article_id = row["id"], row["article_id"]
        findings = []
        try:
            problem = _problem_of(db, number)
        except StoreError as error:
            problem = f"row {number} of table versions cannot be read ({_damage(error)})"
        if problem:
            findings.append(Finding("versions", problem, mend, str(number), article_id))
        yield Verified("versions", tuple(findings))


def _problem_of(db: Connection, number: int) -> str | None:
    """Read a version as an article, and compare the hash of its content with the one it says."""
    row = db.row("SELECT * FROM versions WHERE id = ?", (number,))
    # somebody deleted it meanwhile
    if row is None:
        return None

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
        return f"row {number} of table versions is damaged (its content has another hash)"
    return None


def _media(db: Connection) -> Iterator[Verified]:
    lost = list(db.rows(_LOST))
    using = "SELECT min(article_id) FROM media_uses WHERE sha256 = ?"
    for row in list(db.rows("SELECT rowid, sha256 FROM media ORDER BY rowid")):
        findings = []
        # one that SQLite cannot read is not whole, either
        is_whole = False
        with suppress(StoreError, DatabaseError):
            is_whole = _hash(db, row["rowid"]) == row["sha256"]
        if not is_whole:
            what = f"file {row['sha256']} is damaged (its bytes are others)"
            article = db.value(using, (row["sha256"],))
            findings.append(Finding("media", what, _MEDIA, row["sha256"], article))
        yield Verified("media", tuple(findings))
    for row in lost:
        what = f"file {row['sha256']} is missing"
        finding = Finding("media", what, _MEDIA, row["sha256"], row["article_id"])
        yield Verified("media", (finding,))


def _hash(db: Connection, number: int) -> str:
    digest = hashlib.sha256()
    with db.mapped(), db.raw.blobopen("media", "bytes", number, readonly=True) as blob:
        while piece := blob.read(_PIECE):
            digest.update(piece)
    return digest.hexdigest()

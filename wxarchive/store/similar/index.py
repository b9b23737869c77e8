"""The index of fingerprints: derived from the versions of articles, kept up to date in the
transaction that changes them.

Triggers note which articles may have changed (``0017_similar.sql``);
:meth:`FingerprintIndex.keep_up` runs before each commit. Where there is more to do than a commit
should wait for (an archive from before the fingerprints, other rules), the rest stays noted, and
:meth:`FingerprintIndex.update` does it in pieces.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from sqlite3 import Row

from wxarchive.store.similar.fingerprint import (
    DIGEST,
    Fingerprint,
    fingerprint,
    letters,
    rules,
    whole,
)
from wxarchive.store.sqlite import Connection, as_json

AT_ONCE = 200
"""Articles done before a commit; more are left to :meth:`FingerprintIndex.update`."""
PIECE = 500
"""Articles that an update does in one transaction."""
_PENDING = """
    SELECT article_id
    FROM fingerprints_pending
    ORDER BY article_id
    LIMIT ?
"""
_TEXTS = """
    SELECT v.id, v.text, v.id = a.version_id AS is_newest
    FROM versions v
    JOIN articles a ON a.id = v.article_id
    WHERE v.article_id = ?
"""
_DONE = """
    DELETE FROM fingerprints_pending
    WHERE article_id IN (SELECT value FROM json_each(?))
"""
_PUT_IN = "INSERT INTO fingerprint_pieces (rowid, digests) VALUES (?, ?)"
_TAKE_OUT = """
    INSERT INTO fingerprint_pieces (fingerprint_pieces, rowid, digests)
    VALUES ('delete', ?, ?)
"""


@dataclass(frozen=True, slots=True)
class MadeFingerprint:
    """What is kept of the texts of an article; ``whole``: a digest of its newest version."""

    fingerprint: Fingerprint
    whole: bytes | None

    def is_as(self, known: Row | None) -> bool:
        """Tell whether a row has it; no row is that of an article without any."""
        if known is None:
            return not self.fingerprint.digests
        return (known["digests"], known["whole"]) == (self.fingerprint.digests, self.whole)


class FingerprintIndex:
    """Keeps the fingerprints of one archive."""

    def __init__(self, connection: Connection) -> None:
        self._db = connection

    def pending(self) -> int:
        """Return of how many articles the fingerprints are still to be made."""
        if self._is_foreign():
            return int(self._db.value("SELECT count(*) FROM articles"))
        return int(self._db.value("SELECT count(*) FROM fingerprints_pending"))

    def keep_up(self) -> None:
        """Make the fingerprints of what the running transaction changed, as part of it."""
        if self._db.value("SELECT 1 FROM fingerprints_pending LIMIT 1") is None:
            return
        # one more than is done at once tells that there is too much for a commit to wait for
        waiting = self._pending(AT_ONCE + 1)
        if len(waiting) <= AT_ONCE and not self._is_foreign():
            self._make(waiting)

    def update(self, piece: int = PIECE) -> Iterator[int]:
        """Make what is still to be made, so many at a time; yield how many each time."""
        if self._is_foreign():
            self.clear()
        waiting = self._pending(-1)
        for start in range(0, len(waiting), piece):
            some = waiting[start : start + piece]
            with self._db.atomic():
                self._make(some)
            yield len(some)

    def made(self, article_id: int) -> "MadeFingerprint":
        """Return the fingerprint that an article should have."""
        texts: list[str] = []
        newest = None
        for row in self._db.rows(_TEXTS, (article_id,)):
            # a damaged text is reported where it is shown
            text = ""
            if isinstance(row["text"], str):
                text = letters(row["text"])
            texts.append(text)
            if row["is_newest"]:
                newest = whole(text)
        return MadeFingerprint(fingerprint(texts), newest)

    def known(self, article_id: int) -> Row | None:
        """Return the row of the fingerprint that an article has."""
        return self._db.row(
            "SELECT digests, whole FROM fingerprints WHERE article_id = ?", (article_id,)
        )

    def clear(self) -> None:
        """Empty the index and note all articles to be done anew."""
        with self._db.atomic():
            self._db.run(
                """
                INSERT INTO fingerprint_pieces (fingerprint_pieces)
                VALUES ('delete-all')
                """
            )
            # the rules, too: ours are noted anew below
            for table in ("fingerprints", "fingerprints_pending", "fingerprints_rules"):
                self._db.run(f"DELETE FROM {table}")
            self._db.run(
                """
                INSERT INTO fingerprints_pending
                SELECT DISTINCT article_id
                FROM versions
                """
            )
            self._note_rules()

    def _is_foreign(self) -> bool:
        """Tell whether the fingerprints were made by other rules than ours."""
        found = self._db.value("SELECT rules FROM fingerprints_rules")
        return found not in {None, rules()}

    def _note_rules(self) -> None:
        self._db.run("INSERT OR IGNORE INTO fingerprints_rules VALUES (1, ?)", (rules(),))

    def _pending(self, limit: int) -> list[int]:
        return [row[0] for row in self._db.rows(_PENDING, (limit,))]

    def _make(self, ids: list[int]) -> None:
        self._note_rules()
        for article_id in ids:
            made, known = self.made(article_id), self.known(article_id)
            # what was noted need not have changed the texts
            if made.is_as(known):
                continue
            # the index takes an entry out by what the entry says
            if known:
                self._db.run(_TAKE_OUT, (article_id, known["digests"].hex(" ", DIGEST)))
                self._db.run("DELETE FROM fingerprints WHERE article_id = ?", (article_id,))
            made_of = made.fingerprint
            if made_of.digests:
                values = (article_id, made_of.digests, made_of.pieces, made.whole)
                self._db.run("INSERT INTO fingerprints VALUES (?, ?, ?, ?)", values)
                self._db.run(_PUT_IN, (article_id, made_of.tokens))
        self._db.run(_DONE, (as_json(ids),))

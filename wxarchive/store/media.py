"""Pictures, audio and video: the bytes once for each content (table ``media``), and what became of
each address an article uses (``media_uses``).
"""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from sqlite3 import Row
from typing import IO

from wxarchive.errors import NotFound
from wxarchive.models import (
    Article,
    Filter,
    MediaGap,
    MediaRole,
    MediaState,
    MediaTotals,
    MediaUse,
    MissingMedia,
    StoredFile,
)
from wxarchive.store import media_gaps
from wxarchive.store.sqlite import Connection, Value, optional_time_text, time_of, time_text

_PIECE = 256 * 1024
_SELECT = """
    SELECT u.*, m.type, m.size, m.width, m.height, m.first_seen
    FROM media_uses u
    LEFT JOIN media m ON m.sha256 = u.sha256
"""
# a file that another article has by the same address is there at once
_WANT = """
    INSERT OR IGNORE INTO media_uses (
        article_id, address, role, state, sha256, fetched_from
    )
    SELECT
        :article, :address, :role,
        CASE WHEN sha256 IS NULL THEN 'wanted' ELSE 'kept' END,
        sha256, fetched_from
    FROM (SELECT 1)
    LEFT JOIN (
        SELECT sha256, fetched_from
        FROM media_uses
        WHERE address = :address AND state = 'kept'
        LIMIT 1
    )
"""
_SETTLE = """
    UPDATE media_uses
    SET
        state = :state,
        sha256 = :sha256,
        reason = :reason,
        attempts = attempts + :asked,
        not_before = :not_before,
        fetched_from = :fetched_from
    WHERE address = :address AND state <> 'kept'
"""
# a file that is doubted stays until the address gives a better one
_STILL_DOUBTFUL = """
    UPDATE media_uses
    SET attempts = attempts + :asked, not_before = :not_before
    WHERE address = :address AND state = 'doubtful'
"""
_UNUSED = """
    DELETE FROM media
    WHERE sha256 = ?1
        AND NOT EXISTS (SELECT 1 FROM media_uses WHERE sha256 = ?1)
"""


@dataclass(frozen=True, slots=True)
class MediaFile:
    """A file to store: where its bytes are, what they are, and the address they came from.

    ``doubt``: why it is hardly what was requested; then it is stored as doubtful, and fetched again
    from ``not_before`` on.
    """

    content: IO[bytes]
    sha256: str
    size: int
    type: str
    fetched_from: str
    width: int | None = None
    height: int | None = None
    doubt: str | None = None
    not_before: datetime | None = None


@dataclass(frozen=True, slots=True)
class MediaMiss:
    """Why an address gave no file. ``asked``: attempts that were made; ``not_before``: when to try
    again.
    """

    state: MediaState
    reason: str
    asked: int = 0
    not_before: datetime | None = None


class MediaStore:
    """The files of an archive, by the SHA-256 of their bytes."""

    def __init__(self, connection: Connection) -> None:
        self._db = connection

    def want(self, article_id: int, article: Article) -> None:
        """Note what an article uses; what is archived by that address already is its file at once.
        Needs a transaction.
        """
        for role, address in uses_of(article):
            self._db.run(_WANT, {"article": article_id, "address": address, "role": role})

    def of_article(self, article_id: int) -> tuple[MediaUse, ...]:
        """Return what an article uses, former versions included; pictures of the text first."""
        rows = self._db.rows(
            f"{_SELECT} WHERE u.article_id = ? ORDER BY u.role <> 'picture', u.id", (article_id,)
        )
        return tuple(self._db.values("media_uses", rows, _use))

    def lacking(self, beginning: str) -> list[MediaUse]:
        """Return the uses without a file whose address begins so."""
        rows = self._db.rows(
            f"{_SELECT} WHERE u.state <> 'kept' AND u.address >= ?1 AND u.address < ?1 || ?2",
            (beginning, chr(0x10FFFF)),
        )
        return list(self._db.values("media_uses", rows, _use))

    def missing(self, where: Filter) -> Iterator[MediaUse]:
        """Yield what is not archived of the articles that pass the filter, article by article."""
        chosen, values = media_gaps.lacking(self._db, where)
        rows = self._db.rows(f"{_SELECT} {chosen} ORDER BY u.article_id, u.id LIMIT :limit", values)
        return self._db.values("media_uses", rows, _use)

    def gaps(self, where: Filter) -> list[MediaGap]:
        """Count what is missing by role, state and reason, as :func:`media_gaps.gaps`."""
        return media_gaps.gaps(self._db, where)

    def missing_by_remedy(self, where: Filter, now: datetime) -> list[MissingMedia]:
        """Count what is missing by what may bring it, as :func:`media_gaps.missing_by_remedy`."""
        return media_gaps.missing_by_remedy(self._db, where, now)

    def articles_lacking(self, where: Filter) -> list[int]:
        """Return the articles that pass the filter and miss something, the newest first."""
        return media_gaps.articles_lacking(self._db, where)

    def totals(self) -> MediaTotals:
        """Count files, bytes and addresses."""
        return media_gaps.totals(self._db)

    def read(self, sha256: str) -> bytes:
        """Return a file's bytes; raises :class:`NotFound`, and :class:`DamagedRow`."""
        row = self._db.row("SELECT bytes FROM media WHERE sha256 = ?", (sha256,))
        if row is None:
            raise _unknown(sha256)
        self._check(sha256, hashlib.sha256(row["bytes"]).hexdigest())
        content: bytes = row["bytes"]
        return content

    def stream(self, sha256: str, chunk: int = _PIECE) -> Iterator[bytes]:
        """Yield a file's bytes piece by piece; raises as :meth:`read`, before the first piece."""
        number = self._db.value("SELECT rowid FROM media WHERE sha256 = ?", (sha256,))
        if number is None:
            raise _unknown(sha256)
        digest = hashlib.sha256()
        with (
            self._db.mapped(),
            self._db.raw.blobopen("media", "bytes", number, readonly=True) as blob,
        ):
            # read once before: nothing damaged is handed on
            while piece := blob.read(chunk):
                digest.update(piece)
            self._check(sha256, digest.hexdigest())
            blob.seek(0)
            while piece := blob.read(chunk):
                yield piece

    def file(self, sha256: str) -> StoredFile:
        """Return what a file is; raises :class:`NotFound`."""
        row = self._db.row("SELECT sha256, type, size FROM media WHERE sha256 = ?", (sha256,))
        if row is None:
            raise _unknown(sha256)
        return self._db.value_of("media", row, lambda one: StoredFile(**dict(one)), key="sha256")

    def part(self, sha256: str, start: int, length: int) -> bytes:
        """Return so many bytes of a file from ``start`` on, unchecked; raises :class:`NotFound`."""
        number = self._db.value("SELECT rowid FROM media WHERE sha256 = ?", (sha256,))
        if number is None:
            raise _unknown(sha256)
        with (
            self._db.mapped(),
            self._db.raw.blobopen("media", "bytes", number, readonly=True) as blob,
        ):
            # SQLite refuses a place beyond the end
            start = min(start, len(blob))
            blob.seek(start)
            found: bytes = blob.read(min(length, len(blob) - start))
        return found

    def keep(self, address: str, file: MediaFile, seen_at: datetime, *, asked: int = 1) -> None:
        """Store what an address gave, once for each content, for every article that uses the
        address.

        ``asked``: attempts that were made; none for a picture that was saved beside a page.
        """
        doubted = """
            SELECT DISTINCT sha256
            FROM media_uses
            WHERE address = ? AND state = 'doubtful'
        """
        values: dict[str, Value] = {
            "address": address,
            "state": "kept",
            "sha256": file.sha256,
            "reason": file.doubt,
            "not_before": optional_time_text(file.not_before),
            "asked": asked,
            "fetched_from": file.fetched_from,
        }
        if file.doubt:
            values["state"] = "doubtful"
        with self._db.atomic():
            if not self._db.value("SELECT 1 FROM media WHERE sha256 = ?", (file.sha256,)):
                self.insert(file, time_text(seen_at))
            before = [row["sha256"] for row in self._db.rows(doubted, (address,))]
            self._db.run(_SETTLE, values)
            # what the address gave before, and nothing else uses
            for sha256 in before:
                self._db.run(_UNUSED, (sha256,))

    def note(self, address: str, miss: MediaMiss, *, article_id: int | None = None) -> None:
        """Note that an address gave no file: of every article that uses it, or of one."""
        one = " AND state <> 'doubtful'"
        if article_id is not None:
            one += " AND article_id = :article"
        values: dict[str, Value] = {
            "address": address,
            "state": miss.state,
            "sha256": None,
            "reason": miss.reason,
            "not_before": optional_time_text(miss.not_before),
            "asked": miss.asked,
            "fetched_from": None,
        }
        with self._db.atomic():
            # a file that is kept aside as doubtful is better than none
            self._db.run(f"{_SETTLE}{one}", {**values, "article": article_id})
            self._db.run(_STILL_DOUBTFUL, values)

    def doubt(self, addresses: Iterable[str], reason: str, not_before: datetime) -> None:
        """Note that these addresses gave doubtful files, for every article that uses them."""
        with self._db.atomic():
            for address in addresses:
                self._db.run(
                    """
                    UPDATE media_uses
                    SET state = 'doubtful', reason = ?, not_before = ?
                    WHERE address = ? AND state = 'kept'
                    """,
                    (reason, time_text(not_before), address),
                )

    def give_up(self, sha256: str, reason: str) -> int:
        """Let the uses of a file that is lost or damaged be fetched again; return how many."""
        with self._db.atomic():
            wanted = self._db.changed(
                """
                UPDATE media_uses
                SET
                    state = 'wanted',
                    sha256 = NULL,
                    fetched_from = NULL,
                    reason = ?,
                    attempts = 0,
                    not_before = NULL
                WHERE sha256 = ?
                """,
                (reason, sha256),
            )
            # no use names it any more
            self._db.run("DELETE FROM media WHERE sha256 = ?", (sha256,))
            return wanted

    def is_placeholder(self, sha256: str) -> bool:
        """Tell whether these bytes are what the site gives in place of pictures."""
        return bool(self._db.value("SELECT 1 FROM media_placeholders WHERE sha256 = ?", (sha256,)))

    def note_placeholder(self, sha256: str, reason: str, seen_at: datetime) -> None:
        """Note bytes that the site gives in place of pictures; where they were stored before, the
        picture is missing.
        """
        with self._db.atomic():
            # also where no article has it yet: it is known when it comes
            self._db.run(
                "INSERT OR IGNORE INTO media_placeholders VALUES (?, ?)",
                (sha256, time_text(seen_at)),
            )
            self._db.run(
                """
                UPDATE media_uses
                SET
                    state = 'wanted',
                    sha256 = NULL,
                    fetched_from = NULL,
                    reason = ?
                WHERE sha256 = ?
                """,
                (reason, sha256),
            )
            self._db.run("DELETE FROM media WHERE sha256 = ?", (sha256,))

    def insert(self, file: MediaFile, seen_at: str) -> None:
        """Store the bytes of a file that is not here; needs a transaction."""
        row: dict[str, Value] = {
            "sha256": file.sha256,
            "type": file.type,
            "size": file.size,
            "width": file.width,
            "height": file.height,
            "first_seen": seen_at,
        }
        columns, marks = f"{', '.join(row)}, bytes", f":{', :'.join(row)}, zeroblob(:size)"
        file.content.seek(0)
        number = self._db.run(f"INSERT INTO media ({columns}) VALUES ({marks})", row)
        # piece by piece: a video need not fit in memory
        with self._db.mapped(), self._db.raw.blobopen("media", "bytes", number) as blob:
            while piece := file.content.read(_PIECE):
                blob.write(piece)

    def _check(self, sha256: str, found: str) -> None:
        if sha256 != found:
            raise self._db.note(f"row {sha256} of table media is damaged (its bytes are others)")


def uses_of(article: Article) -> Iterator[tuple[MediaRole, str]]:
    """Yield what an article uses, in order: role and address.

    A platform video has an id instead of an address (docs/wechat-pages.md §6.6).
    """
    for address in article.body.images:
        yield "picture", address
    if article.metadata.cover_url:
        yield "cover", article.metadata.cover_url
    if article.metadata.avatar_url:
        yield "avatar", article.metadata.avatar_url
    # what a player plays is fetched only where the platform gives it by an address or number
    for item in article.body.media:
        if item.cover_url:
            yield "cover", item.cover_url
        if item.type == "audio" and item.url:
            yield "audio", item.url
        if item.type == "video" and item.id and item.id.startswith("wxv_"):
            yield "video", item.id


def _use(row: Row) -> MediaUse:
    if row["sha256"] and row["type"] is None:
        raise ValueError("the file it names is missing")
    fields = {name: row[name] for name in MediaUse.__slots__}
    times = {name: time_of(row[name]) for name in ("not_before", "first_seen")}
    return MediaUse(**{**fields, **times})


def _unknown(sha256: str) -> NotFound:
    return NotFound("the archive holds no such file", sha256, "see wxarchive media")

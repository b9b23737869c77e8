"""Files of another archive, and what articles use of them (tables ``media``, ``media_uses`` and
``media_placeholders``).

Bytes are copied and compared piece by piece: a video need not fit in memory.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from sqlite3 import Row

from wxarchive.store.media import MediaFile, MediaStore
from wxarchive.store.merging.article_rows import UseRow
from wxarchive.store.sqlite import Connection, moment_of

_PIECE = 256 * 1024
_LOST = "the file was damaged or missing in the archive it was merged from"
# a use that waits for an address of which another article has the file needs no request
_KNOWN_NOW = """
    UPDATE media_uses
    SET
        state = 'kept',
        reason = NULL,
        not_before = NULL,
        (sha256, fetched_from) = (
            SELECT o.sha256, o.fetched_from
            FROM media_uses o
            WHERE o.address = media_uses.address AND o.state = 'kept'
            ORDER BY o.sha256
            LIMIT 1
        )
    WHERE state <> 'kept'
        AND address IN (SELECT address FROM media_uses WHERE state = 'kept')
"""


class MediaIntake:
    """Takes files from one archive into another."""

    def __init__(self, into: Connection, source: Connection) -> None:
        self._into = into
        self._source = source
        self._media = MediaStore(into)

    def take(self, uses: tuple[UseRow, ...]) -> Iterator[UseRow]:
        """Copy the files that uses name, as far as they are not here, and yield the uses; needs a
        transaction.

        A use whose file is damaged or missing is to be fetched again.
        """
        whole: dict[str, bool] = {}
        for use in uses:
            if use.sha256 and use.sha256 not in whole:
                whole[use.sha256] = self._copy(use.sha256)
            if use.sha256 and not whole[use.sha256]:
                yield replace(use, state="wanted", sha256=None, reason=_LOST, fetched_from=None)
            else:
                yield use

    def rest(self) -> Iterator[str]:
        """Yield the files there that no article uses now."""
        unused = "NOT EXISTS (SELECT 1 FROM media_uses u WHERE u.sha256 = m.sha256)"
        for row in list(self._source.rows(f"SELECT sha256 FROM media m WHERE {unused}")):
            yield row["sha256"]

    def copy(self, sha256: str) -> bool:
        """Copy a file, if it is not here; tell whether it is here now, and whole."""
        with self._into.atomic():
            return self._copy(sha256)

    def settle(self, placeholder: str) -> None:
        """Let every article have the files that are archived by its addresses, and none of the
        placeholders.

        ``placeholder``: why a picture is missing where a placeholder came in its place.
        """
        with self._into.atomic():
            for sha256, first_seen in self.placeholders():
                self._media.note_placeholder(sha256, placeholder, first_seen)
            self._into.run(_KNOWN_NOW)

    def placeholders(self) -> list[tuple[str, datetime]]:
        """Return the placeholders that are known there, and since when; what cannot be read is
        noted.
        """
        found = list(self._source.rows("SELECT sha256, first_seen FROM media_placeholders"))

        def read(row: Row) -> tuple[str, datetime]:
            return row["sha256"], moment_of(row["first_seen"])

        return list(self._source.values("media_placeholders", found, read, key="sha256"))

    def _copy(self, sha256: str) -> bool:
        """Copy a file, if it is not here; tell whether it is here now, and whole."""
        number = "SELECT rowid FROM media WHERE sha256 = ?"
        mine = self._into.value(number, (sha256,))
        theirs = self._source.value(number, (sha256,))
        if theirs is None:
            return mine is not None
        # the usual case of merging again: nothing has to be hashed
        if mine is not None and self._is_same(mine, theirs):
            return True
        if self._hash(self._source, theirs) != sha256:
            return mine is not None
        if mine is None:
            self._insert(sha256, theirs)
        # ours is damaged
        elif self._hash(self._into, mine) != sha256:
            self._overwrite(mine, theirs)
        return True

    def _insert(self, sha256: str, theirs: int) -> None:
        row = self._source.row(
            """
            SELECT type, size, width, height, first_seen
            FROM media
            WHERE rowid = ?
            """,
            (theirs,),
        )
        assert row  # noqa: S101 -- for mypy: its number was found
        # read piece by piece out of the one file into the other
        with self._source.mapped():
            blob = self._source.raw.blobopen("media", "bytes", theirs, readonly=True)
        with blob:
            file = MediaFile(
                content=blob,  # type: ignore[arg-type]  # it reads and seeks: no more is needed
                sha256=sha256,
                size=row["size"],
                type=row["type"],
                fetched_from="",
                width=row["width"],
                height=row["height"],
            )
            self._media.insert(file, row["first_seen"])

    def _overwrite(self, mine: int, theirs: int) -> None:
        """Replace a damaged file by the same, whole."""
        size = self._size(self._source, theirs)
        # a blob that is open cannot change its size
        if self._size(self._into, mine) != size:
            self._into.run("UPDATE media SET bytes = zeroblob(?) WHERE rowid = ?", (size, mine))
        with self._into.mapped(), self._into.raw.blobopen("media", "bytes", mine) as blob:
            for piece in _pieces(self._source, theirs):
                blob.write(piece)

    def _is_same(self, mine: int, theirs: int) -> bool:
        if self._size(self._into, mine) != self._size(self._source, theirs):
            return False
        pairs = zip(_pieces(self._into, mine), _pieces(self._source, theirs), strict=False)
        return all(ours == others for ours, others in pairs)

    def _size(self, db: Connection, number: int) -> int:
        size: int = db.value("SELECT length(bytes) FROM media WHERE rowid = ?", (number,))
        return size

    def _hash(self, db: Connection, number: int) -> str:
        digest = hashlib.sha256()
        for piece in _pieces(db, number):
            digest.update(piece)
        return digest.hexdigest()


def _pieces(db: Connection, number: int) -> Iterator[bytes]:
    with db.mapped(), db.raw.blobopen("media", "bytes", number, readonly=True) as blob:
        while piece := blob.read(_PIECE):
            yield piece

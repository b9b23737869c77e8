"""The shared compression dictionaries (table ``dictionaries``), used while they are useful.

A dictionary is an earlier page of the same release of the site (:mod:`compression`). It is known by
the SHA-256 of its bytes: a number may be undone with its transaction, and given again.
"""

import hashlib
import logging
from collections import OrderedDict
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from sqlite3 import Row

from wxarchive.errors import DamagedRow, StoreError
from wxarchive.store.pages import compression as rawpages
from wxarchive.store.pages.compression import Dictionary, Packed, Traits
from wxarchive.store.sqlite import Connection

_LOG = logging.getLogger(__name__)

_PIECE = 50  # pages that are compressed anew in one transaction
# about 10 MB of memory each; of the others only the traits are kept. Fewer than may fit a page
# would be digested again and again where pages of several releases take turns
_KEPT_READY = rawpages.CANDIDATES


class Dictionaries:
    """Chooses, starts and reads dictionaries."""

    def __init__(self, connection: Connection) -> None:
        self._db = connection
        self._packs_here = False
        self._traits: dict[str, Traits] = {}
        # by SHA-256: an id may be undone and given again
        self._ready: OrderedDict[str, Dictionary] = OrderedDict()

    def pack(self, body: bytes, sha256: str) -> Packed:
        """Compress a page of this hash against the dictionary that fits it; nothing is written."""
        self._packs_here = True
        return self._packed(body, sha256)

    def settle(self, packed: Packed) -> tuple[Packed, int | None]:
        """Return how to store a page and the number of its dictionary; may start a new one. Needs a
        transaction.

        Another process may have packed it, which did not know the dictionaries of this moment.
        """
        if rawpages.wants_dictionary(packed.size, len(packed.data)):
            packed = self._improved(packed)
        elif not self._packs_here:
            self._ready.clear()  # where others pack, this process is spared their memory
        number = None
        if packed.dictionary:
            number = self._number(packed.dictionary)
            # deleted since another process packed the page
            if number is None:
                what = "a page's dictionary is missing"
                raise StoreError(what, str(self._db.path), "run the same command again")
        return packed, number

    def mend(self, sha256: str, data: bytes) -> None:
        """Give a dictionary another frame, if its own is damaged and that one is not."""
        row = self._db.row("SELECT id, size, data FROM dictionaries WHERE sha256 = ?", (sha256,))
        is_better = row and _is_whole(data, row["size"], sha256)
        if row and is_better and not _is_whole(row["data"], row["size"], sha256):
            self._db.run("UPDATE dictionaries SET data = ? WHERE id = ?", (data, row["id"]))

    def leave(self, number: int, page_ids: Sequence[int]) -> None:
        """Compress pages anew that need a dictionary: against the first of them, if there are
        several. A page that is damaged stays as it is, and so does then what it needs.
        """
        try:
            old = self.get(number)
        # none of these pages can be read
        except DamagedRow:
            return
        is_alone = len(page_ids) == 1
        new: tuple[Dictionary, int] | None = None
        for start in range(0, len(page_ids), _PIECE):
            with self._db.atomic():
                for page_id in page_ids[start : start + _PIECE]:
                    body = self._body_of(page_id, old)
                    if body is None:
                        continue
                    if new is None and not is_alone:
                        sha256 = hashlib.sha256(body).hexdigest()
                        known = self._stored(sha256, len(body), rawpages.pack(body))
                        new = Dictionary(body), known
                    needed: int | None = None
                    if new:
                        data, needed = new[0].pack(body), new[1]
                    else:
                        data = rawpages.pack(body)
                    self._db.run(
                        "UPDATE pages SET data = ?, dictionary_id = ? WHERE id = ?",
                        (data, needed, page_id),
                    )

    def _body_of(self, page_id: int, dictionary: Dictionary) -> bytes | None:
        """Return the bytes of a page; ``None`` if they cannot be read."""
        row = self._db.row("SELECT data, size, sha256 FROM pages WHERE id = ?", (page_id,))
        if row is None:
            return None
        with suppress(rawpages.DamagedBytes):
            return dictionary.unpack(*row)
        return None

    def _packed(self, body: bytes, sha256: str) -> Packed:
        if len(body) < rawpages.SMALL:
            return Packed(sha256, len(body), rawpages.pack(body))
        rows = {row["sha256"]: row for row in self._candidate_rows(len(body))}
        for sha256_of, row in rows.items():
            # a damaged one is noted, and of no use
            with suppress(DamagedRow):
                if sha256_of not in self._traits:
                    self._traits[sha256_of] = rawpages.traits(self._body(*row))
        fitting = {one: self._traits[one] for one in rows if one in self._traits}
        name = rawpages.best(body, fitting)
        shown = name and f"{name:.12}"
        _LOG.debug("page %.12s: packed with %s of %d dictionaries", sha256, shown, len(rows))
        if name is None:
            data = rawpages.pack(body)
        else:
            data = self._use(*rows[name]).pack(body)
        return Packed(sha256, len(body), data, name, frozenset(rows))

    def _improved(self, packed: Packed) -> Packed:
        """Try the dictionaries that came since; if none is of the page's release, let the page
        start one.
        """
        at_hand = {row["sha256"] for row in self._candidate_rows(packed.size)}
        is_new = not packed.tried.issuperset(at_hand)
        if not is_new and not self._may_start(packed.size):
            return packed
        # the bytes themselves may be in another process
        number = None
        if packed.dictionary:
            number = self._number(packed.dictionary)
        packer = rawpages if number is None else self.get(number)
        body = packer.unpack(packed.data, packed.size, packed.sha256)
        if is_new:
            packed = self._packed(body, packed.sha256)
        is_poor = rawpages.wants_dictionary(packed.size, len(packed.data))
        if is_poor and self._may_start(packed.size):
            _LOG.debug("page %.12s: becomes a dictionary, no other one fits", packed.sha256)
            # packed on its own, it is what is stored
            alone = packed.data
            if packed.dictionary:
                alone = rawpages.pack(body)
            known = self._stored(packed.sha256, packed.size, alone)
            data = self._use(known, packed.sha256, packed.size).pack(body)
            packed = replace(packed, data=data, dictionary=packed.sha256)
        return packed

    def get(self, number: int) -> Dictionary:
        """Return a dictionary; raises :class:`DamagedRow`."""
        row = self._db.row("SELECT sha256, size FROM dictionaries WHERE id = ?", (number,))
        if row is None:
            raise self._db.note(f"row {number} of table dictionaries is missing")
        return self._use(number, row["sha256"], row["size"])

    def _use(self, number: int, sha256: str, size: int) -> Dictionary:
        if sha256 not in self._ready:
            self._ready[sha256] = Dictionary(self._body(number, sha256, size))
        self._ready.move_to_end(sha256)
        if len(self._ready) > _KEPT_READY:
            self._ready.popitem(last=False)
        return self._ready[sha256]

    def _body(self, number: int, sha256: str, size: int) -> bytes:
        data = self._db.value("SELECT data FROM dictionaries WHERE id = ?", (number,))
        try:
            return rawpages.unpack(data, size, sha256)
        except rawpages.DamagedBytes as error:
            what = f"row {number} of table dictionaries is damaged ({error})"
            raise self._db.note(what) from error

    def _number(self, sha256: str) -> int | None:
        found: int | None = self._db.value(
            "SELECT id FROM dictionaries WHERE sha256 = ?", (sha256,)
        )
        return found

    def _candidate_rows(self, size: int) -> list[Row]:
        """Return id, hash and size of those of similar size that were of use last.

        So an odd page's dictionary is soon out of the way.
        """
        # NULL, of one that no page needs yet, counts as the oldest
        rows = self._db.rows(
            """
            SELECT id, sha256, size
            FROM dictionaries d
            WHERE size BETWEEN ? AND ?
            ORDER BY (
                SELECT max(id) FROM pages p WHERE p.dictionary_id = d.id
            ) DESC
            LIMIT ?
            """,
            (*rawpages.similar_sizes(size), rawpages.CANDIDATES),
        )
        return list(rows)

    def _may_start(self, size: int) -> bool:
        sizes = rawpages.similar_sizes(size)
        dictionaries = self._db.value(
            "SELECT count(*) FROM dictionaries WHERE size BETWEEN ? AND ?", sizes
        )
        pages = self._db.value("SELECT count(*) FROM pages WHERE size BETWEEN ? AND ?", sizes)
        return rawpages.may_start(dictionaries, pages)

    def _stored(self, sha256: str, size: int, data: bytes) -> int:
        """Return the number of a dictionary, which is stored if it is not there: it may have
        outlived its page.
        """
        known = self._number(sha256)
        if known is not None:
            return known
        return self._db.run(
            "INSERT INTO dictionaries (sha256, size, data) VALUES (?, ?, ?)",
            (sha256, size, data),
        )


def _is_whole(data: bytes, size: int, sha256: str) -> bool:
    try:
        rawpages.unpack(data, size, sha256)
    except rawpages.DamagedBytes:
        return False
    return True

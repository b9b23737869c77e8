"""The shared compression dictionaries: kept in the file, used while they are useful."""

import hashlib
import logging
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import replace
from sqlite3 import Row

from wxarchive.errors import StoreError
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
        number = self._number(packed.dictionary) if packed.dictionary else None
        if packed.dictionary and number is None:
            raise StoreError(
                "a page's dictionary is missing", str(self._db.path), "run the same command again"
            )
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
        old = self.get(number)
        new: tuple[int, Dictionary] | None = None
        for start in range(0, len(page_ids), _PIECE):
            with self._db.atomic():
                for page_id in page_ids[start : start + _PIECE]:
                    body = self._body_of(page_id, old)
                    if body is None:
                        continue
                    new = new or self._start_from(body, is_alone=len(page_ids) == 1)
                    self._repack(page_id, body, new)

    def _body_of(self, page_id: int, dictionary: Dictionary) -> bytes | None:
        row = self._db.row("SELECT data, size, sha256 FROM pages WHERE id = ?", (page_id,))
        try:
            return dictionary.unpack(*row) if row else None
        except rawpages.DamagedBytes:
            return None

    def _start_from(self, body: bytes, *, is_alone: bool) -> tuple[int, Dictionary] | None:
        if is_alone:
            return None
        sha256 = hashlib.sha256(body).hexdigest()
        known = self._number(sha256)
        if known is None:
            row = (sha256, len(body), rawpages.pack(body))
            known = self._db.run(
                "INSERT INTO dictionaries (sha256, size, data) VALUES (?, ?, ?)", row
            )
        return known, Dictionary(body)

    def _repack(self, page_id: int, body: bytes, new: tuple[int, Dictionary] | None) -> None:
        number, dictionary = new or (None, None)
        data = dictionary.pack(body) if dictionary else rawpages.pack(body)
        self._db.run(
            "UPDATE pages SET data = ?, dictionary_id = ? WHERE id = ?", (data, number, page_id)
        )

    def _packed(self, body: bytes, sha256: str) -> Packed:
        if len(body) < rawpages.SMALL:
            return Packed(sha256, len(body), rawpages.pack(body))
        rows = {row["sha256"]: row for row in self._candidate_rows(len(body))}
        name = rawpages.best(body, {name: self._traits_of(row) for name, row in rows.items()})
        _LOG.debug(
            "page %.12s: packed with %s of %d dictionaries",
            sha256,
            name and f"{name:.12}",
            len(rows),
        )
        data = rawpages.pack(body) if name is None else self._use(*rows[name]).pack(body)
        return Packed(sha256, len(body), data, name, frozenset(rows))

    def _improved(self, packed: Packed) -> Packed:
        """Try the dictionaries that came since; if none is of the page's release, let the page
        start one.
        """
        is_new = not packed.tried.issuperset(
            row["sha256"] for row in self._candidate_rows(packed.size)
        )
        if not is_new and not self._may_start(packed.size):
            return packed
        body = self._unpacked(packed)
        if is_new:
            packed = self._packed(body, packed.sha256)
        if rawpages.wants_dictionary(packed.size, len(packed.data)) and self._may_start(
            packed.size
        ):
            self._start(packed, body)
            packed = replace(
                packed, data=self._ready[packed.sha256].pack(body), dictionary=packed.sha256
            )
        return packed

    def _unpacked(self, packed: Packed) -> bytes:
        number = self._number(packed.dictionary) if packed.dictionary else None
        packer = rawpages if number is None else self.get(number)
        return packer.unpack(packed.data, packed.size, packed.sha256)

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

    def _traits_of(self, row: Row) -> Traits:
        if row["sha256"] not in self._traits:
            self._traits[row["sha256"]] = rawpages.traits(self._body(*row))
        return self._traits[row["sha256"]]

    def _candidate_rows(self, size: int) -> list[Row]:
        """Return id, hash and size of those of similar size that were of use last.

        So an odd page's dictionary is soon out of the way.
        """
        rows = self._db.rows(
            """
            SELECT id, sha256, size FROM dictionaries d WHERE size BETWEEN ? AND ?
            ORDER BY (SELECT max(id) FROM pages p WHERE p.dictionary_id = d.id) DESC LIMIT ?
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

    def _start(self, packed: Packed, body: bytes) -> None:
        """Make a page a dictionary; if it is packed on its own already, that is what is stored."""
        data = rawpages.pack(body) if packed.dictionary else packed.data
        row = (packed.sha256, packed.size, data)
        _LOG.debug("page %.12s: becomes a dictionary, no other one fits", packed.sha256)
        number = self._db.run("INSERT INTO dictionaries (sha256, size, data) VALUES (?, ?, ?)", row)
        self._use(number, packed.sha256, packed.size)


def _is_whole(data: bytes, size: int, sha256: str) -> bool:
    try:
        rawpages.unpack(data, size, sha256)
    except rawpages.DamagedBytes:
        return False
    return True

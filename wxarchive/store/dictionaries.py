"""The shared compression dictionaries: kept in the file, used while they are useful."""

import hashlib
from collections import OrderedDict

from wxarchive.errors import StoreError
from wxarchive.store import rawpages
from wxarchive.store.connection import Connection
from wxarchive.store.rawpages import Dictionary

_KEPT_READY = 4  # about 15 MB of memory each


class Dictionaries:
    """Chooses, starts and reads dictionaries."""

    def __init__(self, connection: Connection) -> None:
        self._db = connection
        self._ready: OrderedDict[str, Dictionary] = OrderedDict()  # by SHA-256: an id may be undone and given again

    def pack(self, body: bytes) -> tuple[bytes, int | None]:
        """Return the compressed page and the number of the dictionary it needs; may start a new dictionary."""
        if len(body) < rawpages.SMALL:
            return rawpages.pack(body), None
        candidates = self._candidates(len(body))
        number = rawpages.best(body, candidates)
        data = rawpages.pack(body) if number is None else candidates[number].pack(body)
        if rawpages.wants_dictionary(len(body), len(data)) and self._may_start(len(body)):
            number = self._start(body)
            data = self.get(number).pack(body)
        return data, number

    def get(self, number: int) -> Dictionary:
        """Return a dictionary; raises :class:`StoreError` if it is damaged."""
        row = self._db.row("SELECT sha256, size FROM dictionaries WHERE id = ?", (number,))
        if row is None:
            raise StoreError(f"dictionary {number} is missing", str(self._db.path), "restore the archive from a backup")
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
        except rawpages.Damaged as error:
            what = f"dictionary {number} is damaged: {error}"
            raise StoreError(what, str(self._db.path), "restore the archive from a backup") from error

    def _candidates(self, size: int) -> dict[int, Dictionary]:
        """Return those of similar size that were of use last: an odd page's dictionary is soon out of the way."""
        rows = self._db.rows(
            """
            SELECT id, sha256, size FROM dictionaries d WHERE size BETWEEN ? AND ?
            ORDER BY (SELECT max(id) FROM pages p WHERE p.dictionary_id = d.id) DESC LIMIT ?
            """,
            (*rawpages.similar_sizes(size), rawpages.CANDIDATES),
        )
        return {row["id"]: self._use(row["id"], row["sha256"], row["size"]) for row in list(rows)}

    def _may_start(self, size: int) -> bool:
        sizes = rawpages.similar_sizes(size)
        dictionaries = self._db.value("SELECT count(*) FROM dictionaries WHERE size BETWEEN ? AND ?", sizes)
        pages = self._db.value("SELECT count(*) FROM pages WHERE size BETWEEN ? AND ?", sizes)
        return rawpages.may_start(dictionaries, pages)

    def _start(self, body: bytes) -> int:
        return self._db.run(
            "INSERT INTO dictionaries (sha256, size, data) VALUES (?, ?, ?)",
            (hashlib.sha256(body).hexdigest(), len(body), rawpages.pack(body)),
        )

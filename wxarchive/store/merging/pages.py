"""Pages of another archive: their frames as they are, and the dictionaries that these need.

A page is one by the SHA-256 of its bytes (table ``pages``), and so is a dictionary
(``dictionaries``). Nothing is unpacked unless the two archives hold different frames of a page.
"""

from sqlite3 import Row

from wxarchive.store.pages import Pages
from wxarchive.store.sqlite import Connection, moment_of

_RECEIPT = (
    "source", "url", "final_url", "http_status", "received_at", "from_file", "headers", "dated_by",
    "with_cookies", "scrubbed",
)  # fmt: skip
"""The columns of a receipt of the bytes."""
_READING = ("state", "reason", "origin")
"""The columns of how they were read."""
_COLUMNS = ("sha256", "size", *_READING, *_RECEIPT)
_OWNER = """
    UPDATE pages
    SET article_id = coalesce(
        (
            SELECT s.article_id
            FROM states s
            JOIN articles a ON a.id = s.article_id
            WHERE s.page_id = ?1
            ORDER BY s.seen_at DESC, a.key
            LIMIT 1
        ),
        article_id
    )
    WHERE id = ?1
"""
_STATES = {"ok": 0, "unknown": 3, "broken": 2}
"""The ranks of states, lowest first, where two archives read a page otherwise; others have 1."""


class PageIntake:
    """Takes pages from one archive into another."""

    def __init__(self, into: Connection, source: Connection) -> None:
        self._into = into
        self._source = source
        self._pages = Pages(into), Pages(source)
        self._compared: set[str] = set()
        self._shared: set[int] = set()

    def take(self, sha256: str) -> int:
        """Return the number of a page, which is copied if it is not here; needs a transaction.

        Bytes that are here keep their frame, unless it is damaged and the other one is not.
        """
        theirs = self.readable(sha256)
        mine = self._row(self._into, sha256)
        if mine is None:
            return self._copy(theirs)
        self._update(mine, theirs)
        self._mend_dictionary(theirs["dictionary"])
        if self._frame(self._into, mine) != self._frame(self._source, theirs):
            ours, others = self._pages
            # another frame gives the same bytes, if neither is damaged
            if ours.problem(mine["id"]) and not others.problem(theirs["id"]):
                ours.mend(mine["id"], others.body(theirs["id"]))
        return int(mine["id"])

    def readable(self, sha256: str) -> Row:
        """Return the row of a page there; raises :class:`DamagedRow` where it cannot be read."""
        theirs = self._row(self._source, sha256)
        if theirs is None:
            raise self._source.note(f"the row of page {sha256} is missing")
        with self._source.reading("pages", theirs):
            moment_of(theirs["received_at"])
        return theirs

    def attach(self, page_id: int, article_id: int) -> None:
        """Say that a page is an article's, as the other archive does; :meth:`settle` ends it."""
        owner = self._into.value("SELECT article_id FROM pages WHERE id = ?", (page_id,))
        if owner is None:
            self._into.run("UPDATE pages SET article_id = ? WHERE id = ?", (article_id, page_id))
        elif owner != article_id:
            self._shared.add(page_id)

    def settle(self) -> None:
        """Give pages that two archives say are of two articles to the one seen in them last."""
        with self._into.atomic():
            for page_id in self._shared:
                self._into.run(_OWNER, (page_id,))

    def _row(self, db: Connection, sha256: str) -> Row | None:
        columns = ", ".join(f"p.{name}" for name in _COLUMNS)
        return db.row(
            f"""
            SELECT p.id, {columns}, d.sha256 AS dictionary
            FROM pages p
            LEFT JOIN dictionaries d ON d.id = p.dictionary_id
            WHERE p.sha256 = ?
            """,
            (sha256,),
        )

    def _frame(self, db: Connection, row: Row) -> tuple[object, ...]:
        """Return what a page's bytes are made from: the name of its dictionary, and its frame."""
        data = db.value("SELECT data FROM pages WHERE id = ?", (row["id"],))
        return row["dictionary"], data

    def _copy(self, theirs: Row) -> int:
        stored = self._source.row(
            "SELECT data, dictionary_id FROM pages WHERE id = ?", (theirs["id"],)
        )
        row = {name: theirs[name] for name in _COLUMNS}
        if stored is not None:
            row["data"], number = stored
            # numbered otherwise here
            if number is not None:
                row["dictionary_id"] = self._dictionary(number)
        columns, marks = ", ".join(row), ", :".join(row)
        return self._into.run(f"INSERT INTO pages ({columns}) VALUES (:{marks})", row)

    def _dictionary(self, number: int) -> int:
        """Return the number here of a dictionary there, which is copied if it is not here."""
        theirs = self._source.row(
            "SELECT sha256, size, data FROM dictionaries WHERE id = ?", (number,)
        )
        if theirs is None:
            raise self._source.note(f"row {number} of table dictionaries is missing")
        mine: int | None = self._into.value(
            "SELECT id FROM dictionaries WHERE sha256 = ?", (theirs["sha256"],)
        )
        if mine is not None:
            return mine
        return self._into.run(
            "INSERT INTO dictionaries (sha256, size, data) VALUES (?, ?, ?)", tuple(theirs)
        )

    def _mend_dictionary(self, name: str | None) -> None:
        """Replace a damaged dictionary, which all its pages need."""
        # many pages need the same one
        if name is None or name in self._compared:
            return
        self._compared.add(name)
        which = "SELECT data FROM dictionaries WHERE sha256 = ?"
        theirs = self._source.value(which, (name,))
        mine = self._into.value(which, (name,))
        if mine is not None and mine != theirs:
            self._pages[0].mend_dictionary(name, theirs)

    def _update(self, mine: Row, theirs: Row) -> None:
        """Let the row be of the first receipt; a receipt of ours counts more than what a file
        claims.
        """

        # every column takes part, so that the order of the archives does not count
        def receipt(row: Row) -> tuple[object, ...]:
            rest = (str(row[name]) for name in _RECEIPT)
            return row["from_file"], row["received_at"], *rest

        def reading(row: Row) -> tuple[object, ...]:
            rank = _STATES.get(row["state"], 1)
            return rank, row["state"], row["reason"] or "", row["origin"] or ""

        received = min((mine, theirs), key=receipt)
        read = min((mine, theirs), key=reading)
        values = {name: received[name] for name in _RECEIPT}
        values |= {name: read[name] for name in _READING}
        # NULL: it was read before origins were noted
        values["origin"] = read["origin"] or mine["origin"] or theirs["origin"]
        if any(values[name] != mine[name] for name in values):
            columns = ", ".join(f"{name} = :{name}" for name in values)
            values["id"] = mine["id"]
            self._into.run(f"UPDATE pages SET {columns} WHERE id = :id", values)

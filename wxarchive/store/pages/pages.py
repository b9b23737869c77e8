"""Received pages: every byte of them, for ever (table ``pages``).

The same bytes are one row, whenever and for whatever they came; each time they were seen as an
article's page is a row of ``states``.
"""

import json
from collections.abc import Iterator, Sequence
from datetime import datetime
from sqlite3 import Row

from wxarchive.address import article_ref, clean, is_address
from wxarchive.errors import DamagedRow, NotFound
from wxarchive.models import Origin, RawPage, State
from wxarchive.store.pages import compression as rawpages
from wxarchive.store.pages.compression import Packed
from wxarchive.store.pages.dictionaries import Dictionaries
from wxarchive.store.sqlite import Connection, Value, as_json, moment_of, require_types, time_text


class Pages:
    """The pages of an archive, by number."""

    def __init__(self, connection: Connection) -> None:
        self._db = connection
        self._dictionaries = Dictionaries(connection)

    def pack(self, body: bytes, sha256: str) -> Packed:
        """Compress a page for :meth:`save`; nothing is written, so any process that reads the
        archive can do it.
        """
        return self._dictionaries.pack(body, sha256)

    def save(
        self,
        page: RawPage,
        state: State,
        reason: str | None,
        packed: Packed | None = None,
        *,
        origin: Origin = "page",
    ) -> int:
        """Keep a page and return its number; bytes that are there already keep the row they have.

        Where it is ``packed`` already, the page's own ``body`` is not looked at.
        """
        if packed:
            sha256 = packed.sha256
        else:
            sha256 = page.sha256
        with self._db.atomic():
            known = self.find(sha256)
            if known is not None:
                return known
            if packed is None:
                packed = self.pack(page.body, sha256)
            # in this transaction: dictionaries may have come or gone since it was packed
            packed, dictionary_id = self._dictionaries.settle(packed)
            row: dict[str, Value] = {
                "sha256": packed.sha256,
                "state": state,
                "reason": reason,
                "origin": origin,
                "source": _without_credentials(page),
                "url": page.url,
                "final_url": page.final_url,
                "http_status": page.status,
                "received_at": time_text(page.received_at),
                "from_file": int(page.from_file),
                "dated_by": page.dated_by,
                "with_cookies": page.with_cookies,
                "scrubbed": page.scrubbed,
                "headers": as_json(page.headers),
                "size": packed.size,
                "dictionary_id": dictionary_id,
                "data": packed.data,
            }
            columns, marks = ", ".join(row), ", :".join(row)
            return self._db.run(f"INSERT INTO pages ({columns}) VALUES (:{marks})", row)

    def find(self, sha256: str) -> int | None:
        """Return the number of the page with these bytes."""
        found: int | None = self._db.value("SELECT id FROM pages WHERE sha256 = ?", (sha256,))
        return found

    def body(self, page_id: int) -> bytes:
        """Return the received bytes; raises :class:`NotFound`, and :class:`DamagedRow`."""
        row = self._row(page_id)
        with self._db.reading("pages", row):
            return self._body(row)

    def get(self, page_id: int) -> RawPage:
        """Return a page as it was received; raises as :meth:`body`."""
        row = self._row(page_id)
        with self._db.reading("pages", row):
            # NULL: not known, as of files
            with_cookies = row["with_cookies"]
            if with_cookies is not None:
                with_cookies = bool(with_cookies)
            page = RawPage(
                source=row["source"],
                body=self._body(row),
                received_at=moment_of(row["received_at"]),
                url=row["url"],
                final_url=row["final_url"],
                status=row["http_status"],
                headers=_headers(row["headers"]),
                from_file=bool(row["from_file"]),
                dated_by=row["dated_by"],
                with_cookies=with_cookies,
                scrubbed=row["scrubbed"],
                is_rendered=row["origin"] == "rendered",
            )
            require_types(page)
            return page

    def article_id(self, page_id: int) -> int | None:
        """Return the article this is a page of."""
        found: int | None = self._db.value("SELECT article_id FROM pages WHERE id = ?", (page_id,))
        return found

    def was_seen(self, page_id: int, at: datetime) -> bool:
        """Tell whether a page was received at this very time, as far as is known."""
        found = self._db.value(
            "SELECT 1 FROM states WHERE page_id = ? AND seen_at = ?", (page_id, time_text(at))
        )
        return bool(found)

    def all_ids(self) -> Iterator[int]:
        """Yield the number of every page, oldest first."""
        rows = list(self._db.rows("SELECT id FROM pages ORDER BY received_at, id"))
        # all numbers at once: pages may be written while somebody goes through them
        yield from (row["id"] for row in rows)

    def of_article(self, article_id: int) -> list[int]:
        """Return the numbers of an article's pages, those seen first first."""
        # LEFT JOIN: a page of it that says nothing of it has no observation
        rows = self._db.rows(
            """
            SELECT p.id
            FROM pages p
            LEFT JOIN states s
                ON s.page_id = p.id AND s.article_id = :article
            WHERE p.id IN (
                SELECT id FROM pages WHERE article_id = :article
                UNION SELECT page_id FROM states WHERE article_id = :article
            )
            GROUP BY p.id
            ORDER BY min(coalesce(s.seen_at, p.received_at)), p.id
            """,
            {"article": article_id},
        )
        return [row["id"] for row in rows]

    def problem(self, page_id: int) -> str | None:
        """Say why a page's bytes cannot be read; ``None`` if they can. It is not noted as damage
        that something met.
        """
        try:
            self.body(page_id)
        except DamagedRow as error:
            self._db.damage.pop(error.what, None)
            return error.what
        return None

    def dictionary_problem(self, number: int) -> str | None:
        """Say why a dictionary cannot be read; ``None`` if it can. It is not noted as damage."""
        try:
            self._dictionaries.get(number)
        except DamagedRow as error:
            self._db.damage.pop(error.what, None)
            return error.what
        return None

    def mend(self, page_id: int, body: bytes) -> None:
        """Give a page whose frame is damaged a new one of the same bytes."""
        self._db.run(
            "UPDATE pages SET data = ?, dictionary_id = NULL WHERE id = ?",
            (rawpages.pack(body), page_id),
        )

    def leave_dictionary(self, number: int, page_ids: Sequence[int]) -> None:
        """Compress pages anew that need a dictionary, so that they need it no more."""
        self._dictionaries.leave(number, page_ids)

    def mend_dictionary(self, sha256: str, data: bytes) -> None:
        """Give a dictionary another frame of the same bytes, if its own is damaged and that one is
        not.
        """
        self._dictionaries.mend(sha256, data)

    def set_state(
        self, page_id: int, state: State, reason: str | None, article_id: int | None = None
    ) -> None:
        """Correct what a page is; ``article_id`` where it is known by now."""
        with self._db.atomic():
            self._db.run(
                """
                UPDATE pages
                SET
                    state = ?,
                    reason = ?,
                    article_id = coalesce(?, article_id)
                WHERE id = ?
                """,
                (state, reason, article_id, page_id),
            )

    def set_origin(self, page_id: int, origin: Origin) -> None:
        """Note what a page is, as it was read last."""
        self._db.run("UPDATE pages SET origin = ? WHERE id = ?", (origin, page_id))

    def _row(self, page_id: int) -> Row:
        row = self._db.row("SELECT * FROM pages WHERE id = ?", (page_id,))
        if row is None:
            raise NotFound(f"the archive holds no page {page_id}")
        return row

    def _body(self, row: Row) -> bytes:
        try:
            stored = (row["data"], row["size"], row["sha256"])
            # NULL: it was packed on its own
            if row["dictionary_id"] is None:
                return rawpages.unpack(*stored)
            return self._dictionaries.get(row["dictionary_id"]).unpack(*stored)
        except rawpages.DamagedBytes as error:
            what = f"row {row['id']} of table pages is damaged ({error})"
            raise self._db.note(what) from error


def _headers(column: str) -> tuple[tuple[str, str], ...]:
    found = tuple((name, value) for name, value in json.loads(column))
    if not all(isinstance(part, str) for header in found for part in header):
        raise TypeError("no headers")
    return found


def _without_credentials(page: RawPage) -> str:
    if page.from_file:
        return page.source
    ref = article_ref(page.source)
    if ref:
        return ref.url
    if is_address(page.source):
        return clean(page.source)
    return page.source

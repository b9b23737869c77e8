"""Lists of articles: what they name, in which order, and how far a reading of one has come.

A list is read page by page from its front; a later reading stops early, where nothing new is left.
So the order is stored in batches: what a later reading found at the front stands before what
earlier ones found, and what it found after the last article stands after that. Tables ``lists``,
``list_items`` and, while a list is being read, ``list_readings``; the view ``list_item_list`` has
the items in their order.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from itertools import groupby
from sqlite3 import Row

from wxarchive.models import (
    AlbumOrder,
    ArticleRef,
    ListItem,
    ListPage,
    ListProgress,
    ListRef,
    ListSummary,
    QueueItem,
)
from wxarchive.store.articles import ARTICLE_OF_ITEM, file_in_albums
from wxarchive.store.sqlite import Connection, Value, optional_time_text, time_of, time_text

# the title and times of an item stay what they were where the list tells nothing of them now
_KEEP_ITEM = """
    INSERT INTO list_items (
        list_id, address, key, title, published_at, number, batch,
        place, seen_in, first_seen
    )
    VALUES (
        :list, :address, :key, :title, :published, :number, :batch,
        :place, :seen, :at
    )
    ON CONFLICT (list_id, coalesce(key, address)) DO UPDATE SET
        title = coalesce(excluded.title, title),
        published_at = coalesce(excluded.published_at, published_at),
        number = coalesce(excluded.number, number),
        batch = excluded.batch,
        place = excluded.place,
        seen_in = max(seen_in, excluded.seen_in),
        left_at = NULL
"""


class Lists:
    """The lists of an archive."""

    def __init__(self, connection: Connection) -> None:
        self._db = connection

    def add(self, ref: ListRef, title: str | None = None) -> int:
        """Note a list, if it is not noted yet, and what it is called; return its number."""
        album = None
        if ref.kind == "album":
            album = ref.id
        self._db.run(
            """
            INSERT INTO lists (kind, address, biz, album_id, title)
            VALUES (?, ?, ?, ?, ?)
            ON CONFLICT DO UPDATE SET
                title = coalesce(title, excluded.title)
            """,
            (ref.kind, ref.url, ref.biz, album, title),
        )
        found: int = self._db.value("SELECT id FROM lists WHERE address = ?", (ref.url,))
        return found

    def reading(self, row: QueueItem, ref: ListRef, first_page: str) -> ListProgress:
        """Return how far the reading has come that a row of the queue asks for; begin it if that is
        new.
        """
        with self._db.atomic():
            # a row of the queue reads its list once, whichever process goes on with it
            if self._db.row("SELECT 1 FROM list_readings WHERE queue_id = ?", (row.id,)) is None:
                list_id = self.add(ref)
                self._db.run("UPDATE lists SET readings = readings + 1 WHERE id = ?", (list_id,))
                self._db.run(
                    """
                    INSERT INTO list_readings (
                        queue_id, list_id, number, batch, next
                    )
                    SELECT ?, id, readings, readings, ?
                    FROM lists
                    WHERE id = ?
                    """,
                    (row.id, first_page, list_id),
                )
        # read_at is NULL as long as no reading of the list came to an end
        found = self._db.row(
            """
            SELECT r.*, l.read_at, l.is_whole, l.whole_from
            FROM list_readings r
            JOIN lists l ON l.id = r.list_id
            WHERE r.queue_id = ?
            """,
            (row.id,),
        )
        if found is None:
            raise self._db.note(f"the list of row {row.id} of table list_readings is missing")

        def read(row: Row) -> ListProgress:
            return ListProgress(
                queue_id=row["queue_id"],
                list_id=row["list_id"],
                number=row["number"],
                next=row["next"],
                batch=row["batch"],
                place=row["place"],
                seen=row["seen"],
                new=row["new"],
                known=row["known"],
                is_behind=bool(row["is_behind"]),
                is_first=row["read_at"] is None,
                is_whole=bool(row["is_whole"]),
                whole_from=time_of(row["whole_from"]),
            )

        return self._db.value_of("list_readings", found, read, key="queue_id")

    def keep(self, reading: ListProgress, listing: ListPage, at: datetime) -> ListProgress:
        """Keep what a page of a list names, and return how far the reading has come with it."""
        with self._db.atomic():
            self._db.run(
                """
                UPDATE lists
                SET
                    title = coalesce(?, title),
                    account = coalesce(?, account),
                    total = coalesce(?, total)
                WHERE id = ?
                """,
                (listing.title, listing.account, listing.total, reading.list_id),
            )
            # the list knows its album's title better than the articles that name it
            self._db.run(
                """
                INSERT INTO albums (id, title)
                SELECT album_id, title
                FROM lists
                WHERE id = ? AND album_id IS NOT NULL AND title IS NOT NULL
                ON CONFLICT DO UPDATE SET title = excluded.title
                """,
                (reading.list_id,),
            )
            # in the order of the page: each takes the next place
            for item in listing.articles:
                reading = self._keep_item(reading, item, time_text(at))
        return reading

    def go_on(self, reading: ListProgress, next_page: str) -> None:
        """Note which page of a reading comes next."""
        self._db.run(
            """
            UPDATE list_readings
            SET
                next = ?,
                batch = ?,
                place = ?,
                seen = ?,
                new = ?,
                known = ?,
                is_behind = ?
            WHERE queue_id = ?
            """,
            (
                next_page,
                reading.batch,
                reading.place,
                reading.seen,
                reading.new,
                reading.known,
                reading.is_behind,
                reading.queue_id,
            ),
        )  # fmt: skip

    def behind(self, reading: ListProgress) -> tuple[ListProgress, str] | None:
        """Return a reading that goes on behind what was the last article, and that one's key.

        ``None`` if the front already reached it, or nothing is known of it.
        """
        last = self._db.row(
            """
            SELECT key, batch, place, seen_in
            FROM list_items
            WHERE list_id = ? AND left_at IS NULL
            ORDER BY batch, place DESC
            LIMIT 1
            """,
            (reading.list_id,),
        )
        # a page of a list is asked for by the key of the article before it
        if last is None or last["key"] is None or last["seen_in"] == reading.number:
            return None
        return (
            replace(reading, batch=last["batch"], place=last["place"], is_behind=True),
            last["key"],
        )

    def finish(self, reading: ListProgress, at: datetime, *, to_end: bool) -> None:
        """Note that a list was read; ``to_end``: from its front to its end, so what it did not name
        left it.
        """
        whole_from = optional_time_text(reading.whole_from)
        with self._db.atomic():
            self._db.run(
                """
                UPDATE lists
                SET
                    read_at = ?,
                    new = ?,
                    is_whole = ?,
                    whole_from = ?,
                    problem = NULL
                WHERE id = ?
                """,
                (time_text(at), reading.new, reading.is_whole, whole_from, reading.list_id),
            )
            # NULL: the list still names it
            if to_end:
                self._db.run(
                    """
                    UPDATE list_items
                    SET left_at = ?
                    WHERE list_id = ? AND seen_in < ? AND left_at IS NULL
                    """,
                    (time_text(at), reading.list_id, reading.number),
                )
            self._db.run("DELETE FROM list_readings WHERE queue_id = ?", (reading.queue_id,))
            file_in_albums(self._db, list_id=reading.list_id)

    def fail(self, list_id: int, problem: str) -> None:
        """Note why a list could not be read."""
        self._db.run("UPDATE lists SET problem = ? WHERE id = ?", (problem, list_id))

    def get(self, list_id: int) -> ListSummary:
        """Return what is known of a list."""
        # what has left the list counts no more, archived or not
        row = self._db.row(
            """
            SELECT
                id, kind, title, total,
                (
                    SELECT count(*)
                    FROM list_items i
                    WHERE i.list_id = l.id AND i.left_at IS NULL
                ) AS listed
            FROM lists l
            WHERE id = ?
            """,
            (list_id,),
        )
        if row is None:
            raise self._db.note(f"row {list_id} of table lists is missing")

        def read(row: Row) -> ListSummary:
            return ListSummary(row["id"], row["kind"], row["title"], row["listed"], row["total"])

        return self._db.value_of("lists", row, read)

    def lacking(self, list_id: int) -> Iterator[ListItem]:
        """Yield what a list names and the archive lacks, unless it is in the queue or the user
        dropped it there.
        """
        # +q.state: rows are found by their names, not by the index of states
        rows = self._db.rows(
            f"""
            SELECT id, address, key, title, published_at
            FROM list_items i
            WHERE list_id = ?
                AND NOT is_dropped
                AND {ARTICLE_OF_ITEM} IS NULL
                AND NOT EXISTS (
                    SELECT 1
                    FROM queue q
                    WHERE (q.key = i.key OR q.address = i.address)
                        AND +q.state IN ('waiting', 'taken', 'failed')
                )
            ORDER BY batch DESC, place
            """,
            (list_id,),
        )
        return self._db.values("list_items", rows, _listed)

    def album_orders(self) -> Iterator[AlbumOrder]:
        """Yield the albums that were read, with their members in their order; what left an album
        and is not archived is none of it.
        """
        rows = self._db.rows("""
            SELECT
                list_id, album_id, list, article_id, address, key,
                title, published_at
            FROM list_item_list
            WHERE album_id IS NOT NULL
                AND list IS NOT NULL
                AND (article_id IS NOT NULL OR left_at IS NULL)
            ORDER BY list_id, position
        """)

        def read(row: Row) -> AlbumOrder:
            return AlbumOrder(row["album_id"], row["list"], ())

        for _, items in groupby(rows, key=lambda row: row["list_id"]):
            first, *others = items
            # each row names the album, too
            for album in self._db.values("lists", [first], read, key="list_id"):
                every = [first, *others]
                members = self._db.values("list_items", every, _member, key="list_id")
                yield replace(album, members=tuple(members))

    def _keep_item(self, reading: ListProgress, item: ListItem, at: str) -> ListProgress:
        name = item.ref.key or item.ref.url
        seen_in = self._db.value(
            """
            SELECT seen_in
            FROM list_items
            WHERE list_id = ? AND coalesce(key, address) = ?
            """,
            (reading.list_id, name),
        )
        # pages of a list overlap when articles come while it is read: once is enough
        if seen_in == reading.number:
            return reading
        is_new = seen_in is None
        # many in a row that were known before end a reading
        known = 0
        if not is_new:
            known = reading.known + 1
        reading = replace(
            reading,
            place=reading.place + 1,
            seen=reading.seen + 1,
            new=reading.new + is_new,
            known=known,
        )
        values: dict[str, Value] = {
            "list": reading.list_id,
            "address": item.ref.url,
            "key": item.ref.key,
            "title": item.title,
            "published": optional_time_text(item.published_at),
            "number": item.position,
            "batch": reading.batch,
            "place": reading.place,
            "seen": reading.number,
            "at": at,
        }
        self._db.run(_KEEP_ITEM, values)
        return reading


def _listed(row: Row) -> ListItem:
    short = None
    if not row["key"]:
        short = row["address"]
    ref = ArticleRef(row["address"], row["key"], short)
    return ListItem(ref, row["title"], time_of(row["published_at"]))


def _member(row: Row) -> int | ListItem:
    number: int | None = row["article_id"]
    if number is None:
        return _listed(row)
    return number

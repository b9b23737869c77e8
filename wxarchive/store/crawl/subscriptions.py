"""The lists that are read again and again (table ``subscriptions``, view ``subscription_list``)."""

from datetime import datetime
from sqlite3 import Row

from wxarchive.address import list_ref
from wxarchive.errors import NotFound
from wxarchive.models import CrawlTarget, ListRef, Subscription
from wxarchive.store.crawl.lists import Lists
from wxarchive.store.sqlite import Connection, moment_of, time_of, time_text


class Subscriptions:
    """The subscriptions of an archive."""

    def __init__(self, connection: Connection, lists: Lists) -> None:
        self._db = connection
        self._lists = lists

    def add(self, ref: ListRef, at: datetime, title: str | None = None) -> bool:
        """Subscribe to a list; tell whether that is new."""
        with self._db.atomic():
            list_id = self._lists.add(ref, title)
            if self._db.row("SELECT 1 FROM subscriptions WHERE list_id = ?", (list_id,)):
                return False
            self._db.run("INSERT INTO subscriptions VALUES (?, ?)", (list_id, time_text(at)))
            return True

    def find(self, reference: str) -> Subscription:
        """Return the subscription with this number, album id, address or title; raises
        :class:`NotFound`.
        """
        text = reference.strip()
        name = text
        if ref := list_ref(text):
            name = ref.url
        rows = list(self._db.rows("SELECT * FROM subscription_list"))
        # a number is surer than a name: a title may be any text
        found = [row for row in rows if name == str(row["id"])]
        if not found:
            columns = ("album_id", "address", "title")
            found = [row for row in rows if name in {row[column] for column in columns}]
        if not found:
            raise NotFound("no such subscription", text, "see wxarchive subscriptions")
        if len(found) > 1:
            numbers = ", ".join(str(row["id"]) for row in found)
            hint = f"give the number: {numbers}"
            raise NotFound("several subscriptions are called so", text, hint)
        return self._db.value_of("subscriptions", found[0], _subscription)

    def drop(self, list_id: int) -> None:
        """End a subscription; the list and its articles stay, and what waits of it in the queue."""
        self._db.run("DELETE FROM subscriptions WHERE list_id = ?", (list_id,))

    def due(self) -> list[CrawlTarget]:
        """Return the rows to put into the queue: for all lists but those that wait there
        already.
        """
        # one that failed is asked for anew: +q.state, for rows are found by their address
        rows = self._db.rows(
            """
            SELECT l.id, l.address, l.kind, l.title
            FROM subscriptions u
            JOIN lists l ON l.id = u.list_id
            WHERE NOT EXISTS (
                SELECT 1
                FROM queue q
                WHERE q.address = l.address
                    AND +q.state IN ('waiting', 'taken')
            )
            ORDER BY l.id
            """
        )

        def read(row: Row) -> CrawlTarget:
            return CrawlTarget(row["address"], None, "subscription", row["kind"], row["title"])

        return list(self._db.values("lists", rows, read))

    def begun(self) -> list[int]:
        """Return the crawls in which a subscribed list waits to be read, or to be read on."""
        rows = self._db.rows(
            """
            SELECT DISTINCT q.crawl_id
            FROM subscriptions u
            JOIN lists l ON l.id = u.list_id
            JOIN queue q ON q.address = l.address
            WHERE +q.state IN ('waiting', 'taken')
            ORDER BY q.crawl_id
            """
        )
        return [row["crawl_id"] for row in rows]

    def list(self) -> list[Subscription]:
        """Return all subscriptions, the oldest first."""
        rows = self._db.rows("SELECT * FROM subscription_list")
        return list(self._db.values("subscriptions", rows, _subscription))


def _subscription(row: Row) -> Subscription:
    return Subscription(
        id=row["id"],
        kind=row["kind"],
        title=row["title"],
        account=row["account"],
        url=row["address"],
        subscribed_at=moment_of(row["subscribed_at"]),
        read_at=time_of(row["read_at"]),
        new=row["new"],
        listed=row["listed"],
        articles=row["articles"],
        problem=row["problem"],
    )

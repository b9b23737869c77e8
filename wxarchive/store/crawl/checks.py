"""Checks: which articles are to be requested again and when, and what came of it
(``docs/checks.md``).

When a check is due is a column that SQLite computes from the row, with an index: finding what is
due is cheap in any archive.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from sqlite3 import Row

from wxarchive.models import CheckDay, CheckFilter, CrawlTarget
from wxarchive.store.articles import last_received
from wxarchive.store.conditions import Condition, condition
from wxarchive.store.crawl.queue import Queue
from wxarchive.store.sqlite import Connection, Value, time_among, time_text

_FAR = timedelta(days=1)
"""A check so far in the future can only have been dated by a clock that was put back since."""
_FROM_LATER = "SELECT 1 FROM articles WHERE checked_at > :far LIMIT 1"
# UNION: each of its halves has an index, what is true of either has none
_DUE = """
    a.id IN (
        SELECT id FROM articles WHERE check_due <= :now
        UNION SELECT id FROM articles WHERE checked_at > :far
    )
"""
_OPEN = "why = 'check' AND state IN ('waiting', 'taken')"


@dataclass(frozen=True, slots=True)
class ArticleToCheck:
    """An article that is to be checked, and its row of the queue."""

    id: int
    title: str | None
    row_id: int


class Checks:
    """The checks of an archive."""

    def __init__(self, connection: Connection, queue: Queue) -> None:
        self._db = connection
        self._queue = queue

    def begin(self, which: CheckFilter, crawl_id: int, now: datetime) -> list[ArticleToCheck]:
        """Put the chosen articles into the queue, those first that were requested longest ago.

        One that waits for a check already, or is being checked, keeps its row.
        """
        with self._db.atomic():
            return [self._begin(one, crawl_id, now) for one in list(self._chosen(which, now))]

    def days(self, which: CheckFilter, now: datetime) -> Iterator[CheckDay]:
        """Yield how many checks are due on which day; the first may be those due already (``day``:
        ``None``).
        """
        passing, values = _condition(self._db, which, now)
        # times are texts of Beijing: their first ten characters are the day there
        rows = self._db.rows(
            f"""
            SELECT
                CASE
                    WHEN {_DUE} THEN NULL
                    ELSE substr(a.check_due, 1, 10)
                END AS day,
                count(*) AS articles,
                count(a.gone_at) AS gone,
                sum(a.check_failures > 0) AS failed,
                min(a.check_due) AS first
            FROM articles a
            WHERE {passing}
            GROUP BY 1
            ORDER BY 1
            """,
            values,
        )

        def read(row: Row) -> CheckDay:
            first = time_among(row["first"])
            return CheckDay(row["day"], row["articles"], row["gone"], row["failed"], first)

        return self._db.values("articles", rows, read, key="day")

    def last_received(self, article_id: int) -> datetime | None:
        """Return when a page of an article was received last, in whatever state; a time that a file
        claims does not count.
        """
        return last_received(self._db, article_id)

    def answered(self, article_id: int, at: datetime) -> None:
        """Note that WeChat answered in which state an article is."""
        self._db.run(
            "UPDATE articles SET checked_at = ?, check_failures = 0 WHERE id = ?",
            (time_text(at), article_id),
        )

    def failed(self, article_id: int, at: datetime) -> None:
        """Note that a check failed; the article is requested again after a day, then two, then
        four.
        """
        self._db.run(
            """
            UPDATE articles
            SET checked_at = ?, check_failures = check_failures + 1
            WHERE id = ?
            """,
            (time_text(at), article_id),
        )

    def _chosen(self, which: CheckFilter, now: datetime) -> Iterator[Row]:
        passing, values = _condition(self._db, which, now)
        limits = [limit for limit in (which.most, which.articles.limit) if limit is not None]
        # the column of the index that gives them, so that the first are found without sorting
        order = "a.checked_at"
        if which.due:
            order = "a.check_due"
        rows = self._db.rows(
            f"""
            SELECT a.id, a.url, a.key, a.title
            FROM articles a
            WHERE {passing}
            ORDER BY {order}, a.id
            LIMIT :most
            """,
            values | {"most": min(limits, default=-1)},
        )
        return self._db.values("articles", rows, lambda row: row)

    def _begin(self, row: Row, crawl_id: int, now: datetime) -> ArticleToCheck:
        address: str = row["url"]
        row_id: int | None = self._db.value(
            f"SELECT id FROM queue WHERE address = ? AND {_OPEN}", (address,)
        )
        if row_id is None:
            # what became of the check before is of no use any more
            self._db.run(
                """
                DELETE FROM queue
                WHERE address = ? AND why = 'check' AND state = 'failed'
                """,
                (address,),
            )
            target = CrawlTarget(address, row["key"], "check", title=row["title"])
            [row_id] = self._queue.add(crawl_id, [target], now)
        return ArticleToCheck(row["id"], row["title"], row_id)


def _condition(connection: Connection, which: CheckFilter, now: datetime) -> Condition:
    """Return a filter as a condition on ``articles a``, of which those without an address cannot be
    checked.
    """
    passing, values = condition(connection, which.articles)
    bound: dict[str, Value] = {"now": time_text(now), "far": time_text(now + _FAR)}
    parts = [passing, "a.url IS NOT NULL"]
    if which.due:
        # what is due comes out of its index in order, unless it has to be put together
        if connection.value(_FROM_LATER, {"far": bound["far"]}):
            parts.append(_DUE)
        else:
            parts.append("a.check_due <= :now")
    if which.before:
        parts.append("a.checked_at < :before")
        bound["before"] = time_text(which.before)
    return " AND ".join(parts), values | bound

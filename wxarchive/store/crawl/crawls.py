"""Crawls as a whole (table ``crawls``): what is left of them to do, and when they are forgotten."""

from collections.abc import Iterator

from wxarchive.models import Why
from wxarchive.store.sqlite import Connection


def unfinished(db: Connection, why: Why) -> list[int]:
    """Return the crawls begun for this reason in which something waits or was taken."""
    # a crawl may go on with links when what it was begun for is done
    rows = db.rows(
        """
        SELECT DISTINCT crawl_id
        FROM queue AS begun
        WHERE why = ?
            AND EXISTS (
                SELECT 1
                FROM queue q
                WHERE q.crawl_id = begun.crawl_id
                    AND q.state IN ('waiting', 'taken')
            )
        ORDER BY crawl_id
        """,
        (why,),
    )
    return [row["crawl_id"] for row in rows]


def last_archived(db: Connection) -> Iterator[int]:
    """Return the article each crawl archived last."""
    # by its key, else by its address: a short one tells no key
    rows = db.rows("""
        SELECT DISTINCT coalesce(k.id, s.article_id) AS id
        FROM queue q
        LEFT JOIN articles k ON k.key = q.key
        LEFT JOIN aliases s ON s.address = q.address
        WHERE q.state = 'done'
            AND coalesce(k.id, s.article_id) IS NOT NULL
            AND q.finished_at = (
                SELECT max(o.finished_at)
                FROM queue o
                WHERE o.crawl_id = q.crawl_id AND o.state = 'done'
            )
    """)
    # all of them at once: whoever goes through them may write
    return (row["id"] for row in list(rows))


def tidy(db: Connection) -> None:
    """Forget what is done of crawls in which nothing waits, and crawls of which nothing is left."""
    with db.atomic():
        # what is done of a crawl that goes on keeps it from being asked for once more
        db.run("""
            DELETE FROM queue
            WHERE state IN ('done', 'gone', 'dropped')
                AND NOT EXISTS (
                    SELECT 1
                    FROM queue q
                    WHERE q.crawl_id = queue.crawl_id
                        AND q.state IN ('waiting', 'taken')
                )
        """)
        is_empty = "NOT EXISTS (SELECT 1 FROM queue WHERE crawl_id = crawls.id)"
        db.run(f"DELETE FROM crawls WHERE {is_empty}")

"""What becomes of a row of the queue, and what follows from it: the count of its crawl, and rows
that ask for the same in other crawls. Callers hold a transaction.
"""

from datetime import datetime

from wxarchive.models import QueueItem, QueueState
from wxarchive.store.crawl import limits
from wxarchive.store.crawl.queue_rows import is_article
from wxarchive.store.sqlite import Connection, optional_time_text

# +state: SQLite is to find rows by their names, not by the index of states
_OTHERS = """
    (address = :address OR key = :key)
    AND id <> :id
    AND +state IN ('waiting', 'failed')
"""
# options that are damaged follow nothing: NULL, so that no row of theirs ends here
_ENDS = """
    depth >= (
        SELECT CASE WHEN json_valid(options) THEN follow END
        FROM crawls c
        WHERE c.id = crawl_id
    )
"""


def settle(
    db: Connection,
    row: QueueItem,
    state: QueueState,
    *,
    error: str | None = None,
    not_before: datetime | None = None,
    asked: bool = True,
) -> None:
    """Note what became of a row that was taken; ``asked``: it was asked for, which counts."""
    db.run(
        """
        UPDATE queue
        SET
            state = ?,
            error = ?,
            not_before = ?,
            attempts = attempts + ?,
            taken_by = NULL,
            taken_until = NULL
        WHERE id = ?
        """,
        (state, error, optional_time_text(not_before), asked, row.id),
    )
    # an article counts once, whatever it takes; what the user named counts for nothing
    is_listed = is_article(row) and row.wanted.why in limits.LISTED
    if asked and not row.attempts and (row.depth or is_listed):
        db.run("UPDATE crawls SET asked = asked + 1 WHERE id = ?", (row.crawl_id,))
    limits.stop(db, row.crawl_id)


def spare_others(db: Connection, row: QueueItem) -> None:
    """Let what an answer was kept for cost no further request.

    Of an article, rows of other crawls end here, or wait where its links are to be followed. Of a
    list, only that it could not be read before is of no use any more: other crawls read it anew.
    """
    names = {"address": row.wanted.address, "key": row.wanted.key, "id": row.id}
    if not is_article(row):
        db.run(
            """
            DELETE FROM queue
            WHERE address = :address AND id <> :id AND +state = 'failed'
            """,
            names,
        )
        return
    # first what needs nothing more, then what still has links to follow
    db.run(f"DELETE FROM queue WHERE {_OTHERS} AND {_ENDS}", names)
    db.run(
        f"""
        UPDATE queue
        SET state = 'waiting', not_before = NULL, error = NULL
        WHERE {_OTHERS}
        """,
        names,
    )

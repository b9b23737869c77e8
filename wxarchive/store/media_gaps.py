"""What articles use and the archive lacks, counted (tables ``media_uses`` and ``media``).

Files are counted by their addresses: several articles may use one, and it is fetched once.
"""

from datetime import datetime
from sqlite3 import Row

from wxarchive.models import Filter, MediaGap, MediaTotals, MissingMedia
from wxarchive.store.conditions import Condition, condition, limit_of
from wxarchive.store.sqlite import Connection, time_text

# what is first true says what may bring a file: a try of all that failed, the videos, time, a try
_BY_REMEDY = """
    SELECT
        u.role,
        CASE
            WHEN u.state IN ('failed', 'refused') THEN 'all'
            WHEN u.role = 'video' THEN 'video'
            WHEN u.not_before > :now THEN 'wait'
            ELSE 'fetch'
        END AS remedy,
        count(DISTINCT u.address) AS files
    FROM media_uses u
"""
_TOTALS = """
    SELECT
        (SELECT count(*) FROM media) AS files,
        (SELECT coalesce(sum(size), 0) FROM media) AS bytes,
        coalesce(sum(state = 'kept'), 0) AS kept,
        coalesce(sum(state = 'doubtful'), 0) AS doubtful,
        coalesce(sum(state = 'wanted'), 0) AS wanted,
        coalesce(sum(state = 'failed'), 0) AS failed,
        coalesce(sum(state = 'refused'), 0) AS refused
    FROM (SELECT DISTINCT address, state FROM media_uses)
"""


def lacking(db: Connection, where: Filter) -> Condition:
    """Return what stands after ``FROM media_uses u`` to read what is missing of the articles that
    pass a filter, and the values it binds; ``:limit`` is the filter's.
    """
    passing, values = condition(db, where)
    joined = "JOIN articles a ON a.id = u.article_id"
    # of the whole archive: without looking at articles
    if passing == "true":
        joined = ""
    values["limit"] = limit_of(where)
    return f"{joined} WHERE u.state <> 'kept' AND {passing}", values


def gaps(db: Connection, where: Filter) -> list[MediaGap]:
    """Count what is missing by role, state and reason, the most frequent first; each address
    once.
    """
    chosen, values = lacking(db, where)
    # a use that was never tried has no reason (NULL)
    rows = db.rows(
        f"""
        SELECT
            u.role, u.state,
            coalesce(u.reason, '') AS reason,
            count(DISTINCT u.address) AS files,
            count(DISTINCT u.article_id) AS articles
        FROM media_uses u {chosen}
        GROUP BY 1, 2, 3
        ORDER BY files DESC, 1, 2, 3
        LIMIT :limit
        """,
        values,
    )

    def read(row: Row) -> MediaGap:
        return MediaGap(**dict(row))

    return list(db.values("media_uses", rows, read, key="reason"))


def missing_by_remedy(db: Connection, where: Filter, now: datetime) -> list[MissingMedia]:
    """Count what is missing of the articles that pass the filter, however many, by what may bring
    it; each address once.
    """
    chosen, values = lacking(db, where)
    rows = db.rows(
        f"{_BY_REMEDY} {chosen} GROUP BY 1, 2 ORDER BY u.role <> 'picture', 1, 2",
        {**values, "now": time_text(now)},
    )
    return [MissingMedia(**dict(row)) for row in rows]


def articles_lacking(db: Connection, where: Filter) -> list[int]:
    """Return the articles that pass the filter and miss something, the newest first."""
    # in the order of the articles' index: few of many miss something
    passing, values = condition(db, where, in_order=True)
    rows = db.rows(
        f"""
        SELECT a.id
        FROM articles a
        WHERE {passing}
            AND EXISTS (
                SELECT 1
                FROM media_uses u
                WHERE u.article_id = a.id AND u.state <> 'kept'
            )
        ORDER BY a.published_at DESC, a.id DESC
        LIMIT :limit
        """,
        {**values, "limit": limit_of(where)},
    )
    return [row["id"] for row in rows]


def totals(db: Connection) -> MediaTotals:
    """Count files, bytes and addresses."""
    return MediaTotals(**dict(next(db.rows(_TOTALS))))

"""What an archive holds, in numbers. Lengths of texts and blobs are read from their headers, not
their contents.
"""

from sqlite3 import Row

from wxarchive.models import State, Statistics
from wxarchive.store.counted import month_of
from wxarchive.store.media_gaps import totals
from wxarchive.store.sqlite import Connection

# the view link_list tells the same in five times the time: titles and accounts are looked up
_LACKING = """
    SELECT
        count(*) AS links,
        count(DISTINCT coalesce(l.key, l.url)) AS articles
    FROM links l
    WHERE NOT EXISTS (SELECT 1 FROM articles k WHERE k.key = l.key)
        AND NOT EXISTS (SELECT 1 FROM aliases s WHERE s.address = l.url)
"""
_COUNTS = f"""
    SELECT
        (SELECT count(*) FROM articles) AS articles,
        (SELECT count(*) FROM accounts) AS accounts,
        (SELECT count(*) FROM albums) AS albums,
        (SELECT count(*) FROM versions) AS versions,
        (SELECT coalesce(sum(characters), 0) FROM articles) AS characters,
        (SELECT coalesce(sum(pictures), 0) FROM articles) AS pictures,
        (
            SELECT coalesce(sum(json_array_length(v.media)), 0)
            FROM articles a
            JOIN versions v ON v.id = a.version_id
        ) AS media,
        (SELECT count(*) FROM pages) AS pages,
        (SELECT coalesce(sum(size), 0) FROM pages) AS received,
        (
            (SELECT coalesce(sum(length(data)), 0) FROM pages)
            + (SELECT coalesce(sum(length(data)), 0) FROM dictionaries)
        ) AS stored,
        (SELECT count(*) FROM dictionaries) AS dictionaries,
        (SELECT count(*) FROM links) AS links,
        lacking.links AS links_lacking,
        lacking.articles AS missing,
        (
            SELECT page_count * page_size
            FROM pragma_page_count, pragma_page_size
        ) AS file
    FROM ({_LACKING}) lacking
"""
_STATES = """
    SELECT state, count(*) AS number
    FROM articles
    GROUP BY state
    ORDER BY state = 'ok' DESC, number DESC, state
"""
_ARCHIVED = f"""
    SELECT {month_of("first")} AS month, count(*) AS number
    FROM (
        SELECT min(p.received_at) AS first
        FROM states s
        JOIN pages p ON p.id = s.page_id
        GROUP BY s.article_id
    )
    GROUP BY month
    ORDER BY month NULLS FIRST
"""
_PUBLISHED = f"""
    SELECT {month_of("published_at")} AS month, count(*) AS number
    FROM articles
    GROUP BY month
    ORDER BY month NULLS FIRST
"""


def statistics(connection: Connection) -> Statistics:
    """Count what there is; months as ``2024-10``, of unknown times under ``None``."""

    def state(row: Row) -> tuple[State, int]:
        return row["state"], row["number"]

    # numbers of one moment, whoever writes meanwhile
    with connection.snapshot():
        counts = dict(next(connection.rows(_COUNTS)))
        links_held = counts["links"] - counts.pop("links_lacking")
        rows = list(connection.rows(_STATES))
        archived = list(connection.rows(_ARCHIVED))
        published = list(connection.rows(_PUBLISHED))
        return Statistics(
            **counts,
            links_held=links_held,
            media_files=totals(connection),
            states=tuple(connection.values("articles", rows, state, key="state")),
            archived=tuple((row["month"], row["number"]) for row in archived),
            published=tuple((row["month"], row["number"]) for row in published),
        )

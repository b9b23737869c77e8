"""Reading articles back: rows to values. Lists load no bodies: texts are in ``versions``, and a
million of them would not fit in memory.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from sqlite3 import Row

from wxarchive.models import (
    ArticleRef,
    Body,
    Filter,
    GroupBy,
    GroupCount,
    Link,
    Order,
    StoredArticle,
)
from wxarchive.store.annotations import MARKED, marks_of
from wxarchive.store.conditions import condition, limit_of
from wxarchive.store.sqlite import (
    Connection,
    Value,
    as_json,
    media_of,
    metadata_of,
    texts,
    time_among,
    time_of,
)

# LEFT JOIN: what was gone before it could be kept has no version, and may have no page
_SELECT = f"""
    SELECT
        a.id, a.key, a.url, a.short_url, a.state, a.reason, a.kind,
        a.metadata, a.fetched_at, a.version_id, a.first_seen_alive,
        a.last_seen_alive, a.gone_at, v.content_hash, v.losses,
        p.sha256, p.dated_by, p.origin, a.told_by,
        v.first_seen AS version_since,
        {MARKED} AS marks
    FROM articles a
    LEFT JOIN versions v ON v.id = a.version_id
    LEFT JOIN pages p ON p.id = a.page_id
"""
# NULLS LAST, or DESC: NULL is the least of all values. The id makes each order one of all articles
_ORDERS: dict[Order, str] = {
    "newest": "a.published_at DESC, a.id DESC",
    "oldest": "a.published_at NULLS LAST, a.id",
    "fetched": "a.fetched_at DESC, a.id DESC",
    "gone": "a.gone_at DESC, a.published_at DESC, a.id DESC",
    "title": "a.title NULLS LAST, a.id",
    "account": "a.account NULLS LAST, a.published_at DESC, a.id DESC",
    "longest": "a.characters DESC, a.id",
    "album": "o.position NULLS LAST, a.published_at NULLS LAST, a.id",
}
_GROUPS: dict[GroupBy, tuple[str, str, str]] = {
    "account": (
        "LEFT JOIN accounts c ON c.id = a.account_id",
        "a.account_id, CASE WHEN a.account_id IS NULL THEN a.account END",
        "coalesce(c.name, a.account)",
    ),
    "album": (
        "LEFT JOIN album_articles m ON m.article_id = a.id LEFT JOIN albums b ON b.id = m.album_id",
        "b.id",
        "b.title",
    ),
    "author": ("", "a.author", "a.author"),
    "day": ("", "substr(a.published_at, 1, 10)", "substr(a.published_at, 1, 10)"),
    "month": ("", "substr(a.published_at, 1, 7)", "substr(a.published_at, 1, 7)"),
    "year": ("", "substr(a.published_at, 1, 4)", "substr(a.published_at, 1, 4)"),
    "kind": ("", "a.kind", "a.kind"),
    "location": ("", "a.location", "a.location"),
    "state": ("", "a.state", "a.state"),
    "tag": (
        "LEFT JOIN marks m ON m.article_id = a.id AND m.kind = 'tag' AND m.is_set",
        "m.name",
        "m.name",
    ),
}
"""Which tables are joined, what the articles of a group have in common, and its name."""
_TIMES: frozenset[GroupBy] = frozenset({"day", "month", "year"})
# an article may stand in several of the albums: its first place counts
_IN_ALBUM = """
    LEFT JOIN (
        SELECT article_id, min(position) AS position
        FROM list_item_list
        WHERE album_id IN (
            SELECT id
            FROM albums
            WHERE id IN (SELECT value FROM json_each(:albums))
                OR title COLLATE NOCASE IN (
                    SELECT value FROM json_each(:albums)
                )
        )
        GROUP BY article_id
    ) o ON o.article_id = a.id
"""


def row(connection: Connection, article_id: int) -> Row | None:
    """Return one article's row."""
    return connection.row(f"{_SELECT} WHERE a.id = ?", (article_id,))


def rows(
    connection: Connection, where: Filter, order: Order = "newest", limit: int = -1, offset: int = 0
) -> Iterator[Row]:
    """Yield the rows that pass a filter (without its limit), but the first ``offset``; unknown
    dates and titles come last. The order ``album`` is the filter's. ``limit``: below zero all.
    """
    passing, values = condition(connection, where, in_order=True)
    values |= {"limit": limit, "offset": offset, "albums": as_json(where.album)}
    # looked up only for the one order that needs it
    joined = ""
    if order == "album":
        joined = _IN_ALBUM
    return connection.rows(
        f"""
        {_SELECT} {joined}
        WHERE {passing}
        ORDER BY {_ORDERS[order]}
        LIMIT :limit OFFSET :offset
        """,
        values,
    )


def chosen(
    connection: Connection,
    passing: str,
    values: Mapping[str, Value],
    order: str,
    limit: int = -1,
    offset: int = 0,
) -> Iterator[Row]:
    """Yield rows of ``articles a`` that pass a condition, in this order; limited as by
    :func:`rows`.
    """
    return connection.rows(
        f"{_SELECT} WHERE {passing} ORDER BY {order} LIMIT :limit OFFSET :offset",
        {**values, "limit": limit, "offset": offset},
    )


def filled(
    connection: Connection, read: Callable[[int, int], Iterable[Row]], limit: int
) -> Iterator[StoredArticle]:
    """Yield ``limit`` articles; below zero, all. The next one takes the place of one that cannot be
    read, so that no list ends early. ``read``: gives rows by a limit and an offset.
    """
    skipped = 0
    while limit:
        seen = shown = 0
        for row in read(limit, skipped):
            seen += 1
            for article in articles(connection, [row]):
                shown += 1
                yield article
        # fewer than were asked for: there are no more
        if limit < 0 or seen < limit:
            return
        skipped, limit = skipped + seen, limit - shown


def groups(connection: Connection, where: Filter, by: GroupBy) -> Iterator[GroupCount]:
    """Yield how many articles that pass a filter are in each group: times newest first, else the
    largest first.
    """
    joined, group, name = _GROUPS[by]
    passing, values = condition(connection, where)
    order = "articles DESC, name NULLS LAST"
    # times are for looking back, all else for finding what there is most of
    if by in _TIMES:
        order = "name DESC"
    found = connection.rows(
        f"""
        SELECT
            {name} AS name,
            count(*) AS articles,
            min(a.published_at) AS first,
            max(a.published_at) AS last
        FROM articles a {joined}
        WHERE {passing}
        GROUP BY {group}
        ORDER BY {order}
        LIMIT :limit
        """,
        values | {"limit": limit_of(where)},
    )

    def read(row: Row) -> GroupCount:
        first, last = time_among(row["first"]), time_among(row["last"])
        return GroupCount(row["name"], row["articles"], first, last)

    return connection.values("articles", found, read, key="name")


def count(connection: Connection, where: Filter) -> int:
    """Return how many articles pass a filter, whatever its limit."""
    sql, values = condition(connection, where)
    return int(connection.value(f"SELECT count(*) FROM articles a WHERE {sql}", values))


def content(connection: Connection, found: Row, links: tuple[Link, ...]) -> Body | None:
    """Return the body of an article's newest version; ``None`` if it was gone before it was
    kept.
    """
    body = connection.row(
        "SELECT id, html, text, images, media FROM versions WHERE id = ?", (found["version_id"],)
    )
    if body is None:
        return None

    def read(row: Row) -> Body:
        return Body(row["html"], row["text"], texts(row["images"]), media_of(row["media"]), links)

    return connection.value_of("versions", body, read)


def articles(connection: Connection, found: Iterable[Row]) -> Iterator[StoredArticle]:
    """Yield the values of articles' rows; one that cannot be read is passed over and noted as
    damage.
    """
    return connection.values("articles", found, article_of)


def article_of(found: Row, body: Body | None = None) -> StoredArticle:
    """Return the value of an article's row."""
    # what no page or file told an address of has none
    ref = None
    if found["url"]:
        ref = ArticleRef(found["url"], found["key"], found["short_url"])
    return StoredArticle(
        id=found["id"],
        state=found["state"],
        reason=found["reason"],
        kind=found["kind"],
        ref=ref,
        metadata=metadata_of(found["metadata"]),
        fetched_at=time_of(found["fetched_at"]),
        page_sha256=found["sha256"],
        dated_by=found["dated_by"],
        origin=found["origin"],
        told_by=found["told_by"],
        version_since=time_among(found["version_since"]),
        content_hash=found["content_hash"],
        losses=texts(found["losses"] or "[]"),
        first_seen_alive=time_of(found["first_seen_alive"]),
        last_seen_alive=time_of(found["last_seen_alive"]),
        gone_at=time_of(found["gone_at"]),
        content=body,
        marks=marks_of(found["marks"]),
    )

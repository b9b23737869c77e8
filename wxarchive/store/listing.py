"""Reading articles back: rows to values, filters to conditions. Lists load no bodies."""

from collections.abc import Iterator
from sqlite3 import Row

from wxarchive.models import ArticleRef, Body, Filter, Link, StoredArticle
from wxarchive.store.connection import Connection, Value
from wxarchive.store.values import media_of, metadata_of, texts, time_of, time_text

_SELECT = """
    SELECT a.id, a.key, a.url, a.short_url, a.state, a.reason, a.kind, a.metadata, a.fetched_at, a.version_id,
           a.first_seen_alive, a.last_seen_alive, a.gone_at, v.content_hash, v.losses, p.sha256
    FROM articles a LEFT JOIN versions v ON v.id = a.version_id LEFT JOIN pages p ON p.id = a.page_id
"""
_ACCOUNT = """
    (a.account = :account COLLATE NOCASE OR a.account_id IN (
        SELECT id FROM accounts
        WHERE :account IN (biz, gh_id) OR name = :account COLLATE NOCASE OR alias = :account COLLATE NOCASE
        UNION SELECT account_id FROM account_names WHERE name = :account COLLATE NOCASE))
"""
_CONDITIONS = {
    "account": _ACCOUNT,
    "since": "a.published_at >= :since",
    "until": "a.published_at < :until",
    "kind": "a.kind = :kind",
    "state": "a.state = :state",
}


def row(connection: Connection, article_id: int) -> Row | None:
    """Return one article's row."""
    return connection.row(f"{_SELECT} WHERE a.id = ?", (article_id,))


def rows(connection: Connection, where: Filter) -> Iterator[Row]:
    """Yield the rows that pass a filter, newest publication first, unknown dates last."""
    asked: dict[str, Value] = {
        "account": where.account,
        "since": time_text(where.since) if where.since else None,
        "until": time_text(where.until) if where.until else None,
        "kind": where.kind,
        "state": where.state,
        "limit": -1 if where.limit is None else where.limit,
    }
    conditions = [condition for name, condition in _CONDITIONS.items() if asked[name] is not None] or ["true"]
    return connection.rows(
        f"{_SELECT} WHERE {' AND '.join(conditions)} ORDER BY a.published_at DESC, a.id DESC LIMIT :limit", asked
    )


def content(connection: Connection, found: Row, links: tuple[Link, ...]) -> Body | None:
    """Return the body of an article's newest version; ``None`` if it was gone before it was kept."""
    body = connection.row("SELECT html, text, images, media FROM versions WHERE id = ?", (found["version_id"],))
    if body is None:
        return None
    return Body(body["html"], body["text"], texts(body["images"]), media_of(body["media"]), links)


def article_of(found: Row, body: Body | None = None) -> StoredArticle:
    """Return the value of an article's row."""
    return StoredArticle(
        id=found["id"],
        state=found["state"],
        reason=found["reason"],
        kind=found["kind"],
        ref=ArticleRef(found["url"], found["key"], found["short_url"]) if found["url"] else None,
        metadata=metadata_of(found["metadata"]),
        fetched_at=time_of(found["fetched_at"]),
        page_sha256=found["sha256"],
        content_hash=found["content_hash"],
        losses=texts(found["losses"]) if found["losses"] else (),
        first_seen_alive=time_of(found["first_seen_alive"]),
        last_seen_alive=time_of(found["last_seen_alive"]),
        gone_at=time_of(found["gone_at"]),
        content=body,
    )

"""All that an archive tells people, without the numbers of its rows: two archives that tell the same
are equal.
"""

import sqlite3
from contextlib import closing
from pathlib import Path

_NAME = "coalesce({0}.key, {0}.url, (SELECT min(sha256) FROM pages WHERE article_id = {0}.id))"
_A = _NAME.format("a")
_QUESTIONS = {
    "articles": f"""
        SELECT {_A}, a.key, a.url, a.short_url, a.state, a.reason, a.kind, a.first_seen_alive,
            a.last_seen_alive, a.gone_at, a.checked_at, a.check_failures, a.metadata, a.told_by,
            a.fetched_at, p.sha256, c.biz, c.gh_id, v.content_hash, a.pictures, a.characters
        FROM articles a LEFT JOIN pages p ON p.id = a.page_id
            LEFT JOIN accounts c ON c.id = a.account_id LEFT JOIN versions v ON v.id = a.version_id
        """,
    "versions": f"""
        SELECT {_A}, row_number() OVER (PARTITION BY a.id ORDER BY v.last_seen, v.id),
            v.content_hash, p.sha256, v.first_seen, v.last_seen, v.losses, v.metadata, v.images,
            v.media, v.text, v.html
        FROM versions v JOIN articles a ON a.id = v.article_id JOIN pages p ON p.id = v.page_id
        """,
    "states": f"""
        SELECT {_A}, row_number() OVER (PARTITION BY a.id ORDER BY s.seen_at, s.id), p.sha256,
            s.seen_at, s.state, s.reason, s.is_received
        FROM states s JOIN articles a ON a.id = s.article_id JOIN pages p ON p.id = s.page_id
        """,
    "pages": f"""
        SELECT p.sha256, p.state, p.reason, p.source, p.url, p.final_url, p.http_status,
            p.received_at, p.from_file, p.headers, p.size, p.dated_by, p.origin, p.with_cookies,
            p.scrubbed, {_A}
        FROM pages p LEFT JOIN articles a ON a.id = p.article_id
        """,
    "addresses": f"SELECT s.address, {_A} FROM aliases s JOIN articles a ON a.id = s.article_id",
    "links": f"""
        SELECT {_A}, l.position, l.section, l.url, l.key, l.text, l.title
        FROM links l JOIN articles a ON a.id = l.from_id
        """,
    "accounts": "SELECT biz, gh_id, name, alias, signature, last_seen FROM accounts",
    "account_names": """
        SELECT c.biz, c.gh_id, n.name, n.first_seen, n.last_seen
        FROM account_names n JOIN accounts c ON c.id = n.account_id
        """,
    "albums": "SELECT id, title FROM albums",
    "album_articles": f"""
        SELECT m.album_id, {_A} FROM album_articles m JOIN articles a ON a.id = m.article_id
        """,
    "media": "SELECT sha256, type, size, width, height, hex(bytes) FROM media",
    "media_uses": f"""
        SELECT {_A}, u.role, u.address, u.state, u.sha256, u.reason, u.attempts, u.not_before,
            u.fetched_from
        FROM media_uses u JOIN articles a ON a.id = u.article_id
        """,
    "marks": f"""
        SELECT {_A}, m.kind, m.name, m.is_set, m.changed_at
        FROM marks m JOIN articles a ON a.id = m.article_id
        """,
    "annotations": f"""
        SELECT {_A}, n.uuid, n.kind, n.text, n.content_hash, n.exact, n.prefix, n.suffix, n.start,
            n.made_at, n.changed_at, n.is_deleted
        FROM annotations n JOIN articles a ON a.id = n.article_id
        """,
    "lists": """
        SELECT address, kind, biz, album_id, title, account, total, read_at, is_whole, problem
        FROM lists
        """,
    "list_items": """
        SELECT l.address, i.position, i.address, i.key, i.title, i.published_at, i.left_at
        FROM list_item_list i JOIN lists l ON l.id = i.list_id
        """,
    "subscriptions": """
        SELECT l.address, s.subscribed_at FROM subscriptions s JOIN lists l ON l.id = s.list_id
        """,
    "queue": f"""
        SELECT c.options, c.started_at, q.address, q.key, q.kind, q.why, {_A}, q.depth, q.title,
            replace(q.state, 'taken', 'waiting'), q.attempts, q.not_before, q.error, q.added_at
        FROM queue q JOIN crawls c ON c.id = q.crawl_id LEFT JOIN articles a ON a.id = q.from_id
        """,
    "hosts": "SELECT host, paused_at, paused_until, why, challenges FROM hosts",
    "placeholders": "SELECT sha256 FROM media_placeholders",
    "indexed": f"""
        SELECT {_A}, d.published, d.version_id IS NULL, d.hash FROM search_documents d
            LEFT JOIN versions v ON v.id = d.version_id
            JOIN articles a ON a.id = coalesce(d.article_id, v.article_id)
        """,
    "to be indexed": "SELECT count(*) FROM search_pending",
}


def told(db: Path, *tables: str) -> dict[str, list[tuple[object, ...]]]:
    """Return everything, or these tables alone, each in an order of its own."""
    with closing(sqlite3.connect(db)) as opened:
        return {
            name: sorted(opened.execute(_QUESTIONS[name]), key=str) for name in tables or _QUESTIONS
        }

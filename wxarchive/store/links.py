"""The graph: which article links to which, and which linked ones the archive does not hold."""

from collections.abc import Iterator, Sequence
from sqlite3 import Row

from wxarchive.models import Link, MissingLink, StoredLink
from wxarchive.store.connection import Connection


class Links:
    """The links of all articles' newest pages."""

    def __init__(self, connection: Connection) -> None:
        self._db = connection

    def outgoing(self, article_id: int) -> list[StoredLink]:
        """Return an article's links, in reading order."""
        rows = self._db.rows("SELECT * FROM link_list WHERE from_id = ? ORDER BY position", (article_id,))
        return [_stored(row) for row in rows]

    def incoming(self, article_id: int) -> list[StoredLink]:
        """Return the links that lead to an article under any of its addresses."""
        rows = self._db.rows(
            """
            SELECT l.* FROM (
                SELECT from_id, position FROM links WHERE key = (SELECT key FROM articles WHERE id = :article)
                UNION
                SELECT from_id, position FROM links
                WHERE url IN (SELECT address FROM aliases WHERE article_id = :article)
            ) CROSS JOIN link_list l USING (from_id, position)  -- CROSS: these first, not the whole graph
            WHERE l.target_id = :article ORDER BY from_id, position
            """,
            {"article": article_id},
        )
        return [_stored(row) for row in rows]

    def missing(self, limit: int | None = None) -> list[MissingLink]:
        """Return the linked articles that are not archived, those linked most often first."""
        rows = self._db.rows("SELECT * FROM missing_links LIMIT ?", (-1 if limit is None else limit,))
        return [MissingLink(row["url"], row["key"], row["title"], row["count"]) for row in rows]

    def all(self) -> Iterator[StoredLink]:
        """Yield every link, article by article."""
        for row in self._db.rows("SELECT * FROM link_list ORDER BY from_id, position"):
            yield _stored(row)

    def of(self, article_id: int) -> tuple[Link, ...]:
        """Return an article's links as its page tells them."""
        rows = self._db.rows("SELECT * FROM links WHERE from_id = ? ORDER BY position", (article_id,))
        return tuple(_link(row) for row in rows)

    def replace(self, article_id: int, links: Sequence[Link]) -> int:
        """Let these be an article's links; return how many lead to articles nobody knew of before."""
        new = sum(self._is_new(link) for link in links)
        with self._db.atomic():
            self._db.run("DELETE FROM links WHERE from_id = ?", (article_id,))
            for position, link in enumerate(links):
                self._db.run(
                    "INSERT INTO links (from_id, position, section, url, key, text, title) "
                    "VALUES (?, ?, ?, ?, ?, ?, ?)",
                    (article_id, position, link.section, link.url, link.key, link.text, link.title),
                )
        return new

    def _is_new(self, link: Link) -> bool:
        known = self._db.value(
            """
            SELECT EXISTS (SELECT 1 FROM articles WHERE key = ?1) OR EXISTS (SELECT 1 FROM links WHERE key = ?1)
                OR EXISTS (SELECT 1 FROM aliases WHERE address = ?2) OR EXISTS (SELECT 1 FROM links WHERE url = ?2)
            """,
            (link.key, link.url),
        )
        return not known


def _link(row: Row) -> Link:
    return Link(row["url"], row["key"], row["text"], row["title"], row["section"])


def _stored(row: Row) -> StoredLink:
    return StoredLink(
        from_id=row["from_id"],
        from_title=row["from_title"],
        position=row["position"],
        link=_link(row),
        target_id=row["target_id"],
        target_title=row["target_title"],
    )

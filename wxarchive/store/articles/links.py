"""The graph: which article links to which, and which linked ones the archive does not hold (table
``links``, view ``link_list``).

Where a link leads is not stored: it follows from its key, else its address, and from what the
archive holds at the moment.
"""

from collections.abc import Iterator, Sequence
from sqlite3 import Row

from wxarchive.models import (
    AccountLinks,
    Filter,
    Link,
    LinkFilter,
    MissingLink,
    MissingOfAccount,
    StoredLink,
)
from wxarchive.store.conditions import Condition, condition
from wxarchive.store.sqlite import Connection, Value, as_json

# CROSS JOIN: the few links that lead there are found first, by indexes, not the whole graph
_LEADING_TO = """
    (
        SELECT from_id, position
        FROM links
        WHERE key IN (
            SELECT key
            FROM articles
            WHERE id IN (SELECT value FROM json_each(:to_ids))
        )
        UNION
        SELECT from_id, position
        FROM links
        WHERE url IN (
            SELECT address
            FROM aliases
            WHERE article_id IN (SELECT value FROM json_each(:to_ids))
        )
    )
    CROSS JOIN link_list l USING (from_id, position)
"""
_IS_KNOWN = """
    SELECT EXISTS (SELECT 1 FROM articles WHERE key = ?1)
        OR EXISTS (SELECT 1 FROM links WHERE key = ?1)
        OR EXISTS (SELECT 1 FROM aliases WHERE address = ?2)
        OR EXISTS (SELECT 1 FROM links WHERE url = ?2)
"""
_INSERT = """
    INSERT INTO links (from_id, position, section, url, key, text, title)
    VALUES (?, ?, ?, ?, ?, ?, ?)
"""
_KEY = "from_id position"


class Links:
    """The links of all articles' newest pages."""

    def __init__(self, connection: Connection) -> None:
        self._db = connection

    def find(self, which: LinkFilter) -> Iterator[StoredLink]:
        """Yield links, article by article, each article's in reading order."""
        chosen, values = chosen_links(self._db, which)
        rows = self._db.rows(f"SELECT l.* FROM {chosen} ORDER BY l.from_id, l.position", values)

        def read(row: Row) -> StoredLink:
            return StoredLink(
                from_id=row["from_id"],
                from_title=row["from_title"],
                position=row["position"],
                link=_link(row),
                target_id=row["target_id"],
                target_title=row["target_title"],
            )

        return self._db.values("links", rows, read, key=_KEY)

    def missing(self, which: LinkFilter | None = None) -> Iterator[MissingLink]:
        """Yield the linked articles that are not archived, those linked most often first."""
        chosen, values = chosen_links(self._db, which or LinkFilter())
        # by key, else by address: two addresses of one article differ in their parameters
        rows = self._db.rows(
            f"""
            SELECT
                min(l.url) AS url,
                l.key,
                max(coalesce(l.title, l.text)) AS title,
                count(DISTINCT l.from_id) AS count
            FROM {chosen} AND l.target_id IS NULL
            GROUP BY coalesce(l.key, l.url)
            ORDER BY count DESC, min(l.from_id), min(l.position)
            """,
            values,
        )

        def read(row: Row) -> MissingLink:
            return MissingLink(row["url"], row["key"], row["title"], row["count"])

        return self._db.values("links", rows, read, key="url")

    def by_account(self, which: LinkFilter) -> Iterator[AccountLinks]:
        """Yield how often accounts link to each other, most links first."""
        chosen, values = chosen_links(self._db, which)
        # an account without a biz is told by its name; all that nothing is known of is one (NULL)
        rows = self._db.rows(
            f"""
            SELECT
                max(l.from_account) AS from_account,
                max(l.from_biz) AS from_biz,
                max(l.target_account) AS target_account,
                max(l.target_biz) AS target_biz,
                count(*) AS links,
                count(DISTINCT l.from_id),
                count(*) FILTER (WHERE l.target_id IS NULL)
            FROM {chosen}
            GROUP BY
                coalesce(l.from_biz, lower(l.from_account)),
                coalesce(l.target_biz, lower(l.target_account))
            ORDER BY links DESC, 1, 3
            """,
            values,
        )
        names = "from_account target_account"
        return self._db.values("accounts", rows, lambda row: AccountLinks(*row), key=names)

    def missing_by_account(self, which: LinkFilter) -> Iterator[MissingOfAccount]:
        """Yield how many articles of each account are linked but not archived, most first."""
        chosen, values = chosen_links(self._db, which)
        # what is missing has no page that names its account: only the biz of its key
        rows = self._db.rows(
            f"""
            SELECT
                max(l.target_account) AS account,
                max(l.target_biz) AS biz,
                count(DISTINCT coalesce(l.key, l.url)) AS missing,
                count(DISTINCT l.from_id) AS count
            FROM {chosen} AND l.target_id IS NULL
            GROUP BY l.target_biz
            ORDER BY missing DESC, count DESC, 1, 2
            """,
            values,
        )
        return self._db.values(
            "accounts", rows, lambda row: MissingOfAccount(*row), key="account biz"
        )

    def of(self, article_id: int) -> tuple[Link, ...]:
        """Return an article's links as its page has them."""
        rows = self._db.rows(
            "SELECT * FROM links WHERE from_id = ? ORDER BY position", (article_id,)
        )
        return tuple(self._db.values("links", rows, _link, key=_KEY))

    def replace(self, article_id: int, links: Sequence[Link]) -> int:
        """Let these be an article's links; return how many lead to articles that the archive had
        neither held nor linked before.
        """
        # asked before they are written: each would be known by itself then
        known = [self._db.value(_IS_KNOWN, (link.key, link.url)) for link in links]
        with self._db.atomic():
            self._db.run("DELETE FROM links WHERE from_id = ?", (article_id,))
            for position, link in enumerate(links):
                columns = (link.section, link.url, link.key, link.text, link.title)
                self._db.run(_INSERT, (article_id, position, *columns))
        return known.count(0)


def chosen_links(connection: Connection, which: LinkFilter) -> tuple[str, dict[str, Value]]:
    """Return what stands after ``FROM`` to read these links as ``link_list l``, and the values it
    binds.

    It ends in a condition that more can be added to with ``AND``.
    """
    standing_in, values = articles_of(connection, which)
    # a condition that is always true would still read every article
    conditions = []
    if standing_in != "true":
        conditions.append(f"l.from_id IN (SELECT a.id FROM articles a WHERE {standing_in})")
    if which.to_id is not None:
        conditions.append("l.target_id IN (SELECT value FROM json_each(:to_ids))")
        values["to_ids"] = as_json(which.to_id)
    if which.is_missing:
        conditions.append("l.target_id IS NULL")
    # without a target there is nothing to begin with: all links are read
    source = _LEADING_TO
    if which.to_id is None:
        source = "link_list l"
    return f"{source} WHERE {' AND '.join(conditions) or 'true'}", values


def articles_of(connection: Connection, which: LinkFilter) -> Condition:
    """Return which articles the links stand in, as a condition on ``articles a`` and the values it
    binds.
    """
    passing, values = condition(connection, which.articles)
    conditions = []
    if which.articles != Filter():
        conditions.append(passing)
    if which.from_id is not None:
        conditions.append("a.id = :from_id")
        values["from_id"] = which.from_id
    return " AND ".join(conditions) or "true", values


def _link(row: Row) -> Link:
    return Link(row["url"], row["key"], row["text"], row["title"], row["section"])

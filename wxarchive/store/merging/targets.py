"""Which rows of one archive are an article of another: by its key, its addresses, its pages.

An article without a key is told by its pages, too, and where neither these nor an address lead to
a row, by its content, as where it is imported.
Two rows that the other archive keeps apart are not made one by their content. Asked are the tables
``articles``, ``aliases``, ``pages`` and ``versions``.
"""

from wxarchive.store.merging.article_rows import ArticleRows
from wxarchive.store.sqlite import Connection, as_json

_BY_ADDRESS = """
    SELECT id, key FROM articles WHERE key = :key
    UNION
    SELECT a.id, a.key
    FROM aliases s
    JOIN articles a ON a.id = s.article_id
    WHERE s.address IN (SELECT value FROM json_each(:addresses))
"""
_BY_PAGE = """
    SELECT DISTINCT a.id, a.key
    FROM pages p
    JOIN articles a ON a.id = p.article_id
    WHERE p.sha256 IN (SELECT value FROM json_each(:pages))
        AND p.state = 'ok'
        AND (:nameless OR a.key IS NULL AND a.url IS NULL)
"""
_BY_CONTENT = """
    SELECT DISTINCT a.id, a.key
    FROM versions v
    JOIN articles a ON a.id = v.article_id
    WHERE v.content_hash IN (SELECT value FROM json_each(:contents))
        AND a.key IS NULL
        AND (:nameless OR a.url IS NULL)
"""
# which articles there have an address or a page of one here
_IMAGES = """
    SELECT a.id
    FROM articles a
    WHERE a.id IN (
        SELECT article_id
        FROM aliases
        WHERE address IN (SELECT value FROM json_each(:addresses))
        UNION
        SELECT s.article_id
        FROM states s
        JOIN pages p ON p.id = s.page_id
        WHERE p.sha256 IN (SELECT value FROM json_each(:pages))
    )
"""


class Targets:
    """Finds the rows of one archive that are an article of another one."""

    def __init__(self, into: Connection, source: Connection) -> None:
        self._into = into
        self._source = source

    def of(self, theirs: ArticleRows, article_id: int) -> list[int]:
        """Return the rows that are an article, the one to be kept first; none for a new article."""
        head = theirs.head
        names = {*theirs.addresses, head.url, head.short_url} - {None}
        addresses = as_json(sorted(map(str, names)))
        found = self._found(_BY_ADDRESS, {"key": head.key, "addresses": addresses})
        is_named = bool(found)
        nameless = not (head.key or head.url)
        # an address led nowhere, or nobody knows whether it is all there is: its pages tell
        if head.key is None or not is_named:
            pages = [seen.page for seen in theirs.observations if seen.state == "ok"]
            found |= self._found(_BY_PAGE, {"pages": as_json(pages), "nameless": nameless})
        # no page of it is here: it may have been saved twice
        if head.key is None and not found:
            contents = as_json([version.content for version in theirs.versions])
            alike = self._found(_BY_CONTENT, {"contents": contents, "nameless": nameless})
            for number, key in alike.items():
                if not self._is_apart(number, article_id):
                    found[number] = key
        # what has another key is another article, whatever address led to it
        own = head.key or min((one for one in found.values() if one), default=None)
        same = [number for number, one in found.items() if one in (None, own)]
        return sorted(same, key=lambda number: (found[number] is None, number))

    def _is_apart(self, mine: int, article_id: int) -> bool:
        """Tell whether the other archive holds a row of ours too, and as another article."""
        # asked the other way round: what of ours leads to which rows there
        ours = {"mine": mine}
        addresses = self._into.rows("SELECT address FROM aliases WHERE article_id = :mine", ours)
        pages = self._into.rows(
            """
            SELECT p.sha256
            FROM states s
            JOIN pages p ON p.id = s.page_id
            WHERE s.article_id = :mine
            """,
            ours,
        )
        told = {
            "addresses": as_json([row[0] for row in addresses]),
            "pages": as_json([row[0] for row in pages]),
        }
        return any(row["id"] != article_id for row in self._source.rows(_IMAGES, told))

    def _found(self, sql: str, values: dict[str, str | int | None]) -> dict[int, str | None]:
        return {row["id"]: row["key"] for row in self._into.rows(sql, values)}

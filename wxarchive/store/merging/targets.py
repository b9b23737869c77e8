"""Which rows of one archive are an article of another: by its key, its addresses, its pages.

An article without a key is told by its pages, too, and where neither these nor an address lead to
a row, by its content, as where it is imported.
Two rows that the other archive keeps apart are not made one by their content.
"""

from wxarchive.store.merging.article_rows import ArticleRows
from wxarchive.store.sqlite import Connection, as_json

_BY_ADDRESS = """
    SELECT id, key FROM articles WHERE key = :key
    UNION SELECT a.id, a.key FROM aliases s JOIN articles a ON a.id = s.article_id
    WHERE s.address IN (SELECT value FROM json_each(:addresses))
"""
_BY_PAGE = """
    SELECT DISTINCT a.id, a.key FROM pages p JOIN articles a ON a.id = p.article_id
    WHERE p.sha256 IN (SELECT value FROM json_each(:pages)) AND p.state = 'ok'
        AND (:nameless OR a.key IS NULL AND a.url IS NULL)
"""
_BY_CONTENT = """
    SELECT DISTINCT a.id, a.key FROM versions v JOIN articles a ON a.id = v.article_id
    WHERE v.content_hash IN (SELECT value FROM json_each(:contents)) AND a.key IS NULL
        AND (:nameless OR a.url IS NULL)
"""
_IMAGES = """
    SELECT a.id FROM articles a WHERE a.id IN (
        SELECT article_id FROM aliases WHERE address IN (SELECT value FROM json_each(:addresses))
        UNION SELECT s.article_id FROM states s JOIN pages p ON p.id = s.page_id
        WHERE p.sha256 IN (SELECT value FROM json_each(:pages)))
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
        found = self._found(
            _BY_ADDRESS, {"key": head.key, "addresses": as_json(sorted(map(str, names)))}
        )
        if head.key is None or not found:
            found |= self._by_what_it_says(theirs, article_id, is_known=bool(found))
        return _one_article(found, head.key)

    def _by_what_it_says(
        self, theirs: ArticleRows, article_id: int, *, is_known: bool
    ) -> dict[int, str | None]:
        """Find rows by pages, and an article of which no address is known by its content."""
        nameless = not (theirs.head.key or theirs.head.url)
        pages = [seen.page for seen in theirs.observations if seen.state == "ok"]
        found = self._found(_BY_PAGE, {"pages": as_json(pages), "nameless": nameless})
        if theirs.head.key or found or is_known:
            return found
        contents = as_json([version.content for version in theirs.versions])
        alike = self._found(_BY_CONTENT, {"contents": contents, "nameless": nameless})
        return {
            number: key for number, key in alike.items() if not self._is_apart(number, article_id)
        }

    def _is_apart(self, mine: int, article_id: int) -> bool:
        """Tell whether the other archive holds a row of ours too, and as another article."""
        ours: dict[str, str | int | None] = {"mine": mine}
        addresses = self._into.rows("SELECT address FROM aliases WHERE article_id = :mine", ours)
        pages = self._into.rows(
            "SELECT p.sha256 FROM states s JOIN pages p ON p.id = s.page_id"
            " WHERE s.article_id = :mine",
            ours,
        )
        told = {
            "addresses": as_json([row[0] for row in addresses]),
            "pages": as_json([row[0] for row in pages]),
        }
        return any(row["id"] != article_id for row in self._source.rows(_IMAGES, told))

    def _found(self, sql: str, values: dict[str, str | int | None]) -> dict[int, str | None]:
        return {row["id"]: row["key"] for row in self._into.rows(sql, values)}


def _one_article(found: dict[int, str | None], key: str | None) -> list[int]:
    """Leave out what has another key: that is another article, whatever address led to it."""
    own = key or min((one for one in found.values() if one), default=None)
    same = [number for number, one in found.items() if one in (None, own)]
    return sorted(same, key=lambda number: (found[number] is None, number))

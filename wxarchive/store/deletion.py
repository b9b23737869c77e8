"""Articles taken out for good, with all that is theirs alone; nothing of others becomes unreadable.

::

    pages of others are compressed anew, where a page that goes was their dictionary
        ──► index entries, rows, pages, files      a hundred articles in one transaction
        ──► the indexes are put together anew, so that no piece of them remembers

What is freed is overwritten (``PRAGMA secure_delete``).
"""

from collections.abc import Iterable, Iterator, Sequence
from sqlite3 import Row

from wxarchive.models import Deletion
from wxarchive.store.pages import Pages
from wxarchive.store.search import Search
from wxarchive.store.sqlite import Connection, Value, as_json

_IDS = "(SELECT value FROM json_each(:ids))"
_PIECE = 100
_PAGES = f"""
    SELECT id FROM pages WHERE article_id IN {_IDS}
    UNION SELECT page_id FROM states WHERE article_id IN {_IDS}
    UNION SELECT page_id FROM versions WHERE article_id IN {_IDS}
    UNION
    SELECT page_id
    FROM articles
    WHERE id IN {_IDS} AND page_id IS NOT NULL
"""
# pages that no other article has: neither owns, nor was seen on, nor has its text or metadata from
_ALONE = f"""
    SELECT p.id, p.sha256
    FROM ({_PAGES}) o
    JOIN pages p ON p.id = o.id
    WHERE (p.article_id IS NULL OR p.article_id IN {_IDS})
        AND NOT EXISTS (
            SELECT 1
            FROM states s
            WHERE s.page_id = p.id AND s.article_id NOT IN {_IDS}
        )
        AND NOT EXISTS (
            SELECT 1
            FROM versions v
            WHERE v.page_id = p.id AND v.article_id NOT IN {_IDS}
        )
        AND NOT EXISTS (
            SELECT 1
            FROM articles a
            WHERE a.page_id = p.id AND a.id NOT IN {_IDS}
        )
"""
_FILES = f"""
    SELECT
        m.sha256, m.size,
        EXISTS (
            SELECT 1
            FROM media_uses u
            WHERE u.sha256 = m.sha256 AND u.article_id NOT IN {_IDS}
        ) AS is_shared
    FROM media m
    WHERE m.sha256 IN (
        SELECT sha256 FROM media_uses WHERE article_id IN {_IDS}
    )
"""
# links of other articles stay, and lead to what is missing then
_LINKS = f"""
    SELECT count(*)
    FROM links l
    WHERE l.from_id NOT IN {_IDS}
        AND (
            l.key IN (SELECT key FROM articles WHERE id IN {_IDS})
            OR l.url IN (
                SELECT address FROM aliases WHERE article_id IN {_IDS}
            )
        )
"""
_MARKS = f"SELECT count(*) FROM marks WHERE is_set AND article_id IN {_IDS}"
_NOTES = f"""
    SELECT count(*)
    FROM annotations
    WHERE kind = :kind AND NOT is_deleted AND article_id IN {_IDS}
"""
_WANTED = f"""
    (
        key IN (SELECT key FROM articles WHERE id IN {_IDS})
        OR address IN (
            SELECT address FROM aliases WHERE article_id IN {_IDS}
        )
    )
"""
_ADDRESSES = f"""
    (
        SELECT address FROM aliases WHERE article_id IN {_IDS}
        UNION SELECT url FROM articles WHERE id IN {_IDS}
    )
"""
_OWNERS = f"""
    UPDATE pages
    SET (article_id, source, url, final_url, received_at) = (
        SELECT s.article_id, coalesce(a.url, ''), a.url, a.url, s.seen_at
        FROM states s
        JOIN articles a ON a.id = s.article_id
        WHERE s.page_id = pages.id AND s.article_id NOT IN {_IDS}
        ORDER BY s.seen_at DESC
        LIMIT 1
    )
    WHERE (
        article_id IN {_IDS}
        OR url IN {_ADDRESSES}
        OR final_url IN {_ADDRESSES}
    )
        AND id IN (
            SELECT page_id FROM states WHERE article_id NOT IN {_IDS}
        )
"""
"""A page of a notice that several articles got stays for the others; it names one of them now."""
# is_dropped: what a list names is not to be fetched again. A row that is taken ends by itself. Rows
# that an article's row names go after it has let go of them
_ROWS = (
    _OWNERS,
    f"UPDATE list_items SET is_dropped = 1 WHERE {_WANTED}",
    f"DELETE FROM queue WHERE {_WANTED} AND state <> 'taken'",
    f"""
    UPDATE articles
    SET version_id = NULL, page_id = NULL
    WHERE id IN {_IDS}
    """,
    f"DELETE FROM versions WHERE article_id IN {_IDS}",
    f"DELETE FROM articles WHERE id IN {_IDS}",
)
_ACCOUNTS = f"""
    SELECT DISTINCT account_id
    FROM articles
    WHERE id IN {_IDS} AND account_id NOT NULL
"""
_ALBUMS = f"""
    SELECT DISTINCT album_id
    FROM album_articles
    WHERE article_id IN {_IDS}
"""
_WITHOUT_ARTICLES = """
    DELETE FROM accounts
    WHERE id IN (SELECT value FROM json_each(?))
        AND NOT EXISTS (
            SELECT 1 FROM articles WHERE account_id = accounts.id
        )
"""
# an album that a list has been read of stays: the list names it
_WITHOUT_MEMBERS = """
    DELETE FROM albums
    WHERE id IN (SELECT value FROM json_each(?))
        AND NOT EXISTS (
            SELECT 1 FROM album_articles WHERE album_id = albums.id
        )
        AND NOT EXISTS (SELECT 1 FROM lists WHERE album_id = albums.id)
"""
# a dictionary goes with its page, unless another page still needs it
_WITHOUT_PAGES = """
    DELETE FROM dictionaries
    WHERE sha256 NOT IN (SELECT sha256 FROM pages)
        AND NOT EXISTS (
            SELECT 1 FROM pages WHERE dictionary_id = dictionaries.id
        )
"""


class Deleter:
    """Takes articles out of one archive."""

    def __init__(self, db: Connection, pages: Pages, search: Search) -> None:
        self._db = db
        self._pages = pages
        self._search = search

    def plan(self, ids: Sequence[int]) -> Deletion:
        """Say what goes with articles, and what stays; nothing is written."""
        ids = list(dict.fromkeys(ids))
        which: dict[str, Value] = {"ids": as_json(ids)}
        alone = list(self._db.rows(_ALONE, which))
        files = list(self._db.rows(_FILES, which))
        # what others use, too, stays for them
        own = [row for row in files if not row["is_shared"]]
        versions = f"SELECT count(*) FROM versions WHERE article_id IN {_IDS}"
        pages = self._db.value(f"SELECT count(*) FROM ({_PAGES})", which)
        packed_anew = self._packed_against(_by_id(alone)).values()
        return Deletion(
            articles=len(ids),
            versions=self._db.value(versions, which),
            pages=len(alone),
            files=len(own),
            bytes=sum(row["size"] for row in own),
            links=self._db.value(_LINKS, which),
            repacked=sum(map(len, packed_anew)),
            shared_pages=pages - len(alone),
            shared_files=len(files) - len(own),
            marks=self._db.value(_MARKS, which),
            notes=self._db.value(_NOTES, {**which, "kind": "note"}),
            highlights=self._db.value(_NOTES, {**which, "kind": "highlight"}),
        )

    def delete(self, ids: Sequence[int]) -> Iterator[int]:
        """Take articles out, and yield how many went with each transaction."""
        ids = list(dict.fromkeys(ids))
        # of this connection: what it frees is overwritten with zeros
        self._db.run("PRAGMA secure_delete = ON")
        alone = _by_id(self._db.rows(_ALONE, {"ids": as_json(ids)}))
        for number, pages in self._packed_against(alone).items():
            self._pages.leave_dictionary(number, pages)
        # a piece breaks off whole: what went is gone, and running it again goes on
        for start in range(0, len(ids), _PIECE):
            piece = ids[start : start + _PIECE]
            with self._db.atomic():
                self._delete(piece)
            yield len(piece)
        self._search.put_together()

    def _packed_against(self, alone: dict[int, str]) -> dict[int, list[int]]:
        """Return the pages that stay and need a dictionary that is one of the pages that go."""
        # a dictionary is a page itself: it has the page's SHA-256, and its bytes
        found: dict[int, list[int]] = {}
        rows = self._db.rows(
            """
            SELECT p.dictionary_id, p.id
            FROM dictionaries d
            JOIN pages p ON p.dictionary_id = d.id
            WHERE d.sha256 IN (SELECT value FROM json_each(?))
                AND p.id NOT IN (SELECT value FROM json_each(?))
            ORDER BY p.id
            """,
            (as_json(list(alone.values())), as_json(list(alone))),
        )
        for row in rows:
            found.setdefault(row["dictionary_id"], []).append(row["id"])
        return found

    def _delete(self, ids: Sequence[int]) -> None:
        which: dict[str, Value] = {"ids": as_json(ids)}
        # asked anew, and before the rows go that tell: others may have come by one of the pages
        pages = _by_id(self._db.rows(_ALONE, which))
        files = [row["sha256"] for row in self._db.rows(_FILES, which) if not row["is_shared"]]
        accounts = as_json([row[0] for row in self._db.rows(_ACCOUNTS, which)])
        albums = as_json([row[0] for row in self._db.rows(_ALBUMS, which)])
        # the index first: it takes a text out by what the text says
        for article_id in ids:
            self._search.remove(article_id)
        for statement in _ROWS:
            self._db.run(statement, which)
        self._remove("pages", "id", list(pages))
        self._remove("media", "sha256", files)
        self._db.run(_WITHOUT_ARTICLES, (accounts,))
        self._db.run(_WITHOUT_MEMBERS, (albums,))
        self._db.run(_WITHOUT_PAGES)

    def _remove(self, table: str, key: str, names: Sequence[int | str]) -> None:
        chosen = (as_json(names),)
        self._db.run(f"DELETE FROM {table} WHERE {key} IN (SELECT value FROM json_each(?))", chosen)


def _by_id(rows: Iterable[Row]) -> dict[int, str]:
    return {row["id"]: row["sha256"] for row in rows}

"""What a reader pages through: lists by time that go on from any place, and counts to choose by.

A list goes on after the last article that was shown, by its time and id, not after so many: what
comes meanwhile neither repeats nor hides any.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from sqlite3 import Row

from wxarchive.models import (
    Entry,
    Facet,
    Filter,
    GonePlace,
    Happening,
    MissingEntry,
    MissingLink,
    MissingPlace,
    Month,
    Place,
    StoredArticle,
)
from wxarchive.store import rows as listing
from wxarchive.store.conditions import condition, limit_of
from wxarchive.store.facets import facets_of, facets_of_all
from wxarchive.store.search import Search
from wxarchive.store.sqlite import Connection, as_json, texts, time_text

_MONTH = re.compile(r"\d{4}-(?:0[1-9]|1[0-2])", re.A)
BEGINNING = 200
"""Characters of a text that a list may show."""
# the cover of today: an article may have used others before
_SHOWN = """
    SELECT
        a.id,
        substr(v.text, 1, :beginning) AS beginning,
        (
            SELECT count(*) FROM versions n WHERE n.article_id = a.id
        ) AS versions,
        (
            SELECT u.sha256
            FROM media_uses u
            WHERE u.article_id = a.id
                AND u.role = 'cover'
                AND u.address = a.cover_url
                AND u.state = 'kept'
        ) AS cover
    FROM articles a
    LEFT JOIN versions v ON v.id = a.version_id
    WHERE a.id IN (SELECT value FROM json_each(:ids))
"""

# what links lead to and neither a key nor an address finds: the view link_list says the same, and
# looks up titles and accounts for it
_LACKING = """
    NOT EXISTS (SELECT 1 FROM articles k WHERE k.key = l.key)
    AND NOT EXISTS (SELECT 1 FROM aliases s WHERE s.address = l.url)
"""
_MISSING = f"""
    SELECT count(DISTINCT coalesce(l.key, l.url))
    FROM links l
    WHERE {_LACKING}
"""
_RANKED = f"""
    SELECT
        coalesce(l.key, l.url) AS name,
        count(DISTINCT l.from_id) AS count
    FROM links l
    WHERE {_LACKING}
    GROUP BY 1
    ORDER BY 2 DESC, 1
"""
# +l.key: what has a key is named by it alone, and found by its index
_MISSING_SHOWN = f"""
    SELECT
        coalesce(l.key, l.url) AS name,
        min(l.url) AS url,
        l.key,
        max(coalesce(l.title, l.text)) AS title,
        count(DISTINCT l.from_id) AS count,
        json_group_array(
            DISTINCT coalesce(c.name, a.account, '')
        ) AS accounts
    FROM links l
    JOIN articles a ON a.id = l.from_id
    LEFT JOIN accounts c ON c.id = a.account_id
    WHERE (
        l.key IN (SELECT value FROM json_each(:names))
        OR (
            +l.key IS NULL
            AND l.url IN (SELECT value FROM json_each(:names))
        )
    )
        AND {_LACKING}
    GROUP BY 1
"""

_SEVERAL_VERSIONS = "a.id IN (SELECT article_id FROM versions GROUP BY 1 HAVING count(*) > 1)"
_HAPPENED: Mapping[Happening, str] = {
    "published": """
        SELECT substr(a.published_at, 1, 7) AS month, count(*) AS number
        FROM articles a
        WHERE a.published_at > '' AND {passing}
        GROUP BY 1
    """,
    "captured": """
        SELECT substr(first, 1, 7) AS month, count(*) AS number
        FROM (
            SELECT (
                SELECT min(v.first_seen)
                FROM versions v
                WHERE v.article_id = a.id
            ) AS first
            FROM articles a
            WHERE {passing}
        )
        WHERE first IS NOT NULL
        GROUP BY 1
    """,
    "edited": """
        SELECT substr(v.first_seen, 1, 7) AS month, count(*) AS number
        FROM articles a
        JOIN versions v ON v.article_id = a.id
        WHERE {passing}
            AND EXISTS (
                SELECT 1
                FROM versions o
                WHERE o.article_id = v.article_id
                    AND (o.first_seen, o.id) < (v.first_seen, v.id)
            )
        GROUP BY 1
    """,
    "gone": """
        SELECT substr(a.gone_at, 1, 7) AS month, count(*) AS number
        FROM articles a
        WHERE a.gone_at IS NOT NULL AND {passing}
        GROUP BY 1
    """,
}


class Library:
    """Lists and counts of one archive, for people who look around in it."""

    def __init__(self, connection: Connection, search: Search) -> None:
        self._db = connection
        self._search = search

    def page(
        self, where: Filter, *, place: Place | None = None, oldest: bool = False, back: bool = False
    ) -> list[StoredArticle]:
        """Return ``where.limit`` articles in order of publication, those after a place; undated
        ones come last.

        ``oldest``: the oldest first. ``back``: the nearest ones before the place. Always in the
        order of the list.
        """
        descending = oldest == back
        # the dated ones, then the others
        halves = [True, False]
        if back:
            halves.reverse()
        if place:
            halves = halves[halves.index(place.published_at is not None) :]
        articles: list[StoredArticle] = []
        # a page may end one half and begin the other
        for is_dated in halves:
            rest = limit_of(where)
            if where.limit is not None:
                rest -= len(articles)
            articles += self._half(where, is_dated, descending, place, rest)
            place = None
        if back:
            articles.reverse()
        return articles

    def among(self, ids: Sequence[int]) -> list[StoredArticle]:
        """Return the articles with these ids, in any order."""
        chosen = "a.id IN (SELECT value FROM json_each(:ids))"
        rows = listing.chosen(self._db, chosen, {"ids": as_json(ids)}, "a.id")
        return list(listing.articles(self._db, rows))

    def entries(self, articles: Sequence[StoredArticle]) -> list[Entry]:
        """Return these articles with what lines of a list show of them besides."""
        ids = as_json([one.id for one in articles])
        rows = self._db.rows(_SHOWN, {"ids": ids, "beginning": BEGINNING})

        def read(row: Row) -> tuple[int, tuple[str, str | None, int]]:
            return row["id"], (row["beginning"] or "", row["cover"], row["versions"])

        shown = dict(self._db.values("versions", rows, read))
        return [Entry(one, *shown[one.id]) for one in articles if one.id in shown]

    def facets(self, where: Filter, query: str | None = None) -> tuple[Facet, ...]:
        """Count the articles that pass a filter, and that a query finds, by what one may choose
        next.

        Raises as :meth:`Search.find`.
        """
        # of the whole archive each side has an index of its own, which is faster
        if where == Filter() and query is None:
            return facets_of_all(self._db)
        passing, values = condition(self._db, where)
        if query is None:
            return facets_of(self._db, "articles a", passing, values)
        # the query's search has asked for the filter already
        found = "json_each(:found) f JOIN articles a ON a.id = f.value"
        ids = as_json(self._search.unordered(query, where))
        return facets_of(self._db, found, "true", {"found": ids})

    def vanished(
        self, where: Filter, *, place: GonePlace | None = None, back: bool = False
    ) -> list[StoredArticle]:
        """Return ``where.limit`` articles that are gone, the last first, those after a place.

        ``back``: the nearest ones before the place, in the order of the list.
        """
        passing, values = condition(self._db, replace(where, is_gone=None))
        # said so, what is gone comes out of an index in the order of its times
        passing = f"a.gone_at > '' AND {passing}"
        sign, way = "<", "DESC"
        if back:
            sign, way = ">", "ASC"
        if place:
            passing = f"(a.gone_at, a.id) {sign} (:place_time, :place_id) AND {passing}"
            values |= {"place_time": time_text(place.gone_at), "place_id": place.id}

        def read(limit: int, skipped: int) -> Iterator[Row]:
            order = f"a.gone_at {way}, a.id {way}"
            return listing.chosen(self._db, passing, values, order, limit, skipped)

        articles = list(listing.filled(self._db, read, limit_of(where)))
        if back:
            articles.reverse()
        return articles

    def months(
        self, where: Filter, of: Sequence[Happening] = ("published", "captured", "edited", "gone")
    ) -> tuple[Month, ...]:
        """Count by month what happened to the articles that pass a filter, the earliest first.

        ``of``: which of it is counted.
        """
        passing, values = condition(self._db, where)
        # by month, then by what happened in it
        found: dict[str, dict[str, int]] = {}
        for what in of:
            chosen = passing
            # of a whole archive, the few that have several versions are found first
            if what == "edited" and passing == "true":
                chosen = _SEVERAL_VERSIONS
            rows = self._db.rows(_HAPPENED[what].format(passing=chosen), values)
            for row in rows:
                # of a damaged time nothing is counted; where its row is shown it is reported
                if _MONTH.fullmatch(row["month"]):
                    found.setdefault(row["month"], {})[what] = row["number"]
        return tuple(Month(month, **found[month]) for month in sorted(found))

    def readable(self, where: Filter) -> int:
        """Count the articles that pass a filter and whose text is archived."""
        passing, values = condition(self._db, where)
        sql = f"""
            SELECT count(*)
            FROM articles a
            WHERE a.version_id IS NOT NULL AND {passing}
        """
        return int(self._db.value(sql, values))

    def missing(self) -> int:
        """Count the articles that are linked but not archived."""
        return int(self._db.value(_MISSING))

    def missing_ranked(self) -> list[MissingPlace]:
        """Return them by their names, those linked most often first. This reads all links."""
        rows = self._db.rows(_RANKED)

        def read(row: Row) -> MissingPlace:
            return MissingPlace(row["count"], row["name"])

        return list(self._db.values("links", rows, read, key="name"))

    def missing_entries(self, places: Sequence[MissingPlace]) -> list[MissingEntry]:
        """Return these with what the articles say that link to them."""
        names = as_json([place.name for place in places])
        rows = self._db.rows(_MISSING_SHOWN, {"names": names})

        def read(row: Row) -> tuple[str, MissingEntry]:
            link = MissingLink(row["url"], row["key"], row["title"], row["count"])
            accounts = sorted(filter(None, texts(row["accounts"])))
            return row["name"], MissingEntry(link, tuple(accounts))

        shown = dict(self._db.values("links", rows, read, key="url"))
        return [shown[place.name] for place in places if place.name in shown]

    def _half(
        self, where: Filter, is_dated: bool, descending: bool, start: Place | None, limit: int
    ) -> Iterator[StoredArticle]:
        passing, values = condition(self._db, where, in_order=True)
        sign, way = ">", "ASC"
        if descending:
            sign, way = "<", "DESC"
        order = f"a.id {way}"
        conditions = [passing, "a.published_at IS NULL"]
        # said so, the dated ones come out of the index of their times, in order
        if is_dated:
            order = f"a.published_at {way}, {order}"
            conditions[-1] = "a.published_at IS NOT NULL"
        if start:
            values["place_id"] = start.id
            conditions.append(f"a.id {sign} :place_id")
        # by time and id together: several articles may have one time
        if start and start.published_at:
            values["place_time"] = time_text(start.published_at)
            conditions[-1] = f"(a.published_at, a.id) {sign} (:place_time, :place_id)"
        chosen = " AND ".join(conditions)

        def read(limit: int, skipped: int) -> Iterator[Row]:
            return listing.chosen(self._db, chosen, values, order, limit, skipped)

        return listing.filled(self._db, read, limit)

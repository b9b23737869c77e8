"""What a reader pages through: lists by time that go on from any place, and counts to choose by."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from sqlite3 import Row

from wxarchive.models import (
    Entry,
    Facet,
    FacetName,
    FacetValue,
    Filter,
    Happening,
    Month,
    Place,
    StoredArticle,
)
from wxarchive.store import rows as listing
from wxarchive.store.conditions import condition
from wxarchive.store.search import Search
from wxarchive.store.sqlite import Connection, Value, as_json, time_text

_MONTH = re.compile(r"\d{4}-(?:0[1-9]|1[0-2])", re.A)
BEGINNING = 200
"""Characters of a text that a list may show."""
_SIDES: tuple[FacetName, ...] = ("account", "year", "kind", "state", "original", "pictures")
_COUNTED = """
    SELECT coalesce(c.name, a.account) AS account, substr(a.published_at, 1, 4) AS year, a.kind,
        a.state,
           CAST(coalesce(a.is_original, 0) AS TEXT) AS original, CAST(a.pictures > 0 AS TEXT)
               AS pictures,
           count(*) AS articles
    FROM {source} LEFT JOIN accounts c ON c.id = a.account_id WHERE {passing}
    GROUP BY a.account_id, CASE WHEN a.account_id IS NULL THEN a.account END, 2, 3, 4, 5, 6
"""
_IN_ALBUMS = """
    SELECT b.id, b.title, count(*) AS articles
    FROM {source} JOIN album_articles m ON m.article_id = a.id JOIN albums b ON b.id = m.album_id
    WHERE {passing} GROUP BY b.id ORDER BY articles DESC, b.title
"""
_SHOWN = """
    SELECT a.id, substr(v.text, 1, :beginning) AS beginning,
           (SELECT count(*) FROM versions n WHERE n.article_id = a.id) AS versions,
           (SELECT u.sha256 FROM media_uses u WHERE u.article_id = a.id AND u.role = 'cover'
               AND u.address = a.cover_url AND u.state = 'kept') AS cover
    FROM articles a LEFT JOIN versions v ON v.id = a.version_id
    WHERE a.id IN (SELECT value FROM json_each(:ids))
"""

_MISSING = """
    SELECT count(*) FROM (SELECT DISTINCT coalesce(l.key, l.url) FROM links l
        WHERE NOT EXISTS (SELECT 1 FROM articles k WHERE k.key = l.key)
          AND NOT EXISTS (SELECT 1 FROM aliases s WHERE s.address = l.url))
"""

_HAPPENED: Mapping[Happening, str] = {
    "published": """
        SELECT substr(a.published_at, 1, 7) AS month, count(*) AS number FROM articles a
        WHERE a.published_at IS NOT NULL AND {passing} GROUP BY 1
    """,
    "captured": """
        SELECT substr(v.first, 1, 7) AS month, count(*) AS number FROM articles a
        JOIN (SELECT article_id, min(first_seen) AS first FROM versions
            GROUP BY 1) v ON v.article_id = a.id
        WHERE {passing} GROUP BY 1
    """,
    "edited": """
        SELECT substr(v.first_seen, 1, 7) AS month, count(*) AS number
        FROM (SELECT article_id FROM versions GROUP BY 1 HAVING count(*) > 1) e
        JOIN versions v USING (article_id) JOIN articles a ON a.id = v.article_id
        WHERE {passing} AND EXISTS (SELECT 1 FROM versions o
            WHERE o.article_id = v.article_id AND (o.first_seen, o.id) < (v.first_seen, v.id))
        GROUP BY 1
    """,
    "gone": """
        SELECT substr(a.gone_at, 1, 7) AS month, count(*) AS number FROM articles a
        WHERE a.gone_at IS NOT NULL AND {passing} GROUP BY 1
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
        """Return ``where.limit`` articles in order of publication, those behind a place; undated
        ones come last.

        ``oldest``: the oldest first. ``back``: the nearest ones before the place. Always in the
        order of the list.
        """
        descending = oldest == back
        halves = [False, True] if back else [True, False]  # the dated ones, then the others
        if place:
            halves = halves[halves.index(place.published_at is not None) :]
        limit = -1 if where.limit is None else where.limit
        found: list[StoredArticle] = []
        for number, is_dated in enumerate(halves):
            start = place if number == 0 else None
            rest = limit if limit < 0 else limit - len(found)
            found += self._half(where, is_dated, descending, start, rest)
        return found[::-1] if back else found

    def among(self, ids: Sequence[int]) -> list[StoredArticle]:
        """Return the articles with these ids, in any order."""
        values: dict[str, Value] = {"ids": as_json(ids), "limit": -1}
        rows = listing.chosen(
            self._db, "a.id IN (SELECT value FROM json_each(:ids))", values, "a.id"
        )
        return list(listing.articles(self._db, rows))

    def entries(self, articles: Sequence[StoredArticle]) -> list[Entry]:
        """Return these articles with what lines of a list show of them besides."""
        ids = as_json([one.id for one in articles])
        rows = self._db.rows(_SHOWN, {"ids": ids, "beginning": BEGINNING})
        shown = dict(self._db.values("versions", rows, _shown))
        return [Entry(one, *shown[one.id]) for one in articles if one.id in shown]

    def facets(self, where: Filter, query: str | None = None) -> tuple[Facet, ...]:
        """Count the articles that pass a filter, and that a query finds, by what one may choose
        next.

        Raises as :meth:`Search.find`.
        """
        source, passing, values = self._chosen(where, query)
        counts: dict[FacetName, Counter[str]] = {name: Counter() for name in _SIDES}
        rows = self._db.rows(_COUNTED.format(source=source, passing=passing), values)
        for row in self._db.values("articles", rows, lambda row: row, key="account"):
            for name in _SIDES:
                if row[name] is not None:
                    counts[name][row[name]] += row["articles"]
        albums = self._db.rows(_IN_ALBUMS.format(source=source, passing=passing), values)
        return (
            Facet("account", _by_number(counts["account"])),
            Facet(
                "album",
                tuple(self._db.values("albums", albums, _album)),
            ),
            Facet(
                "year",
                tuple(FacetValue(*one) for one in sorted(counts["year"].items(), reverse=True)),
            ),
            *(Facet(name, _by_number(counts[name])) for name in _SIDES[2:]),
        )

    def months(
        self, where: Filter, of: Sequence[Happening] = ("published", "captured", "edited", "gone")
    ) -> tuple[Month, ...]:
        """Tell of each month what happened to the articles that pass a filter, the earliest first.

        ``of``: which of it is counted.
        """
        passing, values = condition(self._db, where)
        found: dict[str, dict[str, int]] = {}
        for what in of:
            for row in self._db.rows(_HAPPENED[what].format(passing=passing), values):
                if _MONTH.fullmatch(row["month"]):  # else its row is told where it is shown
                    found.setdefault(row["month"], {})[what] = row["number"]
        return tuple(Month(month, **found[month]) for month in sorted(found))

    def readable(self, where: Filter) -> int:
        """Count the articles that pass a filter and whose text is kept."""
        passing, values = condition(self._db, where)
        sql = f"SELECT count(*) FROM articles a WHERE a.version_id IS NOT NULL AND {passing}"
        return int(self._db.value(sql, values))

    def missing(self) -> int:
        """Count the articles that are linked but not archived."""
        return int(self._db.value(_MISSING))

    def _half(
        self, where: Filter, is_dated: bool, descending: bool, start: Place | None, limit: int
    ) -> Iterator[StoredArticle]:
        passing, values = condition(self._db, where, in_order=True)
        sign, way = ("<", "DESC") if descending else (">", "ASC")
        conditions = [passing, f"a.published_at IS {'NOT ' if is_dated else ''}NULL"]
        if start:
            values["place_id"] = start.id
            conditions.append(f"a.id {sign} :place_id")
        if start and start.published_at:
            values["place_time"] = time_text(start.published_at)
            conditions[-1] = f"(a.published_at, a.id) {sign} (:place_time, :place_id)"
        order = f"a.published_at {way}, a.id {way}" if is_dated else f"a.id {way}"
        rows = listing.chosen(self._db, " AND ".join(conditions), {**values, "limit": limit}, order)
        return listing.articles(self._db, rows)

    def _chosen(self, where: Filter, query: str | None) -> tuple[str, str, dict[str, Value]]:
        """Return what to read articles ``a`` from, a condition, and the values both bind."""
        passing, values = condition(self._db, where)
        if query is None:
            return "articles a", passing, values
        ids = as_json(self._search.unordered(query, where))
        return "json_each(:found) f JOIN articles a ON a.id = f.value", "true", {"found": ids}


def _shown(row: Row) -> tuple[int, tuple[str, str | None, int]]:
    return row["id"], (row["beginning"] or "", row["cover"], row["versions"])


def _album(row: Row) -> FacetValue:
    return FacetValue(row["id"], row["articles"], row["title"])


def _by_number(counts: Counter[str]) -> tuple[FacetValue, ...]:
    return tuple(
        FacetValue(*one) for one in sorted(counts.items(), key=lambda one: (-one[1], one[0]))
    )

"""What the articles of a list can be narrowed down by: each side of them with its counts.

What is not known of an article (``NULL``) cannot be chosen, and is not counted.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from sqlite3 import Row

from wxarchive.models import KINDS, STATES, Facet, FacetName, FacetValue
from wxarchive.store.sqlite import Connection, Value

_SIDES: tuple[FacetName, ...] = ("account", "year", "kind", "state", "original", "pictures")
_CHOICES: Mapping[FacetName, Sequence[str]] = {"kind": KINDS, "state": STATES}
_COUNTED = """
    SELECT
        coalesce(c.name, a.account) AS account,
        substr(a.published_at, 1, 4) AS year,
        a.kind, a.state,
        CAST(coalesce(a.is_original, 0) AS TEXT) AS original,
        CAST(a.pictures > 0 AS TEXT) AS pictures,
        count(*) AS articles
    FROM {source}
    LEFT JOIN accounts c ON c.id = a.account_id
    WHERE {passing}
    GROUP BY
        a.account_id,
        CASE WHEN a.account_id IS NULL THEN a.account END,
        2, 3, 4, 5, 6
"""
_OF_ALL: Mapping[FacetName, str] = {
    "account": """
        SELECT
            coalesce(
                c.name,
                (
                    SELECT max(a.account)
                    FROM articles a
                    WHERE a.account_id = c.id
                )
            ) AS value,
            g.articles
        FROM (
            SELECT account_id, count(*) AS articles
            FROM articles
            WHERE account_id IS NOT NULL
            GROUP BY 1
        ) g
        JOIN accounts c ON c.id = g.account_id
        UNION ALL
        SELECT account, count(*)
        FROM articles
        WHERE account_id IS NULL
        GROUP BY account
    """,
    # a comparison, not IS NOT NULL: only then the index is read instead of every row's JSON
    "year": """
        SELECT substr(published_at, 1, 4) AS value, count(*) AS articles
        FROM articles
        WHERE published_at > ''
        GROUP BY 1
    """,
    "kind": "SELECT kind AS value, count(*) AS articles FROM articles GROUP BY kind",
    "state": "SELECT state AS value, count(*) AS articles FROM articles GROUP BY state",
    "original": """
        SELECT
            CAST(coalesce(is_original, 0) AS TEXT) AS value,
            count(*) AS articles
        FROM articles
        GROUP BY coalesce(is_original, 0)
    """,
    "pictures": """
        SELECT CAST(pictures > 0 AS TEXT) AS value, count(*) AS articles
        FROM articles
        GROUP BY pictures > 0
    """,
}
"""The same of a whole archive, each out of an index of its own: a fourth of the time."""
_IN_ALBUMS = """
    SELECT b.id, b.title, count(*) AS articles
    FROM {source}
    JOIN album_articles m ON m.article_id = a.id
    JOIN albums b ON b.id = m.album_id
    WHERE {passing}
    GROUP BY b.id
    ORDER BY articles DESC, b.title
"""
_WITH_TAGS = """
    SELECT m.name, count(*) AS articles
    FROM {source}
    JOIN marks m ON m.article_id = a.id AND m.kind = 'tag' AND m.is_set
    WHERE {passing}
    GROUP BY m.name
    ORDER BY articles DESC, m.name
"""

_Counts = dict[FacetName, Counter[str]]


def facets_of(
    db: Connection, source: str, passing: str, values: Mapping[str, Value]
) -> tuple[Facet, ...]:
    """Count articles ``a`` of a source that pass a condition, which bind these values."""
    # one pass over the articles gives all sides: each group of rows counts for each of them
    counts: _Counts = {name: Counter() for name in _SIDES}
    rows = db.rows(_COUNTED.format(source=source, passing=passing), values)
    for row in db.values("articles", rows, lambda row: row, key="account"):
        for name in _SIDES:
            _count(counts, name, row[name], row["articles"])
    return _facets(db, source, passing, values, counts)


def facets_of_all(db: Connection) -> tuple[Facet, ...]:
    """Count all articles of an archive."""
    counts: _Counts = {name: Counter() for name in _SIDES}
    for name in _SIDES:
        rows = db.rows(_OF_ALL[name])
        for row in db.values("articles", rows, lambda row: row, key="value"):
            _count(counts, name, row["value"], row["articles"])
    return _facets(db, "articles a", "true", {}, counts)


def _count(counts: _Counts, name: FacetName, value: str | None, articles: int) -> None:
    """Count what can be chosen: a damaged row may hold any word."""
    if value is not None and value in _CHOICES.get(name, (value,)):
        counts[name][value] += articles


def _facets(
    db: Connection, source: str, passing: str, values: Mapping[str, Value], counts: _Counts
) -> tuple[Facet, ...]:
    """Add what an article may have several of: albums, and tags."""
    # counted apart: a join would count an article once for each of them
    albums = db.rows(_IN_ALBUMS.format(source=source, passing=passing), values)
    tags = db.rows(_WITH_TAGS.format(source=source, passing=passing), values)

    def album(row: Row) -> FacetValue:
        return FacetValue(row["id"], row["articles"], row["title"])

    def tag(row: Row) -> FacetValue:
        return FacetValue(row["name"], row["articles"])

    def by_number(name: FacetName) -> Facet:
        ordered = sorted(counts[name].items(), key=lambda one: (-one[1], one[0]))
        return Facet(name, tuple(FacetValue(*one) for one in ordered))

    years = sorted(counts["year"].items(), reverse=True)
    return (
        by_number("account"),
        Facet("album", tuple(db.values("albums", albums, album))),
        Facet("tag", tuple(db.values("marks", tags, tag, key="name"))),
        Facet("year", tuple(FacetValue(*one) for one in years)),
        *(by_number(name) for name in _SIDES[2:]),
    )

"""The versions of an article and the states it was seen in: what became of it over time.

Versions (table ``versions``) are numbered from 1 in the order in which they were seen last: one
that an old file brings late comes before what was known.
"""

from dataclasses import replace
from itertools import groupby
from sqlite3 import Row

from wxarchive.errors import NotFound
from wxarchive.models import Body, CaptureEntry, Link, Observation, StoredArticle, Version
from wxarchive.store.annotations import Notes
from wxarchive.store.sqlite import Connection, media_of, metadata_of, moment_of, texts

_VERSIONS = """
    SELECT
        v.*,
        (
            SELECT count(*)
            FROM versions o
            WHERE o.article_id = v.article_id
                AND (o.last_seen, o.id) <= (v.last_seen, v.id)
        ) AS number
    FROM versions v
"""
_RECEIVED = """
    SELECT
        v.id, v.losses, p.sha256, p.received_at, p.dated_by,
        p.origin,
        v.id = (
            SELECT version_id FROM articles WHERE id = v.article_id
        ) AS is_newest
    FROM versions v
    JOIN pages p ON p.id = v.page_id
    WHERE v.id = ?
"""
# a page that no observation names (a notice that told nothing of the article) was seen, too
_CAPTURES = """
    WITH numbered AS (
        SELECT
            row_number() OVER (ORDER BY last_seen, id) AS number,
            first_seen, last_seen
        FROM versions
        WHERE article_id = :article
    ), seen AS (
        SELECT page_id, seen_at, state, id AS arrival
        FROM states
        WHERE article_id = :article
        UNION ALL
        SELECT id, received_at, state, NULL
        FROM pages
        WHERE article_id = :article
            AND id NOT IN (
                SELECT page_id FROM states WHERE article_id = :article
            )
    )
    SELECT
        row_number() OVER (ORDER BY s.seen_at, p.id) AS number,
        p.id, s.seen_at, s.state, s.arrival, p.dated_by, p.origin,
        p.size, p.sha256,
        (
            SELECT max(n.number)
            FROM numbered n
            WHERE s.state = 'ok'
                AND s.seen_at BETWEEN n.first_seen AND n.last_seen
        ) AS version
    FROM seen s
    JOIN pages p ON p.id = s.page_id
    ORDER BY s.seen_at, p.id
"""


class Versions:
    """Reads an article's history."""

    def __init__(self, connection: Connection, notes: Notes) -> None:
        self._db = connection
        self._notes = notes

    def of(self, article_id: int) -> list[Version]:
        """Return the versions of an article, the oldest first, without their links, which only the
        newest has.
        """
        rows = self._db.rows(
            f"{_VERSIONS} WHERE v.article_id = ? ORDER BY v.last_seen, v.id", (article_id,)
        )
        return [self._db.value_of("versions", row, _version) for row in rows]

    def newest(self, article_id: int) -> Version | None:
        """Return the version that stands for an article now; ``None`` if it never had any.

        Raises :class:`DamagedRow` where it cannot be read, whatever its other versions are like.
        """
        row = self._db.row(
            f"{_VERSIONS} WHERE v.id = (SELECT version_id FROM articles WHERE id = ?)",
            (article_id,),
        )
        if row is None:
            return None
        return self._db.value_of("versions", row, _version)

    def as_of(self, article: StoredArticle, version: Version) -> StoredArticle:
        """Return an article as it was in one of its versions, with its state of today.

        Only the newest version has links.
        """
        row = self._db.row(_RECEIVED, (version.id,))
        if row is None:
            raise NotFound("no such version", str(version.number))
        # links are kept of the newest page only
        links: tuple[Link, ...] = ()
        if row["is_newest"] and article.content:
            links = article.content.links

        def read(received: Row) -> StoredArticle:
            return replace(
                article,
                metadata=version.metadata,
                content=replace(version.body, links=links),
                content_hash=version.content_hash,
                losses=texts(received["losses"]),
                fetched_at=moment_of(received["received_at"]),
                page_sha256=received["sha256"],
                dated_by=received["dated_by"],
                origin=received["origin"],
                told_by=None,
            )

        then = self._db.value_of("versions", row, read)
        return replace(then, highlights=self._notes.highlights(article.id, version.body.text))

    def captures(self, article_id: int) -> list[CaptureEntry]:
        """Return each time a page of the article was received, the earliest first; bytes that came
        again are named again.
        """
        rows = self._db.rows(_CAPTURES, {"article": article_id})

        def read(row: Row) -> CaptureEntry:
            return CaptureEntry(
                number=row["number"],
                page_id=row["id"],
                at=moment_of(row["seen_at"]),
                state=row["state"],
                version=row["version"],
                dated_by=row["dated_by"],
                origin=row["origin"],
                size=row["size"],
                sha256=row["sha256"],
                arrival=row["arrival"],
            )

        return list(self._db.values("pages", rows, read))

    def sights(self, article_id: int) -> list[Observation]:
        """Return the states an article was seen in, in order of time; the same state in a row is
        one observation.
        """
        rows = self._db.rows(
            """
            SELECT id, state, reason, seen_at
            FROM states
            WHERE article_id = ?
            ORDER BY seen_at, id
            """,
            (article_id,),
        )

        def read(row: Row) -> Observation:
            seen_at = moment_of(row["seen_at"])
            return Observation(row["state"], row["reason"], seen_at, seen_at, 1)

        observations = self._db.values("states", rows, read)
        # of the same state in a row, the reason that was given last is shown
        runs = (list(run) for _, run in groupby(observations, key=lambda one: one.state))
        return [replace(run[-1], first_seen=run[0].first_seen, times=len(run)) for run in runs]


def _version(row: Row) -> Version:
    return Version(
        number=row["number"],
        id=row["id"],
        first_seen=moment_of(row["first_seen"]),
        last_seen=moment_of(row["last_seen"]),
        content_hash=row["content_hash"],
        metadata=metadata_of(row["metadata"]),
        body=Body(row["html"], row["text"], texts(row["images"]), media_of(row["media"])),
    )

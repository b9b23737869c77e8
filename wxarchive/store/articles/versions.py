"""The versions of an article and the states it was seen in: what became of it over time."""

from dataclasses import replace
from itertools import groupby
from sqlite3 import Row

from wxarchive.models import Body, Observation, Version
from wxarchive.store.sqlite import Connection, media_of, metadata_of, moment_of, texts


class Versions:
    """Reads an article's history."""

    def __init__(self, connection: Connection) -> None:
        self._db = connection

    def of(self, article_id: int) -> list[Version]:
        """Return the versions of an article, the oldest first; links are not kept by version."""
        rows = self._db.rows(
            "SELECT * FROM versions WHERE article_id = ? ORDER BY last_seen, id", (article_id,)
        )
        return [self._version(number, row) for number, row in enumerate(rows, 1)]

    def sights(self, article_id: int) -> list[Observation]:
        """Return the states an article was seen in, in order of time; the same state in a row is
        one sight.
        """
        rows = self._db.rows(
            "SELECT id, state, reason, seen_at FROM states WHERE article_id = ? ORDER BY"
            " seen_at, id",
            (article_id,),
        )
        runs = (
            list(run)
            for _, run in groupby(
                self._db.values("states", rows, _sight), key=lambda one: one.state
            )
        )
        return [replace(run[-1], first_seen=run[0].first_seen, times=len(run)) for run in runs]

    def _version(self, number: int, row: Row) -> Version:
        return self._db.value_of("versions", row, lambda one: _version(number, one))


def _version(number: int, row: Row) -> Version:
    return Version(
        number=number,
        id=row["id"],
        first_seen=moment_of(row["first_seen"]),
        last_seen=moment_of(row["last_seen"]),
        content_hash=row["content_hash"],
        metadata=metadata_of(row["metadata"]),
        body=Body(row["html"], row["text"], texts(row["images"]), media_of(row["media"])),
    )


def _sight(row: Row) -> Observation:
    seen_at = moment_of(row["seen_at"])
    return Observation(row["state"], row["reason"], seen_at, seen_at, 1)

"""The versions of an article and the states it was seen in: what became of it over time."""

from datetime import datetime
from itertools import groupby
from sqlite3 import Row

from wxarchive.models import Body, Observation, Version
from wxarchive.store.sqlite import Connection, media_of, metadata_of, texts


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
            "SELECT state, reason, seen_at FROM states WHERE article_id = ? ORDER BY seen_at, id",
            (article_id,),
        )
        runs = (list(run) for _, run in groupby(rows, key=lambda row: row["state"]))
        return [_sight(run) for run in runs]

    def _version(self, number: int, row: Row) -> Version:
        with self._db.reading("versions", row):
            return _version(number, row)


def _version(number: int, row: Row) -> Version:
    return Version(
        number=number,
        id=row["id"],
        first_seen=datetime.fromisoformat(row["first_seen"]),
        last_seen=datetime.fromisoformat(row["last_seen"]),
        content_hash=row["content_hash"],
        metadata=metadata_of(row["metadata"]),
        body=Body(row["html"], row["text"], texts(row["images"]), media_of(row["media"])),
    )


def _sight(run: list[Row]) -> Observation:
    first, last = run[0], run[-1]
    times = [datetime.fromisoformat(row["seen_at"]) for row in (first, last)]
    return Observation(last["state"], last["reason"], times[0], times[1], len(run))

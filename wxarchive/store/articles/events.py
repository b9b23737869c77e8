"""What happened to articles, the newest first: they came, were edited, were gone, were back.

Nothing of it is kept: it follows from the versions, and from each time a page was seen. In SQL a
kind is a number, its place in :data:`~wxarchive.models.EVENTS`.
"""

from collections.abc import Collection, Iterator, Sequence
from contextlib import suppress
from datetime import datetime
from heapq import merge
from itertools import islice
from operator import itemgetter
from sqlite3 import Row

from wxarchive.errors import DamagedRow
from wxarchive.models import ARTICLE_GONE, EVENTS, Event, EventKind, EventPlace, Filter
from wxarchive.store import rows as listing
from wxarchive.store.conditions import condition
from wxarchive.store.sqlite import (
    Connection,
    Value,
    as_json,
    moment_of,
    optional_time_text,
    time_of,
    time_text,
)

_PAGE = 500
# the first version of an article is kind 0 (new), each later one 1 (edited); versions are numbered
# as they are shown, by when they were seen last
_OF_VERSIONS = """
    SELECT
        at, article_id, kind, number, version,
        NULL AS state,
        NULL AS reason,
        NULL AS last_alive
    FROM (
        SELECT
            v.first_seen AS at,
            v.article_id,
            v.id AS number,
            EXISTS (
                SELECT 1
                FROM versions o
                WHERE o.article_id = v.article_id
                    AND (o.first_seen, o.id) < (v.first_seen, v.id)
            ) AS kind,
            (
                SELECT count(*)
                FROM versions o
                WHERE o.article_id = v.article_id
                    AND (o.last_seen, o.id) <= (v.last_seen, v.id)
            ) AS version
        FROM versions v
        JOIN articles a ON a.id = v.article_id
        WHERE {passing} {edited}
    )
"""
_EDITED = """
    AND v.article_id IN (
        SELECT article_id
        FROM versions
        GROUP BY article_id
        HAVING count(*) > 1
    )
"""
"""Keeps edits from being looked for among all the articles that were never edited."""
# +state: the few articles that were ever gone are found first, by the index of the other states.
# lag() of the first row is 0: what was never seen gone before is not back now
_OF_STATES = """
    SELECT
        at, article_id, kind, number,
        NULL AS version,
        state, reason, last_alive
    FROM (
        SELECT
            s.at, s.article_id, s.number,
            CASE WHEN s.is_gone THEN 2 ELSE 3 END AS kind,
            s.state, s.reason, s.last_alive
        FROM (
            SELECT
                id AS number,
                article_id,
                seen_at AS at,
                state, reason,
                state <> 'ok' AS is_gone,
                lag(state <> 'ok', 1, 0) OVER before AS was_gone,
                max(
                    CASE WHEN state = 'ok' THEN seen_at END
                ) OVER before AS last_alive
            FROM states
            WHERE +state IN (
                SELECT 'ok' UNION SELECT value FROM json_each(:gone)
            )
                AND article_id IN (
                    SELECT article_id
                    FROM states
                    WHERE state IN (SELECT value FROM json_each(:gone))
                )
            WINDOW before AS (PARTITION BY article_id ORDER BY seen_at, id)
        ) s
        JOIN articles a ON a.id = s.article_id
        WHERE s.is_gone <> s.was_gone AND {passing}
    )
"""
_BOUNDS = """
    WHERE kind IN (SELECT value FROM json_each(:kinds))
        AND (:since IS NULL OR at >= :since)
        AND at <= :at
        AND (at, article_id, kind, number)
            < (:at, :article_id, :kind, :number)
"""
_PAGED = "ORDER BY at DESC, article_id DESC, kind DESC, number DESC LIMIT :limit"
_PLACE = ("at", "article_id", "kind", "number")
"""What an event is told by: no two have all of it."""
_BEFORE_ALL: dict[str, Value] = {
    "at": "9999-12-31T23:59:59+08:00", "article_id": 0, "kind": 0, "number": 0,
}  # fmt: skip


class Events:
    """Reads what happened to the articles of one archive."""

    def __init__(self, connection: Connection) -> None:
        self._db = connection

    def of(
        self,
        where: Filter,
        *,
        kinds: Collection[EventKind] = EVENTS,
        since: datetime | None = None,
        before: EventPlace | None = None,
        limit: int | None = None,
    ) -> Iterator[Event]:
        """Yield what happened to the articles that pass a filter (without its limit), the newest
        first.

        ``since``: when it happened; ``before``: after that one of the list. At most ``limit``.
        """
        parts, values = self._statements(where, kinds, since, before)
        # who asks for few reads no more than these
        values["limit"] = limit or _PAGE
        return islice(self._all(parts, values), limit)

    def count(
        self,
        where: Filter,
        *,
        kinds: Collection[EventKind] = EVENTS,
        since: datetime | None = None,
        before: EventPlace | None = None,
    ) -> int:
        """Return how many there are that :meth:`of` yields."""
        parts, values = self._statements(where, kinds, since, before)
        counted = (f"SELECT count(*) FROM ({part} {_BOUNDS})" for part in parts)
        return sum(int(self._db.value(sql, values)) for sql in counted)

    def _statements(
        self,
        where: Filter,
        kinds: Collection[EventKind],
        since: datetime | None,
        before: EventPlace | None,
    ) -> tuple[list[str], dict[str, Value]]:
        """Return the statements that give these events, and the values they bind."""
        passing, values = condition(self._db, where)
        values |= {
            "kinds": as_json([EVENTS.index(kind) for kind in kinds]),
            "gone": as_json(sorted(ARTICLE_GONE)),
            "since": optional_time_text(since),
        }
        # a list goes on after the last event that was shown, not after so many
        place = _BEFORE_ALL
        if before:
            place = {
                "at": time_text(before.at),
                "article_id": before.article_id,
                "kind": EVENTS.index(before.kind),
                "number": before.number,
            }
        parts = []
        if "new" in kinds:
            parts.append(_OF_VERSIONS.format(passing=passing, edited=""))
        elif "edited" in kinds:
            parts.append(_OF_VERSIONS.format(passing=passing, edited=_EDITED))
        if {"gone", "back"} & {*kinds}:
            parts.append(_OF_STATES.format(passing=passing))
        return parts, values | place

    def _all(self, parts: Sequence[str], values: dict[str, Value]) -> Iterator[Event]:
        """Yield all, read in pages of the limit: a page is read when somebody goes on to it."""
        size = int(values["limit"] or 0)
        while page := self._page(parts, values, size):
            for row in page:
                # a damaged row is reported where it is shown
                with suppress(DamagedRow):
                    yield self._db.value_of("states", row, self._read, key="article_id at")
            # on from the last one: what happens meanwhile moves no place
            last = page[-1]
            values |= {name: last[name] for name in _PLACE}
            if len(page) < size:
                return

    def _page(self, parts: Sequence[str], values: dict[str, Value], size: int) -> list[Row]:
        found = [self._db.rows(f"{part} {_BOUNDS} {_PAGED}", values) for part in parts]
        # each statement gives its own in order
        newest = merge(*found, key=itemgetter(*_PLACE), reverse=True)
        return list(islice(newest, size))

    def _read(self, row: Row) -> Event:
        # one by one: a page of events is short, and most of them are of different articles
        found = listing.row(self._db, row["article_id"])
        if found is None:
            raise ValueError("there is no such article")
        return Event(
            kind=EVENTS[row["kind"]],
            at=moment_of(row["at"]),
            article=self._db.value_of("articles", found, listing.article_of),
            version=row["version"],
            state=row["state"],
            reason=row["reason"],
            last_alive=time_of(row["last_alive"]),
            number=row["number"],
        )

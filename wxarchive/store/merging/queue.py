"""What waits to be fetched in another archive: crawls with their rows, and pauses of hosts.

Two crawls are one if they were begun at the same time by the same rules (table ``crawls``). Of
their rows for one address (table ``queue``) that stays which has come farthest.
"""

from collections.abc import Mapping
from sqlite3 import Row

from wxarchive.store.sqlite import Connection, Value, as_json, time_of

_QUEUE = (
    "address", "key", "kind", "why", "biz", "depth", "title", "published_at", "mid", "state",
    "attempts", "not_before", "error", "added_at", "finished_at",
)  # fmt: skip
_DONE = {"done": 0, "gone": 1, "dropped": 2, "failed": 3}
"""What of two rows for one address of one crawl stays; what waits is the last of them."""
_HOSTS = """
    INSERT INTO hosts (
        host, answered_at, answered_to, paused_at, paused_until,
        why, challenges
    )
    VALUES (
        :host, :answered_at, :answered_to, :paused_at,
        :paused_until, :why, :challenges
    )
    ON CONFLICT DO UPDATE SET
        (paused_at, why) = (
            SELECT
                CASE
                    WHEN is_longer THEN excluded.paused_at
                    ELSE paused_at
                END,
                CASE WHEN is_longer THEN excluded.why ELSE why END
            FROM (
                SELECT (
                    paused_until IS NULL
                    OR paused_until < excluded.paused_until
                    OR paused_until = excluded.paused_until
                    AND paused_at > excluded.paused_at
                ) AS is_longer
            )
        ),
        -- max() of several is NULL where one of them is
        paused_until = nullif(
            max(
                coalesce(paused_until, ''),
                coalesce(excluded.paused_until, '')
            ),
            ''
        ),
        answered_at = nullif(
            max(
                coalesce(answered_at, ''),
                coalesce(excluded.answered_at, '')
            ),
            ''
        ),
        challenges = max(challenges, excluded.challenges)
"""
_IS_KNOWN = """
    SELECT EXISTS (SELECT 1 FROM articles WHERE key = ?1)
        OR EXISTS (SELECT 1 FROM aliases WHERE address = ?2)
"""
# options that are damaged follow nothing: NULL, so that no row of theirs ends here
_ENDS = """
    depth >= (
        SELECT CASE WHEN json_valid(options) THEN follow END
        FROM crawls c
        WHERE c.id = crawl_id
    )
"""
# +state: the index of the names is of use here, that of the states is not
_SPARED = """
    (
        key IN (SELECT value FROM json_each(:came))
        OR address IN (SELECT value FROM json_each(:came))
    )
    AND NOT (
        coalesce(key, '') IN (SELECT value FROM json_each(:known))
        OR address IN (SELECT value FROM json_each(:known))
    )
    AND kind = 'article'
    AND why <> 'check'
    AND +state IN ('waiting', 'failed')
"""


class QueueIntake:
    """Takes what is still to be fetched from one archive into another."""

    def __init__(self, into: Connection, source: Connection) -> None:
        self._into = into
        self._source = source
        self._has_rows = bool(into.value("SELECT 1 FROM queue LIMIT 1"))

    def spare(self, names: frozenset[str], known: frozenset[str]) -> None:
        """Let rows end that ask for an article which came now; they cost nothing where its links
        are to be followed. Needs a transaction.

        ``names``: its addresses and its key; ``known``: those that were here before. Rows that ask
        by one of these asked for what was here already.
        """
        came = names - known
        if not came or not self._has_rows:
            return
        which: dict[str, Value] = {
            "came": as_json(sorted(came)),
            "known": as_json(sorted(known)),
        }
        self._into.run(f"DELETE FROM queue WHERE {_SPARED} AND {_ENDS}", which)
        # what is left asks for the article's links, too
        waits = "state = 'waiting', not_before = NULL, error = NULL"
        self._into.run(f"UPDATE queue SET {waits} WHERE {_SPARED}", which)

    def take(self, numbers: Mapping[int, int]) -> None:
        """Take crawls with their rows, and pauses of hosts; what a process had taken waits.

        ``numbers``: those here of the articles there.
        """
        with self._into.atomic():
            for crawl in self._crawls():
                self._take_crawl(crawl, numbers)
            for host in self._hosts():
                self._into.run(_HOSTS, host)

    def look(self) -> None:
        """Read all that would be taken, so that what cannot be read is noted."""
        for crawl in self._crawls():
            self._rows(crawl)
        self._hosts()

    def _crawls(self) -> list[Row]:
        found = list(self._source.rows("SELECT * FROM crawls ORDER BY id"))
        return list(self._source.values("crawls", found, lambda row: row))

    def _rows(self, crawl: Row) -> list[Row]:
        which = "SELECT * FROM queue WHERE crawl_id = ? ORDER BY id"
        found = list(self._source.rows(which, (crawl["id"],)))
        return list(self._source.values("queue", found, lambda row: row))

    def _hosts(self) -> list[dict[str, Value]]:
        found = list(self._source.rows("SELECT * FROM hosts"))
        return list(self._source.values("hosts", found, _host, key="host"))

    def _take_crawl(self, crawl: Row, numbers: Mapping[int, int]) -> None:
        rules = (crawl["options"], crawl["started_at"])
        known = self._into.value(
            "SELECT id FROM crawls WHERE options = ? AND started_at = ?", rules
        )
        if known is None:
            known = self._into.run("INSERT INTO crawls (options, started_at) VALUES (?, ?)", rules)
        self._into.run(
            "UPDATE crawls SET asked = max(asked, ?) WHERE id = ?",
            (crawl["asked"], known),
        )
        for row in self._rows(crawl):
            self._take_row(row, known, crawl["follow"] or 0, numbers)

    def _take_row(self, row: Row, crawl: int, follow: int, numbers: Mapping[int, int]) -> None:
        values: dict[str, Value] = {name: row[name] for name in _QUEUE}
        if row["state"] == "taken":
            values["state"] = "waiting"
        # what it asks for is here: only its links may still be of use
        if self._is_spared(values):
            if row["depth"] >= follow:
                return
            values |= {"state": "waiting", "not_before": None, "error": None}
        mine = self._into.row(
            """
            SELECT *
            FROM queue
            WHERE crawl_id = ? AND coalesce(key, address) = ?
            """,
            (crawl, row["key"] or row["address"]),
        )
        values |= {"crawl_id": crawl, "from_id": numbers.get(row["from_id"] or 0)}
        if mine is None:
            columns, marks = ", ".join(values), ", :".join(values)
            self._into.run(f"INSERT INTO queue ({columns}) VALUES (:{marks})", values)
        # a process here works on it: it will say what becomes of it
        elif mine["state"] != "taken" and _rank(values) < _rank(dict(mine)):
            columns = ", ".join(f"{one} = :{one}" for one in _QUEUE)
            values["id"] = mine["id"]
            self._into.run(f"UPDATE queue SET {columns} WHERE id = :id", values)

    def _is_spared(self, values: Mapping[str, Value]) -> bool:
        """Tell whether a row asks for an article that is here, and is not there."""
        if values["kind"] != "article" or values["why"] == "check":
            return False
        if values["state"] not in {"waiting", "failed"}:
            return False
        which = (values["key"], values["address"])
        is_here = self._into.value(_IS_KNOWN, which)
        return bool(is_here and not self._source.value(_IS_KNOWN, which))


def _host(row: Row) -> dict[str, Value]:
    """Read a host. A time that is none would be later than any here, and end our own pause."""
    for name in ("answered_at", "paused_at", "paused_until"):
        time_of(row[name])
    return dict(row)


def _rank(row: Mapping[str, Value]) -> tuple[object, ...]:
    state = str(row["state"])
    attempts = int(row["attempts"] or 0)
    # the rest only for an order that does not depend on which archive is taken into which
    rest = tuple(str(row[name] or "") for name in _QUEUE)
    return _DONE.get(state, 4), -attempts, rest

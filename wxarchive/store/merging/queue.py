"""What waits to be fetched in another archive: crawls with their rows, and pauses of hosts."""

from collections.abc import Mapping
from sqlite3 import Row

from wxarchive.store.sqlite import Connection, Value, as_json

_QUEUE = (
    "address", "key", "kind", "why", "biz", "depth", "title", "published_at", "mid", "state",
    "attempts", "not_before", "error", "added_at", "finished_at",
)  # fmt: skip
_DONE = {"done": 0, "gone": 1, "dropped": 2, "failed": 3}
"""What of two rows for one address of one crawl stays; what waits is the last of them."""
_HOSTS = """
    INSERT INTO hosts (host, answered_at, answered_to, paused_at, paused_until, why, challenges)
        VALUES (:host, :answered_at, :answered_to, :paused_at, :paused_until, :why, :challenges)
    ON CONFLICT DO UPDATE SET
        (paused_at, why) = (
            SELECT CASE WHEN is_longer THEN excluded.paused_at ELSE paused_at END,
                CASE WHEN is_longer THEN excluded.why ELSE why END
            FROM (SELECT paused_until IS NULL OR paused_until < excluded.paused_until OR
                paused_until = excluded.paused_until AND paused_at > excluded.paused_at
                AS is_longer)),
        paused_until = nullif(max(coalesce(paused_until, ''), coalesce(excluded.paused_until, '')),
            ''),
        answered_at = nullif(max(coalesce(answered_at, ''), coalesce(excluded.answered_at, '')),
            ''),
        challenges = max(challenges, excluded.challenges)
"""
_KNOWN = """
    SELECT EXISTS (SELECT 1 FROM articles WHERE key = ?1)
        OR EXISTS (SELECT 1 FROM aliases WHERE address = ?2)
"""
_ENDS = """
    depth >= (SELECT CASE WHEN json_valid(options) THEN follow END FROM crawls c
              WHERE c.id = crawl_id)
"""
_SPARED = """
    (key IN (SELECT value FROM json_each(:came)) OR address IN (SELECT value FROM json_each(:came)))
    AND NOT (coalesce(key, '') IN (SELECT value FROM json_each(:known))
        OR address IN (SELECT value FROM json_each(:known)))
    AND kind = 'article' AND why <> 'check' AND +state IN ('waiting', 'failed')
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
        which: dict[str, Value] = {"came": as_json(sorted(came)), "known": as_json(sorted(known))}
        self._into.run(f"DELETE FROM queue WHERE {_SPARED} AND {_ENDS}", which)
        waits = "state = 'waiting', not_before = NULL, error = NULL"
        self._into.run(f"UPDATE queue SET {waits} WHERE {_SPARED}", which)

    def take(self, numbers: Mapping[int, int]) -> None:
        """Take crawls with their rows, and pauses of hosts; what a process had taken waits.

        ``numbers``: those here of the articles there.
        """
        with self._into.atomic():
            for crawl in list(self._source.rows("SELECT * FROM crawls ORDER BY id")):
                for _ in self._source.values("crawls", [crawl], lambda row: row["id"]):
                    self._take_crawl(crawl, numbers)
            for host in list(self._source.rows("SELECT * FROM hosts")):
                self._into.run(_HOSTS, dict(host))

    def _take_crawl(self, crawl: Row, numbers: Mapping[int, int]) -> None:
        told = (crawl["options"], crawl["started_at"])
        known = self._into.value("SELECT id FROM crawls WHERE options = ? AND started_at = ?", told)
        if known is None:
            known = self._into.run("INSERT INTO crawls (options, started_at) VALUES (?, ?)", told)
        asked = "UPDATE crawls SET asked = max(asked, ?) WHERE id = ?"
        self._into.run(asked, (crawl["asked"], known))
        found = self._source.rows(
            "SELECT * FROM queue WHERE crawl_id = ? ORDER BY id", (crawl["id"],)
        )
        for row in list(self._source.values("queue", list(found), lambda one: one)):
            self._take_row(row, known, crawl["follow"] or 0, numbers)

    def _take_row(self, row: Row, crawl: int, follow: int, numbers: Mapping[int, int]) -> None:
        values: dict[str, Value] = {name: row[name] for name in _QUEUE}
        if row["state"] == "taken":
            values["state"] = "waiting"
        if self._is_spared(values):
            if row["depth"] >= follow:
                return
            values |= {"state": "waiting", "not_before": None, "error": None}
        name = row["key"] or row["address"]
        mine = self._into.row(
            "SELECT * FROM queue WHERE crawl_id = ? AND coalesce(key, address) = ?", (crawl, name)
        )
        values |= {"crawl_id": crawl, "from_id": numbers.get(row["from_id"] or 0)}
        if mine is None:
            columns = ", ".join(values)
            self._into.run(f"INSERT INTO queue ({columns}) VALUES (:{', :'.join(values)})", values)
        elif mine["state"] != "taken" and _rank(values) < _rank(dict(mine)):
            told = ", ".join(f"{one} = :{one}" for one in _QUEUE)
            self._into.run(f"UPDATE queue SET {told} WHERE id = :id", {**values, "id": mine["id"]})

    def _is_spared(self, values: Mapping[str, Value]) -> bool:
        """Tell whether a row asks for an article that is here, and is not there."""
        if values["kind"] != "article" or values["why"] == "check":
            return False
        which = (values["key"], values["address"])
        is_open = values["state"] in {"waiting", "failed"}
        return bool(is_open and self._into.value(_KNOWN, which)) and not self._source.value(
            _KNOWN, which
        )


def _rank(row: Mapping[str, Value]) -> tuple[object, ...]:
    state = str(row["state"])
    rest = tuple(str(row[name] or "") for name in _QUEUE)
    return _DONE.get(state, 4), -int(row["attempts"] or 0), rest

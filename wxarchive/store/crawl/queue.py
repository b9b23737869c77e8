"""The queue: what is to be fetched, crawl by crawl, shared by all processes that work on one
archive.

::

    add ──► waiting ──take──► taken ──finish──► done | gone | failed      (with the article, in one transaction)
               ▲                │
               ├──── again ─────┤   failed, may heal: not before a time
               └─── release ────┘   interrupted, or its process ended

At most one row is taken at a time: one page of a host at a time holds for all processes together.
"""  # noqa: E501 -- the drawing

from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict
from datetime import datetime, timedelta
from sqlite3 import Row

from wxarchive.models import (
    QUEUE_STATES,
    AddressKind,
    CrawlTarget,
    Pause,
    QueueItem,
    QueueState,
    Rules,
    Why,
)  # fmt: skip
from wxarchive.store.crawl import crawls, following, limits
from wxarchive.store.crawl.endings import settle, spare_others
from wxarchive.store.crawl.hosts import Hosts, Turn
from wxarchive.store.crawl.queue_rows import held_row, queue_item, rules_of
from wxarchive.store.sqlite import (
    Connection,
    Value,
    as_json,
    optional_time_text,
    time_among,
    time_text,
)

LEASE = timedelta(minutes=20)
"""So long a process that cannot be looked for (another machine's) may work on a row; longer than
any fetch takes.
"""
POLL = 0.1
"""Seconds until a process that had to let another one go first asks again."""
_LONGEST_WAIT = timedelta(days=1)
# breadth first, within a depth the newest first; what nobody dates (NULL) comes last
_ORDER = "crawl_id, depth, published_at DESC, mid DESC, id"
# A time farther off than any that is set: the clock was put back
_IS_DUE = "(not_before IS NULL OR not_before <= :now OR not_before > :far)"
_ADD = """
    INSERT OR IGNORE INTO queue (
        crawl_id, address, key, kind, why, depth, title,
        published_at, added_at
    )
    VALUES (
        :crawl, :address, :key, :kind, :why, :depth, :title, :published, :at
    )
"""
_ADDED = """
    SELECT id
    FROM queue
    WHERE crawl_id = :crawl AND coalesce(key, address) = :name
"""
Lost = Callable[[str, datetime], bool]
"""Tells whether the process of this name, which holds a row until then, works no more."""


class Queue:
    """The rows of the queue and the crawls they belong to."""

    def __init__(self, connection: Connection, hosts: Hosts) -> None:
        self._db = connection
        self._hosts = hosts

    def begin(self, rules: Rules, at: datetime) -> int:
        """Start a crawl by these rules."""
        options = {name: value for name, value in asdict(rules).items() if value is not None}
        if rules.since:
            options["since"] = time_text(rules.since)
        return self._db.run(
            "INSERT INTO crawls (options, started_at) VALUES (?, ?)",
            (as_json(options), time_text(at)),
        )

    def rules(self, crawl_id: int) -> Rules:
        """Return a crawl's rules; options of another version of the program are passed over.

        Raises :class:`DamagedRow`.
        """
        row = self._db.row("SELECT id, options FROM crawls WHERE id = ?", (crawl_id,))
        if row is None:
            return Rules()
        return self._db.value_of("crawls", row, rules_of)

    def add(
        self, crawl_id: int, wanted: Iterable[CrawlTarget], at: datetime, *, depth: int = 0
    ) -> list[int]:
        """Put addresses into a crawl; return their rows, older ones for what is in it already."""
        found: list[int] = []
        with self._db.atomic():
            for one in wanted:
                values: dict[str, Value] = {
                    "crawl": crawl_id,
                    "address": one.address,
                    "key": one.key,
                    "kind": one.kind,
                    "why": one.why,
                    "depth": depth,
                    "title": one.title,
                    "published": optional_time_text(one.published_at),
                    "at": time_text(at),
                    "name": one.key or one.address,
                }
                # OR IGNORE: an address is in a crawl once, whatever became of it there
                self._db.run(_ADD, values)
                found.append(self._db.value(_ADDED, values))
        return found

    def follow(self, row: QueueItem, article_id: int, at: datetime) -> int:
        """Put the links of an article that a row led to into its crawl, as its rules say; return
        how many are new.
        """
        return following.follow(self._db, row, article_id, self.rules(row.crawl_id), time_text(at))

    def get(self, row_id: int) -> QueueItem | None:
        """Return a row; ``None`` if it is there no more, or damaged."""
        return self._first(self._db.rows("SELECT * FROM queue WHERE id = ?", (row_id,)))

    def waiting(self, wanted: CrawlTarget) -> QueueItem | None:
        """Return the row in which an address, or another one of the same article, waits to be asked
        for in any crawl, or is asked for now.
        """
        rows = self._db.rows(
            """
            SELECT *
            FROM queue
            WHERE (address = ? OR key = ?)
                AND +state IN ('waiting', 'taken')
            """,
            (wanted.address, wanted.key),
        )
        return self._first(rows)

    def next(
        self, now: datetime, crawl_id: int | None = None, *, but: AddressKind | None = None
    ) -> QueueItem | None:
        """Return the row whose turn it is, of one crawl or of all, of a kind but this one: breadth
        first, newest first within a depth.
        """
        which = ""
        if crawl_id:
            which += " AND crawl_id = :crawl"
        if but:
            which += " AND kind <> :but"
        # its own index has the rows in this order: the first is found without sorting millions
        rows = self._db.rows(
            f"""
            SELECT *
            FROM queue INDEXED BY queue_next
            WHERE state = 'waiting' {which} AND {_IS_DUE}
            ORDER BY {_ORDER}
            """,
            {
                "crawl": crawl_id,
                "but": but,
                "now": time_text(now),
                "far": time_text(now + _LONGEST_WAIT),
            },
        )
        return self._first(rows)

    def lists_of_accounts(self, now: datetime, crawl_id: int | None = None) -> list[QueueItem]:
        """Return the rows in which lists of accounts wait whose turn it is, of one crawl or of
        all.
        """
        rows = self._db.rows(
            f"""
            SELECT *
            FROM queue
            WHERE state = 'waiting'
                AND kind = 'account'
                AND (:crawl IS NULL OR crawl_id = :crawl)
                AND {_IS_DUE}
            ORDER BY id
            """,
            {"crawl": crawl_id, "now": time_text(now), "far": time_text(now + _LONGEST_WAIT)},
        )
        return list(self._db.values("queue", rows, queue_item))

    def ready(self, row_id: int, now: datetime, *, hurry: bool = False) -> QueueItem | None:
        """Return a row that may be asked for now, or is; ``hurry``: also one that failed a moment
        ago.
        """
        row = self.get(row_id)
        if row is None or row.state not in {"waiting", "taken"}:
            return None
        # a time farther off than any that is set: the clock was put back
        waits = row.not_before is not None and now < row.not_before <= now + _LONGEST_WAIT
        if waits and not hurry:
            return None
        return row

    def take(self, row_id: int, turn: Turn, lost: Lost) -> QueueItem | Pause | float | None:
        """Take a row to work on it, if it waits or failed before.

        Returns it, else why not: the :class:`Pause` its host is left alone for, the seconds until
        one may try again, ``None`` if the row is done or taken.
        """
        with self._db.atomic():
            # rows of a process that is gone wait again, and may be ahead of this one
            if self.free(lost):
                return POLL
            if (pause := self._hosts.pause(turn.now)) and turn.minds(pause):
                return pause
            if rest := self._hosts.rest(turn):
                return rest
            rows = self._db.rows(
                """
                UPDATE queue
                SET
                    state = 'taken',
                    taken_by = ?,
                    taken_until = ?,
                    not_before = NULL
                WHERE id = ? AND state IN ('waiting', 'failed')
                RETURNING *
                """,
                (turn.owner, time_text(turn.now + LEASE), row_id),
            )
            # read to its end: until then a statement with RETURNING holds its transaction open
            return self._first(list(rows))

    def free(self, lost: Lost, crawl_id: int | None = None) -> int:
        """Let the rows wait again whose processes ended; return how many, of a crawl or of all, are
        worked on.
        """
        taken = """
            SELECT id, crawl_id, taken_by, taken_until
            FROM queue
            WHERE state = 'taken'
        """
        rows = list(self._db.rows(taken))
        working = 0
        # whoever asks frees them: there is no process that watches the others
        for held in self._db.values("queue", rows, held_row):
            if lost(held.by, held.until):
                self.release(held.row_id, held.by)
            else:
                working += crawl_id in {None, held.crawl_id}
        return working

    def finish(
        self,
        row: QueueItem,
        state: QueueState,
        turn: Turn,
        *,
        asked: bool = True,
        error: str | None = None,
    ) -> None:
        """Note what became of a row for good. Call it in the transaction that keeps its page.

        ``asked``: a request was made for it. An article that is kept now needs no request of
        another crawl either.
        """
        with self._db.atomic():
            settle(self._db, row, state, error=error, asked=asked)
            at = time_text(turn.now)
            self._db.run("UPDATE queue SET finished_at = ? WHERE id = ?", (at, row.id))
            if asked:
                self._hosts.answered(turn)
            # an answer of use: the host gives pages, and nobody needs to ask for this one
            if asked and state in {"done", "gone"}:
                self._welcome(row)
                spare_others(self._db, row)

    def go_on(self, row: QueueItem, turn: Turn) -> None:
        """Let a list's row wait for the next page of the list. Call it in the transaction that
        keeps the last one.
        """
        with self._db.atomic():
            settle(self._db, row, "waiting")
            # each page of a list may be asked for as often as the first one
            self._db.run("UPDATE queue SET attempts = 0 WHERE id = ?", (row.id,))
            self._hosts.answered(turn)
            self._welcome(row)

    def room(self, crawl_id: int) -> int | None:
        """Return how many more articles a crawl may ask for, if its rules limit them."""
        return limits.room(self._db, crawl_id)

    def unfinished(self, why: Why) -> list[int]:
        """Return the crawls begun for this reason in which something waits or was taken."""
        return crawls.unfinished(self._db, why)

    def again(self, row: QueueItem, not_before: datetime, turn: Turn, error: str) -> None:
        """Let a row wait until it may be asked again."""
        with self._db.atomic():
            settle(self._db, row, "waiting", error=error, not_before=not_before)
            self._hosts.answered(turn)

    def release(self, row_id: int, owner: str) -> None:
        """Let a row that this process took wait again, as if nobody had asked."""
        self._db.run(
            """
            UPDATE queue
            SET state = 'waiting', taken_by = NULL, taken_until = NULL
            WHERE id = ? AND taken_by = ? AND state = 'taken'
            """,
            (row_id, owner),
        )

    def list(
        self, states: Iterable[QueueState] = ("waiting", "taken", "failed")
    ) -> Iterator[QueueItem]:
        """Yield rows in the order they are worked on."""
        marks = [state for state in QUEUE_STATES if state in set(states)]
        where = ", ".join("?" * len(marks))
        rows = self._db.rows(
            f"SELECT * FROM queue WHERE state IN ({where}) ORDER BY {_ORDER}", tuple(marks)
        )
        return self._db.values("queue", rows, queue_item)

    def last_archived(self) -> Iterator[int]:
        """Return the article each crawl archived last: a run that was killed may not have fetched
        its pictures yet.
        """
        return crawls.last_archived(self._db)

    def counts(self, crawl_id: int | None = None) -> dict[QueueState, int]:
        """Count the rows of a crawl, or of all, by their states."""
        which = "true"
        if crawl_id:
            which = "crawl_id = :crawl"
        rows = self._db.rows(
            f"""
            SELECT state, count(*) AS number
            FROM queue
            WHERE {which}
            GROUP BY state
            """,
            {"crawl": crawl_id},
        )
        numbers = {row["state"]: row["number"] for row in rows}
        return {state: numbers.get(state, 0) for state in QUEUE_STATES}

    def first_retry(self) -> datetime | None:
        """Return when the first of the rows that failed before may be asked again."""
        first = self._db.value("SELECT min(not_before) FROM queue WHERE state = 'waiting'")
        return time_among(first)

    def retry(self, ids: Iterable[int] | None = None) -> int:
        """Let rows that failed be asked again at once, those given or all; return how many there
        were.
        """
        failed = "state = 'failed' OR state = 'waiting' AND not_before IS NOT NULL"
        return self._change("state = 'waiting', attempts = 0, not_before = NULL", failed, ids)

    def hurry(self) -> None:
        """Let rows that wait for another attempt wait no more."""
        failed = "state = 'waiting' AND not_before IS NOT NULL"
        self._db.run(f"UPDATE queue SET not_before = NULL WHERE {failed}")

    def drop(self, ids: Iterable[int] | None = None) -> int:
        """Take rows out that wait or failed, those given or all; return how many there were."""
        return self._change("state = 'dropped'", "state IN ('waiting', 'failed')", ids)

    def tidy(self) -> None:
        """Forget what is done of crawls in which nothing waits, and crawls of which nothing is
        left.
        """
        crawls.tidy(self._db)

    def _first(self, rows: Iterable[Row]) -> QueueItem | None:
        """Return the first of the rows that can be read."""
        return next(self._db.values("queue", rows, queue_item), None)

    def _welcome(self, row: QueueItem) -> None:
        # what an account's editor answers says nothing of how pages are given
        if row.wanted.kind != "account":
            self._hosts.welcome()

    def _change(self, what: str, where: str, ids: Iterable[int] | None) -> int:
        """Change the rows that a condition names, those given or all; return how many."""
        one = f"UPDATE queue SET {what} WHERE ({where}) AND id = ?"
        with self._db.atomic():
            if ids is None:
                return self._db.changed(f"UPDATE queue SET {what} WHERE {where}")
            return sum(self._db.changed(one, (row_id,)) for row_id in ids)

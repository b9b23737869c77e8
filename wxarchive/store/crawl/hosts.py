"""What all processes on one archive must know of a host: when it answered last, and until when it
is left alone.

A damaged row counts as not known, and the next answer puts it right.

Times are the clock's on the wall, because only those outlive a process. A time that lies in the
future can only mean that the clock was put back; it then counts as now, so that no pause is cut
short and none lasts for ever.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from sqlite3 import Row

from wxarchive.address import PAGE_HOST
from wxarchive.models import Pause
from wxarchive.store.sqlite import Connection, moment_of, time_of, time_text

_FIRST_PAUSE = timedelta(hours=2)
_LONGEST_PAUSE = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Turn:
    """Who requests a page, and when. ``delay``: seconds between two requests, also of different
    processes; ``hurry``: also in a pause; ``assisted``: also in one because of a verification.
    """

    owner: str
    now: datetime
    delay: float = 0.0
    hurry: bool = False
    assisted: bool = False

    def minds(self, pause: Pause) -> bool:
        """Whether a pause holds for this turn."""
        return not (self.hurry or (self.assisted and pause.why == "challenge"))


class Hosts:
    """The hosts that pages are requested of."""

    def __init__(self, connection: Connection) -> None:
        self._db = connection

    def pause(self, now: datetime) -> Pause | None:
        """Return the pause a host is left alone for, if it is not over."""
        known = self._known()
        if known is None or known.pause is None:
            return None
        since, until = known.pause.since, known.pause.until
        if now < since:
            rest = Pause(PAGE_HOST, now, now + min(until - since, _LONGEST_PAUSE), known.pause.why)
            # who only reads leaves it to the next who writes
            if not self._db.value("PRAGMA query_only"):
                self._set(rest)
            return rest
        if now < until:
            return known.pause
        return None

    def challenged(self, now: datetime) -> Pause:
        """Leave a host alone that asks for a verification: two hours, then twice as long each time,
        at most a day.
        """
        with self._db.atomic():
            self._touch()
            self._db.run(
                "UPDATE hosts SET challenges = challenges + 1 WHERE host = ?", (PAGE_HOST,)
            )
            times: int = self._db.value("SELECT challenges FROM hosts WHERE host = ?", (PAGE_HOST,))
            pause = min(_FIRST_PAUSE * 2 ** min(times - 1, 8), _LONGEST_PAUSE)
            return self._begin(Pause(PAGE_HOST, now, now + pause, "challenge"))

    def busy(self, now: datetime, seconds: float) -> Pause:
        """Leave a host alone that said for how long; at most a day."""
        with self._db.atomic():
            self._touch()
            pause = min(timedelta(seconds=seconds), _LONGEST_PAUSE)
            return self._begin(Pause(PAGE_HOST, now, now + pause, "busy"))

    def answered(self, turn: Turn) -> None:
        """Note that a host answered, or that its answer did not come."""
        self._touch()
        self._db.run(
            "UPDATE hosts SET answered_at = ?, answered_to = ? WHERE host = ?",
            (time_text(turn.now), turn.owner, PAGE_HOST),
        )

    def welcome(self) -> None:
        """Note that a host gave a page: a challenge after this is the first one again."""
        self._db.run(
            """
            UPDATE hosts
            SET
                challenges = 0,
                paused_at = NULL,
                paused_until = NULL,
                why = NULL
            WHERE host = ? AND (challenges > 0 OR paused_until IS NOT NULL)
            """,
            (PAGE_HOST,),
        )

    def rest(self, turn: Turn) -> float:
        """Return the seconds until a process may send a request after the answer that another one
        got; its own pace it keeps itself.
        """
        known = self._known()
        if known is None or known.answered_at is None or known.answered_to == turn.owner:
            return 0.0
        since = (turn.now - known.answered_at).total_seconds()
        if since < 0:
            self.answered(Turn(known.answered_to or "", turn.now))
        return max(0.0, turn.delay - max(since, 0.0))

    def _known(self) -> "_Host | None":
        rows = self._db.rows("SELECT * FROM hosts WHERE host = ?", (PAGE_HOST,))

        def read(row: Row) -> _Host:
            pause = None
            if row["paused_until"] is not None:
                since, until = moment_of(row["paused_at"]), moment_of(row["paused_until"])
                pause = Pause(PAGE_HOST, since, until, row["why"])
            answered_at = time_of(row["answered_at"])
            return _Host(answered_at, row["answered_to"], pause, row["challenges"])

        return next(self._db.values("hosts", rows, read, key="host"), None)

    def _touch(self) -> None:
        self._db.run("INSERT OR IGNORE INTO hosts (host) VALUES (?)", (PAGE_HOST,))

    def _begin(self, pause: Pause) -> Pause:
        """Leave the host alone for a pause, or for the one before if that lasts longer."""
        before = self.pause(pause.since)
        if before and before.until > pause.until:
            return before
        return self._set(pause)

    def _set(self, pause: Pause) -> Pause:
        self._db.run(
            """
            UPDATE hosts
            SET paused_at = ?, paused_until = ?, why = ?
            WHERE host = ?
            """,
            (time_text(pause.since), time_text(pause.until), pause.why, PAGE_HOST),
        )
        return pause


@dataclass(frozen=True, slots=True)
class _Host:
    """What is known of a host."""

    answered_at: datetime | None
    answered_to: str | None
    pause: Pause | None
    challenges: int

"""What all processes on one archive must know of a host: when it answered last, and until when it
is left alone.

Times are the clock's on the wall, because only those outlive a process. A time that lies in the
future can only mean that the clock was put back; it then counts as now, so that no pause is cut
short and none lasts for ever.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from sqlite3 import Row

from wxarchive.models import Pause
from wxarchive.store.sqlite import Connection, time_text

PAGES = "mp.weixin.qq.com"
"""The host of all that is in the queue."""
_FIRST_PAUSE = timedelta(hours=2)
_LONGEST_PAUSE = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Turn:
    """Who wants to ask, and when. ``delay``: seconds to keep from what another process was
    answered.
    """

    owner: str
    now: datetime
    delay: float = 0.0
    hurry: bool = False


class Hosts:
    """The hosts that were asked."""

    def __init__(self, connection: Connection) -> None:
        self._db = connection

    def pause(self, now: datetime) -> Pause | None:
        """Return the pause a host is left alone for, if it is not over."""
        row = self._row()
        if row is None or row["paused_until"] is None:
            return None
        since, until = (datetime.fromisoformat(row[name]) for name in ("paused_at", "paused_until"))
        if now < since:
            return self._set(now, now + (until - since), row["why"])
        return Pause(PAGES, since, until, row["why"]) if now < until else None

    def challenged(self, now: datetime) -> Pause:
        """Leave a host alone that asks for a verification: two hours, then longer each time, at
        most a day.
        """
        with self._db.atomic():
            self._touch()
            self._db.run("UPDATE hosts SET challenges = challenges + 1 WHERE host = ?", (PAGES,))
            times: int = self._db.value("SELECT challenges FROM hosts WHERE host = ?", (PAGES,))
            pause = min(_FIRST_PAUSE * 2 ** min(times - 1, 8), _LONGEST_PAUSE)
            return self._set(now, now + pause, "challenge")

    def busy(self, now: datetime, seconds: float) -> Pause:
        """Leave a host alone that said for how long; at most a day."""
        with self._db.atomic():
            self._touch()
            return self._set(now, now + min(timedelta(seconds=seconds), _LONGEST_PAUSE), "busy")

    def answered(self, turn: Turn) -> None:
        """Note that a host answered, or that its answer did not come."""
        self._touch()
        self._db.run(
            "UPDATE hosts SET answered_at = ?, answered_to = ? WHERE host = ?",
            (time_text(turn.now), turn.owner, PAGES),
        )

    def welcome(self) -> None:
        """Note that a host gave a page: a challenge after this is the first one again."""
        self._db.run(
            "UPDATE hosts SET challenges = 0, paused_at = NULL, paused_until = NULL, why = NULL "
            "WHERE host = ? AND (challenges > 0 OR paused_until IS NOT NULL)",
            (PAGES,),
        )

    def rest(self, turn: Turn) -> float:
        """Return the seconds until a process may ask, after what another one was answered; its own
        pace is its own.
        """
        row = self._row()
        if row is None or row["answered_at"] is None or row["answered_to"] == turn.owner:
            return 0.0
        since = (turn.now - datetime.fromisoformat(row["answered_at"])).total_seconds()
        if since < 0:
            self.answered(Turn(row["answered_to"], turn.now))
        return max(0.0, turn.delay - max(since, 0.0))

    def _row(self) -> Row | None:
        return self._db.row("SELECT * FROM hosts WHERE host = ?", (PAGES,))

    def _touch(self) -> None:
        self._db.run("INSERT OR IGNORE INTO hosts (host) VALUES (?)", (PAGES,))

    def _set(self, since: datetime, until: datetime, why: str) -> Pause:
        self._db.run(
            "UPDATE hosts SET paused_at = ?, paused_until = ?, why = ? WHERE host = ?",
            (time_text(since), time_text(until), why, PAGES),
        )
        return Pause(PAGES, since, until, "busy" if why == "busy" else "challenge")

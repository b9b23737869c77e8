"""What only one process may do at a time, whoever is first; a lock ends with its process, however
that ends.
"""

from collections.abc import Callable
from datetime import datetime

from wxarchive.store.crawl.hosts import Turn
from wxarchive.store.crawl.queue import LEASE
from wxarchive.store.sqlite import Connection, time_text

Lost = Callable[[str, datetime], bool]
"""Tells whether the process of this name, which holds a lock until then, works no more."""


class Locks:
    """The locks of an archive."""

    def __init__(self, connection: Connection) -> None:
        self._db = connection

    def take(self, name: str, turn: Turn, lost: Lost) -> bool:
        """Take a lock, or keep it for longer; tell whether nobody else has it."""
        with self._db.atomic():
            held = self._db.row("SELECT held_by, held_until FROM locks WHERE name = ?", (name,))
            is_others = held is not None and held["held_by"] != turn.owner
            if (
                held
                and is_others
                and not lost(held["held_by"], datetime.fromisoformat(held["held_until"]))
            ):
                return False
            self._db.run(
                "INSERT OR REPLACE INTO locks (name, held_by, held_until) VALUES (?, ?, ?)",
                (name, turn.owner, time_text(turn.now + LEASE)),
            )
            return True

    def release(self, name: str, owner: str) -> None:
        """Give a lock back, if it is still this process'."""
        self._db.run("DELETE FROM locks WHERE name = ? AND held_by = ?", (name, owner))

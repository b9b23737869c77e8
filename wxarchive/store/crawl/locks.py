"""What only one process may do at a time, whoever is first; a lock ends with its process, however
that ends.

A lock that cannot be read counts as lost.
"""

from collections.abc import Callable
from datetime import datetime
from sqlite3 import Row

from wxarchive.store.crawl.hosts import Turn
from wxarchive.store.crawl.queue import LEASE
from wxarchive.store.sqlite import Connection, moment_of, time_text

Lost = Callable[[str, datetime], bool]
"""Tells whether the process of this name, which holds a lock until then, works no more."""


class Locks:
    """The locks of an archive."""

    def __init__(self, connection: Connection) -> None:
        self._db = connection

    def take(self, name: str, turn: Turn, lost: Lost) -> bool:
        """Take a lock, or keep it for longer; tell whether nobody else has it."""

        def read(row: Row) -> tuple[str, datetime]:
            return row["held_by"], moment_of(row["held_until"])

        with self._db.atomic():
            rows = self._db.rows(
                "SELECT name, held_by, held_until FROM locks WHERE name = ?", (name,)
            )
            # a lock that cannot be read counts as lost
            for by, until in self._db.values("locks", list(rows), read, key="name"):
                if by != turn.owner and not lost(by, until):
                    return False
            self._db.run(
                """
                INSERT OR REPLACE INTO locks (name, held_by, held_until)
                VALUES (?, ?, ?)
                """,
                (name, turn.owner, time_text(turn.now + LEASE)),
            )
            return True

    def release(self, name: str, owner: str) -> None:
        """Give a lock back, if it is still this process'."""
        self._db.run("DELETE FROM locks WHERE name = ? AND held_by = ?", (name, owner))

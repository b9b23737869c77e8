"""Accounts of another archive: one row each, under the names that were seen last.

They come before their articles, whose rows name an account by its number here (tables ``accounts``
and ``account_names``).
"""

from collections.abc import Iterable
from sqlite3 import Row

from wxarchive.store.sqlite import Connection, Value, moment_of

_NAMES = """
    INSERT INTO account_names (account_id, name, first_seen, last_seen)
    VALUES (?1, ?2, ?3, ?4)
    ON CONFLICT DO UPDATE SET
        first_seen = min(first_seen, ?3),
        last_seen = max(last_seen, ?4)
"""
# the one with the biz stays: it is the beginning of its articles' keys
_KNOWN = """
    SELECT *
    FROM accounts
    WHERE biz = ? OR gh_id = ?
    ORDER BY biz IS NULL, id
"""
_COLUMNS = ("biz", "gh_id", "name", "alias", "signature")


class AccountIntake:
    """Takes accounts from one archive into another, before their articles come."""

    def __init__(self, into: Connection, source: Connection) -> None:
        self._into = into
        self._source = source

    def take_all(self, numbers: Iterable[int]) -> dict[int, int]:
        """Take the accounts with these numbers, and return what numbers they have here."""
        taken: dict[int, Row] = {}
        with self._into.atomic():
            for number in numbers:
                row = self._take(number)
                if row is not None:
                    taken[number] = row
        # asked once more: one that came later may have shown that two are one
        return {number: self._known(row)[0]["id"] for number, row in taken.items()}

    def look(self, numbers: Iterable[int]) -> None:
        """Read all that would be taken, so that what cannot be read is noted."""
        for number in numbers:
            if self._theirs(number):
                _names(self._source, number)

    def _theirs(self, number: int) -> Row | None:
        rows = self._source.rows("SELECT * FROM accounts WHERE id = ?", (number,))
        return next(self._source.values("accounts", rows, _readable), None)

    def _take(self, number: int) -> Row | None:
        """Take one account; ``None`` for one whose row cannot be read, which is noted."""
        theirs = self._theirs(number)
        if theirs is None:
            return None
        mine = self._known(theirs)
        if mine:
            kept = int(mine[0]["id"])
        else:
            kept = self._into.run(
                "INSERT INTO accounts (biz, gh_id, last_seen) VALUES (?, ?, ?)",
                (theirs["biz"], theirs["gh_id"], theirs["last_seen"]),
            )
        # one page had only the biz, another only the gh_ id: here they were two accounts
        for other in mine[1:]:
            self._add_names(kept, self._into, other["id"])
            self._into.run(
                "UPDATE articles SET account_id = ? WHERE account_id = ?",
                (kept, other["id"]),
            )
            self._into.run("DELETE FROM accounts WHERE id = ?", (other["id"],))
        self._write(kept, [*mine, theirs])
        self._add_names(kept, self._source, number)
        return theirs

    def _known(self, theirs: Row) -> list[Row]:
        return list(self._into.rows(_KNOWN, (theirs["biz"], theirs["gh_id"])))

    def _write(self, kept: int, rows: list[Row]) -> None:
        """Let the row have of each column the newest value."""

        # the columns only for an order that does not depend on which archive is taken into which
        def newness(row: Row) -> tuple[str, ...]:
            return row["last_seen"], *(row[name] or "" for name in _COLUMNS)

        newest = sorted(rows, key=newness, reverse=True)
        values: dict[str, Value] = {"last_seen": newest[0]["last_seen"]}
        for name in _COLUMNS:
            values[name] = next((row[name] for row in newest if row[name]), None)
        known = self._into.row("SELECT * FROM accounts WHERE id = ?", (kept,))
        # merging again changes nothing
        if known and all(known[name] == value for name, value in values.items()):
            return
        columns = ", ".join(f"{name} = :{name}" for name in values)
        values["id"] = kept
        self._into.run(f"UPDATE accounts SET {columns} WHERE id = :id", values)

    def _add_names(self, kept: int, db: Connection, number: int) -> None:
        """Add the names of an account, here or there, to those of the one that stays."""
        for name in _names(db, number):
            self._into.run(_NAMES, (kept, *name))


def _names(db: Connection, number: int) -> list[tuple[Value, ...]]:
    """Return the names of an account with the times they were seen first and last."""

    def read(row: Row) -> tuple[Value, ...]:
        moment_of(row["first_seen"]), moment_of(row["last_seen"])
        return row["name"], row["first_seen"], row["last_seen"]

    found = list(db.rows("SELECT * FROM account_names WHERE account_id = ?", (number,)))
    return list(db.values("account_names", found, read, key="account_id name"))


def _readable(row: Row) -> Row:
    moment_of(row["last_seen"])
    return row

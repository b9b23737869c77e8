"""Accounts of another archive: one row each, under the names that were seen last."""

from collections.abc import Iterable
from sqlite3 import Row

from wxarchive.store.sqlite import Connection, Value, moment_of

_NAMES = """
    INSERT INTO account_names (account_id, name, first_seen, last_seen) VALUES (?1, ?2, ?3, ?4)
    ON CONFLICT DO UPDATE SET first_seen = min(first_seen, ?3), last_seen = max(last_seen, ?4)
"""
_COLUMNS = ("name", "alias", "signature")


class AccountIntake:
    """Takes accounts from one archive into another, before their articles come."""

    def __init__(self, into: Connection, source: Connection) -> None:
        self._into = into
        self._source = source

    def take_all(self, numbers: Iterable[int]) -> dict[int, int]:
        """Take the accounts with these numbers, and return what numbers they have here."""
        with self._into.atomic():
            taken = {number: self._take(number) for number in numbers}
        # one that came later may have shown that two are one
        return {
            number: self._known(row)[0]["id"] for number, row in taken.items() if row is not None
        }

    def _take(self, number: int) -> Row | None:
        """Take one account; ``None`` for one whose row cannot be read, which is noted."""
        theirs = self._source.row("SELECT * FROM accounts WHERE id = ?", (number,))
        if theirs is None or not list(self._source.values("accounts", [theirs], _readable)):
            return None
        mine = self._known(theirs)
        if mine:
            kept = int(mine[0]["id"])
        else:
            kept = self._into.run(
                "INSERT INTO accounts (biz, gh_id, last_seen) VALUES (?, ?, ?)",
                (theirs["biz"], theirs["gh_id"], theirs["last_seen"]),
            )
        self._join(kept, [row["id"] for row in mine[1:]])
        self._write(kept, [*mine, theirs])
        self._add_names(kept, self._source, number)
        return theirs

    def _known(self, theirs: Row) -> list[Row]:
        sql = "SELECT * FROM accounts WHERE biz = ? OR gh_id = ? ORDER BY biz IS NULL, id"
        return list(self._into.rows(sql, (theirs["biz"], theirs["gh_id"])))

    def _join(self, kept: int, others: Iterable[int]) -> None:
        """Make one row of several that turn out to be one account: one page had only the biz,
        another only the gh_ id.
        """
        for other in others:
            self._add_names(kept, self._into, other)
            both = (kept, other)
            self._into.run("UPDATE articles SET account_id = ? WHERE account_id = ?", both)
            self._into.run("DELETE FROM accounts WHERE id = ?", (other,))

    def _write(self, kept: int, rows: list[Row]) -> None:
        """Let the row have of each column the newest value."""
        newest = sorted(rows, key=_newness, reverse=True)
        values: dict[str, Value] = {"last_seen": newest[0]["last_seen"]}
        for name in ("biz", "gh_id", *_COLUMNS):
            values[name] = next((row[name] for row in newest if row[name]), None)
        known = self._into.row("SELECT * FROM accounts WHERE id = ?", (kept,))
        if known is None or any(known[name] != value for name, value in values.items()):
            columns = ", ".join(f"{name} = :{name}" for name in values)
            self._into.run(f"UPDATE accounts SET {columns} WHERE id = :id", {**values, "id": kept})

    def _add_names(self, kept: int, db: Connection, number: int) -> None:
        """Add the names of an account, here or there, to those of the one that stays."""
        for row in list(db.rows("SELECT * FROM account_names WHERE account_id = ?", (number,))):
            self._into.run(_NAMES, (kept, row["name"], row["first_seen"], row["last_seen"]))


def _readable(row: Row) -> str:
    moment_of(row["last_seen"])
    return str(row["last_seen"])


def _newness(row: Row) -> tuple[str, ...]:
    return row["last_seen"], *(row[name] or "" for name in ("biz", "gh_id", *_COLUMNS))

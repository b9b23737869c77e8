"""Accounts of another archive: one row each, under the names that were seen last."""

from collections.abc import Iterable
from sqlite3 import Row

from wxarchive.store.sqlite import Connection, Value, moment_of

_NAMES = """
    INSERT INTO account_names (account_id, name, first_seen, last_seen) VALUES (?1, ?2, ?3, ?4)
    ON CONFLICT DO UPDATE SET first_seen = min(first_seen, ?3), last_seen = max(last_seen, ?4)
"""
_TOLD = ("name", "alias", "signature")


class AccountIntake:
    """Takes accounts from one archive into another, before their articles come."""

    def __init__(self, into: Connection, source: Connection) -> None:
        self._into = into
        self._source = source

    def take_all(self, numbers: Iterable[int]) -> dict[int, int]:
        """Take accounts, all or those of these numbers, and return what numbers they have here."""
        wanted = list(numbers)
        with self._into.atomic():
            kept = [self._take(number) for number in wanted]
        # one that came later may have shown that two are one
        return {
            number: self._known(row)[0]["id"]
            for number, row in zip(wanted, kept, strict=True)
            if row is not None
        }

    def _take(self, number: int) -> Row | None:
        """Take one account; ``None`` for one whose row cannot be read, which is noted."""
        theirs = self._source.row("SELECT * FROM accounts WHERE id = ?", (number,))
        if theirs is None or not list(self._source.values("accounts", [theirs], _readable)):
            return None
        mine = self._known(theirs)
        kept = int(mine[0]["id"]) if mine else self._new(theirs)
        self._join(kept, [row["id"] for row in mine[1:]])
        self._tell(kept, [*mine, theirs])
        self._names(kept, number)
        return theirs

    def _known(self, theirs: Row) -> list[Row]:
        sql = "SELECT * FROM accounts WHERE biz = ? OR gh_id = ? ORDER BY biz IS NULL, id"
        return list(self._into.rows(sql, (theirs["biz"], theirs["gh_id"])))

    def _new(self, theirs: Row) -> int:
        return self._into.run(
            "INSERT INTO accounts (biz, gh_id, last_seen) VALUES (?, ?, ?)",
            (theirs["biz"], theirs["gh_id"], theirs["last_seen"]),
        )

    def _join(self, kept: int, others: Iterable[int]) -> None:
        """Two rows turn out to be one account: one page told only the biz, another only the gh_
        id.
        """
        for other in others:
            rows = self._into.rows("SELECT * FROM account_names WHERE account_id = ?", (other,))
            for row in list(rows):
                self._into.run(_NAMES, (kept, row["name"], row["first_seen"], row["last_seen"]))
            both = (kept, other)
            self._into.run("UPDATE articles SET account_id = ? WHERE account_id = ?", both)
            self._into.run("DELETE FROM accounts WHERE id = ?", (other,))

    def _tell(self, kept: int, rows: list[Row]) -> None:
        """Let the row say what was told last."""
        newest = sorted(rows, key=_newness, reverse=True)
        values: dict[str, Value] = {
            name: next((row[name] for row in newest if row[name]), None)
            for name in ("biz", "gh_id", *_TOLD)
        }
        values["last_seen"] = newest[0]["last_seen"]
        known = self._into.row("SELECT * FROM accounts WHERE id = ?", (kept,))
        if known is None or any(known[name] != value for name, value in values.items()):
            told = ", ".join(f"{name} = :{name}" for name in values)
            self._into.run(f"UPDATE accounts SET {told} WHERE id = :id", {**values, "id": kept})

    def _names(self, kept: int, number: int) -> None:
        names = self._source.rows("SELECT * FROM account_names WHERE account_id = ?", (number,))
        for row in list(names):
            self._into.run(_NAMES, (kept, row["name"], row["first_seen"], row["last_seen"]))


def _readable(row: Row) -> str:
    moment_of(row["last_seen"])
    return str(row["last_seen"])


def _newness(row: Row) -> tuple[str, ...]:
    return row["last_seen"], *(row[name] or "" for name in ("biz", "gh_id", *_TOLD))

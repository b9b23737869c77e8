"""Public accounts: one row each, under the newest name (table ``accounts``); every name they had is
kept (``account_names``).
"""

from wxarchive.models import Metadata
from wxarchive.store.sqlite import Connection

# what an older page says counts only where nothing newer does
_NEWEST = "CASE WHEN :seen_at >= last_seen THEN coalesce(:{0}, {0}) ELSE coalesce({0}, :{0}) END"

_FIELDS = """
    SELECT name, alias, signature, biz, gh_id, last_seen AS seen_at
    FROM accounts
    WHERE id = :old
"""


class Accounts:
    """Finds, updates and joins accounts."""

    def __init__(self, connection: Connection) -> None:
        self._db = connection

    def save(self, metadata: Metadata, biz: str | None, seen_at: str) -> int | None:
        """Store what a page of ``seen_at`` says of its account, and return the account's row;
        ``None`` if it does not say which account it is.
        """
        gh_id = metadata.account_id
        # one page may have both ids of what were taken for two accounts until now
        by_biz = self._db.value("SELECT id FROM accounts WHERE biz = ?", (biz,))
        by_gh: int | None = self._db.value("SELECT id FROM accounts WHERE gh_id = ?", (gh_id,))
        if by_biz and by_gh and by_biz != by_gh:
            self._join(by_gh, by_biz)
        account_id = by_biz or by_gh
        if account_id is None and not (biz or gh_id):
            return None
        if account_id is None:
            account_id = self._db.run(
                "INSERT INTO accounts (biz, gh_id, last_seen) VALUES (?, ?, ?)",
                (biz, gh_id, seen_at),
            )
        values = {
            "name": metadata.account,
            "alias": metadata.account_alias,
            "signature": metadata.signature,
            "biz": biz,
            "gh_id": gh_id,
            "seen_at": seen_at,
        }
        self._update(account_id, values)
        return account_id

    def _update(self, account_id: int, values: dict[str, str | None]) -> None:
        columns = ("name", "alias", "signature")
        # an id never changes: the first one that is told stays
        newest = ", ".join(f"{column} = {_NEWEST.format(column)}" for column in columns)
        self._db.run(
            f"""
            UPDATE accounts
            SET
                {newest},
                biz = coalesce(biz, :biz),
                gh_id = coalesce(gh_id, :gh_id),
                last_seen = max(last_seen, :seen_at)
            WHERE id = :id
            """,
            {**values, "id": account_id},
        )
        # an older name is one of its names, too
        if values["name"]:
            self._note_name(account_id, values["name"], values["seen_at"])

    def _note_name(self, account_id: int, name: str, seen_at: str | None) -> None:
        self._db.run(
            """
            INSERT INTO account_names (
                account_id, name, first_seen, last_seen
            )
            VALUES (?1, ?2, ?3, ?3)
            ON CONFLICT DO UPDATE SET
                first_seen = min(first_seen, ?3),
                last_seen = max(last_seen, ?3)
            """,
            (account_id, name, seen_at),
        )

    def _join(self, old: int, kept: int) -> None:
        """Make one row of two that turn out to be one account: one page had only the biz, another
        only the gh_ id. Of a field that both have the newer value stays.
        """
        both = {"old": old, "kept": kept}
        fields = self._db.row(_FIELDS, both)
        for row in list(self._db.rows("SELECT * FROM account_names WHERE account_id = ?", (old,))):
            self._note_name(kept, row["name"], row["first_seen"])
            self._note_name(kept, row["name"], row["last_seen"])
        self._db.run("UPDATE articles SET account_id = :kept WHERE account_id = :old", both)
        self._db.run("DELETE FROM accounts WHERE id = :old", {"old": old})
        if fields:
            self._update(kept, dict(fields))

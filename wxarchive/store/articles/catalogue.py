"""The archive's contents in short: its accounts, its albums, its articles by month, and names to
complete.
"""

from collections.abc import Iterator
from sqlite3 import Row
from typing import Literal

from wxarchive.models import AccountEntry, AlbumEntry, Filter, GroupBy, GroupCount
from wxarchive.store import rows as listing
from wxarchive.store.conditions import has_account, has_album, has_tag
from wxarchive.store.likeness import nearest
from wxarchive.store.sqlite import Connection, time_among

_SUGGESTIONS = 50
"""More than so many names to choose from help nobody."""

NamedThing = Literal["account", "album", "author", "location", "tag"]
"""What a filter chooses by a name that is the archive's own."""
# names that people type: an id is pasted whole
_TEXTS: dict[NamedThing, str] = {
    "account": """
        SELECT name AS text FROM accounts
        UNION SELECT alias FROM accounts
        UNION SELECT name FROM account_names
        UNION SELECT account FROM articles WHERE account_id IS NULL
    """,
    "album": "SELECT title AS text FROM albums",
    "author": "SELECT DISTINCT author AS text FROM articles WHERE author IS NOT NULL",
    "location": "SELECT DISTINCT location AS text FROM articles WHERE location IS NOT NULL",
    "tag": "SELECT name AS text FROM tag_list",
}


class Catalogue:
    """Answers what there is, without loading articles."""

    def __init__(self, connection: Connection) -> None:
        self._db = connection

    def accounts(self) -> Iterator[AccountEntry]:
        """Yield every account, the one with most articles first."""
        names: dict[int, list[str]] = {}
        rows = self._db.rows("""
            SELECT account_id, name
            FROM account_names
            ORDER BY last_seen DESC, name
        """)
        for account_id, name in self._db.values("account_names", rows, tuple, key="account_id"):
            names.setdefault(account_id, []).append(name)

        def read(row: Row) -> AccountEntry:
            # an account without a number, or whose names are lost, has the one of the list
            own = names.get(row["id"]) or filter(None, (row["name"],))
            return AccountEntry(
                id=row["id"],
                name=row["name"],
                alias=row["alias"],
                gh_id=row["gh_id"],
                biz=row["biz"],
                names=tuple(own),
                articles=row["articles"],
                gone=row["gone"],
                first=time_among(row["first_published"]),
                last=time_among(row["last_published"]),
            )

        return self._db.values("accounts", self._db.rows("SELECT * FROM account_list"), read)

    def albums(self) -> Iterator[AlbumEntry]:
        """Yield every album, the one with most articles first."""

        def read(row: Row) -> AlbumEntry:
            return AlbumEntry(
                id=row["id"],
                title=row["title"],
                account=row["account"],
                articles=row["articles"],
                gone=row["gone"],
                listed=row["listed"],
                first=time_among(row["first_published"]),
                last=time_among(row["last_published"]),
            )

        return self._db.values("albums", self._db.rows("SELECT * FROM album_list"), read)

    def album_title(self, album: str) -> str | None:
        """Return the title of the album with this id."""
        title: str | None = self._db.value("SELECT title FROM albums WHERE id = ?", (album,))
        return title

    def groups(self, where: Filter, by: GroupBy) -> Iterator[GroupCount]:
        """Yield how many articles that pass the filter are in each group: times newest first, else
        largest first.
        """
        return listing.groups(self._db, where, by)

    def account_names(self, beginning: str) -> list[str]:
        """Return names and WeChat ids of accounts that begin so, whatever the case."""
        return self._texts(_TEXTS["account"], beginning)

    def album_titles(self, beginning: str) -> list[str]:
        """Return titles of albums that begin so."""
        return self._texts(_TEXTS["album"], beginning)

    def authors(self, beginning: str) -> list[str]:
        """Return bylines that begin so."""
        return self._texts(_TEXTS["author"], beginning)

    def locations(self, beginning: str) -> list[str]:
        """Return places of publication that begin so."""
        return self._texts(_TEXTS["location"], beginning)

    def tags(self, beginning: str) -> list[str]:
        """Return tags that begin so."""
        return self._texts(_TEXTS["tag"], beginning)

    def knows(self, what: NamedThing, name: str) -> bool:
        """Tell whether the archive has an account, an album, a byline, a place or a tag of this
        name or id.
        """
        if what == "account":
            return has_account(self._db, name)
        if what == "album":
            return has_album(self._db, name)
        if what == "tag":
            return has_tag(self._db, name)
        known = f"SELECT EXISTS (SELECT 1 FROM articles WHERE {what} = ?)"
        return bool(self._db.value(known, (name,)))

    def nearest(self, what: NamedThing, name: str) -> list[str]:
        """Return the few names here that are most like this one, the likeliest first."""
        texts = self._db.values("accounts", self._db.rows(_TEXTS[what]), _text, key="text")
        return nearest(name, filter(None, texts))

    def articles(self, begun: str) -> list[tuple[int, str]]:
        """Return id and title of the newest articles whose id begins so, or whose title has this in
        it.
        """
        # instr(), not LIKE: what was typed holds no patterns
        rows = self._db.rows(
            """
            SELECT id, title
            FROM articles
            WHERE instr(CAST(id AS TEXT), ?1) = 1
                OR instr(lower(title), lower(?1))
            ORDER BY id DESC
            LIMIT ?2
            """,
            (begun, _SUGGESTIONS),
        )

        def read(row: Row) -> tuple[int, str]:
            return row["id"], row["title"] or ""

        return list(self._db.values("articles", rows, read))

    def _texts(self, texts: str, beginning: str) -> list[str]:
        # substr(), not LIKE: names may hold the signs of patterns
        rows = self._db.rows(
            f"""
            SELECT DISTINCT text
            FROM ({texts})
            WHERE lower(substr(text, 1, ?2)) = lower(?1)
            ORDER BY text
            LIMIT ?3
            """,
            (beginning, len(beginning), _SUGGESTIONS),
        )
        return list(self._db.values("accounts", rows, _text, key="text"))


def _text(row: Row) -> str:
    text: str = row["text"]
    return text

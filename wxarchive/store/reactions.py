"""Counts and comments of articles, each with the time at which it was shown.

A commenter is stored under a pseudonym, unless the user asks for names: ``读者`` and eight letters,
made of the name with a key of the archive's own (table ``pseudonym_key``). The same name has the
same pseudonym in an archive, and another one in every other archive.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import fields
from datetime import datetime
from sqlite3 import Row

from wxarchive.models import Comment, Counts
from wxarchive.store.sqlite import (
    Connection,
    Value,
    moment_of,
    optional_time_text,
    time_of,
    time_text,
)

_COUNTS = tuple(field.name for field in fields(Counts) if field.name != "seen_at")
_COMMENT = (
    "comment_id", "reply_to", "author", "is_by_account", "text", "written_at", "likes", "location",
)  # fmt: skip
_NEWER_COUNTS = ", ".join(f"{name} = coalesce(excluded.{name}, {name})" for name in _COUNTS)
_KEEP_COUNTS = f"""
    INSERT INTO counts (article_id, seen_at, {", ".join(_COUNTS)})
    VALUES (:article, :at, :{", :".join(_COUNTS)})
    ON CONFLICT DO UPDATE SET {_NEWER_COUNTS}
"""
# of what may change, the values that were seen last stay
_KEEP_COMMENT = f"""
    INSERT INTO comments (
        article_id, {", ".join(_COMMENT)}, first_seen, last_seen
    )
    VALUES (:article, :{", :".join(_COMMENT)}, :first, :last)
    ON CONFLICT DO UPDATE SET
        (text, likes, location) = (
            SELECT excluded.text, excluded.likes, excluded.location
            WHERE excluded.last_seen >= last_seen
            UNION ALL
            SELECT text, likes, location
            LIMIT 1
        ),
        first_seen = min(first_seen, excluded.first_seen),
        last_seen = max(last_seen, excluded.last_seen)
"""


class ReactionStore:
    """Counts and comments, by articles."""

    def __init__(self, connection: Connection) -> None:
        self._db = connection

    def keep_counts(self, article_id: int, counts: Counts, at: datetime) -> None:
        """Store what was shown at a time; counts of the same time become one row."""
        values: dict[str, Value] = {name: getattr(counts, name) for name in _COUNTS}
        self._db.run(_KEEP_COUNTS, {**values, "article": article_id, "at": _second(at)})

    def keep_comments(
        self,
        article_id: int,
        comments: Iterable[Comment],
        at: datetime,
        *,
        with_names: bool = False,
    ) -> None:
        """Store comments as they were at a time, or when they say that they were seen;
        ``with_names``: not under pseudonyms.
        """
        key: bytes = self._db.value("SELECT key FROM pseudonym_key")
        for one in comments:
            author = one.author
            # the name of the account itself is public
            if author and not (with_names or one.is_by_account):
                # half a character, of a name that was cut through, becomes a question mark
                name = author.encode("utf-8", "replace")
                author = "读者" + hashlib.blake2b(name, digest_size=4, key=key).hexdigest()
            values: dict[str, Value] = {
                "article": article_id,
                "comment_id": one.id,
                "reply_to": one.reply_to,
                "author": author,
                "is_by_account": one.is_by_account,
                "text": one.text,
                "written_at": optional_time_text(one.written_at),
                "likes": one.likes,
                "location": one.location,
                "first": _second(one.first_seen or at),
                "last": _second(one.last_seen or at),
            }
            self._db.run(_KEEP_COMMENT, values)

    def counts_of(self, article_id: int) -> list[Counts]:
        """Return the counts of an article, the earliest first."""
        rows = self._db.rows(
            "SELECT * FROM counts WHERE article_id = ? ORDER BY seen_at", (article_id,)
        )

        def read(row: Row) -> Counts:
            values = {name: row[name] for name in _COUNTS}
            return Counts(**values, seen_at=moment_of(row["seen_at"]))

        return list(self._db.values("counts", rows, read, key="seen_at"))

    def comments_of(self, article_id: int) -> list[Comment]:
        """Return the comments of an article in the order of their times, replies too."""
        # what has no time (NULL) comes first; a reply comes by its own time, not under its comment
        rows = self._db.rows(
            """
            SELECT *
            FROM comments
            WHERE article_id = ?
            ORDER BY written_at, comment_id
            """,
            (article_id,),
        )

        def read(row: Row) -> Comment:
            return Comment(
                id=row["comment_id"],
                text=row["text"],
                author=row["author"],
                is_by_account=bool(row["is_by_account"]),
                written_at=time_of(row["written_at"]),
                likes=row["likes"],
                location=row["location"],
                reply_to=row["reply_to"],
                first_seen=moment_of(row["first_seen"]),
                last_seen=moment_of(row["last_seen"]),
            )

        return list(self._db.values("comments", rows, read, key="comment_id"))


def take_reactions(into: Connection, source: Connection, there: int, here: int) -> None:
    """Take an article's counts and comments from another archive; needs a transaction. What cannot
    be read there is passed over, and noted as its damage.

    Pseudonyms stay those of that archive: names cannot be had back of them.
    """
    theirs, mine = ReactionStore(source), ReactionStore(into)
    for counts in theirs.counts_of(there):
        if counts.seen_at:
            mine.keep_counts(here, counts, counts.seen_at)
    for comment in theirs.comments_of(there):
        if comment.last_seen:
            mine.keep_comments(here, [comment], comment.last_seen, with_names=True)


def _second(at: datetime) -> str:
    """Write a time to the second, as records have it: what comes back from one is the same row."""
    return time_text(at.replace(microsecond=0))

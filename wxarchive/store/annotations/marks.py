"""Marks of articles: tags, stars, what was read. The last change of each counts, here and in
archives that are merged: so a mark that was taken away keeps its row (table ``marks``).
"""

import unicodedata
from collections.abc import Collection
from datetime import datetime
from typing import Literal

from wxarchive.characters import printable
from wxarchive.errors import NotFound, UsageError
from wxarchive.models import Marks, Tag
from wxarchive.store.annotations.changes import later
from wxarchive.store.sqlite import Connection, as_json, texts

MarkKind = Literal["tag", "star", "read"]
MARKED = """
    (
        SELECT json_group_array(m.kind || ' ' || m.name)
        FROM marks m
        WHERE m.article_id = a.id AND m.is_set
    )
"""
"""The marks of articles ``a``, as :func:`marks_of` reads them."""
_LONGEST = 100
"""Characters in the name of a tag."""
_SET = """
    INSERT INTO marks (article_id, kind, name, is_set, changed_at)
    VALUES (?, ?, ?, ?, ?)
    ON CONFLICT DO UPDATE SET
        name = excluded.name,
        is_set = excluded.is_set,
        changed_at = excluded.changed_at
"""


class Marking:
    """Marks the articles of one archive."""

    def __init__(self, connection: Connection) -> None:
        self._db = connection

    def tags(self) -> list[Tag]:
        """Return all tags, the most used first."""
        rows = self._db.rows("SELECT name, articles FROM tag_list")
        return list(self._db.values("marks", rows, lambda row: Tag(*row), key="name"))

    def tag(self, ids: Collection[int], name: str, at: datetime) -> int:
        """Tag articles, and return how many had not this tag. Capitals do not tell tags apart: a
        tag that there is keeps its spelling. Raises :class:`UsageError` for no name of a tag.
        """
        return self._set(ids, "tag", self._known(name) or tag_name(name), at)

    def untag(self, ids: Collection[int], name: str, at: datetime) -> int:
        """Take a tag from articles, and return how many had it. Raises as :meth:`tag`."""
        return self._unset(ids, "tag", tag_name(name), at)

    def rename(self, old: str, new: str, at: datetime) -> int:
        """Give a tag another name, and return how many articles have it: one that there is already
        takes them in. Raises :class:`NotFound`, and as :meth:`tag`.
        """
        old, new = tag_name(old), tag_name(new)
        with self._db.atomic():
            rows = self._db.rows(
                """
                SELECT article_id
                FROM marks
                WHERE kind = 'tag' AND is_set AND name = ?
                """,
                (old,),
            )
            ids = [row["article_id"] for row in rows]
            if not ids:
                raise NotFound("no article has this tag", old, "see wxarchive tags")
            # else only its spelling changes
            if not is_same_name(new, old):
                self._unset(ids, "tag", old, at)
                new = self._known(new) or new
            self._write(ids, "tag", new, at, is_set=True)
        return len(ids)

    def mark(self, ids: Collection[int], kind: MarkKind, at: datetime) -> int:
        """Star articles, or mark them as read; return how many were not."""
        return self._set(ids, kind, "", at)

    def unmark(self, ids: Collection[int], kind: MarkKind, at: datetime) -> int:
        """Take the star from articles, or mark them as unread; return how many had the mark."""
        return self._unset(ids, kind, "", at)

    def take_in(self, article_id: int, marks: Marks, at: datetime) -> Marks:
        """Mark an article as another program or archive has it marked, and return what is new: a
        mark that somebody took away here stays away. A tag that has no possible name is left out.
        """
        with self._db.atomic():
            tags = [tag for tag in marks.tags if self._is_new(article_id, "tag", tag, at)]
            return Marks(
                is_starred=marks.is_starred and self._is_new(article_id, "star", "", at),
                is_read=marks.is_read and self._is_new(article_id, "read", "", at),
                tags=tuple(tags),
            )

    def _is_new(self, article_id: int, kind: MarkKind, given: str, at: datetime) -> bool:
        name = given
        if kind == "tag":
            try:
                name = self._known(given) or tag_name(given)
            except UsageError:
                return False
        # also one that is not set: somebody took it away
        known = "SELECT 1 FROM marks WHERE article_id = ? AND kind = ? AND name = ?"
        if self._db.value(known, (article_id, kind, name)):
            return False
        self._write([article_id], kind, name, at, is_set=True)
        return True

    def _known(self, name: str) -> str | None:
        found: str | None = self._db.value(
            "SELECT name FROM marks WHERE kind = 'tag' AND is_set AND name = ?", (tag_name(name),)
        )
        return found

    def _set(self, ids: Collection[int], kind: MarkKind, name: str, at: datetime) -> int:
        # in one transaction: nobody marks an article between the look and the writing
        with self._db.atomic():
            unmarked = {*ids} - self._with_mark(ids, kind, name)
            self._write(unmarked, kind, name, at, is_set=True)
        return len(unmarked)

    def _unset(self, ids: Collection[int], kind: MarkKind, name: str, at: datetime) -> int:
        with self._db.atomic():
            marked = self._with_mark(ids, kind, name)
            self._write(marked, kind, name, at, is_set=False)
        return len(marked)

    def _with_mark(self, ids: Collection[int], kind: MarkKind, name: str) -> set[int]:
        sql = """
            SELECT article_id
            FROM marks
            WHERE kind = ?
                AND name = ?
                AND is_set
                AND article_id IN (SELECT value FROM json_each(?))
        """
        chosen = as_json(list(ids))
        return {row["article_id"] for row in self._db.rows(sql, (kind, name, chosen))}

    def _write(
        self, ids: Collection[int], kind: MarkKind, name: str, at: datetime, *, is_set: bool
    ) -> None:
        sql = """
            SELECT article_id, changed_at
            FROM marks
            WHERE kind = ?
                AND name = ?
                AND article_id IN (SELECT value FROM json_each(?))
        """
        chosen = as_json(list(ids))
        before = {row[0]: row[1] for row in self._db.rows(sql, (kind, name, chosen))}
        for one in dict.fromkeys(ids):
            changed_at = later(at, before.get(one))
            self._db.run(_SET, (one, kind, name, is_set, changed_at))


def marks_of(column: str) -> Marks:
    """Return the marks that a column made by :data:`MARKED` says."""
    if column == "[]":
        return Marks()
    found = [one.partition(" ") for one in texts(column)]
    kinds = {kind for kind, _, _ in found}
    tags = tuple(name for kind, _, name in found if kind == "tag")
    return Marks(is_starred="star" in kinds, is_read="read" in kinds, tags=tags)


def is_same_name(one: str, other: str) -> bool:
    """Tell whether two names are one tag's: SQLite's NOCASE, by which they are stored, takes only
    the capitals of ASCII for small letters.
    """
    return one.encode().lower() == other.encode().lower()


def tag_name(given: str) -> str:
    """Return the name of a tag as it is stored: in one form of Unicode, single spaces, nothing
    hidden. Raises :class:`UsageError` for an empty or a very long one.
    """
    name = " ".join(printable(unicodedata.normalize("NFC", given)).split())
    if not name:
        raise UsageError("the name of the tag is empty", hint="give it a name")
    if len(name) > _LONGEST:
        what = f"the name of a tag has at most {_LONGEST} characters"
        raise UsageError(what, f"{name[:20]}…", "a longer text is a note: wxarchive note")
    return name

"""What people noted of one article in several archives: of each mark, note and highlight the last
change counts. Pure.

A deletion is a change, too; of changes at the same moment it counts more.
"""

from collections.abc import Callable, Iterable, Sequence
from operator import attrgetter
from typing import Literal, TypeVar

from wxarchive.store.merging.article_rows import ArticleRows, MarkRow, NoteRow

_Row = TypeVar("_Row", MarkRow, NoteRow)


def last_marks(all_rows: Sequence[ArticleRows]) -> tuple[MarkRow, ...]:
    """Return each mark as it was left last, in order."""
    every = (mark for rows in all_rows for mark in rows.marks)
    found = _last(every, _name, lambda mark: (mark.changed_at, not mark.is_set, mark.name))
    return tuple(sorted(found, key=_name))


def last_notes(all_rows: Sequence[ArticleRows]) -> tuple[NoteRow, ...]:
    """Return each note and highlight as it was left last, in order."""
    every = (note for rows in all_rows for note in rows.notes)
    found = _last(
        every, attrgetter("uuid"), lambda note: (note.changed_at, note.is_deleted, str(note))
    )
    return tuple(sorted(found, key=attrgetter("uuid")))


def marks_set(rows: ArticleRows) -> int:
    """Count the marks of an article that were not taken away."""
    return sum(mark.is_set for mark in rows.marks)


def notes_there(kind: Literal["note", "highlight"], rows: ArticleRows) -> int:
    """Count the notes or highlights of an article that were not deleted."""
    return sum(note.kind == kind and not note.is_deleted for note in rows.notes)


def _name(mark: MarkRow) -> tuple[str, bytes]:
    # SQLite, too, takes only the capitals of ASCII for small letters
    return mark.kind, mark.name.encode().lower()


def _last(
    rows: Iterable[_Row],
    name: Callable[[_Row], object],
    order: Callable[[_Row], tuple[object, ...]],
) -> list[_Row]:
    """Return of all rows with one name the greatest."""
    found: dict[object, _Row] = {}
    for row in rows:
        known = found.setdefault(name(row), row)
        if order(known) < order(row):
            found[name(row)] = row
    return list(found.values())

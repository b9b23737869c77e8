"""What people noted of articles in other programs, out of the files that those export; and in
another archive, out of a record that it exported (docs/record.md).

* **karakeep**: ``{"bookmarks": [{"content": {"type": "link", "url"}, "title", "tags", "note",
  "archived", "createdAt"}]}``, times in seconds.
* **wallabag**: a list of ``{"url", "origin_url", "given_url", "title", "tags", "is_archived",
  "is_starred", "annotations": [{"id", "quote", "text", "created_at"}]}``.
* **Readwise**: ``{"results": [{"source_url", "title", "document_note", "book_tags": [{"name"}],
  "highlights": [{"id", "text", "note", "highlighted_at", "is_deleted"}]}]}`` of its API, or a table
  with the columns Highlight, Title or Book Title, URL, Note, Date or Highlighted at, Document tags.

None of it is trusted: what is not as it should be counts as not said.
"""

import csv
import io
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from wxarchive.formats.moments import utc_time
from wxarchive.formats.record import time_of
from wxarchive.formats.text import text_of
from wxarchive.guarded import epoch_time, number
from wxarchive.models import Highlight, Marks, Note

_ADDRESSES = ("url", "origin_url", "given_url", "source_url", "unique_url")
_MOST_TAGS = 200
_CONTEXT = 200
"""Characters before or after a passage; we write 32."""
_CELL = 1_000_000
"""Characters in a cell of a table: a note has fewer."""
_Article = tuple[tuple[str, ...], str | None]
"""Its addresses and title, by which a table tells it from others."""


@dataclass(frozen=True, slots=True)
class NotedPassage:
    """A passage and what was noted of it, or a note alone (``exact`` is empty). ``name``: what
    tells it apart in the program that it comes from.
    """

    exact: str
    note: str
    made_at: datetime | None
    name: str


@dataclass(frozen=True, slots=True)
class NotedElsewhere:
    """What another program has of one article: its addresses and title, marks, and passages."""

    addresses: tuple[str, ...]
    title: str | None
    tags: tuple[str, ...] = ()
    is_starred: bool = False
    is_read: bool = False
    passages: tuple[NotedPassage, ...] = ()


@dataclass(frozen=True, slots=True)
class RecordedNotes:
    """What a record says was noted of its article. The ``article_id`` of its notes and highlights
    is the one of the archive that wrote it.
    """

    marks: Marks
    notes: tuple[Note | Highlight, ...] = ()


def noted_in_record(fields: dict[str, Any]) -> RecordedNotes | None:
    """Read what a record says was noted; ``None`` for nothing. A note without a uuid or a time of
    its own is left out: it could not be told from others.
    """
    marks = Marks(
        is_starred=fields.get("is_starred") is True,
        is_read=fields.get("is_read") is True,
        tags=_tags(fields.get("tags")),
    )
    number_there = number(fields.get("id")) or 0
    notes = (_recorded_note(told, number_there) for told in _objects(fields.get("notes")))
    passages = (
        _recorded_highlight(told, number_there) for told in _objects(fields.get("highlights"))
    )
    noted = RecordedNotes(marks, (*filter(None, notes), *filter(None, passages)))
    if noted == RecordedNotes(Marks()):
        return None
    return noted


def _recorded_note(told: dict[str, Any], article_id: int) -> Note | None:
    uuid, text = _text(told.get("uuid")), _text(told.get("text"))
    made_at, changed_at = time_of(told.get("made_at")), time_of(told.get("changed_at"))
    if not (uuid and text and made_at and changed_at):
        return None
    return Note(uuid, article_id, text, made_at, changed_at)


def _recorded_highlight(told: dict[str, Any], article_id: int) -> Highlight | None:
    uuid, exact = _text(told.get("uuid")), told.get("exact")
    made_at, changed_at = time_of(told.get("made_at")), time_of(told.get("changed_at"))
    if not (uuid and isinstance(exact, str) and exact.strip() and made_at and changed_at):
        return None
    return Highlight(
        uuid=uuid,
        article_id=article_id,
        content_hash=_text(told.get("content_hash")) or "",
        exact=exact,
        prefix=_context(told.get("prefix")),
        suffix=_context(told.get("suffix")),
        # an orphan stands nowhere
        start=number(told.get("start")) or 0,
        note=_text(told.get("note")) or "",
        made_at=made_at,
        changed_at=changed_at,
    )


def noted_elsewhere(body: bytes) -> list[NotedElsewhere] | None:
    """Read such a file; ``None`` if it is none."""
    text = text_of(body, is_beginning=True).lstrip("\ufeff \t\r\n")
    if text[:1] not in {"{", "["}:
        return _of_table(text)
    try:
        told = json.loads(text)
    # also lists in each other as deep as Python cannot follow
    except (ValueError, RecursionError):
        return None
    if isinstance(told, dict) and isinstance(told.get("bookmarks"), list):
        return [_of_karakeep(one) for one in _objects(told["bookmarks"])]
    if isinstance(told, dict) and isinstance(told.get("results"), list):
        return [_of_readwise(one) for one in _objects(told["results"])]
    # any program may export a list: only wallabag's names what it has of each
    entries = list(_objects(told))
    if entries and all("is_archived" in one or "annotations" in one for one in entries):
        return [_of_wallabag(one) for one in entries]
    return None


def _of_karakeep(one: dict[str, Any]) -> NotedElsewhere:
    # a note or a picture has no link
    content = one.get("content")
    if not isinstance(content, dict):
        content = {}
    seconds = number(one.get("createdAt"))
    at = epoch_time(seconds, UTC) if seconds is not None else None
    passages = []
    if note := _text(one.get("note")):
        passages.append(NotedPassage("", note, at, "note"))
    return NotedElsewhere(
        _addresses(content),
        _text(one.get("title")),
        _tags(one.get("tags")),
        is_starred=one.get("favourited") is True,
        is_read=one.get("archived") is True,
        passages=tuple(passages),
    )


def _of_wallabag(one: dict[str, Any]) -> NotedElsewhere:
    passages = (
        _passage(told.get("quote"), told.get("text"), told.get("created_at"), told.get("id"))
        for told in _objects(one.get("annotations"))
    )
    return NotedElsewhere(
        _addresses(one),
        _text(one.get("title")),
        _tags(one.get("tags")),
        is_starred=one.get("is_starred") in (1, "1"),
        is_read=one.get("is_archived") in (1, "1"),
        passages=tuple(filter(None, passages)),
    )


def _of_readwise(one: dict[str, Any]) -> NotedElsewhere:
    passages = [
        _passage(told.get("text"), told.get("note"), told.get("highlighted_at"), told.get("id"))
        for told in _objects(one.get("highlights"))
        # Readwise goes on telling what was deleted
        if not told.get("is_deleted")
    ]
    if note := _text(one.get("document_note")):
        passages.append(NotedPassage("", note, None, "document_note"))
    return NotedElsewhere(
        _addresses(one),
        _text(one.get("title")),
        _tags(one.get("book_tags")),
        passages=tuple(filter(None, passages)),
    )


def _of_table(text: str) -> list[NotedElsewhere] | None:
    """Read a table of Readwise: a row for each highlight, an article in several rows."""
    csv.field_size_limit(_CELL)
    passages: dict[_Article, list[NotedPassage]] = {}
    # its tags and title stand in each row of an article
    tags: dict[_Article, dict[str, None]] = {}
    try:
        rows = csv.DictReader(io.StringIO(text, newline=""))
        columns = {str(name).strip().lower(): name for name in rows.fieldnames or ()}
        # any other table with notes is no such export
        if not {"highlight"} < {*columns} or not {"title", "book title"} & {*columns}:
            return None
        for cells in rows:
            row = {name: cells.get(column) for name, column in columns.items()}
            title = _text(row.get("title")) or _text(row.get("book title"))
            article = (_addresses({"url": row.get("url")}), title)
            at = row.get("highlighted at") or row.get("date")
            passage = _passage(row.get("highlight"), row.get("note"), at, None)
            passages.setdefault(article, []).extend(filter(None, [passage]))
            told = _tags((_text(row.get("document tags")) or "").split(","))
            tags.setdefault(article, {}).update(dict.fromkeys(told))
    except csv.Error:
        return None
    return [
        NotedElsewhere(*article, tuple(tags[article]), passages=tuple(found))
        for article, found in passages.items()
    ]


def _passage(exact: object, note: object, at: object, name: object) -> NotedPassage | None:
    words, said = _text(exact) or "", _text(note) or ""
    if not words and not said:
        return None
    # without a name of its own it is told by what it says
    return NotedPassage(words, said, utc_time(at), _text(name) or f"{words}\n{said}")


def _objects(told: object) -> Iterator[dict[str, Any]]:
    if isinstance(told, list):
        yield from (one for one in told if isinstance(one, dict))


def _addresses(told: dict[str, Any]) -> tuple[str, ...]:
    every = (_text(told.get(name)) for name in _ADDRESSES)
    return tuple(dict.fromkeys(one for one in every if one))


def _tags(told: object) -> tuple[str, ...]:
    if not isinstance(told, list):
        return ()
    names: Iterable[object] = (
        one.get("name") or one.get("label") if isinstance(one, dict) else one
        for one in told[:_MOST_TAGS]
    )
    return tuple(dict.fromkeys(name for one in names if (name := _text(one))))


def _context(told: object) -> str:
    """Return what stands around a passage, white space and all."""
    if not isinstance(told, str):
        return ""
    return told[:_CONTEXT]


def _text(told: object) -> str | None:
    if isinstance(told, bool) or not isinstance(told, str | int):
        return None
    return str(told).strip() or None

"""What differs between two versions or articles, as templates show it: in one text, or side by
side; flags and times in words.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from wxarchive.clock import in_form
from wxarchive.differences import Change, DiffPiece
from wxarchive.guarded import iso_time
from wxarchive.templates.words import Say

_LISTS = frozenset({"images", "media", "albums"})
_TIMES = frozenset({"published_at", "modified_at"})


@dataclass(frozen=True, slots=True)
class Passage:
    """A part of two texts side by side: pieces of the earlier one, and of the later one."""

    old: tuple[DiffPiece, ...]
    new: tuple[DiffPiece, ...]


@dataclass(frozen=True, slots=True)
class FieldChange:
    """A field besides the text: its name, and what stayed, went and came. ``is_list``: each piece
    is an entry of a list.
    """

    name: str
    pieces: tuple[DiffPiece, ...]
    is_list: bool


def compared(changed: Sequence[Change], say: Say) -> dict[str, object]:
    """Return what a template shows of changes: the text in pieces and in passages, how much came
    and went, and the other fields.
    """
    pieces: tuple[DiffPiece, ...] = ()
    fields = []
    for one in changed:
        if one.field == "text":
            pieces = one.pieces
        else:
            is_list = one.field in _LISTS
            fields.append(FieldChange(one.field, _pieces(one, say), is_list))
    return {
        "fields": fields,
        "pieces": pieces,
        "passages": list(side_by_side(pieces)),
        "added": _characters(pieces, "added"),
        "removed": _characters(pieces, "removed"),
    }


def side_by_side(pieces: Sequence[DiffPiece]) -> Iterator[Passage]:
    """Put two texts beside each other, paragraph by paragraph: those that stayed begin at the same
    height.
    """
    old: list[DiffPiece] = []
    new: list[DiffPiece] = []
    for piece in pieces:
        if piece.kind != "same":
            side = {"removed": old, "added": new}[piece.kind]
            side.append(piece)
            continue
        # what stayed stands on both sides, and ends a passage with its line
        for paragraph in piece.text.splitlines(keepends=True):
            part = DiffPiece("same", paragraph)
            old.append(part)
            new.append(part)
            if paragraph.endswith("\n"):
                yield Passage(tuple(old), tuple(new))
                old, new = [], []
    if old or new:
        yield Passage(tuple(old), tuple(new))


def _pieces(change: Change, say: Say) -> tuple[DiffPiece, ...]:
    is_flag = isinstance(change.before, bool) or isinstance(change.after, bool)
    if not is_flag and change.field not in _TIMES:
        return change.pieces
    # half a time or half a word says nothing: the old one goes whole, the new one comes whole
    old, new = _said(change.before, say), _said(change.after, say)
    pieces = (DiffPiece("removed", old), DiffPiece("added", new))
    return tuple(piece for piece in pieces if piece.text)


def _said(value: object, say: Say) -> str:
    if value is None:
        return ""
    if value is True:
        return say("yes")
    if value is False:
        return say("no")
    return in_form(iso_time(str(value)), "%Y-%m-%d %H:%M") or str(value)


def _characters(pieces: Sequence[DiffPiece], kind: str) -> int:
    """Count what came or went; the ends of lines are nobody's words."""
    return sum(len(one.text.replace("\n", "")) for one in pieces if one.kind == kind)

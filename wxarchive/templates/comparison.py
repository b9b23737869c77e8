"""What differs between two versions, as templates show it: in one text, or side by side."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from wxarchive.differences import Change, DiffPiece

_LISTS = frozenset({"images", "media", "albums"})


@dataclass(frozen=True, slots=True)
class Passage:
    """A part of two texts side by side: pieces of the earlier one, and of the later one."""

    old: tuple[DiffPiece, ...]
    new: tuple[DiffPiece, ...]


def compared(changed: Sequence[Change]) -> dict[str, object]:
    """Return what a template shows of changes: the text in pieces and in passages, how much came
    and went, and the other fields, each with whether its pieces are entries of a list.
    """
    text = next((one for one in changed if one.field == "text"), None)
    pieces = text.pieces if text else ()
    others = [one for one in changed if one.field != "text"]
    return {
        "fields": [(one.field, one.pieces, one.field in _LISTS) for one in others],
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
            (old if piece.kind == "removed" else new).append(piece)
            continue
        for paragraph in piece.text.splitlines(keepends=True):
            part = DiffPiece("same", paragraph)
            old.append(part)
            new.append(part)
            if paragraph.endswith("\n"):
                yield Passage(tuple(old), tuple(new))
                old, new = [], []
    if old or new:
        yield Passage(tuple(old), tuple(new))


def _characters(pieces: Sequence[DiffPiece], kind: str) -> int:
    """Count what came or went; the ends of lines are nobody's words."""
    return sum(len(one.text.replace("\n", "")) for one in pieces if one.kind == kind)

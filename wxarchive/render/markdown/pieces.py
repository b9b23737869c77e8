"""Running text as a flat list of pieces, each with the marks it stands under.

A flat list makes what is hard on a tree easy: neighbours with the same marks become one, and space
or punctuation leaves a mark by losing it. ``inline`` builds the nesting again when it writes.
"""

import re
import unicodedata
from itertools import groupby
from typing import Literal, NamedTuple


class Mark(NamedTuple):
    """What a piece stands under: ``strong``, ``em``, ``del``, ``sup``, ``sub``, ``u``, or ``a``
    with an address.
    """

    name: str
    href: str = ""
    title: str = ""


class Piece(NamedTuple):
    """A run of text, code or TeX, a picture (``text`` is its description, ``url`` its address) or a
    line break.
    """

    kind: Literal["text", "code", "math", "image", "break"]
    text: str
    marks: frozenset[Mark] = frozenset()
    url: str = ""


FLANKED = {"strong": "**", "em": "*", "del": "~~"}
"""Marks written with delimiters, which CommonMark believes only beside the right characters."""

_SPACE = re.compile(r"[\x00-\x20\x7f\x85\u2028\u2029]+")


def fold(text: str) -> str:
    """Make every run of white space and control characters one space; no-break and wide spaces
    stay.
    """
    return _SPACE.sub(" ", text)


def is_space(char: str) -> bool:
    """Tell whether CommonMark calls the character white space."""
    return char in "\t\n\f\r\v" or unicodedata.category(char) == "Zs"


def is_punctuation(char: str) -> bool:
    """Tell whether every version of CommonMark calls the character punctuation."""
    category = unicodedata.category(char)[0]
    return category == "P" or (category == "S" and char.isascii())


def is_symbol(char: str) -> bool:
    """Tell whether some version of CommonMark calls the character punctuation (0.31 added
    symbols).
    """
    return unicodedata.category(char)[0] in "PS"


def paragraphs(pieces: list[Piece]) -> list[list[Piece]]:
    """Split running text where it holds two line breaks or more, and tidy each part; empty ones are
    left out.
    """
    parts: list[list[Piece]] = [[]]
    for kind, group in groupby(_folded(pieces), key=lambda piece: piece.kind):
        run = list(group)
        if kind == "break" and len(run) > 1:
            parts.append([])
        else:
            parts[-1] += run
    # a break at either end of a part would be an empty line
    for part in parts:
        while part and part[0].kind == "break":
            del part[0]
        while part and part[-1].kind == "break":
            del part[-1]
    return [_tidy(part) for part in parts if part]


def _folded(pieces: list[Piece]) -> list[Piece]:
    """Fold white space over the borders of pieces; none is left beside a break or at either end."""
    folded: list[Piece] = []
    after_space = True
    for piece in pieces:
        text = fold(piece.text)
        if piece.kind == "text":
            # a space here would follow another one, or begin a line
            if after_space:
                text = text.lstrip(" ")
            if not text:
                continue
        elif piece.kind == "break":
            _strip_end(folded)
        after_space = piece.kind == "break" or (piece.kind == "text" and text.endswith(" "))
        # a copy takes its time, and most texts need none
        if text != piece.text:
            piece = piece._replace(text=text)  # noqa: PLW2901 -- the same with its text folded
        folded.append(piece)
    _strip_end(folded)
    return folded


def _strip_end(pieces: list[Piece]) -> None:
    if pieces and pieces[-1].kind == "text" and pieces[-1].text.endswith(" "):
        last = pieces.pop()
        if last.text != " ":
            pieces.append(last._replace(text=last.text[:-1]))


def _tidy(pieces: list[Piece]) -> list[Piece]:
    """Let space and misplaced punctuation leave their marks, and merge neighbours."""
    # most paragraphs are one text under no mark
    if len(pieces) == 1 and not pieces[0].marks:
        return pieces
    parts = [part for piece in pieces for part in _split(piece)]
    for name in sorted({mark.name for part in parts for mark in part.marks}):
        _move_out(parts, name)
    merged: list[Piece] = []
    for part in parts:
        last = merged[-1] if merged else None
        # two codes side by side would be two spans whose backticks meet
        joins = last and part.kind in {"text", "code"}
        if last and joins and (last.kind, last.marks) == (part.kind, part.marks):
            merged[-1] = part._replace(text=last.text + part.text)
        else:
            merged.append(part)
    return merged


def _split(piece: Piece) -> list[Piece]:
    """Cut the loose characters at the edges of a marked text off; a picture keeps its link only."""
    if piece.kind == "image":
        links = frozenset(mark for mark in piece.marks if mark.name == "a")
        return [piece._replace(marks=links)]
    if piece.kind != "text" or not piece.marks:
        return [piece]
    text = piece.text
    # of nothing but loose characters all are before the rest, which is empty
    start, end = 0, len(text)
    while start < end and (is_space(text[start]) or is_symbol(text[start])):
        start += 1
    while end > start and (is_space(text[end - 1]) or is_symbol(text[end - 1])):
        end -= 1
    parts = [*_groups(text[:start]), text[start:end], *_groups(text[end:])]
    return [piece._replace(text=part) for part in parts if part]


def _groups(text: str) -> list[str]:
    return ["".join(group) for _, group in groupby(text, key=is_space)]


def _move_out(pieces: list[Piece], name: str) -> None:
    """Take a mark of this name off what must not stand at the edge of a run of pieces under it."""
    end = 0
    while end < len(pieces):
        first, mark = end, _mark(pieces[end], name)
        if mark is None:
            end += 1
            continue
        while end < len(pieces) and mark in pieces[end].marks:
            end += 1
        # from both ends of the run inwards
        last = end - 1
        while first <= last and _leaves(pieces, first, -1, mark):
            pieces[first] = pieces[first]._replace(marks=pieces[first].marks - {mark})
            first += 1
        while last >= first and _leaves(pieces, last, 1, mark):
            pieces[last] = pieces[last]._replace(marks=pieces[last].marks - {mark})
            last -= 1


def _leaves(pieces: list[Piece], index: int, step: int, mark: Mark) -> bool:
    """Return whether a piece at the edge of a mark must leave it; ``step`` leads outside, to the
    neighbour.

    Space always does. Punctuation does beside a letter: CommonMark would not see ``**重点。**后``
    as strong.
    """
    piece = pieces[index]
    if piece.kind == "break" or (piece.kind == "text" and is_space(piece.text[0])):
        return True
    if mark.name not in FLANKED or piece.kind != "text" or not is_symbol(piece.text[0]):
        return False
    if not 0 <= index + step < len(pieces):
        return False
    neighbour = pieces[index + step]
    if neighbour.kind != "text" or _mark(neighbour, "a") != _mark(piece, "a"):
        return False
    # of the text before the last character is next to the mark, of the text after it the first
    char = neighbour.text[min(step, 0)]
    return not (is_space(char) or is_punctuation(char))


def _mark(piece: Piece, name: str) -> Mark | None:
    return next((mark for mark in piece.marks if mark.name == name), None)

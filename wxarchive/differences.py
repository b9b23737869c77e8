"""What differs between two versions of an article: which fields, and in a text which words or
characters. Pure.

Texts are compared paragraph by paragraph, paragraphs that differ word by word. Where words are not
set apart by spaces, as in Chinese, each character is its own word. A paragraph that has too many
words for that is first compared clause by clause.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, fields
from difflib import SequenceMatcher
from itertools import groupby
from typing import Literal

from wxarchive.models import Album, Media, Metadata, Version, picture_identity

Kind = Literal["same", "removed", "added"]
Value = str | bool | tuple[str, ...] | None

_WORD = re.compile(
    r"[^\W\u0e00-\u109f\u1780-\u17ff\u2e80-\ua4cf\uf900-\ufaff\U00020000-\U0003ffff]+|.", re.DOTALL
)
_CLAUSE = re.compile(r"[^\s，。；：！？、,;:!?]*+(?:[\s，。；：！？、,;:!?]++|\Z)")
MOST_PAIRS = 400_000
"""Pairs of the same word, one in each of two texts; with more, all between their equal ends counts
as replaced: comparing it would take minutes.
"""
_COMPARED = frozenset({
    "title", "account", "author", "published_at", "modified_at", "location", "digest",
    "is_original", "is_reprint", "reprint_account",
})  # fmt: skip
"""The fields that are compared of two articles."""
_PICTURES = frozenset({"cover_url", "avatar_url"})
_COINCIDENCE = 2
"""So few words that stayed, between larger changes, are part of the change: nobody left them on
purpose.
"""


@dataclass(frozen=True, slots=True)
class DiffPiece:
    """A part of two texts: in both, in the earlier one only, or in the later one only."""

    kind: Kind
    text: str


@dataclass(frozen=True, slots=True)
class Change:
    """A field that differs between two versions."""

    field: str
    before: Value
    after: Value

    @property
    def pieces(self) -> tuple[DiffPiece, ...]:
        """Return what stayed, went and came; of lists whole entries, each in a line."""
        if not isinstance(self.before, tuple) and not isinstance(self.after, tuple):
            return compared(_text(self.before), _text(self.after))
        pieces: list[DiffPiece] = []
        for one, other in _matched(_list(self.before), _list(self.after)):
            if one == other:
                pieces += [DiffPiece("same", entry) for entry in one]
            else:
                pieces += [DiffPiece("removed", entry) for entry in one]
                pieces += [DiffPiece("added", entry) for entry in other]
        return tuple(pieces)


def changes(old: Version, new: Version) -> list[Change]:
    """Return what differs between two versions: fields of metadata, the text, pictures, media."""
    return [*metadata_changes(old.metadata, new.metadata), *content_changes(old, new)]


def changes_between(one: Version, other: Version) -> list[Change]:
    """Return what differs between two articles and people compare: not the ids and addresses, which
    two articles never share.
    """
    about = metadata_changes(one.metadata, other.metadata)
    content = content_changes(one, other)
    compared_fields = [change for change in about if change.field in _COMPARED]
    # the pictures of two articles have two addresses
    return compared_fields + [change for change in content if change.field != "images"]


def metadata_changes(old: Metadata, new: Metadata) -> list[Change]:
    """Return the fields that differ between two pages, but for the time they were served."""
    changed = []
    for field in fields(Metadata):
        name = field.name
        before, after = _value(getattr(old, name)), _value(getattr(new, name))
        if name == "served_at" or before == after:
            continue
        # one picture may have several addresses
        are_pictures = name in _PICTURES and isinstance(before, str) and isinstance(after, str)
        if are_pictures and picture_identity(str(before)) == picture_identity(str(after)):
            continue
        changed.append(Change(name, before, after))
    return changed


def content_changes(old: Version, new: Version) -> list[Change]:
    """Return which of text, pictures and media differ between two versions."""
    changed = [Change("text", old.body.text, new.body.text)]
    # the same picture under another address is no change
    before, after = (list(map(picture_identity, one.body.images)) for one in (old, new))
    if before != after:
        changed.append(Change("images", old.body.images, new.body.images))
    changed.append(Change("media", _value(old.body.media), _value(new.body.media)))
    return [change for change in changed if change.before != change.after]


def compared(before: str, after: str) -> tuple[DiffPiece, ...]:
    """Return the pieces of two texts in order: those that are ``same`` or ``removed`` make up the
    earlier one.
    """
    lines = [text.splitlines(keepends=True) for text in (before, after)]
    pieces: list[DiffPiece] = []
    for old, new in _matched(*lines):
        if old == new:
            pieces.append(DiffPiece("same", "".join(old)))
        else:
            pieces.extend(_by_clauses("".join(old), "".join(new)))
    return tuple(_joined(pieces))


def _by_clauses(old: str, new: str) -> Iterator[DiffPiece]:
    """Compare the words of two texts, of long ones only in those clauses that differ."""
    words = (_WORD.findall(old), _WORD.findall(new))
    if _are_few(*words):
        yield from _by_words(*words)
        return
    for clauses in _matched(_CLAUSE.findall(old), _CLAUSE.findall(new)):
        one, other = map("".join, clauses)
        if one == other:
            yield DiffPiece("same", one)
        else:
            yield from _by_words(_WORD.findall(one), _WORD.findall(other))


def _by_words(old: list[str], new: list[str]) -> Iterator[DiffPiece]:
    """Compare two texts word by word; what stayed by coincidence counts as changed."""
    pairs = list(_matched(old, new))
    for number, (one, other) in enumerate(pairs):
        if one == other and not _is_coincidence(pairs, number):
            yield DiffPiece("same", "".join(one))
        else:
            yield DiffPiece("removed", "".join(one))
            yield DiffPiece("added", "".join(other))


def _matched(old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[list[str], list[str]]]:
    """Yield the parts of two sequences that answer each other; a part that stayed is the same in
    both.
    """
    if _are_few(old, new):
        for _, a, b, c, d in SequenceMatcher(None, old, new).get_opcodes():
            yield list(old[a:b]), list(new[c:d])
        return
    # equal ends cost nothing to find, and what is left between them may be few enough
    least = min(len(old), len(new))
    start = next((at for at in range(least) if old[at] != new[at]), least)
    left = least - start
    end = next((at for at in range(left) if old[-1 - at] != new[-1 - at]), left)
    one, other = list(old[start : len(old) - end]), list(new[start : len(new) - end])
    yield list(old[:start]), list(new[:start])
    if start or end:
        yield from _matched(one, other)
    else:
        yield one, other
    yield list(old[len(old) - end :]), list(new[len(new) - end :])


def _are_few(old: Sequence[str], new: Sequence[str]) -> bool:
    """Tell whether two sequences have so few pairs of equals that all can be compared."""
    times = Counter(new)
    return sum(map(times.__getitem__, old)) <= MOST_PAIRS


def _is_coincidence(pairs: Sequence[tuple[list[str], list[str]]], number: int) -> bool:
    """Tell whether a part that stayed is little between two changes that are not smaller."""
    if not 0 < number < len(pairs) - 1:
        return False
    before, after = (max(map(len, pairs[place])) for place in (number - 1, number + 1))
    return len(pairs[number][0]) <= min(_COINCIDENCE, before, after)


def _joined(pieces: Iterable[DiffPiece]) -> Iterator[DiffPiece]:
    """Join neighbours: between two parts that stayed, first all that went, then all that came."""
    kinds: tuple[Kind, ...] = ("same", "removed", "added")
    filled = (piece for piece in pieces if piece.text)
    for _, group in groupby(filled, key=lambda piece: piece.kind == "same"):
        run = list(group)
        for kind in kinds:
            if text := "".join(piece.text for piece in run if piece.kind == kind):
                yield DiffPiece(kind, text)


def _value(value: object) -> Value:
    """Return a value as it is compared and shown."""
    if isinstance(value, tuple):
        return tuple(map(_entry, value))
    if value is None or isinstance(value, str | bool):
        return value
    return str(value)


def _entry(item: object) -> str:
    if isinstance(item, Album):
        return item.title
    if isinstance(item, Media):
        return f"{item.type} {item.title or item.id or item.url or ''}".strip()
    return str(item)


def _list(value: Value) -> tuple[str, ...]:
    if isinstance(value, tuple):
        return value
    return ()


def _text(value: Value) -> str:
    if value is None:
        return ""
    return str(value)

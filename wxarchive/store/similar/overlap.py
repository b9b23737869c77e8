"""How much of a text stands in another one: letters in runs that both have. Exact, no estimate."""

import re
from dataclasses import dataclass
from functools import cached_property
from itertools import product

from wxarchive.models import SharedText
from wxarchive.store.similar.fingerprint import SHINGLE

SHARE = 0.5
"""How much of one of two articles stands in the other, at least."""
LEAST_SHARED = 40
"""Letters that two articles share, at least."""

_RUN = re.compile(rb"1(?:0{0,7}1)*+")
"""Shared shingles whose letters touch each other: at most seven lie between two of them."""


@dataclass(frozen=True)
class ComparedText:
    """The letters of a version of an article, and its shingles once they are needed; ``version``:
    its number, ``None`` of the newest.
    """

    article_id: int
    version: int | None
    letters: str

    @cached_property
    def shingles(self) -> frozenset[str]:
        """Return every run of :data:`SHINGLE` letters."""
        ends = range(SHINGLE, len(self.letters) + 1)
        return frozenset(self.letters[end - SHINGLE : end] for end in ends)

    def letters_in(self, other: "ComparedText") -> int:
        """Count the letters that stand in the other text too, in runs of :data:`SHINGLE` or
        more.
        """
        if self.letters == other.letters:
            return len(self.letters)
        there, ends = other.shingles, range(SHINGLE, len(self.letters) + 1)
        # a 1 for each shingle that both have, else a 0: runs of them are found by a pattern
        flags = bytes(48 + (self.letters[end - SHINGLE : end] in there) for end in ends)
        return sum(run.end() - run.start() + SHINGLE - 1 for run in _RUN.finditer(flags))


def shared(one: list[ComparedText], other: list[ComparedText]) -> SharedText | None:
    """Return what two articles share, given their versions, the newest first; ``None`` if that is
    less than :data:`SHARE` of either.

    Earlier versions count only where the newest ones do not share so much.
    """

    # pairs of which fewer are earlier versions come first
    def earlier(pair: tuple[ComparedText, ComparedText]) -> int:
        return sum(text.version is not None for text in pair)

    for this, that in sorted(product(one, other), key=earlier):
        found = _compared(this, that)
        if found.most >= SHARE and max(found.letters, found.other_letters) >= LEAST_SHARED:
            return found
    return None


def _compared(one: ComparedText, other: ComparedText) -> SharedText:
    inside, contains = one.letters_in(other), other.letters_in(one)
    # a text without letters shares nothing
    share = inside / max(len(one.letters), 1)
    other_share = contains / max(len(other.letters), 1)
    return SharedText(
        one.article_id,
        other.article_id,
        inside,
        contains,
        share,
        other_share,
        one.version,
        other.version,
    )

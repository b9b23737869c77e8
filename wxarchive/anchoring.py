"""Where a passage of one text stands in another text of the same article. Pure.

White space and invisible characters do not count: a browser's selection has other line breaks than
the text that it shows. A passage is known by its words and by what stands around it (as the
TextQuoteSelector of the W3C's Web Annotation Data Model has it). One that was changed inside is
found by the difference between the two texts.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from wxarchive.differences import compared

CONTEXT = 32
"""Characters that are stored of the text before and after a passage."""
_SURE = 8
"""A passage of so many characters, or so many of those around it, is hardly there by chance."""
_GROWTH = 3
"""So many times as long a passage may become: with more between its parts it is another one."""
_SKIPPED = re.compile("[\\s\u00ad\u180e\u200b-\u200f\u2028-\u202e\u2060-\u2064\ufeff]+")


@dataclass(frozen=True, slots=True)
class Quote:
    """A passage as its text has it: what it says, what is around it, where it begins (in code
    points; ``None``: that is not known).
    """

    exact: str
    prefix: str = ""
    suffix: str = ""
    start: int | None = None


@dataclass(frozen=True, slots=True)
class Span:
    """A part of a text, in code points: from ``start`` to before ``end``."""

    start: int
    end: int


def quoted(text: str, span: Span) -> Quote:
    """Return a part of a text as a quote."""
    before, behind = text[: span.start], text[span.end :]
    exact = text[span.start : span.end]
    return Quote(exact, before[-CONTEXT:], behind[:CONTEXT], span.start)


def found(quote: Quote, text: str) -> list[Span]:
    """Return where a text has a quote: of several places those with as much of what should be
    around it as any, the nearest to where it began first.
    """
    here = _read(text)
    passage = _SqueezedQuote.of(quote)
    length = len(passage.exact)
    best = passage.best_in(here.text, here.near(quote.start))
    return [here.span(at, at + length) for at in best]


def placed(quote: Quote, text: str, earlier: str | None = None) -> Span | None:
    """Return where a passage stands in another text; ``None`` if it is not there any more.

    ``earlier``: the text that it was a passage of, if that is known. Where the words alone leave it
    open, the difference between the two texts decides.
    """
    here = _read(text)
    passage = _SqueezedQuote.of(quote)
    best = passage.best_in(here.text, here.near(quote.start))
    # a short one that stands there by chance is no place
    if best and passage.is_sure(here.text, best[0]):
        at = best[0]
        return here.span(at, at + len(passage.exact))
    return _moved(quote, text, earlier)


@dataclass(frozen=True, slots=True)
class _SqueezedQuote:
    """A quote without white space."""

    exact: str
    prefix: str
    suffix: str

    @classmethod
    def of(cls, quote: Quote) -> "_SqueezedQuote":
        before = _squeezed(quote.prefix)[-CONTEXT:]
        behind = _squeezed(quote.suffix)[:CONTEXT]
        return cls(_squeezed(quote.exact), before, behind)

    def best_in(self, text: str, near: int | None) -> list[int]:
        """Return the places with the most of the context around them, the nearest first."""
        places = {at: self.agreement(text, at) for at in self._places(text, near or 0)}
        most = max(places.values(), default=0)
        best = [at for at, agreement in places.items() if agreement == most]
        if near is None:
            return sorted(best)
        return sorted(best, key=lambda at: abs(at - near))

    def agreement(self, text: str, at: int) -> int:
        """Count the characters next to a place, before and after it, that are the expected."""
        end = at + len(self.exact)
        before = text[max(at - len(self.prefix), 0) : at]
        behind = text[end : end + len(self.suffix)]
        return _common(before[::-1], self.prefix[::-1]) + _common(behind, self.suffix)

    def is_sure(self, text: str, at: int) -> bool:
        """Tell whether a place is hardly one by chance."""
        if len(self.exact) >= _SURE:
            return True
        # at the ends of a text there is less around it
        around = len(self.prefix) + len(self.suffix)
        return self.agreement(text, at) >= min(_SURE, around)

    def _places(self, text: str, near: int) -> Iterator[int]:
        """Yield places of the passage, none across another but the nearest, and that in its whole
        context: all others would take a time that grows with the square of the text.
        """
        if not self.exact:
            return
        if text.startswith(self.exact, near):
            yield near
        whole = text.find(self.prefix + self.exact + self.suffix)
        if whole >= 0:
            yield whole + len(self.prefix)
        at = text.find(self.exact)
        while at >= 0:
            yield at
            at = text.find(self.exact, at + len(self.exact))


@lru_cache(maxsize=4)
def _read(text: str) -> "_Squeezed":
    """Squeeze a text, once for all highlights of an article."""
    return _Squeezed(text)


class _Squeezed:
    """A text without white space, and the way back."""

    def __init__(self, text: str) -> None:
        self.text = _squeezed(text)
        # of each run: where it ends in the text, where that is in the squeezed one, what is skipped
        self._ends, self._from, self._skipped = [0], [0], [0]
        skipped = 0
        for run in _SKIPPED.finditer(text):
            skipped += len(run[0])
            self._ends.append(run.end())
            self._from.append(run.end() - skipped)
            self._skipped.append(skipped)

    def span(self, start: int, end: int) -> Span:
        """Return a part of the squeezed text as a part of the text itself."""
        return Span(self._place(start), self._place(end - 1) + 1)

    def near(self, start: int | None) -> int | None:
        """Return a place of the text itself as one of the squeezed text."""
        if start is None:
            return None
        start = max(start, 0)
        run = bisect_right(self._ends, start)
        # inside of the next run it is where that one is
        ends = (start - self._skipped[run - 1], *self._from[run : run + 1], len(self.text))
        return min(ends)

    def _place(self, at: int) -> int:
        return at + self._skipped[bisect_right(self._from, at) - 1]


def _moved(quote: Quote, text: str, earlier: str | None) -> Span | None:
    """Return where most of a passage is in a later text, by the difference between the two."""
    start = quote.start or 0
    end = start + len(quote.exact)
    # a text that has not the passage there is not the one that it was marked in
    if earlier is None or earlier[start:end] != quote.exact:
        start = len(quote.prefix)
        earlier = quote.prefix + quote.exact + quote.suffix
    length = len(quote.exact)
    remains = list(_remains(earlier, text, Span(start, start + length)))
    if not remains:
        return None
    whole = Span(remains[0].start, remains[-1].end)
    left = sum(len(_squeezed(text[one.start : one.end])) for one in remains)
    marked = len(_squeezed(quote.exact))
    grown = len(_squeezed(text[whole.start : whole.end]))
    # of less than half of it, or with far more in between, nobody would say that it is the same
    if 2 * left < marked or grown > _GROWTH * marked:
        return None
    return whole


def _remains(earlier: str, text: str, passage: Span) -> Iterator[Span]:
    """Yield the parts of a later text that remain of a passage of an earlier one."""
    before = now = 0
    for piece in compared(earlier, text):
        length = len(piece.text)
        start, end = max(before, passage.start), min(before + length, passage.end)
        if piece.kind == "same" and start < end:
            # so much later the same stands in the later text
            shift = now - before
            if text[start + shift : end + shift].strip():
                yield Span(start + shift, end + shift)
        before += length * (piece.kind != "added")
        now += length * (piece.kind != "removed")


def _squeezed(text: str) -> str:
    return _SKIPPED.sub("", text)


def _common(one: str, other: str) -> int:
    """Return how many characters two texts begin with alike."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((at for at, (a, b) in pairs if a != b), min(len(one), len(other)))

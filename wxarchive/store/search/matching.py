"""Finding terms in the texts themselves: whether and where they occur, and what to show of it.

The index holds no text and no punctuation; what only the text can tell is asked here, by the same
rules of folding.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain, takewhile

from wxarchive.store.search.occurrences import Finder, finder
from wxarchive.store.search.query import Query, Term

AROUND = 40
"""Characters of the text that are shown before a hit."""
SHOWN = 120
"""Characters of the text that are shown in all."""

_SATURATION = 1.2
_LENGTH_MATTERS = 0.75
_USUAL_LENGTH = 5_000
_WEIGHTS = {"title": 3.0, "account": 1.5, "author": 1.5, "digest": 1.0}


@dataclass(frozen=True, slots=True)
class Texts:
    """What can be searched of an article."""

    title: str
    account: str
    author: str
    digest: str
    body: str

    def of(self, term: Term) -> Iterator[str]:
        """Yield the texts a term may be found in, the likeliest first."""
        if term.field:
            yield getattr(self, term.field)
        else:
            yield from (self.body, self.title, self.digest, self.account, self.author)


def matches(query: Query, texts: Texts) -> bool:
    """Tell whether an article is what a query asks for."""
    for clause in query.clauses:
        if not any(_occurs(term, texts) for term in clause):
            return False
    return not any(_occurs(term, texts) for term in query.excluded)


def score(query: Query, texts: Texts) -> float:
    """Return how much an article is about what the query asks for: where its terms stand, and how
    often.

    How often counts as in BM25: less and less, and less in a long text.
    """
    return sum(_score(term, texts) for term in query.wanted)


def snippet(query: Query, texts: Texts) -> tuple[str, ...]:
    """Return what to show of an article: text, hit, text, hit, …, text."""
    finders = [finder(term) for term in query.anywhere]
    for text in (texts.body, texts.digest):
        first = min((at for one in finders if (at := one.first(text)) is not None), default=None)
        if first is not None:
            return _around(text, first, finders)
    return _around(texts.body or texts.digest, 0, [])


def places(query: Query, text: str, *, title: bool = False) -> list[tuple[int, int]]:
    """Return where a text has what a query asks for of any text, and where a title has what it asks
    for of titles; in order and without overlaps.
    """
    fields: set[str | None] = {None}
    if title:
        fields.add("title")
    found = (finder(term).every(text) for term in query.wanted if term.field in fields)
    return list(_apart(sorted(chain.from_iterable(found))))


def count(query: Query, text: str) -> int:
    """Count these places."""
    if len(query.anywhere) == 1:
        return sum(1 for _ in finder(query.anywhere[0]).every(text))
    return len(places(query, text))


def _occurs(term: Term, texts: Texts) -> bool:
    found = finder(term)
    return any(found.first(text) is not None for text in texts.of(term))


def _score(term: Term, texts: Texts) -> float:
    found = finder(term)
    fields = set(_WEIGHTS)
    if term.field:
        fields = {term.field}
    total = sum(_WEIGHTS[name] for name in fields if found.first(getattr(texts, name)) is not None)
    # only a term that may stand anywhere is looked for in the body
    if term.field:
        return total
    times = found.count(texts.body)
    length = 1 - _LENGTH_MATTERS + _LENGTH_MATTERS * len(texts.body) / _USUAL_LENGTH
    return total + times * (_SATURATION + 1) / (times + _SATURATION * length)


def _around(text: str, first: int, finders: Iterable[Finder]) -> tuple[str, ...]:
    start = max(first - AROUND, 0)
    shown_to = min(start + SHOWN, len(text))

    def is_shown(span: tuple[int, int]) -> bool:
        return span[0] < shown_to

    found = (takewhile(is_shown, one.spans(text, start)) for one in finders)
    parts, done = [""], start
    if start:
        parts = ["…"]
    # text and hit take turns, and a text comes last
    for hit_start, hit_end in _apart(sorted(chain.from_iterable(found))):
        parts[-1] += text[done:hit_start]
        parts += [text[hit_start:hit_end], ""]
        done = hit_end
    # the last hit may go on behind what is shown
    end = max(shown_to, done)
    parts[-1] += text[done:end]
    if end < len(text):
        parts[-1] += "…"
    return tuple(re.sub(r"\s+", " ", part) for part in parts)


def _apart(spans: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Yield those of ordered places that do not begin within the one before."""
    done = 0
    for start, end in spans:
        if start >= done:
            yield start, end
            done = end

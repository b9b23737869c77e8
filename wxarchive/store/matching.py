"""Finding terms in the texts themselves: whether and where they occur, and what to show of it.

The index holds no text and no punctuation; what only the text can tell is asked here, by the same rules of folding.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import takewhile

from wxarchive.store.folding import HAN, IGNORED, SPACES, WORD, variants
from wxarchive.store.query import Query, Term
from wxarchive.store.tokens import is_word

AROUND = 40
"""Characters of the text that are shown before a hit."""
SHOWN = 120
"""Characters of the text that are shown in all."""

_UNIT = re.compile(f"(?P<space> )|(?P<han>[{HAN}])|(?P<word>{WORD})|(?P<mark>.)", re.DOTALL)
_SKIPPED = f"[{IGNORED}]*"
_TOUCH = f"{_SKIPPED}[ {SPACES}]?{_SKIPPED}"
_GAP = rf"{_SKIPPED}(?:\s{_SKIPPED})+"
_EDGES = {"han", "word"}
_FREQUENT_ENOUGH = 1.2
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
    return all(any(_occurs(term, texts) for term in clause) for clause in query.clauses) and not any(
        _occurs(term, texts) for term in query.excluded
    )


def score(query: Query, texts: Texts) -> float:
    """Return how much an article is about what the query asks for: where its terms stand, and how often.

    How often counts as in BM25: less and less, and less in a long text.
    """
    return sum(_score(term, texts) for term in query.wanted)


def snippet(query: Query, texts: Texts) -> tuple[str, ...]:
    """Return what to show of an article: text, hit, text, hit, …, text."""
    patterns = [pattern(term) for term in query.wanted if term.field is None]
    for text in (texts.body, texts.digest):
        first = min((found.start() for one in patterns if (found := one.search(text))), default=None)
        if first is not None:
            return _around(text, first, patterns)
    return _around(texts.body or texts.digest, 0, [])


@lru_cache(256)
def pattern(term: Term) -> re.Pattern[str]:
    """Return what finds a term in a text that is not folded."""
    parts: list[str] = []
    before = ""
    for unit in _UNIT.finditer(term.text):
        kind = unit.lastgroup or ""
        if "space" not in {before, kind}:
            parts.append(_TOUCH if {before, kind} == _EDGES else _SKIPPED)
        parts.append(_GAP if kind == "space" else _class(unit[0]))
        before = kind
    start = f"(?<!{WORD})" if is_word(term.text[0]) else ""
    end = f"(?!{WORD})" if before == "word" and not term.prefix else ""
    return re.compile(start + "".join(parts[1:]) + end)


def _class(folded: str) -> str:
    found = [re.escape(character) for character in variants(folded)]
    return f"[{''.join(found)}]" if len(found) > 1 else found[0]


def _occurs(term: Term, texts: Texts) -> bool:
    found = pattern(term)
    return any(found.search(text) for text in texts.of(term))


def _score(term: Term, texts: Texts) -> float:
    found = pattern(term)
    fields = [term.field] if term.field else list(_WEIGHTS)
    total = sum(_WEIGHTS[name] for name in fields if found.search(getattr(texts, name)))
    if term.field:
        return total
    times = sum(1 for _ in found.finditer(texts.body))
    length = 1 - _LENGTH_MATTERS + _LENGTH_MATTERS * len(texts.body) / _USUAL_LENGTH
    return total + times * (_FREQUENT_ENOUGH + 1) / (times + _FREQUENT_ENOUGH * length)


def _around(text: str, first: int, patterns: Iterable[re.Pattern[str]]) -> tuple[str, ...]:
    start = max(first - AROUND, 0)
    end = min(start + SHOWN, len(text))
    parts, done = ["…" if start else ""], start
    for hit_start, hit_end in _hits(text, start, end, patterns):
        parts[-1] += text[done:hit_start]
        parts += [text[hit_start:hit_end], ""]
        done = hit_end
    parts[-1] += text[done : max(end, done)] + ("…" if end < len(text) else "")
    return tuple(map(_in_a_line, parts))


def _hits(text: str, start: int, end: int, patterns: Iterable[re.Pattern[str]]) -> Iterator[tuple[int, int]]:
    """Yield the places of all hits that begin in a part of a text, in order, without overlaps."""
    found = (takewhile(lambda hit: hit.start() < end, one.finditer(text, start)) for one in patterns)
    spans = sorted(hit.span() for hits in found for hit in hits)
    done = start
    for hit_start, hit_end in spans:
        if hit_start >= done:
            yield hit_start, hit_end
            done = hit_end


def _in_a_line(text: str) -> str:
    return re.sub(r"\s+", " ", text)

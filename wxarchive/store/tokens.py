"""Tokens: what a folded text is to the search index.

Chinese is indexed as overlapping pairs of characters, 人工智能 as 人工 工智 智能: a phrase of pairs is found where the
text has just these characters, and is looked for among far fewer texts than one of single characters. Single
characters have an index of their own, without places. A word is a token as a whole; Chinese characters that touch it
stand beside it once more, so that 用AI的 is a phrase too: 用 ai 的.

What is said here of a text holds for any part of it: the tokens of a phrase follow each other in those of a text that
has the phrase. Only punctuation leaves no trace.
"""

import re
from dataclasses import dataclass
from itertools import chain
from operator import add

from wxarchive.store.folding import HAN, WORD

RULES = "1"
"""Counts the ways of making tokens: with another one, an index is of no use."""

_RUN = re.compile(f"[{HAN}]+")
_WORD = re.compile(f"({WORD}+)")
_HAN = re.compile(f"[{HAN}]")


@dataclass(frozen=True, slots=True)
class Tokens:
    """The tokens of a text, as lists between spaces; single ``characters`` in no order."""

    words: str
    pairs: str
    characters: str


def tokens(folded: str) -> Tokens:
    """Return the tokens of a folded text."""
    runs = _RUN.findall(folded)
    pairs = chain.from_iterable(map(add, run, run[1:]) for run in runs)
    return Tokens(_words(folded), " ".join(pairs), " ".join({*"".join(runs)}))


def is_exact(folded: str) -> bool:
    """Tell whether the index alone answers for a phrase: nothing but Chinese, or just one word."""
    return bool(_RUN.fullmatch(folded) or _WORD.fullmatch(folded))


def is_word(folded: str) -> bool:
    """Tell whether a character belongs to words, not to Chinese or punctuation."""
    return bool(_WORD.fullmatch(folded))


def is_silent(folded: str) -> bool:
    """Tell whether there is nothing in a text that could be looked for: only punctuation and symbols."""
    return not (_HAN.search(folded) or _WORD.search(folded))


def _words(folded: str) -> str:
    """Each word stands between the Chinese that touches it.

    One space between them does not count: some authors write it, some do not.
    """
    found: list[str] = []
    before, *rest = _WORD.split(folded)
    for word, after in zip(rest[::2], rest[1::2], strict=True):
        found += (*_last(before), word, *_first(after))
        before = after
    return " ".join(found)


def _first(gap: str) -> str:
    character = gap[1:2] if gap[:1] == " " else gap[:1]
    return character if _HAN.match(character) else ""


def _last(gap: str) -> str:
    character = gap[-2:-1] if gap[-1:] == " " else gap[-1:]
    return character if _HAN.match(character) else ""

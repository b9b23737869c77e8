"""What a search outside of the archive needs to find the same: how characters fold, which belong to
words, and the tokens of a text.
"""

import re
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache

from wxarchive.store.search.folding import HAN, WORD, fold, folded_characters
from wxarchive.store.search.tokens import PART, tokens

_SURROGATES = range(0xD800, 0xE000)


@dataclass(frozen=True, slots=True)
class SearchRules:
    """The rules as data. ``folding``: what each character becomes that does not stay as it is, one
    character or none. ``word`` and ``han``: insides of character classes, of what belongs to words
    and of Chinese.
    """

    folding: Mapping[str, str]
    word: str
    han: str


@cache
def search_rules() -> SearchRules:
    """Return the rules of the search."""
    codes = (code for code in range(sys.maxunicode + 1) if code not in _SURROGATES)
    every = "".join(map(chr, codes))
    changed = folded_characters() | {one for one in every if one.lower() != one}
    words = (found[0] for found in re.finditer(f"{WORD}+", every))
    return SearchRules(
        {one: fold(one) for one in sorted(changed)},
        "".join(f"{run[0]}-{run[-1]}" if len(run) > 2 else run for run in words),
        HAN,
    )


def search_tokens(texts: Iterable[str]) -> set[str]:
    """Return what an article with these texts is found by: its single Chinese characters, the pairs
    of them, and its words.
    """
    found: set[str] = set()
    for text in texts:
        cut = tokens(fold(text))
        found.update(cut.words.split(), cut.pairs.split(), cut.characters.split())
    found.discard(PART)
    return found

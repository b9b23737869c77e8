"""Tokens: what a folded text is to the search index.

Chinese is indexed as overlapping pairs of characters, 人工智能 as 人工 工智 智能: a phrase of pairs
is found where the text has just these characters, and is looked for among far fewer texts than one
of single characters. Single characters have an index of their own, without places. A word is a
token as a whole; Chinese characters that touch it stand beside it once more, so that 用AI的 is a
phrase too: 用 ai 的.

What is said here of a text holds for any part of it: the tokens of a phrase follow each other in
those of a text that has the phrase. Punctuation leaves no trace, but where without one the pairs
around it would be those of a phrase.
"""

import re
import sys
from array import array
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate, count
from operator import add

from wxarchive.store.search.folding import HAN, WORD

RULES = "2"
"""Counts the ways of making tokens: with another one, an index is of no use."""

_RUNS = re.compile(f"([{HAN}]+)")
_WORD = re.compile(f"{WORD}+")
_CODES = f"utf-32-{'le' if sys.byteorder == 'little' else 'be'}"
_SPACE = ord(" ")
PART = "｜"
"""Parts two pairs that only seem to follow each other; a sign that folding leaves in no text."""
_SEAM = re.compile(r"(.) (?=\1)")


@dataclass(frozen=True, slots=True)
class Tokens:
    """The tokens of a text, as lists between spaces; single ``characters`` in no order."""

    words: str
    pairs: str
    characters: str


def tokens(folded: str) -> Tokens:
    """Return the tokens of a folded text."""
    parts = _RUNS.split(folded)
    runs = parts[1::2]
    characters = map(chr, set(array("I", "".join(runs).encode(_CODES))))
    return Tokens(" ".join(_words(parts[::2], runs)), _pairs(runs), " ".join(characters))


def is_exact(folded: str) -> bool:
    """Tell whether the index alone answers for a phrase: nothing but Chinese, or just one word."""
    return bool(_RUNS.fullmatch(folded) or _WORD.fullmatch(folded))


def is_word(folded: str) -> bool:
    """Tell whether a character belongs to words, not to Chinese or punctuation."""
    return bool(_WORD.fullmatch(folded))


def is_silent(folded: str) -> bool:
    """Tell whether there is nothing in a text that could be looked for: only punctuation and
    symbols.
    """
    return not (_RUNS.search(folded) or _WORD.search(folded))


def _words(gaps: list[str], runs: list[str]) -> list[str]:
    """Return the words in the gaps between runs of Chinese; beside them the Chinese characters that
    touch them.
    """
    around = ["", *runs, ""]
    tokens: list[str] = []
    # nearly every gap is a comma
    spoken = [(at, gap) for at, gap in enumerate(map(_gap_words, gaps)) if gap]
    for at, (words, touches_before, touches_after) in spoken:
        if touches_before:
            tokens += around[at][-1:]
        tokens += words
        if touches_after:
            tokens += around[at + 1][:1]
    return tokens


@lru_cache(4096)
def _gap_words(gap: str) -> tuple[list[str], bool, bool] | None:
    """Return the words in a gap, and whether what is before and behind it touches them; ``None``
    without a word.

    One space between them does not count: some authors write it, some do not.
    """
    words = _WORD.findall(gap)
    if not words:
        return None
    before = gap.startswith(words[0], gap[0] == " ")
    return words, before, gap.endswith(words[-1], 0, len(gap) - (gap[-1] == " "))


def _pairs(runs: list[str]) -> str:
    """Return the overlapping pairs of characters in each run.

    Written as rows of numbers, three for each pair, which is four times as fast as joining strings.
    Of a pair that would lie between two runs the one character it has becomes a space too.
    """
    runs = [run for run in runs if len(run) > 1]
    joined = " ".join(runs)
    codes = array("I", joined.encode(_CODES))
    firsts, seconds = codes[:-1], codes[1:]
    # where a run ends
    for at in map(add, accumulate(map(len, runs[:-1])), count()):
        firsts[at - 1] = seconds[at] = _SPACE
    # 中国，国家 has the pairs of 中国国家, one after another as there: a mark parts them
    for seam in _SEAM.finditer(joined):
        firsts[seam.start()] = ord(PART)
    pairs = array("I", [_SPACE]) * (3 * len(firsts))
    pairs[::3], pairs[1::3] = firsts, seconds
    return pairs.tobytes().decode(_CODES)

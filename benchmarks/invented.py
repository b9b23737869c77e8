"""Titles and paragraphs of invented words, which are as frequent as words are: a few stand
everywhere, most are rare.

By Zipf's law the n-th word occurs about 1/n as often as the first one; how far words and characters
depart from it is chosen so that texts of a million characters have as many different characters and
pairs of them as the corpus's: 3,000 and 130,000 (there 2,900 and 114,000), of which the most
frequent 10,000 pairs make up three quarters. Characters are those of everyday Chinese, the first
level of GB 2312; one word of forty is of letters. Always the same texts, made in two seconds.
"""

import random
from collections.abc import Iterator
from itertools import accumulate, islice

_WORDS, _PARAGRAPHS, _TITLES = 20_000, 50_000, 3_000
_ONE_OF_LETTERS = 40
_LENGTHS, _LENGTHS_OFTEN = (1, 2, 3, 4), (6, 68, 17, 9)
"""Characters of a word, and how many words of a hundred have so many."""
_STOPS, _STOPS_OFTEN = "，。、：？！", (60, 25, 6, 5, 2, 2)
_CLAUSE = 6
"""A stop comes after so many words, less one."""
_SYLLABLES = ("an", "bo", "ce", "di", "el", "fu", "ga", "in", "ko", "le", "mi", "on", "ra", "st")
_OF_WORDS, _OF_CHARACTERS = (30, 1.2), (20, 1.4)
"""So many of the first are about as frequent as one another; how steeply the others fall."""


def invented() -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return titles and paragraphs; one of these has 15 to 270 characters."""
    chance = random.Random(1)
    words = _words(chance)
    often = _zipf(len(words), *_OF_WORDS)
    titles = tuple(
        "".join(chance.choices(words, cum_weights=often, k=chance.randint(3, 9)))
        for _ in range(_TITLES)
    )
    return titles, tuple(_paragraphs(chance, words, often))


def _paragraphs(chance: random.Random, words: list[str], often: list[float]) -> Iterator[str]:
    for _ in range(_PARAGRAPHS):
        clauses = chance.randint(2, 24)
        said = chance.choices(words, cum_weights=often, k=clauses * _CLAUSE)
        said[_CLAUSE - 1 :: _CLAUSE] = chance.choices(_STOPS, _STOPS_OFTEN, k=clauses)
        yield "".join(said)


def _words(chance: random.Random) -> list[str]:
    """Return each word once, the most frequent first."""
    # rows B0 to D7 of 94 characters; the last five cells are empty
    cells = [bytes((row, cell)) for row in range(0xB0, 0xD8) for cell in range(0xA1, 0xFF)]
    characters = [cell.decode("gb2312") for cell in cells[:-5]]
    chance.shuffle(characters)
    lengths = chance.choices(_LENGTHS, _LENGTHS_OFTEN, k=_WORDS)
    often = _zipf(len(characters), *_OF_CHARACTERS)
    some = iter(chance.choices(characters, cum_weights=often, k=sum(lengths)))
    words = ["".join(islice(some, length)) for length in lengths]
    for at in range(_ONE_OF_LETTERS - 1, _WORDS, _ONE_OF_LETTERS):
        word = "".join(chance.choices(_SYLLABLES, k=3)).title()
        # some authors set them apart, some do not
        words[at] = chance.choice((word, f" {word} "))
    return list(dict.fromkeys(words))


def _zipf(number: int, even: int, steep: float) -> list[float]:
    """Return how often each of them and those before it occur, for ``random.choices``."""
    return list(accumulate((one + even) ** -steep for one in range(1, number + 1)))

"""Folding: which characters count as the same in a search. One character becomes one, or none.

Folded are case, full-width and other compatibility forms, accents, traditional characters to
simplified ones, and punctuation of one meaning: quotation marks, dashes, dots between the parts of
a name. The table is a file made from Unicode's data and OpenCC's
(``tests/store/folding_table.py``): kept with the program, because an index made with one table is
of no use with another.
"""

import hashlib
import re
from collections import defaultdict
from functools import cache
from importlib.resources import files

HAN = (
    "\u0e00-\u0fff\u1000-\u109f\u1100-\u11ff\u1780-\u17ff\u2e80-\u2fdf\u3005-\u3007\u3021-\u3029\u3038-\u303b"
    "\u3041-\u309f\u30a1-\u30fa\u30fc-\u30ff\u3105-\u318f\u31a0-\u31bf\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff"
    "\ua960-\ua97f\uac00-\ud7ff\uf900-\ufaff\uff66-\uff9f\uffa1-\uffdc\U00016fe0-\U000187ff\U0001b000-\U0001b2ff"
    "\U00020000-\U0003ffff"
)
"""Inside of a character class: Chinese, and the other scripts whose words are not set apart by
spaces.
"""
WORD = rf"[^\W_\u02bc{HAN}]"
"""A letter or digit of a script whose words are; U+02BC, a letter to Unicode, is an apostrophe to
people.
"""
IGNORED = (
    "\u00ad\u0300-\u036f\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufe00-\ufe0f\ufeff"
    "\U000e0100-\U000e01ef"
)
"""Inside of a character class: characters nobody sees, and accents; they count for nothing."""
SPACES = "\t\x0b\x0c\x85\xa0\u1680\u2000-\u200a\u202f\u205f\u3000"
"""Inside of a character class: spaces that do not break the line, but the usual one."""

_FREQUENT = "，！？：；（）“”’—"
"""Replaced each in one go: faster than one by one."""
_FILE = "folding.txt"


def fold(text: str) -> str:
    """Return what a text is for the search."""
    table = _table()
    text = text.lower()
    for character in _FREQUENT:
        text = text.replace(character, table[character])
    return _pattern().sub(lambda found: table.get(found[0], found[0]), text)


def variants(folded: str) -> str:
    """Return the characters that fold to this one, itself first."""
    return folded + _inverse().get(folded, "")


def folded_characters() -> set[str]:
    """Return the characters that the table changes; it leaves capital letters to Python."""
    return set(_table())


@cache
def folding_rules() -> str:
    """Return what tells this table from another."""
    return hashlib.sha256(f"{_source()}\0{HAN}\0{IGNORED}\0{SPACES}".encode()).hexdigest()[:16]


def _source() -> str:
    return (files(__package__) / _FILE).read_text("utf-8")


@cache
def _table() -> dict[str, str]:
    lines = (line.split("\t") for line in _source().splitlines() if not line.startswith("#"))
    table = {character: folded for folded, characters in lines for character in characters}
    table |= dict.fromkeys(members(IGNORED), "")
    return table | dict.fromkeys(members(SPACES), " ")


@cache
def _inverse() -> dict[str, str]:
    inverse: defaultdict[str, str] = defaultdict(str)
    for character, folded in _table().items():
        inverse[folded] += character
    return dict(inverse)


@cache
def _pattern() -> re.Pattern[str]:
    """Characters that may have to be changed; all beyond the basic plane, which keeps the class a
    fast one.
    """
    changed = (re.escape(character) for character in _table() if character < "\uffff")
    return re.compile(f"[{''.join(changed)}\U00010000-\U0010ffff]")


def members(inside: str) -> str:
    """Return the characters of the inside of a character class."""
    ranges = re.findall(r"(.)(?:-(.))?", inside, re.DOTALL)
    return "".join(
        chr(code) for first, last in ranges for code in range(ord(first), ord(last or first) + 1)
    )

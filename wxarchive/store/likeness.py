"""Names that are nearly what someone typed: written otherwise, a part of it, or with a slip."""

from collections.abc import Iterable
from difflib import SequenceMatcher

from wxarchive.store.search import fold

_MOST = 3
_LOOKED_AT = 50
"""Names with most characters in common whose likeness is measured: measuring all names of an
archive takes long.
"""
_ALIKE = 0.6


def same(text: str) -> str:
    """Return a text without what does not tell names apart: script, case, width, spaces, and
    punctuation of the same meaning.
    """
    return "".join(fold(text).split())


def nearest(text: str, names: Iterable[str]) -> list[str]:
    """Return the few names that are most like a text, the likeliest first."""
    given = same(text)
    characters = {*given}
    every = {name: same(name) for name in dict.fromkeys(names)}
    # cheap, and enough to tell which are worth a closer look
    near = sorted(every, key=lambda name: len(characters & {*every[name]}), reverse=True)

    def likeness_of(other: str) -> float:
        # a part of a name is nearer than any misspelling
        if given and other and (given in other or other in given):
            return 1 + min(len(given), len(other)) / max(len(given), len(other))
        return SequenceMatcher(None, given, other).ratio()

    likeness = {name: likeness_of(every[name]) for name in near[:_LOOKED_AT]}
    # a name that is hardly like it would be no help
    found = [name for name in likeness if likeness[name] >= _ALIKE]
    return sorted(found, key=lambda name: likeness[name], reverse=True)[:_MOST]

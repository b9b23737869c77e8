"""Names that are nearly what someone typed: written otherwise, a part of it, or with a slip."""

from collections.abc import Iterable
from difflib import SequenceMatcher

from wxarchive.store.search import fold

_MOST = 3
_LOOKED_AT = 50
"""Names with most characters in common, of which the likeness is measured: it takes long for all of
an archive.
"""
_ALIKE = 0.6


def same(text: str) -> str:
    """Return what texts share that differ in script, case, width, punctuation of one meaning or
    spaces.
    """
    return "".join(fold(text).split())


def nearest(text: str, names: Iterable[str]) -> list[str]:
    """Return the few names that are most like a text, the likeliest first."""
    wanted = same(text)
    common = {*wanted}
    every = {name: same(name) for name in dict.fromkeys(names)}
    near = sorted(every, key=lambda name: len(common & {*every[name]}), reverse=True)[:_LOOKED_AT]
    likeness = {name: _likeness(wanted, every[name]) for name in near}
    found = [name for name in near if likeness[name] >= _ALIKE]
    return sorted(found, key=lambda name: likeness[name], reverse=True)[:_MOST]


def _likeness(one: str, other: str) -> float:
    if one and other and (one in other or other in one):
        return 1 + min(len(one), len(other)) / max(len(one), len(other))
    return SequenceMatcher(None, one, other).ratio()

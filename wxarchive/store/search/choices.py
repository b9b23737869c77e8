"""What a query asks for beside words: ``tag:``, ``note:``, ``is:`` and ``has:``, as filters."""

from collections.abc import Mapping
from difflib import get_close_matches

from wxarchive.errors import UsageError
from wxarchive.models import Filter

CHOICES = ("tag", "note", "is", "has")
"""The names before a colon that choose articles."""
_WORDS: Mapping[str, Mapping[str, Filter]] = {
    "is": {
        "unread": Filter(is_read=False),
        "read": Filter(is_read=True),
        "starred": Filter(is_starred=True),
        "gone": Filter(is_gone=True),
        "alive": Filter(is_gone=False),
        "edited": Filter(is_edited=True),
        "original": Filter(is_original=True),
    },
    "has": {
        "note": Filter(has_note=True),
        "highlight": Filter(has_highlight=True),
        "pictures": Filter(has_pictures=True),
    },
}


def choice(name: str, value: str) -> Filter:
    """Return what ``name:value`` chooses. Raises :class:`UsageError` for ``is:`` and ``has:`` with
    another word than theirs.
    """
    if not value:
        raise UsageError(f"{name}: has nothing behind it", hint=f"write a word behind {name}:")
    if name == "tag":
        return Filter(tag=value)
    if name == "note":
        return Filter(note=value)
    words = _WORDS[name]
    if found := words.get(value.lower()):
        return found
    hint = f"there is {', '.join(f'{name}:{word}' for word in words)}"
    if like := get_close_matches(value.lower(), words, 1):
        hint = f"did you mean {name}:{like[0]}?"
    raise UsageError(f"{name}: does not know this word", f"{name}:{value}", hint)


def any_of(alternatives: tuple[Filter, ...]) -> Filter:
    """Return the filter that lets pass what one of several does."""
    if len(alternatives) == 1:
        return alternatives[0]
    # not (neither the one nor the other)
    return Filter(exclude=(Filter(exclude=alternatives),))

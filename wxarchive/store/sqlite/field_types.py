"""What the fields of our values may hold: a row from elsewhere may hold anything, whatever its
table says.
"""

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from functools import cache
from types import UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

_LARGEST = 2**53
"""No number of ours is larger; SQLite's own largest ones cannot be counted up."""


def require_types(value: object) -> None:
    """Raise :class:`TypeError` where a value of ours, or one within it, has a field of another type
    than it says.
    """
    if not is_dataclass(value):
        return
    for name, types, choices in _fields(value.__class__):
        found = getattr(value, name)
        if type(found) not in types and not isinstance(found, types):
            raise TypeError(f"{name} cannot be {_shown(found)}")
        if choices and found not in choices:
            raise TypeError(f"{name} cannot be {_shown(found)}")
        if isinstance(found, int) and abs(found) > _LARGEST:
            raise OverflowError(f"{name} cannot be {found}")
        require_types(found)


@cache
def _fields(kind: Any) -> tuple[tuple[str, tuple[type, ...], frozenset[object]], ...]:
    """Return the fields of a class: name, types, and the only values where a ``Literal`` names
    them.
    """
    hints = get_type_hints(kind)
    found = []
    for field in fields(kind):
        parts = list(_parts(hints[field.name]))
        choices = [
            choice for part in parts if get_origin(part) is Literal for choice in get_args(part)
        ]
        types = [get_origin(part) or part for part in parts if get_origin(part) is not Literal]
        if choices and type(None) in types:
            choices.append(None)
        found.append((field.name, (*types, *map(type, choices)), frozenset(choices)))
    return tuple(found)


def _parts(hint: Any) -> Iterator[Any]:
    """Yield what a type is the union of; a float may be a whole number."""
    if get_origin(hint) in {Union, UnionType}:
        for one in get_args(hint):
            yield from _parts(one)
    else:
        yield hint
        if hint is float:
            yield int


def _shown(value: object) -> str:
    text = repr(value)
    return text if len(text) < 40 else f"{text[:40]}…"

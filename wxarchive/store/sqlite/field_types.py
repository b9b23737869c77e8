"""What the fields of our values may hold: a row may hold anything, whatever its table says."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields, is_dataclass
from functools import cache
from operator import attrgetter
from types import UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

_LARGEST = 2**53
"""No number of ours is larger; SQLite's own largest ones cannot be counted up."""


@dataclass(frozen=True, slots=True)
class _Field:
    """What a field may hold: these types, and of these values only where a ``Literal`` names them.

    ``is_ours``: a value of ours, which has fields itself.
    """

    name: str
    types: tuple[type, ...]
    choices: frozenset[object]
    is_ours: bool


def require_types(value: object) -> None:
    """Raise :class:`TypeError` or :class:`OverflowError` where a value of ours, or one within it,
    has a field of another type than it says, or a number larger than any.
    """
    if not is_dataclass(value):
        return
    read, expected = _fields(value.__class__)
    for field, found in zip(expected, read(value), strict=True):
        # nearly always the type itself: asked first, for isinstance() takes longer
        kind = type(found)
        if kind not in field.types and not isinstance(found, field.types):
            raise TypeError(f"{field.name} cannot be {_shown(found)}")
        if field.choices and found not in field.choices:
            raise TypeError(f"{field.name} cannot be {_shown(found)}")
        if kind is int and abs(found) > _LARGEST:
            raise OverflowError(f"{field.name} cannot be {found}")
        if field.is_ours and found is not None:
            require_types(found)


@cache
def _fields(kind: Any) -> tuple[Callable[[object], tuple[Any, ...]], tuple[_Field, ...]]:
    """Return what reads all fields of a class at once, and what they may hold."""
    hints = get_type_hints(kind)
    names = [field.name for field in fields(kind)]
    if len(names) == 1:
        return (lambda value: (getattr(value, names[0]),)), (_field(names[0], hints[names[0]]),)
    return attrgetter(*names), tuple(_field(name, hints[name]) for name in names)


def _field(name: str, hint: Any) -> _Field:
    parts = list(_parts(hint))
    literals = [part for part in parts if get_origin(part) is Literal]
    choices = [choice for part in literals for choice in get_args(part)]
    types = [get_origin(part) or part for part in parts if part not in literals]
    if choices and type(None) in types:
        choices.append(None)
    is_ours = any(is_dataclass(part) for part in types)
    return _Field(name, (*types, *map(type, choices)), frozenset(choices), is_ours)


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
    if len(text) < 40:
        return text
    return f"{text[:40]}…"

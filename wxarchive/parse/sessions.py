"""What a page gave, without the session parameters (docs/wechat-pages.md §1.1) of the addresses in its texts."""

from dataclasses import fields, is_dataclass, replace
from typing import Any, TypeVar

from wxarchive.address import without_session

_Value = TypeVar("_Value")


def without_sessions(value: _Value) -> _Value:
    """Return a value with every text in it cleaned, however deep it stands: a field added later is cleaned too."""
    cleaned: Any = value
    if isinstance(value, str):
        cleaned = without_session(value)
    elif isinstance(value, tuple):
        cleaned = tuple(map(without_sessions, value))
    elif is_dataclass(value) and not isinstance(value, type):
        cleaned = replace(value, **{one.name: without_sessions(getattr(value, one.name)) for one in fields(value)})
    return cleaned  # type: ignore[no-any-return]  # of the same type, which mypy cannot follow

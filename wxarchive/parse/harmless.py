"""What a page gave, with nothing in its texts that may be in none.

That is: session parameters (docs/wechat-pages.md §1.1), control characters, changes of direction,
and code points that are no characters, which no terminal, file or XML should see.
"""

import re
from dataclasses import fields, is_dataclass, replace
from typing import Any, TypeVar

from wxarchive.address import without_session

_Value = TypeVar("_Value")
_UNFIT = re.compile(
    r"\x1b\[[\d;?]*+[A-Za-z]"  # a colour or a move of the cursor, whole; never a part of a tag
    r"|[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufdd0-\ufdef"
    + "".join(
        f"{chr(plane + 0xFFFE)}{chr(plane + 0xFFFF)}" for plane in range(0, 0x110000, 0x10000)
    )
    + "]"
)


def harmless(value: _Value) -> _Value:
    """Return a value with every text in it cleaned, however deep it stands: a field added later is
    cleaned too.
    """
    cleaned: Any = value
    if isinstance(value, str):
        cleaned = without_session(value if value.isprintable() else _UNFIT.sub("", value))
    elif isinstance(value, tuple):
        cleaned = tuple(map(harmless, value))
    elif is_dataclass(value) and not isinstance(value, type):
        cleaned = replace(
            value, **{one.name: harmless(getattr(value, one.name)) for one in fields(value)}
        )
    return cleaned  # type: ignore[no-any-return]  # of the same type, which mypy cannot follow

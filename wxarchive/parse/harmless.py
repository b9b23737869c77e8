"""What a page gave, with nothing in its texts that may be in none.

That is: session parameters (docs/wechat-pages.md §1.1), control characters, changes of direction,
and code points that are no characters, which no terminal, file or XML should see.
"""

import re
from dataclasses import fields, is_dataclass, replace
from functools import cache
from typing import Any, TypeVar

from wxarchive.address import without_session
from wxarchive.credentials import may_hold_one
from wxarchive.models import Body

_Value = TypeVar("_Value")
# the last two code points of each plane are no characters
_LAST_OF_PLANES = "".join(
    f"{chr(plane + 0xFFFE)}{chr(plane + 0xFFFF)}" for plane in range(0, 0x110000, 0x10000)
)
_UNFIT = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufdd0-\ufdef"
    f"{_LAST_OF_PLANES}]"
    r"(?:(?<=\x1b)\[[\d;?]*+[A-Za-z])?"  # a colour or a move of the cursor, whole
)
_TAG = r"</?(?:strong|em|u|del|sup|sub|code|a)\b[^<>]*+>"
# what may be an address in HTML, with the inline tags of the vocabulary anywhere in it
_RUN = re.compile(rf"(?:(?!&(?:lt|gt|quot|apos|nbsp);)[!#-&(-;=?-_a-~]|{_TAG})++")
_TAGS = re.compile(f"({_TAG})")
_EMPTY = re.compile(r"<(strong|em|u|del|sup|sub|code)></\1>|<a [^<>]*+></a>")
# empty inline elements in each other: one of each
_DEEPEST = 7


def harmless(value: _Value) -> _Value:
    """Return a value with every text in it cleaned, however deep it stands: a field added later is
    cleaned too.
    """
    cleaned: Any = value
    if isinstance(value, str):
        # fit lines are told from others ten times faster than the expression finds what is unfit
        if not value.replace("\n", "").isprintable():
            cleaned = _UNFIT.sub("", value)
        cleaned = without_session(cleaned)
    elif isinstance(value, tuple):
        cleaned = tuple(map(harmless, value))
    elif is_dataclass(value) and not isinstance(value, type):
        if isinstance(value, Body):
            cleaned = replace(value, html=_without_session_in_markup(value.html))
        changed: dict[str, Any] = {}
        for name in _names_of(type(value)):
            part = getattr(cleaned, name)
            if part is not None and (clean := harmless(part)) != part:
                changed[name] = clean
        # most values are harmless: a copy takes longer than all the rest
        if changed:
            cleaned = replace(cleaned, **changed)
    return cleaned  # type: ignore[no-any-return]  # of the same type, which mypy cannot follow


@cache
def _names_of(kind: type) -> tuple[str, ...]:
    return tuple(one.name for one in fields(kind))


def _without_session_in_markup(html: str) -> str:
    """Return HTML without the session parameters that have markup within them."""
    if not may_hold_one(_TAGS.sub("", html)):
        return html
    # no address goes on over a line's end; but one within a tag ends no line
    lines = html.split(">\n")
    lines[:-1] = [f"{line}>" for line in lines[:-1]]
    for place, line in enumerate(lines):
        if ("=" in line or "%" in line) and may_hold_one(_TAGS.sub("", line)):
            lines[place] = _RUN.sub(_without_session_in_run, line)
    return "\n".join(lines)


def _without_session_in_run(match: re.Match[str]) -> str:
    """Clean an address with markup within it as if there were none: ``key=<em>…</em>``."""
    run = match[0]
    bare = _TAGS.sub("", run)
    # one without markup is cleaned as any text is
    if bare == run:
        return run
    cleaned = without_session(bare)
    if bare == cleaned:
        return run
    # the cleaned text is the other without some of its characters: tags stay where they were
    rest = iter(cleaned)
    due = next(rest, None)
    pieces: list[str] = []
    for piece in _TAGS.split(run):
        if _TAGS.fullmatch(piece):
            pieces.append(piece)
            continue
        for sign in piece:
            if sign == due:
                pieces.append(sign)
                due = next(rest, None)
    # elements may be left with nothing in them
    written = "".join(pieces)
    for _ in range(_DEEPEST):
        written = _EMPTY.sub("", written)
    return written

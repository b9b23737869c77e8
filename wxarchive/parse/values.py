"""One value of a page's script data, variables or ``meta`` elements, as what it should be."""

import re
from datetime import datetime
from typing import Any

from wxarchive.clock import BEIJING
from wxarchive.guarded import epoch_time, number
from wxarchive.parse.page import Page, plain

_EPOCH = re.compile(r"1\d{9}")


def first_value(page: Page, key: str, *names: str) -> str | None:
    """Return the data's ``key`` as short text; if it has none, the first of the variables
    ``names``.
    """
    return plain(page.data.get(key)) or plain(page.variable(key, *names)) or None


def meta_value(page: Page, *names: str) -> str | None:
    """Return the first of the ``meta`` elements of these names that says something."""
    return next((page.metas[name] for name in names if page.metas.get(name)), None)


def plain_words(text: str) -> str:
    """Return a text in one line, with single spaces."""
    return " ".join(text.split())


def text_value(value: object) -> str | None:
    """Return what stands in a text, ``None`` for an empty one and for what is no text."""
    if not isinstance(value, str):
        return None
    return value.strip() or None


def time_value(value: object) -> datetime | None:
    """Return the time that seconds since 1970 in a text mean, if they are such."""
    if not isinstance(value, str):
        return None
    match = _EPOCH.fullmatch(value.strip())
    if match is None:
        return None
    return epoch_time(number(match[0]) or 0, BEIJING)


def fields_of(value: object) -> dict[str, Any]:
    """Return an object with its fields; an empty one for what is none."""
    if isinstance(value, dict):
        return value
    return {}


def objects_in(value: object) -> list[dict[str, Any]]:
    """Return the objects of a list; none for what is no list."""
    if not isinstance(value, list):
        return []
    return [item for item in value if isinstance(item, dict)]

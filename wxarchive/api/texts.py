"""Values as text, and text as values: JSON out, days in."""

import json
from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from datetime import datetime
from math import isfinite

from wxarchive import clock
from wxarchive.characters import escaped
from wxarchive.clock import iso
from wxarchive.dates import FORMS, end_of, start_of
from wxarchive.errors import UsageError


def to_json(value: object) -> str:
    r"""Write a value as JSON on one line, Chinese as it is.

    Frozen values become objects, times ISO 8601 with their zone. Characters that rule a terminal or
    hide are written as ``\uXXXX``, of bytes only how many there are.

    ::

        wxarchive.to_json(archive.article(12).metadata)
    """
    text = json.dumps(_plain(value), ensure_ascii=False, separators=(",", ":"))
    return escaped(text)


def find_addresses(text: str) -> tuple[str, ...]:
    """Return the addresses of articles, albums and home pages that a text names, each once, for
    :meth:`Archive.enqueue` and :meth:`Archive.add`.
    """
    from wxarchive.formats import addresses_in
    from wxarchive.sources import in_text

    found = dict.fromkeys(addresses_in(text))
    # those of other sites, and of pages that are no articles, are left out
    return tuple(one for one in found if in_text(one))


def since(text: str) -> datetime:
    """Return the moment that a time named in words begins, in Beijing, for :attr:`Filter.since`:
    ``2024``, ``2024年10月``, ``2024-10-05``, ``7d``, ``last week``, ``去年`` and more
    (``docs/selecting.md``). Raises :class:`UsageError`.
    """
    return _moment(text, start_of)


def until(text: str) -> datetime:
    """Return the moment that a named time is over, for :attr:`Filter.until`; written, and raises,
    as :func:`since`.
    """
    return _moment(text, end_of)


def _moment(text: str, bound: Callable[[str, datetime], datetime]) -> datetime:
    try:
        return bound(text, clock.now())
    except (ValueError, OverflowError) as error:
        raise UsageError(f"{text[:40]!r} is no date", hint=f"write {FORMS}") from error


def _plain(value: object) -> object:
    """Return what JSON has for a value."""
    if isinstance(value, datetime):
        return iso(value)
    # nobody reads them in JSON
    if isinstance(value, bytes):
        return f"({len(value)} bytes)"
    if is_dataclass(value):
        return {one.name: _plain(getattr(value, one.name)) for one in fields(value)}
    if isinstance(value, Mapping):
        return {str(name): _plain(one) for name, one in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_plain(one) for one in value]
    # JSON knows neither infinity nor NaN
    if isinstance(value, float) and not isfinite(value):
        value = str(value)
    return value

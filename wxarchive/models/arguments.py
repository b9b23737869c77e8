"""Checks of the arguments that programs give: an unknown name or an impossible number is refused
before anything is read or written.
"""

from collections.abc import Iterable
from typing import get_args

from wxarchive.errors import UsageError

LARGEST_NUMBER = 2**53
"""Of ids and limits: JSON and SQLite hold it exactly."""
_LONGEST_WAIT = 2_000_000
"""Seconds (23 days): the milliseconds that connections are given have 31 bits."""


def require_known(given: Iterable[object], names: object, what: str) -> None:
    """Raise :class:`UsageError` for the first given name that is not among ``names``, a
    ``Literal``; ``what``: what they name.
    """
    known = get_args(names)
    for one in given:
        if one not in known:
            raise UsageError(f"no such {what}", str(one)[:80], f"choose one of {', '.join(known)}")


def require_number(number: float | None, name: str, most: int = LARGEST_NUMBER) -> None:
    """Raise :class:`UsageError` for a number below 0, above ``most``, or NaN; ``name``: of the
    argument.
    """
    if number is not None and not 0 <= number <= most:
        raise UsageError("the number is out of range", name, f"give one from 0 to {most:,}")


def require_seconds(seconds: float | None, name: str) -> None:
    """Raise :class:`UsageError` for a time that no connection can wait; ``name``: of the
    argument.
    """
    require_number(seconds, name, _LONGEST_WAIT)

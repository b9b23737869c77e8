"""What a program gives: a name that there is not, or a number that nobody can mean, is said before
anything is read.
"""

from collections.abc import Iterable
from typing import get_args

from wxarchive.errors import UsageError

LARGEST_NUMBER = 2**53
"""Of ids and limits: JSON and SQLite hold it exactly."""
_LONGEST = 2_000_000
"""Seconds, which are 23 days: no connection waits longer (their milliseconds have 31 bits)."""


def require_known(given: Iterable[object], names: object, what: str) -> None:
    """Raise :class:`UsageError` where one of the given names is none of those there are; ``names``:
    their ``Literal``, ``what``: what they name.
    """
    known = get_args(names)
    for one in given:
        if one not in known:
            hint = f"there is {', '.join(known)}"
            raise UsageError(f"no {what} is called so", str(one)[:80], hint)


def require_number(number: float | None, name: str, most: int = LARGEST_NUMBER) -> None:
    """Raise :class:`UsageError` for a number below 0, above ``most`` or that is none; ``name``: of
    the argument.
    """
    if number is not None and not 0 <= number <= most:
        raise UsageError("the number is out of range", name, f"give one from 0 to {most:,}")


def require_seconds(seconds: float | None, name: str) -> None:
    """Raise :class:`UsageError` for a time that nobody waits; ``name``: of the argument."""
    require_number(seconds, name, _LONGEST)

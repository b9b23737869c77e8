"""Times: now, as WeChat writes them (Beijing's), and as people read them (their own, or how far
away).
"""

from collections.abc import Iterator
from datetime import datetime, timedelta, timezone

from wxarchive.guarded import number

BEIJING = timezone(timedelta(hours=8))
"""The zone WeChat writes its times in; what programs and documents see is in it."""
BEIJING_NAME = "Beijing time"
OFFSET = "+08:00"
HOURS = "+08"
"""Mark a column of articles' times, and one of days."""
_MINUTE, _HOUR, _DAY = 60, 3600, 86_400


def now() -> datetime:
    """Return the time now."""
    return datetime.now(BEIJING)


def in_form(time: datetime | None, form: str) -> str | None:
    """Write a time of Beijing in a form of ``strftime``."""
    if time:
        return time.astimezone(BEIJING).strftime(form)
    return None


def iso(time: datetime | None) -> str | None:
    """Write a time of Beijing to the second with its offset (ISO 8601)."""
    if time:
        return time.astimezone(BEIJING).isoformat(timespec="seconds")
    return None


def months(first: str, last: str) -> Iterator[str]:
    """Yield every month from the first to the last, both written as ``2024-10``; none if the first
    is the later one.
    """
    month = first
    while month <= last:
        yield month
        year, of_year = number(month[:4]) or 0, number(month[5:]) or 1
        month = f"{year + of_year // 12:04}-{of_year % 12 + 1:02}"


def local_minute(time: datetime) -> str:
    """Write a time to the minute as the clock here shows it, with the offset of its zone."""
    # Windows knows its zone's offset from 1970 to 3000 only
    try:
        here = time.astimezone()
    except (OSError, OverflowError, ValueError):
        here = time.astimezone(BEIJING)
    return here.isoformat(" ", "minutes")


def distance(time: datetime, now: datetime) -> str:
    """Say how far away a time is: ``in 4 h``, ``3 days ago``."""
    seconds = (time - now).total_seconds()
    length = span(abs(seconds))
    if seconds >= 0:
        return f"in {length}"
    return f"{length} ago"


def span(seconds: float) -> str:
    """Say how long a time is, in the unit that is easy to grasp."""
    if seconds < 2 * _MINUTE:
        return f"{seconds:.0f} s"
    if seconds < 2 * _HOUR:
        return f"{seconds / _MINUTE:.0f} min"
    if seconds < 2 * _DAY:
        return f"{seconds / _HOUR:.0f} h"
    return f"{seconds / _DAY:.0f} days"

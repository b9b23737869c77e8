"""The ways to name a day: ``2024``, ``2024-10``, ``2024-10-05``, and ``7d`` for seven days ago; and
a minute: ``2024-10-05T09:30``.
"""

import re
from collections.abc import Callable
from datetime import datetime, timedelta

import click

from wxarchive import clock
from wxarchive.clock import BEIJING
from wxarchive.guarded import iso_time, number

_DAY = re.compile(r"(\d{4})(?:-(\d{1,2}))?(?:-(\d{1,2}))?", re.A)
_AGO = re.compile(r"(\d{1,6})d", re.A)


def start_of(text: str, now: datetime) -> datetime:
    """Return the moment a named time begins, in Beijing; raises :class:`ValueError` if it names
    none.
    """
    if ago := _AGO.fullmatch(text):
        return now.astimezone(BEIJING) - timedelta(days=number(ago[1]) or 0)
    year, month, day = _parts(text)
    return datetime(year, 1 if month is None else month, 1 if day is None else day, tzinfo=BEIJING)


def end_of(text: str, now: datetime) -> datetime:
    """Return the moment a named time is over, so that ``--until 2024`` has all of 2024; raises as
    :func:`start_of`.
    """
    start = start_of(text, now)
    if _AGO.fullmatch(text):
        return start
    _, month, day = _parts(text)
    if day:
        return start + timedelta(days=1)
    if month:
        return (start + timedelta(days=31)).replace(day=1)
    return start.replace(year=start.year + 1)


def _parts(text: str) -> tuple[int, int | None, int | None]:
    found = _DAY.fullmatch(text)
    if not found:
        raise ValueError(text)
    year, month, day = found.groups()
    return number(year) or 0, number(month), number(day)


def day(*, over: bool = False) -> Callable[[str], datetime]:
    """Return what reads an option as a bound of a search: the named time's beginning, or its end
    (``over``).
    """
    moment = end_of if over else start_of

    def read(value: str) -> datetime:
        try:
            return moment(value.strip(), clock.now())
        except (ValueError, OverflowError) as error:
            raise click.BadParameter(
                f"{value!r} is no date: write 2024, 2024-10, 2024-10-05 or 7d"
            ) from error

    return read


def number_or_moment(value: str) -> int | datetime:
    """Read an option that is a number, or a day or a minute (of Beijing): the moment when that is
    over.
    """
    text = value.strip()
    if text.isdecimal():
        return number(text) or 0
    minute = None if _DAY.fullmatch(text) else iso_time(text)
    if minute:
        whole = minute if minute.tzinfo else minute.replace(tzinfo=BEIJING)
        return whole + timedelta(minutes=1)
    return day(over=True)(text)

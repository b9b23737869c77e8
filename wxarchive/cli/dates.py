"""Times as options name them."""

from collections.abc import Callable
from datetime import datetime, timedelta

import click

from wxarchive import clock
from wxarchive.clock import BEIJING
from wxarchive.dates import FORMS, end_of, start_of
from wxarchive.guarded import iso_time, number


def day(*, over: bool = False) -> Callable[[str], datetime]:
    """Return what reads an option as a bound of a search: the named time's beginning, or its end
    (``over``).
    """
    moment = start_of
    if over:
        moment = end_of

    def read(value: str) -> datetime:
        try:
            return moment(value, clock.now())
        except (ValueError, OverflowError) as error:
            raise click.BadParameter(f"{value!r} is no date: write {FORMS}") from error

    return read


def number_or_moment(value: str) -> int | datetime:
    """Read an option that is a number, or a day or a minute (of Beijing): the moment when that is
    over.
    """
    text = value.strip()
    if text.isdecimal():
        return number(text) or 0
    minute = None
    if ":" in text:
        minute = iso_time(text)
    if minute:
        if minute.tzinfo:
            whole = minute
        else:
            whole = minute.replace(tzinfo=BEIJING)
        return whole + timedelta(minutes=1)
    return day(over=True)(text)

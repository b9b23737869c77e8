"""Times as options name them."""

from collections.abc import Callable
from datetime import datetime, timedelta
from unicodedata import normalize

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
        # "9999999d" is before the first year there is
        try:
            return moment(value, clock.now())
        except (ValueError, OverflowError) as error:
            raise click.BadParameter(f"{value!r} is no date: write {FORMS}") from error

    return read


def number_or_moment(value: str) -> int | datetime:
    """Read an option that is the number of a capture, or a day or a minute (of Beijing): the moment
    when that is over.
    """
    # digits of full width are digits
    text = normalize("NFKC", value).strip()
    # 2024 is a number, too: who means the year writes 2024-12
    if text.isdecimal():
        found = number(text)
        if found is None:
            raise click.BadParameter(f"{value[:40]!r} is no capture; history --captures lists them")
        return found
    minute = None
    if ":" in text:
        minute = iso_time(text)
    if minute is None:
        return day(over=True)(text)
    # articles' times are Beijing's unless another zone is named
    if minute.tzinfo is None:
        minute = minute.replace(tzinfo=BEIJING)
    return minute + timedelta(minutes=1)

"""Times that a page tells only from the day on which it was shown: without a year, ``昨天``,
``3 days ago``.

Source: docs/wechat-pages.md §11.
"""

import re
import unicodedata
from datetime import datetime, timedelta, tzinfo

from wxarchive.guarded import calendar_time, number

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = rf"(?P<name>{'|'.join(_MONTHS)})[a-z]{{0,6}}\.?"
_CLOCK = r"(?:[, ]{0,2}(?P<hour>\d{1,2}):(?P<minute>\d{2}))?"
_DAYS_OF_A_YEAR = tuple(
    re.compile(form + _CLOCK, re.I)
    for form in (
        r"(?P<month>\d{1,2}) ?[月월-] ?(?P<day>\d{1,2}) ?[日号號일]?",
        _MONTH + r" (?P<day>\d{1,2})(?:st|nd|rd|th)?",
        r"(?P<day>\d{1,2})(?:st|nd|rd|th)? " + _MONTH,
    )
)
_DAYS_BEFORE = re.compile(
    r"(?:(?P<today>今[天日]|today|오늘)|(?P<yesterday>昨[天日]|yesterday|어제)"
    r"|(?P<two>前天|一昨日|그저께)|(?P<days>\d{1,2}) ?(?:[天日]前|일 ?전|days? ago|day\(s\) ago))"
    + _CLOCK,
    re.I,
)
# among so many years is one with a 29 February
_YEARS_BACK = 9
# clocks are at most so far ahead of Beijing's, where the zone is not known
_EAST = timedelta(hours=6)


def told_from(shown: str, seen: datetime, zone: tzinfo) -> tuple[datetime, bool] | None:
    """Return the time in ``zone`` that a text told to whom saw it at ``seen``, and whether it told
    the clock; without, it is the day's beginning.

    Of a day without a year it is the latest that is not after ``seen``. ``None`` for what is no
    day: ``1周前`` is any of seven.
    """
    text = " ".join(unicodedata.normalize("NFKC", shown).split())
    here = seen.astimezone(zone)
    # days before the one on which it was seen
    if before := _DAYS_BEFORE.fullmatch(text):
        words = ("today", "yesterday", "two")
        named = (days for days, word in enumerate(words) if before[word])
        days = next(named, number(before["days"]) or 0)
        day = here - timedelta(days=days)
        return _on((day.year, day.month, day.day), before, zone)
    # a day of the year, in any year that has it
    forms = (form.fullmatch(text) for form in _DAYS_OF_A_YEAR)
    match = next(filter(None, forms), None)
    if match is None:
        return None
    parts = match.groupdict()
    month = parts.get("month") or str(_MONTHS.index(parts["name"].lower()) + 1)
    for year in range(here.year, here.year - _YEARS_BACK, -1):
        time = _on((year, month, parts["day"]), match, zone)
        if time and time[0] <= here + _EAST:
            return time
    return None


def _on(
    day: tuple[str | int, str | int, str | int], clock: re.Match[str], zone: tzinfo
) -> tuple[datetime, bool] | None:
    """Return the time of a day and the clock that was read, and whether there was one."""
    time = calendar_time((*day, clock["hour"], clock["minute"]), zone)
    if time is None:
        return None
    return time, clock["hour"] is not None

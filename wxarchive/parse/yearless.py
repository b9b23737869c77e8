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
        named = (days for days, name in enumerate(("today", "yesterday", "two")) if before[name])
        day = here - timedelta(days=next(named, number(before["days"]) or 0))
        return _on((day.year, day.month, day.day), before, zone)
    # a day of the year, in any year that has it
    found = next(filter(None, (form.fullmatch(text) for form in _DAYS_OF_A_YEAR)), None)
    if found is None:
        return None
    parts = found.groupdict()
    month = parts.get("month") or str(_MONTHS.index(parts["name"].lower()) + 1)
    years = range(here.year, here.year - _YEARS_BACK, -1)
    possible = (_on((year, month, parts["day"]), found, zone) for year in years)
    return next((told for told in possible if told and told[0] <= here + _EAST), None)


def _on(
    day: tuple[str | int, str | int, str | int], found: re.Match[str], zone: tzinfo
) -> tuple[datetime, bool] | None:
    told = calendar_time((*day, found["hour"], found["minute"]), zone)
    return (told, found["hour"] is not None) if told else None

"""Times as lists, feeds, front matter and spreadsheets write them → Beijing time.

A time that tells its zone is converted; one that tells none is Beijing's, as WeChat's own pages
write it. What has more than one reading (``06/07/2025``) is no time: nothing is guessed.
"""

import re
import unicodedata
from collections.abc import Mapping
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo

from wxarchive.clock import BEIJING
from wxarchive.guarded import iso_time, usable

_LONGEST = 100
"""Characters; a longer text is no time."""
_EPOCH = re.compile(r"(1\d{9})(?:\d{3}|\d{6})?(?:\.\d*)?", re.ASCII)
"""Seconds, milliseconds or microseconds since 1970."""
_SERIAL = re.compile(r"[3-7]\d{4}(?:\.\d+)?", re.ASCII)
"""Days since :data:`_FIRST_DAY`, as spreadsheets count them: 1982 to 2119."""
_FIRST_DAY = datetime(1899, 12, 30, tzinfo=BEIJING)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = rf"(?P<name>{'|'.join(_MONTHS)})[a-z]{{0,6}}\.?"
_WEEKDAY = re.compile(r"(?:mon|tue|wed|thu|fri|sat|sun)[a-z]{0,6}\.?,?\s+", re.I)
_TIME_OF_DAY = r"\d{1,2}:\d{2}(?::\d{2})?"
_YEAR_LAST = re.compile(  # as asctime and ``date`` write it
    rf"(?P<day>{_MONTH}\s+\d{{1,2}})\s+(?P<time>{_TIME_OF_DAY})(?P<zone>\s+[a-z]{{1,5}}|\s+[+-]\d{{4}})?\s+(?P<year>\d{{4}})$",
    re.I,
)
_DAYS = tuple(
    re.compile(pattern, re.I | re.A)
    for pattern in (
        r"(?P<year>\d{4})\s*[-/年.]\s*(?P<month>\d{1,2})\s*[-/月.]\s*(?P<day>\d{1,2})(?!\d)\s*[日号]?",
        r"(?P<year>(?:19|20)\d{2})(?P<month>\d{2})(?P<day>\d{2})(?=$|[T\sZ]|(?:\d{2}){2,3}$)",
        rf"(?P<day>\d{{1,2}})(?:st|nd|rd|th)?[-\s]+{_MONTH},?[-\s]+(?P<year>\d{{4}}|\d{{2}})(?!\d)",
        rf"{_MONTH}\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<year>\d{{4}})(?!\d)",
        r"(?P<one>\d{1,2})(?P<between>[/.-])(?P<two>\d{1,2})(?P=between)(?P<year>\d{4})(?!\d)",
    )
)
_CLOCK = re.compile(
    r"(?:[T,\s]|at\b|(?:星期|周|礼拜)[一二三四五六日天]|\((?:周|星期)?[一二三四五六日月火水木金土]\))*+"
    r"(?P<half>上午|下午|晚上|傍晚|中午|凌晨|早上)?\s*"
    r"(?P<hour>\d{1,2})\s*(?:[:时點点]\s*(?P<minute>\d{1,2})?(?:\s*[:分]\s*(?P<second>\d{1,2})(?:[.,]\d+)?)?|"
    r"(?P<minute_>\d{2})(?P<second_>\d{2})?(?:[.,]\d+)?(?![\d:])|(?=\s*[ap]\.?m))"
    r"[分秒]?\s*(?P<noon>[ap]\.?m\b\.?)?",
    re.I | re.A,
)
_HALF_PAST = re.compile(r"(?<=\d)[点點时時]半")
_ZONE = re.compile(
    r"\s*\(?(?P<name>[a-z]{1,5}|北京时间|中国标准时间)?\s*(?:(?P<sign>[+-])(?P<hours>\d{1,2})(?::?(?P<minutes>\d{2}))?)?",
    re.I | re.A,
)
_HOURS_OF_ZONE = {
    "z": 0, "utc": 0, "gmt": 0, "ut": 0, "est": -5, "edt": -4, "cdt": -5, "mst": -7, "mdt": -6,
    "pst": -8, "pdt": -7,
    "bst": 1, "cet": 1, "cest": 2, "jst": 9, "kst": 9,
}  # fmt: skip
"""RFC 5322 §4.3 and neighbours; CST is China's here, as that of a computer in Shanghai."""


def utc_time(value: object) -> datetime | None:
    """Read a time of ISO 8601; one that tells no zone is UTC. ``None`` if it is none."""
    time = iso_time(value)
    return time and time.replace(tzinfo=time.tzinfo or UTC)


def moment(value: object, zone: tzinfo = BEIJING) -> datetime | None:
    """Read a time in any of the usual forms; ``None`` if it is none. ``zone``: of one that does not
    tell its own.
    """
    if isinstance(value, Mapping):
        # a date of CSL, the JSON of literature managers; a time of a database's JSON
        match value.get("date-parts"):
            case [list(parts), *_]:
                value = "-".join(map(str, parts))
            case _:
                value = value.get("$date")
    if isinstance(value, date):
        value = value.isoformat()
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    # a day that no month has, an hour that no day has
    with suppress(ValueError, OverflowError):
        text = unicodedata.normalize("NFKC", str(value)[: _LONGEST + 1]).strip()
        text = _HALF_PAST.sub(":30", text)
        if len(text) > _LONGEST:
            return None
        # a number counts from a day on, in seconds or in days
        if epoch := _EPOCH.fullmatch(text):
            time = datetime.fromtimestamp(int(epoch[1]), UTC).astimezone(BEIJING)
            return usable(time)
        if _SERIAL.fullmatch(text):
            seconds = round(float(text) * 86_400)
            return usable(_FIRST_DAY + timedelta(seconds=seconds))
        return usable(_written(text, zone))
    return None


def _written(text: str, zone: tzinfo) -> datetime | None:
    # the day first, in one of its forms
    text = _WEEKDAY.sub("", text, count=1)
    text = _YEAR_LAST.sub(r"\g<day> \g<year> \g<time>\g<zone>", text)
    forms = (pattern.match(text) for pattern in _DAYS)
    match = next(filter(None, forms), None)
    if match is None:
        return None
    day = _day(match.groupdict())
    if day is None:
        return None
    clock = _CLOCK.match(text, match.end())
    # a day without a time, whatever zone its column is in, is a day in China
    if clock is None:
        return datetime(*day, tzinfo=BEIJING)
    half = (clock["half"] or clock["noon"] or "").lower().replace(".", "")
    hour = _hour_of_day(int(clock["hour"]), half)
    minute = int(clock["minute"] or clock["minute_"] or 0)
    # Python knows no leap seconds
    second = min(int(clock["second"] or clock["second_"] or 0), 59)
    own_zone = _zone(text[clock.end() :])
    time = datetime(*day, hour, minute, second, tzinfo=own_zone or zone)
    return time.astimezone(BEIJING)


def _day(parts: dict[str, str | None]) -> tuple[int, int, int] | None:
    """Return year, month and day; ``None`` for what has more than one reading."""
    year = int(parts["year"] or 0)
    if parts.get("name"):
        if year < 100:
            year += 2000
        month = 1 + _MONTHS.index(str(parts["name"]).lower())
        return year, month, int(parts["day"] or 0)
    if not parts.get("between"):
        return year, int(parts["month"] or 0), int(parts["day"] or 0)
    one, two = int(parts["one"] or 0), int(parts["two"] or 0)
    # with dots the day comes first everywhere; with strokes it does in some countries
    if parts["between"] == "." or one > 12 or one == two:
        return year, two, one
    if two > 12:
        return year, one, two
    return None


def _hour_of_day(hour: int, half: str) -> int:
    # 中午 is about noon: its eleven o'clock is before it, its one o'clock after it
    afternoon = half in ("下午", "晚上", "傍晚", "pm") or (half == "中午" and hour < 11)
    if afternoon and hour < 12:
        return hour + 12
    if hour == 12 and half in ("凌晨", "上午", "am"):
        return 0
    return hour


def _zone(text: str) -> tzinfo | None:
    zone = _ZONE.match(text)
    if zone is None:
        return None
    if zone["sign"]:
        offset = timedelta(hours=int(zone["hours"]), minutes=int(zone["minutes"] or 0))
        if zone["sign"] == "-":
            offset = -offset
        return timezone(offset)
    hours = _HOURS_OF_ZONE.get((zone["name"] or "").lower())
    if hours is None:
        return None
    return timezone(timedelta(hours=hours))

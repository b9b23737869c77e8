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
from wxarchive.guarded import usable

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
    r"(?:[T,\s]|at\b|(?:星期|周|礼拜)[一二三四五六日天])*+(?P<half>上午|下午|晚上|傍晚|中午|凌晨|早上)?\s*"
    r"(?P<hour>\d{1,2})\s*(?:[:时點点]\s*(?P<minute>\d{1,2})?(?:\s*[:分]\s*(?P<second>\d{1,2})(?:[.,]\d+)?)?|"
    r"(?P<minute_>\d{2})(?P<second_>\d{2})?(?:[.,]\d+)?(?![\d:])|(?=\s*[ap]\.?m))"
    r"[分秒]?\s*(?P<noon>[ap]\.?m\b\.?)?",
    re.I | re.A,
)
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


def moment(value: object, zone: tzinfo = BEIJING) -> datetime | None:
    """Read a time in any of the usual forms; ``None`` if it is none. ``zone``: of one that does not
    tell its own.
    """
    if isinstance(value, Mapping):
        value = _parted(value)
    if isinstance(value, date):
        value = value.isoformat()
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    with suppress(ValueError, OverflowError):
        text = unicodedata.normalize("NFKC", str(value)[: _LONGEST + 1]).strip()
        return usable(_counted(text) or _written(text, zone)) if len(text) <= _LONGEST else None
    return None


def _parted(value: Mapping[str, object]) -> object:
    """A date of CSL, the JSON of literature managers; a time of a database's JSON."""
    parts = value.get("date-parts")
    with suppress(TypeError, IndexError, KeyError):
        # see above
        return "-".join(str(part) for part in parts[0]) if parts else value.get("$date")  # type: ignore[index]
    return None


def _counted(text: str) -> datetime | None:
    if epoch := _EPOCH.fullmatch(text):
        return datetime.fromtimestamp(int(epoch[1]), UTC).astimezone(BEIJING)
    if _SERIAL.fullmatch(text):
        return _FIRST_DAY + timedelta(seconds=round(float(text) * 86_400))
    return None


def _written(text: str, zone: tzinfo) -> datetime | None:
    text = _YEAR_LAST.sub(r"\g<day> \g<year> \g<time>\g<zone>", _WEEKDAY.sub("", text, count=1))
    found = next((match for match in (pattern.match(text) for pattern in _DAYS) if match), None)
    day = _day(found.groupdict()) if found else None
    if not (found and day):
        return None
    clock = _CLOCK.match(text, found.end())
    if clock is None:
        return datetime(*day, tzinfo=BEIJING)
    told = clock.groupdict()
    hour, minute = int(told["hour"]), int(told["minute"] or told["minute_"] or 0)
    second = min(int(told["second"] or told["second_"] or 0), 59)  # a leap second is none of ours
    hour = _hour_of_day(hour, (told["half"] or told["noon"] or "").lower().replace(".", ""))
    time = datetime(*day, hour, minute, second, tzinfo=_zone(text[clock.end() :]) or zone)
    return time.astimezone(BEIJING)


def _day(told: dict[str, str | None]) -> tuple[int, int, int] | None:
    year = int(told["year"] or 0)
    if told.get("name"):
        return (
            year + (2000 if year < 100 else 0),
            1 + _MONTHS.index(str(told["name"]).lower()),
            int(told["day"] or 0),
        )
    if not told.get("between"):
        return year, int(told["month"] or 0), int(told["day"] or 0)
    one, two = int(told["one"] or 0), int(told["two"] or 0)
    if told["between"] == "." or one > 12 or one == two:
        return year, two, one
    return (year, one, two) if two > 12 else None


def _hour_of_day(hour: int, half: str) -> int:
    if half in ("下午", "晚上", "傍晚", "pm") or (half == "中午" and hour < 11):
        return hour + 12 if hour < 12 else hour
    return 0 if hour == 12 and half in ("凌晨", "上午", "am") else hour


def _zone(text: str) -> tzinfo | None:
    told = _ZONE.match(text)
    if told is None:
        return None
    if told["sign"]:
        offset = timedelta(hours=int(told["hours"]), minutes=int(told["minutes"] or 0))
        return timezone(-offset if told["sign"] == "-" else offset)
    hours = _HOURS_OF_ZONE.get((told["name"] or "").lower())
    return None if hours is None else timezone(timedelta(hours=hours))

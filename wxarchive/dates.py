"""The ways to name a time: as a calendar has it, how long ago, or in words
(``docs/selecting.md``). Days, weeks from Monday, months and years are those of Beijing.
"""

import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Literal
from unicodedata import normalize

from wxarchive.clock import BEIJING
from wxarchive.guarded import calendar_time, number

Unit = Literal["day", "week", "month", "year"]
FORMS = (
    "2024, 2024-10, 2024-10-05, 20241005, 2024/10/5, 2024.10.5, 2024年10月5日, 7d, 2w, 3m or 1y"
    " ago, today, yesterday, this or last week, month or year, 今天, 昨天, 上周, 上个月, 去年"
)
"""What a message lists of them."""

_CALENDAR = (
    re.compile(r"(\d{4})(?:([-/.])(\d{1,2})(?:\2(\d{1,2}))?)?", re.A),
    re.compile(r"(\d{4})()(\d{2})(\d{2})?", re.A),
    re.compile(r"(\d{4})()年(?:(\d{1,2})月(?:(\d{1,2})[日号號]?)?)?", re.A),
)
_AGO = re.compile(r"(\d{1,6})(?:([dwmy])| ?(day|week|month|year)s? ago)", re.A)
_AGO_IN_CHINESE = re.compile(
    r"(\d{1,6}|[一二两兩三四五六七八九十])(天|日|周|週|星期|个月|個月|年)前", re.A
)
_NUMBERS = {sign: count for count, sign in enumerate("一二三四五六七八九十", 1)} | {
    "两": 2, "兩": 2,
}  # fmt: skip
_UNITS: Mapping[str, Unit] = {
    "day": "day", "week": "week", "month": "month", "year": "year",
    "d": "day", "w": "week", "m": "month", "y": "year", "天": "day", "日": "day", "周": "week",
    "週": "week", "星期": "week", "个月": "month", "個月": "month", "年": "year",
}  # fmt: skip
_WORDS: Mapping[str, tuple[Unit, int]] = {
    "today": ("day", 0), "今天": ("day", 0), "今日": ("day", 0),
    "yesterday": ("day", 1), "昨天": ("day", 1), "昨日": ("day", 1), "前天": ("day", 2),
    "this week": ("week", 0), "本周": ("week", 0), "本週": ("week", 0), "这周": ("week", 0),
    "這週": ("week", 0), "last week": ("week", 1), "上周": ("week", 1), "上週": ("week", 1),
    "上个星期": ("week", 1), "上個星期": ("week", 1), "上星期": ("week", 1),
    "this month": ("month", 0), "本月": ("month", 0), "这个月": ("month", 0),
    "這個月": ("month", 0), "last month": ("month", 1), "上月": ("month", 1),
    "上个月": ("month", 1), "上個月": ("month", 1),
    "this year": ("year", 0), "今年": ("year", 0), "last year": ("year", 1), "去年": ("year", 1),
    "前年": ("year", 2),
}  # fmt: skip
"""What is said of a day, week, month or year, and how many of them lie between."""


def start_of(text: str, now: datetime) -> datetime:
    """Return the moment a named time begins, in Beijing; raises :class:`ValueError` if it names
    none.
    """
    return _span(text, now)[0]


def end_of(text: str, now: datetime) -> datetime:
    """Return the moment a named time is over, so that ``--until 2024`` has all of 2024; raises as
    :func:`start_of`.
    """
    start, unit = _span(text, now)
    # so long ago is a moment
    if unit is None:
        return start
    return _later(start, unit, 1)


def _span(text: str, now: datetime) -> tuple[datetime, Unit | None]:
    """Return when a named time begins, and how long it is; so long ago is a moment, and has no
    length.
    """
    written = " ".join(normalize("NFKC", text).casefold().split())
    today = now.astimezone(BEIJING)
    # in words
    if written in _WORDS:
        unit, back = _WORDS[written]
        return _later(_begin(today, unit), unit, -back), unit
    # how long ago
    close = written.replace(" ", "")
    if ago := _AGO.fullmatch(written) or _AGO_IN_CHINESE.fullmatch(close):
        digits, *units = ago.groups()
        unit = next(_UNITS[name] for name in units if name)
        count = _NUMBERS.get(digits) or number(digits) or 0
        return _later(today, unit, -count), None
    # a date in Chinese may be set with spaces; any other one would be two things
    if "年" in close:
        written = close
    for form in _CALENDAR:
        if date := form.fullmatch(written):
            year, _, month, day = date.groups()
            return _calendar(year, month, day)
    raise ValueError(text)


def _calendar(year: str, month: str | None, day: str | None) -> tuple[datetime, Unit]:
    start = calendar_time((year, month or 1, day or 1), BEIJING)
    if start is None:
        raise ValueError(year)
    if day:
        return start, "day"
    if month:
        return start, "month"
    return start, "year"


def _begin(time: datetime, unit: Unit) -> datetime:
    midnight = time.replace(hour=0, minute=0, second=0, microsecond=0)
    if unit == "week":
        return midnight - timedelta(days=midnight.weekday())
    if unit == "month":
        return midnight.replace(day=1)
    if unit == "year":
        return midnight.replace(month=1, day=1)
    return midnight


def _later(time: datetime, unit: Unit, count: int) -> datetime:
    """Return the time so many units later; of a month without such a day, its last one."""
    if unit == "day":
        return time + timedelta(days=count)
    if unit == "week":
        return time + timedelta(weeks=count)
    if unit == "year":
        count *= 12
    # as months since the year 0
    months = time.year * 12 + time.month - 1 + count
    first = time.replace(year=months // 12, month=months % 12 + 1, day=1)
    # the day before that of the next month's beginning
    last = (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    return first.replace(day=min(time.day, last.day))

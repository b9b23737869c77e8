"""Bars and lines of time as numbers for templates, which draw them: nothing here knows markup."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from wxarchive.guarded import number
from wxarchive.models import HistoryEntry

WIDTH, HEIGHT = 720, 120
"""Of a chart, in its own units."""
_MOST_BARS = 120
_FEWEST_BARS = 24
"""A shorter time gets the empty months before it: two bars as wide as a page tell little."""


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar: what it counts, and where it stands."""

    name: str
    number: int
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Chart:
    """Bars side by side. ``most``: what the highest one counts; ``total``: all together."""

    bars: tuple[Bar, ...]
    most: int
    total: int


def by_time(counts: Sequence[tuple[str, int]]) -> Chart | None:
    """Draw numbers of months, by months or, where those are too many, by years; ``None`` if there
    are none.
    """
    months = _every_month(dict(counts))
    if not months:
        return None
    if len(months) > _MOST_BARS:
        years: dict[str, int] = {}
        for month, count in months:
            years[month[:4]] = years.get(month[:4], 0) + count
        months = list(years.items())
    most = max(count for _, count in months) or 1
    step = WIDTH / len(months)
    bars = [
        Bar(
            name,
            count,
            at * step,
            HEIGHT * (1 - count / most),
            max(step - 1, 0.5),
            HEIGHT * count / most,
        )
        for at, (name, count) in enumerate(months)
    ]
    return Chart(tuple(bars), most, sum(count for _, count in months))


def _every_month(known: dict[str, int]) -> list[tuple[str, int]]:
    found: list[tuple[str, int]] = []
    month, last = min(known, default=""), max(known, default="")
    while month and month <= last and len(found) < 12 * 200:
        found.append((month, known.get(month, 0)))
        month = _next(month)
    while found and len(found) < _FEWEST_BARS:
        found.insert(0, (_before(found[0][0]), 0))
    return found


def _next(month: str) -> str:
    year, at = _numbers(month)
    return f"{year + at // 12:04}-{at % 12 + 1:02}"


def _before(month: str) -> str:
    year, at = _numbers(month)
    return f"{year - (at == 1):04}-{(at - 2) % 12 + 1:02}"


def _numbers(month: str) -> tuple[int, int]:
    year, _, of_year = month.partition("-")
    return number(year) or 0, number(of_year) or 1


@dataclass(frozen=True, slots=True)
class Moment:
    """Something on a line of time, at a place from 0 to 100. ``version``: the number of the version
    it shows.
    """

    time: datetime
    what: str
    place: float
    version: int | None = None


def placed(moments: Sequence[tuple[datetime, str, int | None]]) -> tuple[Moment, ...]:
    """Put moments on a line by their times; those that would lie on each other are moved apart."""
    ordered = sorted(moments, key=lambda one: one[0])
    if not ordered:
        return ()
    first, length = ordered[0][0], max(ordered[-1][0] - ordered[0][0], timedelta(seconds=1))
    least = min(4.0, 100 / len(ordered))
    found: list[Moment] = []
    for at, (time, what, version) in enumerate(ordered):
        wanted = 100 * ((time - first) / length)
        before = found[-1].place + least if found else 0.0
        behind = 100 - least * (len(ordered) - 1 - at)
        found.append(Moment(time, what, min(max(wanted, before), behind), version))
    return tuple(found)


def line(entries: Sequence[HistoryEntry]) -> tuple[Moment, ...]:
    """Return the moments of a life: each version when it came, and when it was seen last; each end,
    each return.
    """
    told: list[tuple[datetime, str, int | None]] = []
    for one in entries:
        if one.version is not None:
            told.append((one.first_seen, "changed", one.version))
            if one.last_seen != one.first_seen:
                told.append((one.last_seen, "seen", one.version))
        elif one.life in {"gone", "back"}:
            told.append((one.first_seen, one.life, None))
    return placed(told)

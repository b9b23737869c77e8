"""Bars and lines of time as numbers for templates, which draw them: nothing here knows markup."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice

from wxarchive.clock import months
from wxarchive.guarded import number
from wxarchive.models import HistoryEntry

WIDTH, HEIGHT = 720, 120
"""Of a chart, in its own units."""
_MOST_BARS = 120
_MOST_MONTHS = 12 * 200
_FEWEST_BARS = 24
"""A shorter time gets the empty months before it: two bars as wide as a page tell little."""


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar: what it counts or measures, and where it stands."""

    name: str
    number: float
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Chart:
    """Bars side by side. ``most``: what the highest one counts; ``total``: all together."""

    bars: tuple[Bar, ...]
    most: float
    total: float


def by_time(counts: Sequence[tuple[str, int]]) -> Chart | None:
    """Draw numbers of months, by months or, where those are too many, by years; ``None`` if there
    are none.
    """
    known = dict(counts)
    # months in which nothing was published are bars, too
    every = months(min(known, default="9999"), max(known, default=""))
    drawn = [(month, known.get(month, 0)) for month in islice(every, _MOST_MONTHS)]
    if not drawn:
        return None
    while len(drawn) < _FEWEST_BARS:
        first, _ = drawn[0]
        year, month = number(first[:4]) or 0, number(first[5:]) or 1
        before = f"{year - (month == 1):04}-{(month - 2) % 12 + 1:02}"
        drawn.insert(0, (before, 0))
    if len(drawn) > _MOST_BARS:
        years: dict[str, int] = {}
        for name, count in drawn:
            years[name[:4]] = years.get(name[:4], 0) + count
        drawn = list(years.items())
    return bars_of(drawn)


def bars_of(values: Sequence[tuple[str, float]]) -> Chart:
    """Draw a bar for each value, side by side."""
    numbers = [value for _, value in values]
    # where all are zero, nothing is divided by that
    most = max(numbers, default=0) or 1
    step = WIDTH / max(len(values), 1)
    width = max(step - 1, 0.5)
    bars = []
    for at, (name, value) in enumerate(values):
        height = HEIGHT * value / most
        y = HEIGHT * (1 - value / most)
        bars.append(Bar(name, value, at * step, y, width, height))
    return Chart(tuple(bars), most, sum(numbers))


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
    first, last = ordered[0][0], ordered[-1][0]
    length = max(last - first, timedelta(seconds=1))
    least = min(4.0, 100 / len(ordered))
    found: list[Moment] = []
    earliest = 0.0
    for at, (time, what, version) in enumerate(ordered):
        wanted = 100 * ((time - first) / length)
        # those that follow need their places as well
        latest = 100 - least * (len(ordered) - 1 - at)
        place = min(max(wanted, earliest), latest)
        found.append(Moment(time, what, place, version))
        earliest = place + least
    return tuple(found)


def line(entries: Sequence[HistoryEntry]) -> tuple[Moment, ...]:
    """Return the moments of a life: each version when it came, and when it was seen last; each end,
    each return.
    """
    told: list[tuple[datetime, str, int | None]] = []
    for one in entries:
        if one.version is not None:
            told.append((one.first_seen, "changed", one.version))
            # seen once it has one moment
            if one.last_seen != one.first_seen:
                told.append((one.last_seen, "seen", one.version))
        elif one.life in {"gone", "back"}:
            told.append((one.first_seen, one.life, None))
    return placed(told)

"""One page at a time, with a pause between two pages of one site: no hurry is worth a verification
page.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from threading import Lock

from wxarchive.guarded import http_time, number

MAX_PAUSE = 120.0
"""Seconds to wait for a host at most; one that asks for more is asked another day."""
_LONGEST_ASKED = 7 * 86_400.0


@dataclass(frozen=True, slots=True)
class Wait:
    """A pause before a request. ``why``: what went wrong before; ``None`` for the pause that good
    manners ask for.
    """

    seconds: float
    why: str | None = None


def seconds_asked(retry_after: str | None, now: datetime) -> float:
    """Return how long a server asks to be left alone (RFC 9110 §10.2.3): it says seconds or a date.

    Anything else counts as not said, and nobody is believed who says years.
    """
    if not retry_after:
        return 0.0
    seconds = number(retry_after, digits=1000)
    if seconds is None and (until := http_time(retry_after)):
        return min(max((until - now).total_seconds(), 0.0), _LONGEST_ASKED)
    return min(seconds or 0.0, _LONGEST_ASKED)


class SteadyClock:
    """Another clock, in seconds, as far as it goes forward: where that one is set back, this one
    stands still.
    """

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._last = clock()
        self._gone = 0.0
        self._lock = Lock()

    def __call__(self) -> float:
        """Return the seconds since it was made."""
        with self._lock:
            now = self._clock()
            self._gone += max(0.0, now - self._last)
            self._last = now
            return self._gone


class Pace:
    """The turns to ask a site: one at a time, and the pause between two."""

    def __init__(
        self,
        delay: float,
        jitter: float,
        *,
        clock: Callable[[], float],
        chance: Callable[[], float],
    ) -> None:
        self._delay = delay
        self._jitter = jitter
        self._clock = clock
        self._chance = chance
        self._last: dict[str, float] = {}
        self._locks: defaultdict[str, Lock] = defaultdict(Lock)

    @contextmanager
    def turn(self, site: str, at_least: float = 0.0) -> Iterator[float]:
        """Wait until nobody else asks the site, then give the seconds to pause before the request
        within.

        They count from the end of the last turn, an answer or its absence; none before the first.
        """
        with self._locks[site]:
            seconds = 0.0
            if site in self._last:
                # never twice the same, which would be the mark of a machine
                pause = self._delay * (1 + self._jitter * (2 * self._chance() - 1))
                ends = self._last[site] + max(pause, at_least)
                seconds = max(0.0, ends - self._clock())
            try:
                yield seconds
            finally:
                self._last[site] = self._clock()

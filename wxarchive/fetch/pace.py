"""One page at a time, with a pause between two pages of one host: no hurry is worth a verification page."""

from collections.abc import Callable


class Pace:
    """The times of the last requests, by host."""

    def __init__(
        self,
        delay: float,
        jitter: float,
        *,
        sleep: Callable[[float], None],
        clock: Callable[[], float],
        chance: Callable[[], float],
    ) -> None:
        self._delay = delay
        self._jitter = jitter
        self._sleep = sleep
        self._clock = clock
        self._chance = chance
        self._last: dict[str, float] = {}

    def wait(self, host: str, at_least: float = 0.0) -> None:
        """Sleep until the pause since the host's last answer is over; not at all before the first request."""
        if host not in self._last:
            return
        pause = self._delay * (1 + self._jitter * (2 * self._chance() - 1))
        rest = self._last[host] + max(pause, at_least) - self._clock()
        if rest > 0:
            self._sleep(rest)

    def done(self, host: str) -> None:
        """Note that an answer of the host, or its absence, is complete."""
        self._last[host] = self._clock()

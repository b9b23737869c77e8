"""The one door to the network: pace, attempts and redirects around :func:`wxarchive.fetch.transports.http.exchange`."""

import logging
import random
import time
from collections.abc import Callable
from datetime import datetime
from types import TracebackType
from typing import Self

from wxarchive.address import clean
from wxarchive.clock import BEIJING
from wxarchive.errors import BadAnswer, NetworkError, Refused
from wxarchive.fetch.hosts import SITE, page_address, redirected, shown
from wxarchive.fetch.pace import Pace, SteadyClock, Wait, seconds_asked
from wxarchive.fetch.settings import FetchSettings
from wxarchive.fetch.transports import (
    MAX_PAUSE,
    MAX_REDIRECTS,
    REDIRECTS,
    Answer,
    Resolve,
    Temporary,
    exchange,
    is_busy,
    open_session,
    resolved,
)
from wxarchive.models import RawPage

_LOG = logging.getLogger(__name__)

# Never a cookie, nor anything else that could identify a session.
_HARMLESS = (
    "content-type", "content-length", "content-encoding", "content-language", "date", "last-modified", "etag",
    "expires", "cache-control", "server", "retcode",
)  # fmt: skip


def _now() -> datetime:
    return datetime.now(BEIJING)


class Fetcher:
    """Fetches pages, one at a time. A context manager: leaving it closes the connections.

    ``sleep``, ``clock`` (seconds), ``now``, ``chance`` (0 to 1) and ``resolve`` (host and port → IP addresses) are
    the world outside, given for tests.
    """

    def __init__(
        self,
        settings: FetchSettings | None = None,
        *,
        sleep: Callable[[float], None] = time.sleep,
        clock: Callable[[], float] = time.monotonic,
        now: Callable[[], datetime] = _now,
        chance: Callable[[], float] = random.random,
        resolve: Resolve = resolved,
    ) -> None:
        self._settings = settings or FetchSettings()
        self._sleep = sleep
        self._clock = SteadyClock(clock)
        self._now = now
        self._pace = Pace(self._settings.delay, self._settings.jitter, clock=self._clock, chance=chance)
        self._session = open_session(self._settings.user_agent, resolve)
        self.before_wait: Callable[[Wait], object] = lambda _: None
        """Called with each pause before it is slept."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the connections."""
        self._session.close()

    def get_page(self, url: str) -> RawPage:
        """Fetch a page of the allowed hosts; waits as long as politeness asks.

        Raises :class:`HostNotAllowed`, :class:`TooLarge`, :class:`BadAnswer` (an error status, or cut off at every
        attempt) or :class:`NetworkError` (no answer). A verification page is returned like any other: its
        ``final_url`` tells (wechat-pages.md §5.1).
        """
        answer = self._patiently(page_address(url))
        return RawPage(
            source=clean(url),
            body=answer.body,
            received_at=self._now(),
            url=clean(url),
            final_url=clean(answer.address),
            status=answer.status,
            headers=tuple((name, answer.headers[name]) for name in _HARMLESS if name in answer.headers),
        )

    def _patiently(self, address: str) -> Answer:
        pause = Wait(0.0)
        for attempt in range(1, self._settings.attempts + 1):
            try:
                return self._paced(address, pause)
            except Temporary as failure:
                asked = seconds_asked(failure.pause, self._now()) if failure.pause else 0.0
                _LOG.info("%s: attempt %d failed: %s", shown(address), attempt, failure.error.what)
                pause = Wait(max(asked, self._settings.retry_pause * 2.0 ** (attempt - 1)), failure.error.what)
                if attempt == self._settings.attempts or pause.seconds > MAX_PAUSE:
                    raise _with_time(failure.error, asked) from failure
        raise ValueError("attempts must be 1 or more")

    def _paced(self, address: str, least: Wait) -> Answer:
        with self._pace.turn(SITE, least.seconds) as seconds:
            if seconds:
                _LOG.debug("pause %.1f s: %s", seconds, least.why or "between two pages")
                self.before_wait(Wait(seconds, least.why))
                self._sleep(seconds)
            return self._followed(address)

    def _followed(self, address: str) -> Answer:
        # By hand: each step's host is checked, and a redirect to a verification page stays visible.
        step = address
        for _ in range(MAX_REDIRECTS + 1):
            answer = exchange(self._session, step, self._settings, self._clock)
            location = answer.headers.get("location")
            if answer.status not in REDIRECTS or not location:
                return _accepted(answer)
            step = redirected(step, _as_text(location))
        raise BadAnswer(f"redirected more than {MAX_REDIRECTS} times", shown(address), "open it in a browser")


def _accepted(answer: Answer) -> Answer:
    if answer.status == 200:
        return answer
    which = shown(answer.address)
    if is_busy(answer.status):
        error = BadAnswer(f"the server is busy (HTTP {answer.status})", which, "try again later")
        raise Temporary(error, answer.headers.get("retry-after"))
    raise Refused(f"the server refused (HTTP {answer.status})", which, "check the address")


def _with_time(error: NetworkError, asked: float) -> NetworkError:
    if not asked:
        return error
    span = f"{asked:.0f} s" if asked < 120 else f"{asked / 60:.0f} min" if asked < 7200 else f"{asked / 3600:.0f} h"
    return type(error)(error.what, error.which, f"it asks to be left alone for {span}; try again then", asked)


def _as_text(header: str) -> str:
    # http.client reads headers as Latin-1; servers write UTF-8.
    return header.encode("latin-1", "replace").decode("utf-8", "replace")

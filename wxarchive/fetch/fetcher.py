"""The one door to WeChat's pages: pace, attempts, redirects and cookies around a
:class:`Transport`.
"""

import logging
import random
import time
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from copy import copy
from dataclasses import replace
from datetime import datetime

from wxarchive import clock
from wxarchive.address import clean, credentials_of
from wxarchive.closing import Closing
from wxarchive.containment import bug
from wxarchive.credentials import HARMLESS_HEADERS
from wxarchive.errors import BadAnswer, Refused, WxArchiveError
from wxarchive.fetch.hosts import SITE, method_of, page_address, redirected, shown
from wxarchive.fetch.pace import MAX_PAUSE, Pace, SteadyClock, Wait, seconds_asked
from wxarchive.fetch.redirects import followed
from wxarchive.fetch.settings import FetchSettings
from wxarchive.fetch.transports import Answer, HttpTransport, Request, Temporary, Transport
from wxarchive.models import RawPage
from wxarchive.scrub import scrub, without_secrets

_LOG = logging.getLogger(__name__)


class Fetcher(Closing):
    """Fetches pages, one at a time. A context manager: leaving it closes the connections.

    ``wait`` sleeps for a pause, and may say why. ``transport``, ``wait``, ``clock`` (seconds),
    ``now`` and ``chance`` (0 to 1) are the world outside, given for tests.
    """

    def __init__(
        self,
        settings: FetchSettings | None = None,
        transport: Transport | None = None,
        *,
        wait: Callable[[Wait], None] = lambda pause: time.sleep(pause.seconds),
        clock: Callable[[], float] = time.monotonic,
        now: Callable[[], datetime] = clock.now,
        chance: Callable[[], float] = random.random,
    ) -> None:
        self._settings = settings or FetchSettings()
        self._wait = wait
        self._clock = SteadyClock(clock)
        self._now = now
        self._pace = Pace(
            self._settings.delay, self._settings.jitter, clock=self._clock, chance=chance
        )
        self._transport = transport or HttpTransport(self._settings, clock=self._clock)

    def close(self) -> None:
        """Close the connections."""
        self._transport.close()

    def over(self, transport: Transport) -> "Fetcher":
        """Return a fetcher at the same pace over another transport."""
        other = copy(self)
        other._transport = transport
        return other

    def get_page(self, url: str) -> RawPage:
        """Fetch a page of the allowed hosts; waits as long as politeness asks.

        Raises :class:`HostNotAllowed`, :class:`TooLarge`, :class:`BadAnswer` (an error status, or
        cut off at every attempt) or :class:`NetworkError` (no answer). A verification page is
        returned like any other: its ``final_url`` tells (docs/wechat-pages.md §5.1). No cookie's
        value is in the page's address or headers, nor in an error; in its bytes as the settings
        say.
        """
        cookies = self._settings.cookies
        secrets = tuple(credentials_of(url))
        if cookies:
            secrets += cookies.secrets
        with _keeping_secret(secrets):
            answer, body = self._get_patiently(page_address(url))
        # a browser has cookies of its own
        secrets += answer.secrets
        names = [name for name in HARMLESS_HEADERS if name in answer.headers]
        values = [without_secrets(answer.headers[name], secrets) for name in names]
        address = clean(url)
        page = RawPage(
            source=address,
            body=body,
            received_at=self._now(),
            url=address,
            final_url=without_secrets(clean(answer.url), secrets),
            status=answer.status,
            headers=tuple(zip(names, values, strict=True)),
            with_cookies=cookies is not None or bool(answer.secrets),
            is_rendered=answer.is_rendered,
        )
        # a page fetched with cookies holds session parameters in its scripts
        is_scrubbed = self._settings.scrub
        if is_scrubbed is None:
            is_scrubbed = bool(cookies or secrets)
        if not is_scrubbed:
            return page
        scrubbed = scrub(body, secrets)
        if scrubbed.count:
            _LOG.info("%s: %d values of credentials replaced", page.url, scrubbed.count)
        return replace(page, body=scrubbed.body, scrubbed=scrubbed.count)

    def _get_patiently(self, address: str) -> tuple[Answer, bytes]:
        pause = Wait(0.0)
        for attempt in range(1, self._settings.attempts + 1):
            try:
                # the turn ends with the answer: from there the next pause counts
                with self._pace.turn(SITE, pause.seconds) as seconds:
                    if seconds:
                        _LOG.debug("pause %.1f s: %s", seconds, pause.why or "between two pages")
                        self._wait(Wait(seconds, pause.why))
                    return self._get_once(address)
            except Temporary as failure:
                error = failure.error
                _LOG.info("%s: attempt %d failed: %s", shown(address), attempt, error.what)
                # as long as the server asks for, and longer each time
                asked_for = seconds_asked(failure.pause, self._now())
                doubled = self._settings.retry_pause * 2.0 ** (attempt - 1)
                pause = Wait(max(asked_for, doubled), error.what)
                if attempt < self._settings.attempts and pause.seconds <= MAX_PAUSE:
                    continue
                if not asked_for:
                    raise error from failure
                # whoever starts the next run should know from when on
                hint = f"it asks for a pause of {clock.span(asked_for)}; try again then"
                raise type(error)(error.what, error.which, hint, asked_for) from failure
        raise ValueError("attempts must be 1 or more")

    def _get_once(self, address: str) -> tuple[Answer, bytes]:
        settings = self._settings
        body = bytearray()

        def send(step: str) -> Answer:
            headers = settings.headers
            # asked of the jar at each step: a redirect may lead to a host that gets none
            if settings.cookies and (cookies := settings.cookies.header(step)):
                headers["Cookie"] = cookies
            limit, seconds = settings.page_limit, settings.total_timeout
            request = Request(step, headers, limit, seconds, method_of(step))
            return self._transport.send(request, body.extend)

        answer = followed(address, send, redirected)
        if answer.status == 200:
            return answer, bytes(body)
        which = shown(answer.url)
        if answer.is_busy:
            what = f"the server is busy (HTTP {answer.status})"
            error = BadAnswer(what, which, "try again later")
            raise Temporary(error, answer.headers.get("retry-after"))
        raise Refused(f"the server refused (HTTP {answer.status})", which, "check the address")


@contextmanager
def _keeping_secret(secrets: Collection[str]) -> Iterator[None]:
    """Let no error pass that says a secret."""
    try:
        yield
    except WxArchiveError as error:
        error.what = without_secrets(error.what, secrets)
        error.which = without_secrets(error.which, secrets)
        raise
    except Exception as error:
        if without_secrets(str(error), secrets) == str(error):
            raise
        reported = bug(error, "fetch this page")
        reported.what = without_secrets(reported.what, secrets)
        # not even as its cause, which a log would print
        raise reported from None

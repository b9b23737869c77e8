"""Addresses of pictures, audio and video → files, a few at a time.

::

    address ─► hosts: allowed? ─► does its host answer? ─► transport: one request ─► redirect? ─► hosts …
                                          ▲                     │
                                          └── can heal? ◄───────┤ failed
                                                                ▼
                                                      Download, or DownloadFailure with the reason

What comes is written to a temporary file as it comes, so memory does not grow with it. No cookies
are sent; the Referer is WeChat's own, for with any other the site gives a valid picture of
something else (docs/wechat-pages.md §7).
"""  # noqa: E501 -- the drawing

import hashlib
import logging
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import suppress
from itertools import islice
from threading import Event, Lock

from wxarchive import clock
from wxarchive.closing import Closing
from wxarchive.containment import contained
from wxarchive.errors import BadAnswer, Bug, HostNotAllowed, NetworkError, TooLarge, WxArchiveError
from wxarchive.fetch.hosts import media_address, media_redirected, shown
from wxarchive.fetch.pace import MAX_PAUSE, seconds_asked
from wxarchive.fetch.redirects import followed
from wxarchive.fetch.settings import FetchSettings
from wxarchive.fetch.transports import Answer, HttpTransport, Request, Temporary, Transport
from wxarchive.guarded import split
from wxarchive.models import Download, DownloadFailure, DownloadRequest, DownloadResult

_LOG = logging.getLogger(__name__)

# Neither webp nor avif is asked for: the site would make one of a picture that is something else
# (§7).
_ACCEPT = "image/png,image/jpeg,image/gif,image/svg+xml,audio/*,video/*,image/*;q=0.5"
# bytes; a larger file goes to the disk at once
_IN_MEMORY = 1024 * 1024
# bytes in a second, below which a file larger than usual counts as not coming
_SLOWEST = 100_000
# in a row, after which a host is not asked again in this run
_SILENT_ATTEMPTS = 4

Sleep = Callable[[float], object]


class MediaFetcher(Closing):
    """Fetches media, ``jobs`` at a time. A context manager: leaving it closes threads and
    connections.

    ``instead``: through what to ask, in the thread of who wants the files, for one that was
    refused. ``transport``, ``sleep`` and ``clock`` (seconds) are the world outside, given for
    tests.
    """

    def __init__(
        self,
        settings: FetchSettings | None = None,
        jobs: int = 4,
        transport: Transport | None = None,
        *,
        instead: Callable[[], Transport | None] = lambda: None,
        sleep: Sleep | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._settings = settings or FetchSettings()
        self._jobs = jobs
        self._instead = instead
        self._closing = Event()
        self._sleep = sleep or self._closing.wait
        self._transport = transport or HttpTransport(self._settings, clock=clock)
        self._hosts = _Hosts(clock)
        self._pool = ThreadPoolExecutor(jobs, "media")

    def close(self) -> None:
        """Give up what is not whole, and close the connections."""
        self._closing.set()
        self._pool.shutdown(cancel_futures=True)
        self._transport.close()

    def get_all(
        self, requests: Iterable[DownloadRequest]
    ) -> Iterator[tuple[DownloadRequest, DownloadResult]]:
        """Fetch files in parallel and yield each as it is done; few are held at any time."""
        rest = iter(requests)
        running: dict[Future[DownloadResult], DownloadRequest] = {}
        try:
            while True:
                # so many that no thread waits while an answer is taken
                for one in islice(rest, 2 * self._jobs - len(running)):
                    running[self._pool.submit(self.get, one.address, one.limit)] = one
                if not running:
                    return
                for future in wait(running, return_when=FIRST_COMPLETED).done:
                    request = running.pop(future)
                    yield request, self._once_more(request, future.result())
        # who asked may go away in the middle: what still comes is closed then
        finally:
            for future in running:
                future.add_done_callback(_discard)
                future.cancel()

    def get(self, url: str, limit: int) -> DownloadResult:
        """Fetch one file of at most ``limit`` bytes; whatever goes wrong is returned, not
        raised.
        """
        try:
            with contained("fetch this file"):
                address = media_address(url)
                return self._get_patiently(address, limit)
        except HostNotAllowed as error:
            return DownloadFailure(error.what, "refused", asked=False)
        except Bug as error:
            return DownloadFailure(str(error), "heals")

    def _once_more(self, request: DownloadRequest, result: DownloadResult) -> DownloadResult:
        """Ask a person's browser for what was refused, if there is one; what it cannot have
        stays as it was.
        """
        if not isinstance(result, DownloadFailure) or result.why != "lasting":
            return result
        if (transport := self._instead()) is None:
            return result
        with suppress(Temporary, WxArchiveError), contained("fetch this file", Temporary):
            return self._download(media_address(request.address), request.limit, transport)
        return result

    def _get_patiently(self, address: str, limit: int) -> DownloadResult:
        host = split(address).netloc
        failed = None
        for attempt in range(self._settings.attempts):
            # another thread may have met the host in the meantime
            pause = self._hosts.pause(host)
            if pause is None or pause > MAX_PAUSE:
                return failed or _left_alone(host, pause)
            if pause:
                self._sleep(pause)
            # that ends the sleep as well, and the host is not to be asked before the pause is over
            if self._closing.is_set():
                return failed or _left_alone(host, pause)
            try:
                download = self._download(address, limit, self._transport)
            except Temporary as failure:
                failed = self._failed(host, failure, attempt)
            except NetworkError as error:
                return _failure(error, limit)
            except OSError as error:
                what = f"no temporary file can be written ({error.strerror})"
                return DownloadFailure(what, "heals")
            else:
                self._hosts.answered(host)
                return download
        return failed or _left_alone(host, None)

    def _failed(self, host: str, failure: Temporary, attempt: int) -> DownloadFailure:
        error = failure.error
        _LOG.info("%s: attempt %d for media failed: %s", host, attempt + 1, error.what)
        asked_for = seconds_asked(failure.pause, clock.now())
        pause = max(asked_for, self._settings.retry_pause * 2.0**attempt)
        # a host that refuses is there; one that is silent costs a time-out for each file
        self._hosts.failed(host, pause, silent=not isinstance(error, BadAnswer))
        return DownloadFailure(error.what, "heals", asked_for)

    def _download(self, address: str, limit: int, transport: Transport) -> Download:
        seconds = max(self._settings.total_timeout, limit / _SLOWEST)
        headers = self._settings.headers | {"Accept": _ACCEPT}
        sink = _Sink()

        def write(piece: bytes) -> None:
            # nobody takes it any more, and a video may come for an hour yet
            if self._closing.is_set():
                raise NetworkError("broken off: the run ended", shown(address))
            sink.write(piece)

        def send(step: str) -> Answer:
            return transport.send(Request(step, headers, limit, seconds), write)

        # nobody else knows the file until it is whole
        try:
            return sink.download(_accepted(followed(address, send, media_redirected)))
        except BaseException:
            sink.content.close()
            raise


class _Sink:
    """Takes the pieces of an answer."""

    def __init__(self) -> None:
        # closed by whom it is given to
        self.content = tempfile.SpooledTemporaryFile(_IN_MEMORY)  # noqa: SIM115
        self._digest = hashlib.sha256()
        self._size = 0

    def write(self, piece: bytes) -> None:
        self.content.write(piece)
        self._digest.update(piece)
        self._size += len(piece)

    def download(self, answer: Answer) -> Download:
        self.content.seek(0)
        return Download(self.content, self._digest.hexdigest(), self._size, answer.url)


class _Hosts:
    """Which hosts ask for a pause, and which give no answer at all; shared by the threads."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._lock = Lock()
        self._until: dict[str, float] = {}
        self._failures: dict[str, int] = {}

    def pause(self, host: str) -> float | None:
        """Return for how many seconds a host should be left alone; ``None``: do not ask it
        again.
        """
        with self._lock:
            if self._failures.get(host, 0) >= _SILENT_ATTEMPTS:
                return None
            return max(self._until.get(host, 0.0) - self._clock(), 0.0)

    def answered(self, host: str) -> None:
        with self._lock:
            self._failures[host] = 0

    def failed(self, host: str, pause: float, *, silent: bool) -> None:
        with self._lock:
            self._until[host] = max(self._until.get(host, 0.0), self._clock() + pause)
            # only those in a row count
            before = self._failures.get(host, 0)
            self._failures[host] = before + 1 if silent else 0


def _discard(future: Future[DownloadResult]) -> None:
    """Close a file nobody waits for any more."""
    if not future.cancelled() and isinstance(result := future.result(), Download):
        result.content.close()


def _left_alone(host: str, pause: float | None) -> DownloadFailure:
    what = "asks for a pause"
    if pause is None:
        what = "gave no answer before"
    return DownloadFailure(f"not fetched: {host} {what}", "heals", pause or 0.0, asked=False)


def _failure(error: NetworkError, limit: int) -> DownloadFailure:
    match error:
        case TooLarge():
            return DownloadFailure(f"larger than {limit / 2**20:.3g} MB", "refused")
        case HostNotAllowed():
            return DownloadFailure(error.what, "refused")
        case BadAnswer():
            return DownloadFailure(error.what, "lasting")
    return DownloadFailure(error.what, "heals")


def _accepted(answer: Answer) -> Answer:
    """Return an answer that has a file; raises for any other."""
    if answer.status == 200:
        return answer
    error = BadAnswer(f"HTTP {answer.status}", answer.url)
    if answer.is_busy:
        raise Temporary(error, answer.headers.get("retry-after"))
    raise error

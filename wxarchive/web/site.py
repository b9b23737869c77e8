"""What the pages of one server share, and how an endpoint comes by it."""

from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from threading import Event
from typing import cast
from urllib.parse import urlencode

from starlette.requests import Request

from wxarchive.models import Filter
from wxarchive.web.readers import Reader, Readers
from wxarchive.web.safety import FEED_KEY
from wxarchive.web.sample import Sample
from wxarchive.web.settings import Settings
from wxarchive.web.worker import Worker

SAMPLE_COOKIE = "wxarchive-sample"
_OWN = ("/add", "/import", "/queue", "/settings")
"""Where articles come in it is always the user's archive."""
_STALE = 30.0
"""Seconds that the number of missing articles may be old: to count them, all links are read."""


@dataclass(frozen=True, slots=True)
class Site:
    """One archive that is served. ``ending``: the server is about to end."""

    settings: Settings
    readers: Readers
    worker: Worker
    sample: Sample = field(default_factory=Sample)
    ending: Event = field(default_factory=Event)


@dataclass(frozen=True, slots=True)
class Numbers:
    """What the rail of every page counts; ``waiting``: rows of the queue."""

    articles: int
    gone: int
    missing: int
    waiting: int


def site_of(request: Request) -> Site:
    """Return what the pages share."""
    return cast("Site", request.app.state.site)


def shows_sample(request: Request) -> bool:
    """Tell whether a browser looks at the sample."""
    is_chosen = request.cookies.get(SAMPLE_COOKIE) == site_of(request).sample.name
    return is_chosen and not request.url.path.startswith(_OWN)


def readers_of(request: Request) -> Readers:
    """Return what opens the archive that a browser looks at: the user's, or the sample."""
    site = site_of(request)
    return site.sample.readers if shows_sample(request) else site.readers


def reader_of(request: Request) -> AbstractContextManager[Reader]:
    """Open the archive that a browser looks at for one request. Raises :class:`StoreError`."""
    return readers_of(request).reader()


def feed_key(request: Request) -> dict[str, str]:
    """Return the parameter that the addresses of feeds and their files need; empty on a machine
    that serves itself alone.
    """
    settings = site_of(request).settings
    return {FEED_KEY: settings.feeds.value} if settings.is_open else {}


def whole_address(request: Request, path: str) -> str:
    """Return an address as readers of feeds and books need it, who have no cookie."""
    key = urlencode(feed_key(request))
    return f"{request.base_url}{path}" + (f"?{key}" if key else "")


def numbers(reader: Reader) -> Numbers:
    """Count what the rail shows."""
    store = reader.store
    missing = reader.remembered("missing", store.library.missing, stale=_STALE)
    return reader.remembered(
        "numbers",
        lambda: Numbers(
            articles=store.articles.count(Filter()),
            gone=store.articles.count(Filter(is_gone=True)),
            missing=missing,
            waiting=store.queue.counts()["waiting"],
        ),
    )

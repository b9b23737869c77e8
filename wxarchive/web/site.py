"""What the pages of one server share, and how an endpoint gets it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from threading import Event
from typing import cast
from urllib.parse import quote, urlencode

from starlette.requests import Request

from wxarchive.api import Archive
from wxarchive.errors import DamagedRow
from wxarchive.models import Filter, MissingPlace
from wxarchive.web.readers import Reader, Readers
from wxarchive.web.safety import FEED_KEY
from wxarchive.web.sample import Sample
from wxarchive.web.settings import Settings
from wxarchive.web.worker import Worker

SAMPLE_COOKIE = "wxarchive-sample"
_OWN = ("/add", "/import", "/queue", "/settings")
"""Where articles come in it is always the user's archive."""


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
    """What the rail of every page counts. ``waiting``: rows of the queue; ``missing``: ``None``
    while that is being counted.
    """

    articles: int
    unread: int
    starred: int
    gone: int
    missing: int | None
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
    if shows_sample(request):
        return site.sample.readers
    return site.readers


@contextmanager
def reader_of(request: Request) -> Iterator[Reader]:
    """Open the archive that a browser looks at for one request. Raises :class:`StoreError`."""
    with readers_of(request).reader() as reader:
        request.state.reader = reader
        yield reader


def damage_of(request: Request) -> tuple[DamagedRow, ...]:
    """Return the rows that a request passed over because they cannot be read."""
    reader: Reader | None = getattr(request.state, "reader", None)
    # nothing was read for this page
    if reader is None:
        return ()
    return reader.archive.damage


def feed_key(request: Request) -> dict[str, str]:
    """Return the parameter that the addresses of feeds and their files need; empty on a machine
    that serves itself alone.
    """
    settings = site_of(request).settings
    if settings.is_open:
        return {FEED_KEY: settings.feeds.value}
    return {}


def whole_address(request: Request, path: str) -> str:
    """Return an address as readers of feeds and books need it, who have no cookie."""
    # names of accounts may hold any sign
    address = f"{request.base_url}{quote(path, safe='/=')}"
    if key := urlencode(feed_key(request)):
        return f"{address}?{key}"
    return address


def numbers(reader: Reader) -> Numbers:
    """Count what the rail shows."""
    counts = reader.remembered("numbers", _numbers)
    # to know what is missing all links are read: in a large archive no page waits for that
    if counts.articles > reader.counted_at_once:
        missing = reader.soon("missing", missing_of)
    else:
        missing = reader.remembered("missing", missing_of)
    if missing is None:
        return counts
    return replace(counts, missing=len(missing))


def missing_of(archive: Archive) -> tuple[MissingPlace, ...]:
    """Return what is missing, the most linked first."""
    return archive.missing_places()


def _numbers(archive: Archive) -> Numbers:
    return Numbers(
        articles=archive.count(Filter()),
        unread=archive.count(Filter(is_read=False)),
        starred=archive.count(Filter(is_starred=True)),
        gone=archive.count(Filter(is_gone=True)),
        missing=None,
        waiting=archive.queue_counts()["waiting"],
    )

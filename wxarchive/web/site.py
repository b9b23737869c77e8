"""What the pages of one server share, and how an endpoint comes by it."""

from dataclasses import dataclass, field
from threading import Event
from typing import cast

from starlette.requests import Request

from wxarchive.models import Filter
from wxarchive.web.readers import Reader, Readers
from wxarchive.web.settings import Settings
from wxarchive.web.worker import Worker

_STALE = 30.0
"""Seconds that the number of missing articles may be old: to count them, all links are read."""


@dataclass(frozen=True, slots=True)
class Site:
    """One archive that is served. ``ending``: the server is about to end."""

    settings: Settings
    readers: Readers
    worker: Worker
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

"""How pages are requested: politely, one after the other, with the media that articles use."""

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from threading import Event

from wxarchive import archive
from wxarchive.fetch import Fetcher, FetchSettings, MediaFetcher
from wxarchive.models import QueueItem
from wxarchive.store import Store

_JOBS = 4
"""Pictures that are fetched at a time, as by ``fetch``."""


@dataclass(frozen=True, slots=True)
class Session:
    """What a run that requests pages works with; ``keeper`` fetches media, if the run does."""

    get: archive.Fetch
    outside: archive.Environment
    keeper: archive.MediaKeeper | None


@dataclass(frozen=True, slots=True)
class RunSettings:
    """How a program lets an archive request pages: the settings, the event that ends a run, and the
    function that is called with each row before it is fetched.
    """

    settings: FetchSettings
    stop: Event | None
    on_fetch: Callable[[QueueItem], object]

    @contextmanager
    def session(
        self, store: Store, *, hurry: bool, media: archive.MediaPlan | None
    ) -> Iterator[Session]:
        """Give what a run works with, until it ends. ``media``: how they are fetched, if at all."""
        outside = archive.Environment(
            sleep=self._sleep,
            delay=self.settings.delay,
            hurry=hurry,
            stopping=lambda: self.stop is not None and self.stop.is_set(),
            asking=self.on_fetch,
        )
        with ExitStack() as stack:
            # also the pause before a page ends where the run is stopped
            polite = Fetcher(self.settings, wait=lambda pause: self._sleep(pause.seconds))
            fetcher = stack.enter_context(polite)
            keeper = None
            if media:
                files = stack.enter_context(MediaFetcher(self.settings, _JOBS))
                keeper = archive.MediaKeeper(store, files.get_all, fetcher.get_page, media)
            # a verification that a video meets holds for pages as well
            get = archive.unless_blocked(fetcher.get_page, keeper)
            yield Session(get, outside, keeper)

    def _sleep(self, seconds: float) -> None:
        """Wait, at most until the run is stopped."""
        if self.stop:
            self.stop.wait(seconds)
        else:
            time.sleep(seconds)

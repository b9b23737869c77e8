"""The options of commands that may ask through a window of the user's browser, and what fetches
pages as they say.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import TYPE_CHECKING, Any, Literal

import click

from wxarchive import clock
from wxarchive.cli.options import Command, fetching, with_options
from wxarchive.cli.output import message
from wxarchive.errors import NoBrowser
from wxarchive.models import RawPage

if TYPE_CHECKING:
    from wxarchive.fetch import AssistedFetcher, Fetcher, FetchSettings
    from wxarchive.store import Store

When = Literal["always", "challenged"]


@dataclass(frozen=True, slots=True)
class PageOptions:
    """How pages are fetched: by which settings, and when through a window; never if ``when`` is
    ``None``. ``path``: the browser's program, if the user names one; ``seconds``: to wait for a
    person.
    """

    settings: "FetchSettings"
    when: When | None
    path: str | None
    seconds: float


def fetching_pages(command: Command) -> Command:
    """Add the options of fetching and of the user's browser; the command gets them as one
    parameter ``pages``.
    """

    @wraps(command)
    def with_pages(
        *args: Any,
        settings: "FetchSettings",
        browser: When | None,
        browser_path: str | None,
        browser_wait: float,
        **rest: Any,
    ) -> None:
        pages = PageOptions(settings, browser, browser_path, browser_wait)
        command(*args, pages=pages, **rest)

    options = (
        fetching,
        click.option(
            "--browser",
            "browser",
            flag_value="always",
            default=None,
            help="Fetch through a window of your browser, in which you pass verifications.",
        ),
        click.option(
            "--browser-when-challenged",
            "browser",
            flag_value="challenged",
            default=None,
            help="The same from the first verification on; plain requests until then.",
        ),
        click.option(
            "--browser-path",
            metavar="FILE",
            help="The browser; default: the Chrome, Edge or Chromium that is found.",
        ),
        click.option(
            "--browser-wait",
            type=click.FloatRange(min=1, max=86_400),
            default=600.0,
            show_default=True,
            metavar="SECONDS",
            help="Wait so long for you to pass a verification.",
        ),
    )
    return with_options(options, with_pages)


def assisted(
    fetcher: "Fetcher",
    pages: PageOptions,
    store: "Store",
    sleep: Callable[[float], object] = time.sleep,
) -> "AssistedFetcher":
    """Return what fetches pages as the user chose; ``sleep`` is where waiting for them passes.

    Raises :class:`NoBrowser` if a window is wanted from the beginning and none can be opened.
    """
    from wxarchive.fetch import Assistance, AssistedFetcher

    if pages.when is None:
        return AssistedFetcher(fetcher, pages.settings)
    help_ = Assistance(_asks_for_verification, pages.path, pages.seconds, message, sleep)
    # what WeChat asked for a while ago it would ask for again
    pause = store.hosts.pause(clock.now())
    at_once = pages.when == "always" or bool(pause and pause.why == "challenge")
    try:
        return AssistedFetcher(fetcher, pages.settings, help_, at_once=at_once)
    except NoBrowser as error:
        if pages.when == "always":
            raise
        message(str(error))
        return AssistedFetcher(fetcher, pages.settings)


def _asks_for_verification(url: str, body: bytes) -> bool:
    from wxarchive.archive import asks_for_verification
    from wxarchive.parse import parse

    page = RawPage(url, body, clock.now(), url=url, final_url=url)
    return asks_for_verification(page, parse)

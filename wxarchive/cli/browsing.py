"""The options of commands that may fetch through a window of the user's browser, and the fetcher
made of them.
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
    """How pages are fetched.

    ``when``: from when on through a window; ``None``: never. ``path``: the browser's program, if
    the user names one. ``seconds``: how long to wait for a person to pass a verification.
    """

    settings: "FetchSettings"
    when: When | None
    path: str | None
    seconds: float


def fetching_pages(command: Command) -> Command:
    """Add the options of fetching and of the user's browser; the command receives them as
    ``pages``.
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
    """Return the fetcher that the user chose; it waits for a person by ``sleep``.

    Raises :class:`NoBrowser` if a window is wanted from the beginning and none can be opened.
    """
    from wxarchive.fetch import Assistance, AssistedFetcher

    if pages.when is None:
        return AssistedFetcher(fetcher, pages.settings)

    def is_challenge(url: str, body: bytes) -> bool:
        from wxarchive.archive import asks_for_verification
        from wxarchive.parse import parse

        page = RawPage(url, body, clock.now(), url=url, final_url=url)
        return asks_for_verification(page, parse)

    assistance = Assistance(is_challenge, pages.path, pages.seconds, message, sleep)
    # a pause after a challenge: WeChat would show the next plain request another one
    pause = store.hosts.pause(clock.now())
    at_once = pages.when == "always" or bool(pause and pause.why == "challenge")
    try:
        return AssistedFetcher(fetcher, pages.settings, assistance, at_once=at_once)
    except NoBrowser as error:
        if pages.when == "always":
            raise
        # who wants a window for verifications only can still fetch what needs none
        message(str(error))
        return AssistedFetcher(fetcher, pages.settings)

"""The options of commands that fetch pages, and the values made of them."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import TYPE_CHECKING, Any

import click

from wxarchive.cli.account_options import call_pace, calling
from wxarchive.cli.browsing import PageOptions, fetching_pages
from wxarchive.cli.dates import day
from wxarchive.cli.media_options import MediaOptions, downloading
from wxarchive.cli.options import Command, Count, at_once, with_options
from wxarchive.models import Rules

if TYPE_CHECKING:
    from wxarchive.account import CallPace

_RULES = ("again", "follow", "section", "any_account", "most", "since")
"""The parameters of ``_FOLLOWING``, which are fields of :class:`Rules`."""

_FOLLOWING = (
    click.option("--again", is_flag=True, help="Fetch articles again that are archived already."),
    click.option(
        "--follow",
        type=click.IntRange(0, 1000),
        default=0,
        metavar="N",
        help="Fetch what is linked, too, up to N links away, and what that links to.",
    ),
    click.option(
        "--section",
        type=click.Choice(("previous", "all")),
        default="previous",
        show_default=True,
        help="Follow 往期, album and reprint links, or all, those in the text too.",
    ),
    click.option(
        "--any-account/--same-account",
        default=False,
        help="Follow links to other accounts too; default: same.",
    ),
    click.option(
        "--max",
        "most",
        type=Count(min=1),
        metavar="N",
        help="Fetch at most N linked or listed articles.",
    ),
    click.option(
        "--since",
        type=day(),
        metavar="DATE",
        help="Fetch nothing older of links and lists: 2024, 2024-10-05, 90d.",
    ),
)


def following(command: Command) -> Command:
    """Add the options that limit what a crawl fetches; the command receives them as ``rules``."""

    @wraps(command)
    def with_rules(*args: Any, **given: Any) -> None:
        rules = Rules(**{name: given.pop(name) for name in _RULES})
        command(*args, rules=rules, **given)

    return with_options(_FOLLOWING, with_rules)


@dataclass(frozen=True, slots=True)
class CrawlOptions:
    """How a command fetches pages.

    ``pace``: how often the user's own account may be called. ``wants_media``: whether media are
    fetched too; ``None``: the media of URLs, not those of saved pages. ``now``: fetch during a
    pause that WeChat asked for, and retry failed items at once.
    """

    pages: PageOptions
    pace: "CallPace"
    media: MediaOptions
    wants_media: bool | None
    now: bool


def crawling(media: Callable[[Command], Command]) -> Callable[[Command], Command]:
    """Return a decorator that adds the options of fetching pages; the command receives them as
    ``options``.

    ``media`` adds the option ``--media/--no-media``: its default differs between commands.
    """

    def add(command: Command) -> Command:
        @wraps(command)
        def with_crawl_options(
            *args: Any,
            pages: PageOptions,
            media_options: MediaOptions,
            media: bool | None,
            now: bool,
            call_delay: float,
            calls_a_day: int,
            **rest: Any,
        ) -> None:
            pace = call_pace(call_delay, calls_a_day, pages.settings)
            options = CrawlOptions(pages, pace, media_options, media, now)
            command(*args, options=options, **rest)

        options = (at_once, media, downloading, fetching_pages, calling)
        return with_options(options, with_crawl_options)

    return add

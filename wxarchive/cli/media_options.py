"""What commands that fetch pictures, audio and video share: their options, and what fetches as these say."""

from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import TYPE_CHECKING, Any

import click

from wxarchive.cli.options import Command, with_options

if TYPE_CHECKING:
    from wxarchive.archive import MediaKeeper
    from wxarchive.fetch import Fetcher
    from wxarchive.store import Store

_MEGABYTE = 1024 * 1024


def downloading(command: Command) -> Command:
    """Add the options of fetching media: ``video``, ``media_jobs`` and ``media_limit``."""
    options = (
        click.option("--video", is_flag=True, help="Fetch the platform's videos too."),
        click.option(
            "--media-jobs",
            type=click.IntRange(1, 16),
            default=4,
            show_default=True,
            metavar="N",
            help="So many pictures at a time.",
        ),
        click.option(
            "--media-limit",
            type=click.IntRange(1, 900),
            default=20,
            show_default=True,
            metavar="MB",
            help="The largest picture or sound that is kept.",
        ),
    )
    return with_options(options, command)


@contextmanager
def media_keeper(store: "Store", fetcher: "Fetcher", given: Mapping[str, Any]) -> "Iterator[MediaKeeper]":
    """Give what fetches media as the options say."""
    from wxarchive.archive import MediaKeeper, MediaPlan
    from wxarchive.fetch import MediaFetcher

    plan = MediaPlan(
        video=given["video"],
        file_limit=given["media_limit"] * _MEGABYTE,
        again=given.get("everything", False),
        at_once=given.get("now", False),
    )
    with MediaFetcher(given["settings"], given["media_jobs"]) as door:
        yield MediaKeeper(store, door.get_all, fetcher.get_page, plan)


def chosen_keeper(
    store: "Store", fetcher: "Fetcher", given: Mapping[str, Any]
) -> "AbstractContextManager[MediaKeeper | None]":
    """Give what fetches media, nothing if the option ``media`` says so."""
    return nullcontext() if given["media"] is False else media_keeper(store, fetcher, given)

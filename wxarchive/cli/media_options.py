"""The options of commands that fetch pictures, audio and video, and the media keeper made of
them.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import wraps
from typing import TYPE_CHECKING, Any

import click

from wxarchive.cli.options import Command, with_options

if TYPE_CHECKING:
    from wxarchive.archive import MediaKeeper, MediaPlan
    from wxarchive.fetch import AssistedFetcher, FetchSettings
    from wxarchive.store import Store

_MEGABYTE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class MediaOptions:
    """Which media a command fetches: ``video`` whether videos too, ``jobs`` how many files at the
    same time, ``file_limit`` the most bytes of one file.
    """

    video: bool
    jobs: int
    file_limit: int

    def plan(self, *, again: bool = False, at_once: bool = False) -> "MediaPlan":
        """Return the plan that the media keeper follows."""
        from wxarchive.archive import MediaPlan

        return MediaPlan(video=self.video, file_limit=self.file_limit, again=again, at_once=at_once)


def downloading(command: Command) -> Command:
    """Add the options of fetching media; the command receives them as ``media_options``."""

    @wraps(command)
    def with_media_options(
        *args: Any, video: bool, media_jobs: int, media_limit: int, **rest: Any
    ) -> None:
        options = MediaOptions(video, media_jobs, media_limit * _MEGABYTE)
        command(*args, media_options=options, **rest)

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
            help="The largest picture or audio file that is stored.",
        ),
    )
    return with_options(options, with_media_options)


@contextmanager
def media_keeper(
    store: "Store",
    pages: "AssistedFetcher",
    settings: "FetchSettings",
    jobs: int,
    plan: "MediaPlan",
) -> "Iterator[MediaKeeper]":
    """Open a media keeper that fetches ``jobs`` files at the same time, as ``plan`` says.

    A file that WeChat refuses is requested again through the browser window of ``pages``, if there
    is one.
    """
    from wxarchive.archive import MediaKeeper
    from wxarchive.fetch import MediaFetcher

    plan = replace(plan, assisted=pages.assistance is not None)
    # asked for at each refusal: the window may open in the middle of a run
    with MediaFetcher(settings, jobs, instead=lambda: pages.transport) as files:
        yield MediaKeeper(store, files.get_all, pages.get_page, plan)

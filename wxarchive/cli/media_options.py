"""What commands that fetch pictures, audio and video share: their options, and the keeper of media
that follows them.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
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
    """Which media are fetched: videos or not, how many files at a time, of how many bytes at
    most.
    """

    video: bool
    jobs: int
    file_limit: int

    def plan(self, *, again: bool = False, at_once: bool = False) -> "MediaPlan":
        """Return the plan for the keeper of media."""
        from wxarchive.archive import MediaPlan

        return MediaPlan(video=self.video, file_limit=self.file_limit, again=again, at_once=at_once)


def downloading(command: Command) -> Command:
    """Add the options of fetching media; the command gets them as one parameter
    ``media_options``.
    """

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
    """Give what fetches media by this plan, so many files at a time; what is refused is asked for
    through the window that ``pages`` come through, if there is one.
    """
    from wxarchive.archive import MediaKeeper
    from wxarchive.fetch import MediaFetcher

    with MediaFetcher(settings, jobs, instead=lambda: pages.transport) as door:
        yield MediaKeeper(store, door.get_all, pages.get_page, plan)

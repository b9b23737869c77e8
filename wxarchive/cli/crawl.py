"""What a command that fetches pages works with: the fetcher, its environment, the advice at the
end.
"""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from typing import TYPE_CHECKING

from wxarchive.cli.account_options import account_editor
from wxarchive.cli.browsing import assisted
from wxarchive.cli.crawl_options import CrawlOptions
from wxarchive.cli.media_options import media_keeper
from wxarchive.cli.options import waiting

if TYPE_CHECKING:
    from wxarchive.account import Editor
    from wxarchive.archive import Environment, Fetch, MediaKeeper
    from wxarchive.cli.progress import CrawlProgress
    from wxarchive.fetch import AssistedFetcher
    from wxarchive.store import Store


@dataclass(frozen=True, slots=True)
class CrawlSession:
    """What a command that fetches pages works with.

    ``get`` asks for a page, unless a verification page came to ``keeper``, which fetches media
    (``None``: none is wanted); ``crawled`` shows the progress; ``advice`` gives what there is to
    say to people when all is done. ``editor``: of the user's own account.
    """

    get: "Fetch"
    outside: "Environment"
    crawled: "CrawlProgress"
    keeper: "MediaKeeper | None"
    advice: Callable[[], list[str]]
    editor: "Editor"


@contextmanager
def crawl(store: "Store", options: CrawlOptions) -> Iterator[CrawlSession]:
    """Give what a crawl needs, as the options say; Ctrl-C ends the article in hand."""
    from wxarchive import archive
    from wxarchive.cli.interrupt import Interruption
    from wxarchive.cli.progress import Countdown, CrawlProgress
    from wxarchive.fetch import Fetcher

    with Interruption() as interruption:
        countdown = Countdown(interruption.sleep)
        with (
            Fetcher(options.pages.settings, wait=waiting(countdown.sleep)) as fetcher,
            assisted(fetcher, options.pages, store, interruption.sleep) as pages,
            _chosen_keeper(store, pages, options) as keeper,
            account_editor(
                options.pages.settings, options.pace, countdown.sleep, hurry=options.now
            ) as editor,
        ):
            crawled = CrawlProgress(
                lambda: store.queue.counts()["waiting"],
                countdown,
                lambda: keeper.counts.bytes if keeper else 0,
            )
            outside = archive.Environment(
                sleep=countdown.sleep,
                delay=options.pages.settings.delay,
                hurry=options.now,
                assisted=pages.assistance is not None,
                stopping=interruption.is_requested,
                asking=crawled.asking,
                account=editor,
            )

            def advice() -> list[str]:
                return archive.advice(store, outside.now())

            get = archive.unless_blocked(pages.get_page, keeper)
            yield CrawlSession(get, outside, crawled, keeper, advice, editor)


def _chosen_keeper(
    store: "Store", pages: "AssistedFetcher", options: CrawlOptions
) -> "AbstractContextManager[MediaKeeper | None]":
    if options.wants_media is False:
        return nullcontext()
    plan = options.media.plan(at_once=options.now)
    return media_keeper(store, pages, options.pages.settings, options.media.jobs, plan)

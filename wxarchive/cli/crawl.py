"""What a command that fetches pages works with: a fetcher, its environment, progress, advice."""

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
    from wxarchive.store import Store


@dataclass(frozen=True, slots=True)
class CrawlSession:
    """What one run of a command uses to fetch pages.

    ``get`` fetches a page; once WeChat has shown ``keeper`` a verification page, it fetches no
    more. ``outside``: time, pauses and Ctrl-C for the use case. ``crawled`` shows the progress.
    ``keeper`` fetches media; ``None``: none is wanted. ``advice`` returns what to tell the user at
    the end. ``editor``: of the user's own account.
    """

    get: "Fetch"
    outside: "Environment"
    crawled: "CrawlProgress"
    keeper: "MediaKeeper | None"
    advice: Callable[[], list[str]]
    editor: "Editor"


@contextmanager
def crawl(store: "Store", options: CrawlOptions) -> Iterator[CrawlSession]:
    """Open what a crawl needs, and close it at the end. Ctrl-C lets the current article finish."""
    from wxarchive import archive
    from wxarchive.cli.interrupt import Interruption
    from wxarchive.cli.progress import Countdown, CrawlProgress
    from wxarchive.fetch import Fetcher

    settings, now = options.pages.settings, options.now
    with Interruption() as interruption:
        # the fetcher and the queue pause by the same clock, which the progress shows
        countdown = Countdown(interruption.sleep)
        with (
            Fetcher(settings, wait=waiting(countdown.sleep)) as fetcher,
            assisted(fetcher, options.pages, store, interruption.sleep) as pages,
            account_editor(settings, options.pace, countdown.sleep, hurry=now) as editor,
        ):
            keeping: AbstractContextManager[MediaKeeper | None] = nullcontext()
            if options.wants_media is not False:
                plan = options.media.plan(at_once=now)
                keeping = media_keeper(store, pages, settings, options.media.jobs, plan)
            with keeping as keeper:
                crawled = CrawlProgress(
                    lambda: store.queue.counts()["waiting"],
                    countdown,
                    lambda: keeper.counts.bytes if keeper else 0,
                )
                outside = archive.Environment(
                    sleep=countdown.sleep,
                    delay=settings.delay,
                    hurry=now,
                    assisted=pages.assistance is not None,
                    stopping=interruption.is_requested,
                    asking=crawled.asking,
                    account=editor,
                )

                def advice() -> list[str]:
                    return archive.advice(store, outside.now())

                # a verification page in place of a picture would come in place of pages, too
                get = archive.unless_blocked(pages.get_page, keeper)
                yield CrawlSession(get, outside, crawled, keeper, advice, editor)

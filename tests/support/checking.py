"""An archive that is checked against a site that changes: pages as the site makes them, a clock, no
network.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from tests.smallwechat import DEMO_SITE
from tests.smallwechat.changing import Changing
from tests.smallwechat.pages import BEIJING, Post
from wxarchive.address import article_ref
from wxarchive.archive.add import add, resume
from wxarchive.archive.check import check
from wxarchive.archive.crawl.polite_queue import Environment
from wxarchive.errors import WxArchiveError
from wxarchive.models import CheckFilter, Filter, Observation, Outcome, RawPage, StoredArticle
from wxarchive.parse import parse
from wxarchive.sources.source import Address
from wxarchive.store.database import Store

NOON = datetime(2026, 3, 1, 12, 0, tzinfo=BEIJING)
EVERYTHING = CheckFilter()


@dataclass
class Watch:
    """An archive, the site it watches, and the time. ``errors``: what comes instead of a page, by
    token.
    """

    store: Store
    site: Changing = field(default_factory=lambda: Changing(DEMO_SITE.posts))
    time: datetime = NOON
    asked: list[str] = field(default_factory=list)
    errors: dict[str, WxArchiveError] = field(default_factory=dict)
    slept: list[float] = field(default_factory=list)
    hurry: bool = False
    stop_after: int | None = None
    on_fetch: Callable[[str], object] = lambda _: None

    def fetch(self, url: str) -> RawPage:
        self.asked.append(url)
        self.on_fetch(url)
        post = next(post for post in self.site.posts if url in {post.short_url, post.long_url})
        if post.token in self.errors:
            raise self.errors[post.token]
        return RawPage(
            url, self.site.answer(post, len(self.asked)).encode(), self.time, url, url, 200
        )

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.time += timedelta(seconds=seconds)

    @property
    def outside(self) -> Environment:
        return Environment(
            now=lambda: self.time,
            sleep=self.sleep,
            hurry=self.hurry,
            stopping=lambda: self.stop_after is not None and len(self.asked) >= self.stop_after,
        )

    def keep(self, *posts: Post) -> None:
        """Archive posts by their short addresses."""
        sources = [
            Address(post.short_url, ref) for post in posts if (ref := article_ref(post.short_url))
        ]
        kept = list(
            add(sources, store=self.store, fetch=self.fetch, parse=parse, outside=self.outside)
        )
        assert {one.status for one in kept} <= {"created", "partial", "gone"}
        self.asked.clear()

    def check(self, which: CheckFilter = EVERYTHING) -> list[Outcome]:
        return list(
            check(which, store=self.store, fetch=self.fetch, parse=parse, outside=self.outside)
        )

    def check_later(self, which: CheckFilter = EVERYTHING, **passed: int) -> list[Outcome]:
        """Check after some time; by default an hour."""
        self.time += timedelta(**(passed or {"hours": 1}))
        return self.check(which)

    def check_due(self, most: int | None = None) -> list[str]:
        """Check what is due; return the addresses that were asked for."""
        self.asked.clear()
        self.check(CheckFilter(due=True, most=most))
        return list(self.asked)

    def resume(self) -> list[Outcome]:
        return list(resume(store=self.store, fetch=self.fetch, parse=parse, outside=self.outside))

    def article(self, article_id: int = 1) -> StoredArticle:
        return self.store.articles.get(article_id)

    def articles(self) -> list[StoredArticle]:
        return [self.article(one.id) for one in self.store.articles.list(Filter(), "fetched")]

    def sights(self, article_id: int = 1) -> list[Observation]:
        return self.store.versions.sights(article_id)

    def seen(self, article_id: int = 1) -> list[str]:
        """Return the states an article was seen in, one after the other."""
        return [sight.state for sight in self.sights(article_id)]

    def texts(self, article_id: int = 1) -> list[str]:
        """Return the text of every version."""
        return [version.body.text for version in self.store.versions.of(article_id)]

    def waiting(self) -> dict[str, int]:
        return {state: number for state, number in self.store.queue.counts().items() if number}


def told(outcomes: Iterable[Outcome]) -> list[tuple[str, str | None]]:
    """Return status and message of outcomes."""
    return [(outcome.status, outcome.message) for outcome in outcomes]

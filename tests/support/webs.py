"""A web of articles that link to each other, as dictionaries: what a crawl is tried on without
network or HTML.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from wxarchive.address import article_ref, long_ref
from wxarchive.archive.add import add, plan, resume
from wxarchive.archive.crawl.polite_queue import Environment
from wxarchive.clock import BEIJING
from wxarchive.errors import WxArchiveError
from wxarchive.models import (
    Article,
    ArticleRef,
    Body,
    Filter,
    Link,
    Metadata,
    Outcome,
    QueueItem,
    RawPage,
    Rules,
    Section,
    StatePage,
)
from wxarchive.sources.source import Address
from wxarchive.store.database import Store

OURS, THEIRS = "MzA5MDAwMDAwMQ==", "MzA5MDAwMDAwMg=="
NOON = datetime(2026, 3, 1, 12, 0, tzinfo=BEIJING)
CHALLENGE = StatePage("challenge", "环境异常")

Place = tuple[str, int]
"""An article of an account, by its number; the larger, the newer."""


def ours(number: int) -> Place:
    return OURS, number


def theirs(number: int) -> Place:
    return THEIRS, number


def chain_of(web: "Web", count: int) -> "Web":
    """Publish articles of which each links to the two before it."""
    for number in range(1, count + 1):
        web.article(ours(number), *(ours(one) for one in (number - 1, number - 2) if one > 0))
    return web


def ref(place: Place) -> ArticleRef:
    found = long_ref(place[0], str(place[1]), "1", f"{place[1]:032x}")
    assert found
    return found


def short(number: int) -> str:
    return f"https://mp.weixin.qq.com/s/Article{number:015d}"


def asked_for(*urls: str) -> list[Address]:
    found = [(url, article_ref(url)) for url in urls]
    return [Address(url, ref) for url, ref in found if ref]


@dataclass
class Web:
    """Articles and their links; ``asked`` is what was asked for, ``slept`` how long was waited."""

    store: Store
    links: dict[Place, list[tuple[Place, Section]]] = field(default_factory=dict)
    pages: dict[str, Place | WxArchiveError | StatePage] = field(default_factory=dict)
    days: dict[Place, datetime] = field(default_factory=dict)
    by_short: set[Place] = field(default_factory=set)
    asked: list[str] = field(default_factory=list)
    slept: list[float] = field(default_factory=list)
    time: datetime = NOON
    hurry: bool = False
    delay: float = 0.0
    stop_after: int | None = None
    on_fetch: Callable[[str], object] = lambda _: None
    on_sleep: Callable[[], object] = lambda: None

    def article(self, place: Place, *targets: Place, section: Section = "previous") -> None:
        """Publish an article that links to others."""
        self.links.setdefault(place, []).extend((target, section) for target in targets)
        self.pages[ref(place).url] = place
        self.pages[short(place[1])] = place

    def fails(self, place: Place, error: WxArchiveError | StatePage) -> None:
        self.pages[ref(place).url] = self.pages[short(place[1])] = error

    def fetch(self, url: str) -> RawPage:
        self.asked.append(url)
        self.on_fetch(url)
        answer = self.pages[url]
        if isinstance(answer, WxArchiveError):
            raise answer
        return RawPage(url, repr(answer).encode(), self.time, url, url, 200)

    def parse(self, page: RawPage) -> Article | StatePage:
        answer = self.pages[str(page.url)]
        if isinstance(answer, StatePage):
            return answer
        assert isinstance(answer, tuple)
        links = tuple(
            Link(self.address(one), self.key(one), "往期", None, section)
            for one, section in self.links[answer]
        )
        told = Metadata(title=f"{answer[1]}", biz=answer[0], published_at=self.days.get(answer))
        return Article("article", ref(answer), told, Body("", f"{answer}", links=links))

    def address(self, place: Place) -> str:
        return short(place[1]) if place in self.by_short else ref(place).url

    def key(self, place: Place) -> str | None:
        return None if place in self.by_short else ref(place).key

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.time += timedelta(seconds=seconds)
        self.on_sleep()

    @property
    def outside(self) -> Environment:
        return Environment(
            now=lambda: self.time,
            sleep=self.sleep,
            delay=self.delay,
            hurry=self.hurry,
            stopping=lambda: self.stop_after is not None and len(self.asked) >= self.stop_after,
        )

    def add(self, *places: Place | str, **rules: object) -> list[Outcome]:
        urls = [one if isinstance(one, str) else ref(one).url for one in places]
        made = Rules(**rules)  # type: ignore[arg-type]  # any of the rules' fields, by name
        found = add(
            asked_for(*urls),
            store=self.store,
            fetch=self.fetch,
            parse=self.parse,
            rules=made,
            outside=self.outside,
        )
        return list(found)

    def resume(self) -> list[Outcome]:
        return list(
            resume(store=self.store, fetch=self.fetch, parse=self.parse, outside=self.outside)
        )

    def plan(self, *places: Place, **rules: object) -> list[QueueItem]:
        urls = [ref(one).url for one in places]
        # as above
        return plan(asked_for(*urls), store=self.store, rules=Rules(**rules))  # type: ignore[arg-type]

    def titles(self) -> set[str | None]:
        return {article.metadata.title for article in self.store.articles.list(Filter())}

    def numbers(self) -> list[int]:
        """Return the numbers of what was asked for, in order."""
        places = {ref(place).url: place for place in self.links} | {
            short(place[1]): place for place in self.links
        }
        return [places[url][1] for url in self.asked]

    def states(self) -> dict[str, int]:
        return {state: number for state, number in self.store.queue.counts().items() if number}


def statuses(outcomes: Iterable[Outcome]) -> list[str]:
    return [outcome.status for outcome in outcomes]

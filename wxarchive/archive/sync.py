"""Subscriptions: lists that are read again and again, and only for what is new.

::

    sync ──► what an earlier sync left in the queue
         ──► a row for each subscription ──► read_list, until K articles in a row are known
         ──► a row for each article that the lists name and the archive lacks ──► fetched like any other
"""  # noqa: E501 -- the drawing

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime

from wxarchive.archive.add import until_stopped
from wxarchive.archive.crawl import (
    Crawler,
    Environment,
    crawler,
    giving_back,
    is_lost,
    own_name,
)
from wxarchive.archive.ingest import Fetch, Parse
from wxarchive.archive.outcomes import failed
from wxarchive.errors import SourceError
from wxarchive.models import Outcome, Rules, Status
from wxarchive.sources import ListAddress, Source
from wxarchive.store import Store, Turn

_HERE = Environment()
_LOCK = "sync"

Renew = Callable[[], object]
"""Says that the process still works."""


def subscribe(
    sources: Iterable[Source], *, store: Store, now: Callable[[], datetime] = _HERE.now
) -> Iterator[Outcome]:
    """Subscribe to each album, home page and account; nothing is asked for. ``unchanged``: it was
    subscribed to before.
    """
    for source in sources:
        # an article has nothing new to be read again and again
        if not isinstance(source, ListAddress):
            what = "only albums, home pages and accounts can be subscribed to"
            hint = (
                "open the album (合集) or the account's home page and copy its address, or give the"
                " account's name to: wxarchive account subscribe"
            )
            yield failed(source, SourceError(what, source.given, hint))
            continue
        status: Status = "unchanged"
        if store.subscriptions.add(source.ref, now(), source.title):
            status = "created"
        title = store.subscriptions.find(source.ref.url).title
        yield Outcome(source.given, status, "not_article", title=title, message=title)


@contextmanager
def syncing(store: Store, outside: Environment = _HERE) -> Iterator[Renew | None]:
    """Hold the lock of :func:`sync`; gives ``None`` while another process has it."""
    owner = own_name()

    def lost(name: str, until: datetime) -> bool:
        return is_lost(name, until, outside.now())

    def take() -> bool:
        return store.locks.take(_LOCK, Turn(owner, outside.now()), lost)

    if not take():
        yield None
        return
    try:
        yield take
    finally:
        with giving_back(owner):
            store.locks.release(_LOCK, owner)


def sync(
    *,
    store: Store,
    fetch: Fetch,
    parse: Parse,
    rules: Rules,
    outside: Environment = _HERE,
    renew: Renew = lambda: None,
) -> Iterator[Outcome]:
    """Read all subscribed lists for what is new and fetch it; report what became of each list and
    each article.

    ``rules.known`` says how many known articles in a row end a list. What an earlier sync left in
    the queue comes first, by its own rules. Call it within :func:`syncing`; ``renew`` is called
    after each outcome.
    """
    if outside.hurry:
        store.queue.hurry()
    crawling = crawler(store, fetch, parse, outside)
    for outcome in until_stopped(_outcomes(crawling, rules), outside):
        renew()
        yield outcome


def _outcomes(crawler: Crawler, rules: Rules) -> Iterator[Outcome]:
    queue = crawler.store.queue
    subscribed = crawler.store.subscriptions.due()
    # what an earlier sync left comes first: it has waited longer
    begun = {*queue.unfinished("subscription"), *crawler.store.subscriptions.begun()}
    for crawl_id in sorted(begun):
        yield from crawler.crawl(crawl_id)
    if subscribed and not crawler.network.stopped:
        now = crawler.outside.now()
        with crawler.store.atomic():
            crawl_id = queue.begin(rules, now)
            rows = queue.add(crawl_id, subscribed, now)
        # all lists before any of their articles, so that the newest of all comes first
        for row in filter(None, map(queue.get, rows)):
            if crawler.network.stopped or crawler.outside.stopping():
                break
            if outcome := crawler.work(row):
                yield outcome
        yield from crawler.crawl(crawl_id)
    queue.tidy()

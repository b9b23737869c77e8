"""Addresses and saved pages → the archive, one outcome each; then what they link to, as far as the
rules say.
"""

import logging
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from typing import NoReturn

from wxarchive.archive.crawl import Crawler, Environment, crawler
from wxarchive.archive.import_ import LaterSource, RecordedPlan, add_file, add_later
from wxarchive.archive.ingest import Fetch, Parse
from wxarchive.archive.outcomes import failed, of_stored
from wxarchive.containment import contained, ends_the_run
from wxarchive.errors import DamagedRow, WxArchiveError
from wxarchive.models import CrawlTarget, Outcome, QueueItem, Rules
from wxarchive.sources import Address, ListAddress, SavedPage, Source, Unusable
from wxarchive.store import Store

_EVERYTHING = Rules()
_GONE_ON_WITH = frozenset({"article", "account"})
"""Kinds of rows that one begun earlier stands for; albums are short, and read anew."""
_HERE = Environment()
_LOG = logging.getLogger(__name__)


def add(
    sources: Iterable[Source],
    *,
    store: Store,
    fetch: Fetch,
    parse: Parse,
    rules: Rules = _EVERYTHING,
    outside: Environment = _HERE,
) -> Iterator[Outcome]:
    """Archive each source and report what became of it; then what they link to, as far as
    ``rules`` say.

    All addresses are in the queue before the first is fetched, so that :func:`resume` can go on
    wherever this ends. An address the archive knows is skipped without a request, unless
    ``rules.again``. After a challenge, or three addresses in a row without any answer, no further
    address is fetched; saved pages still are read. What a saved page lists only waits in the queue;
    that comes after all sources, when it may have come in. Raises :class:`StoreError` if the
    database cannot be used; what was stored so far stays.
    """
    adding = _AddRun(list(sources), rules, crawler(store, fetch, parse, outside), parse)
    return until_stopped(adding.outcomes(), outside)


def resume(
    *, store: Store, fetch: Fetch, parse: Parse, outside: Environment = _HERE
) -> Iterator[Outcome]:
    """Go on with everything that waits in the queue, each crawl by its own rules."""
    if outside.hurry:
        store.queue.hurry()
    crawling = crawler(store, fetch, parse, outside)

    def outcomes() -> Iterator[Outcome]:
        yield from crawling.crawl()
        store.queue.tidy()

    return until_stopped(outcomes(), outside)


def queue_up(
    sources: Iterable[Source], *, store: Store, now: datetime, rules: Rules = _EVERYTHING
) -> int:
    """Put addresses into the queue, for :func:`resume` to fetch; return how many are new there.

    What is archived, unless ``rules.again``, and what waits already is left out.
    """
    new = []
    for source in sources:
        target = _target(source, store)
        if target and store.queue.waiting(target) is None:
            new.append(source)
    _, rows = _begin(new, rules, store, now)
    # an address that is given twice has one row
    return len(set(rows.values()))


def plan(sources: Iterable[Source], *, store: Store, rules: Rules) -> list[QueueItem]:
    """Return what :func:`add` would fetch, as far as it is known before. Nothing is fetched or
    changed.
    """
    planned: list[QueueItem] = []
    crawling = crawler(store, _refuse, _refuse, _HERE)
    # the queue itself says what would come next; then all of it is undone
    with suppress(_RolledBack), store.atomic():
        crawl_id, rows = _begin(list(sources), rules, store, _HERE.now())
        waiting = filter(None, map(store.queue.get, dict.fromkeys(rows.values())))
        planned += [row for row in waiting if row.crawl_id != crawl_id]
        while crawl_id and (row := store.queue.next(_HERE.now(), crawl_id)):
            # an archived one may lead to others, as it will in the run
            if crawling.pass_archived(row):
                continue
            planned.append(row)
            store.queue.finish(row, "dropped", crawling.network.turn(), asked=True)
        raise _RolledBack
    return planned


def until_stopped(outcomes: Iterator[Outcome], outside: Environment) -> Iterator[Outcome]:
    """End where the user stops the run; what is being fetched then waits in the queue again."""
    try:
        yield from outcomes
    except KeyboardInterrupt:
        if not outside.stopping():
            raise


class _RolledBack(Exception):
    """What was done in a transaction was only to see what would be."""


class _AddRun:
    """One run over some sources."""

    def __init__(self, sources: list[Source], rules: Rules, crawler: Crawler, parse: Parse) -> None:
        self._sources = sources
        self._rules = rules
        self._crawler = crawler
        self._store = crawler.store
        self._parse = parse
        self._failed: dict[int, Outcome] = {}

    def outcomes(self) -> Iterator[Outcome]:
        store, outside = self._store, self._crawler.outside
        # what a killed run was fetching waits from now on, and this run goes on with it
        store.queue.free(self._crawler.network.lost)
        crawl_id, rows = _begin(self._sources, self._rules, store, outside.now())
        crawls = []
        if crawl_id:
            crawls.append(crawl_id)
        later: list[LaterSource] = []
        for number, source in enumerate(self._sources):
            if outside.stopping():
                return
            outcome = self._added(source, rows.get(number))
            if not isinstance(outcome, Outcome):
                later.append(outcome)
                continue
            if isinstance(source, SavedPage) and outcome.id and self._rules.follow:
                crawls.append(self._follow_file(outcome, outcome.id))
            yield outcome
        # what lists name may have come in by now
        yield from add_later(later, store, outside.now, RecordedPlan(_LOG.info))
        for crawl in crawls:
            yield from self._crawler.crawl(crawl)
        store.queue.tidy()

    def _added(self, source: Source, row_id: int | None) -> Outcome | LaterSource:
        # not raised: its traceback would keep containers open
        if isinstance(source, Unusable):
            return failed(source, source.error)
        if isinstance(source, LaterSource):
            return source
        now = self._crawler.outside.now()
        try:
            with contained("archive this"):
                if isinstance(source, SavedPage):
                    return add_file(source, self._store, self._parse, now)
                return self._add_address(source, row_id)
        except WxArchiveError as error:
            if ends_the_run(error):
                raise
            return failed(source, error)

    def _add_address(self, source: Address | ListAddress, row_id: int | None) -> Outcome:
        row = None
        if row_id:
            row = self._store.queue.get(row_id)
        # given twice: what failed just now is not asked for again before its time
        if row and (before := self._failed.get(row.id)):
            return replace(before, source=source.given)
        if row and (outcome := self._crawler.work(row, source.given)):
            if outcome.status == "failed":
                self._failed[row.id] = outcome
            return outcome
        # another process, or the user in another window, was faster
        if isinstance(source, Address) and (known := self._store.articles.known(source.ref)):
            _LOG.info("%s: not fetched, archived already as #%d", source.given, known.id)
            return of_stored(source.given, "skipped", known)
        hint = "run the same command again"
        raise WxArchiveError("it was removed from the queue meanwhile", hint=hint)

    def _follow_file(self, outcome: Outcome, article_id: int) -> int:
        """Start a crawl of what a saved page links to; the page itself is done."""
        queue = self._store.queue
        turn = self._crawler.network.turn()
        with self._store.atomic():
            crawl_id = queue.begin(self._rules, turn.now)
            target = CrawlTarget(outcome.source, outcome.key, kind="file")
            [row_id] = queue.add(crawl_id, [target], turn.now)
            if row := queue.get(row_id):
                queue.follow(row, article_id, turn.now)
                queue.finish(row, "done", turn, asked=False)
        return crawl_id


def _begin(
    sources: list[Source], rules: Rules, store: Store, now: datetime
) -> tuple[int | None, dict[int, int]]:
    """Put the addresses that are to be worked on into the queue; return the crawl, and their rows
    by their places.
    """
    known = store.articles.number_of
    everything = bool(rules.follow or rules.again)
    waiting: dict[int, int] = {}
    new: dict[int, CrawlTarget] = {}
    for number, source in enumerate(sources):
        # what is archived needs a row only where it is asked for again, or followed
        if isinstance(source, Address) and not everything and known(source.ref) is not None:
            continue
        target = _target(source, store)
        if target is None:
            continue
        # the same address may wait from a run that was broken off: it is not fetched twice
        if row_id := _waiting_already(target, rules, store):
            waiting[number] = row_id
        else:
            new[number] = target
    if not new:
        return None, waiting
    with store.atomic():
        crawl_id = store.queue.begin(rules, now)
        rows = store.queue.add(crawl_id, new.values(), now)
    return crawl_id, waiting | dict(zip(new, rows, strict=True))


def _target(source: Source, store: Store) -> CrawlTarget | None:
    """Return what to put into the queue for a source; ``None`` for what is no address."""
    if isinstance(source, ListAddress):
        return CrawlTarget(source.ref.url, kind=source.ref.kind, title=source.title)
    if not isinstance(source, Address):
        return None
    key = source.ref.key
    # by the key that the archive knows, two addresses of one article are fetched once
    if key is None and store.articles.number_of(source.ref) is not None:
        with suppress(DamagedRow):
            if known := store.articles.known(source.ref):
                key = known.key
    return CrawlTarget(source.ref.url, key)


def _waiting_already(target: CrawlTarget, rules: Rules, store: Store) -> int | None:
    """Return the row in which the same waits from an earlier run; it may be fetched at once."""
    row = store.queue.waiting(target)
    if row is None or row.state != "waiting":
        return None
    # a crawl that follows links keeps what it leads to together
    if rules.follow or target.kind not in _GONE_ON_WITH:
        return None
    with suppress(DamagedRow):
        if store.queue.rules(row.crawl_id) == rules:
            store.queue.retry([row.id])
            return row.id
    return None


def _refuse(_: object) -> NoReturn:
    raise AssertionError("a plan fetches nothing")

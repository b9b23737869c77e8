"""Albums and home pages, read page by page: the articles they name → the queue.

::

    row of the list ──take──► fetch ──► read_listing ──► one transaction: the answer's bytes, what it names,
         ▲                                               ┤   rows of its articles, how far the reading has come
         └──────────── go on: next page ◄────────────────┤
                                                         └─► finish: nothing new, the end, or enough

A list is a row of the queue like an article, with the same pace and pauses; its row waits again
after each page, so that any process can go on with the next.
"""  # noqa: E501 -- the drawing

import logging
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from wxarchive.address import list_page, list_ref
from wxarchive.archive.crawl.enqueue import enqueue
from wxarchive.archive.crawl.run import Crawler
from wxarchive.archive.ingest import parse_contained
from wxarchive.archive.outcomes import blocked, first_loss
from wxarchive.errors import Blocked, NetworkError, SourceError, WxArchiveError
from wxarchive.models import (
    PERMANENT,
    ListItem,
    ListPage,
    ListProgress,
    ListRef,
    Outcome,
    QueueItem,
    RawPage,
    StatePage,
    Status,
    Why,
)
from wxarchive.parse import read_listing

_LOG = logging.getLogger(__name__)

LIST_LIMIT = 10_000
"""Articles of one list; what names more is cut off there."""
_WHAT = {"album": "album", "home": "home page"}


def read_list(crawler: Crawler, row: QueueItem, given: str) -> Outcome:
    """Read a list to its end, or as far as the rules want it, and put its articles into the
    queue.
    """
    ref = list_ref(row.wanted.address)
    # only an archive that others wrote to has such a row
    if ref is None:
        hint = "take it out: wxarchive queue drop"
        raise SourceError("this is no address of a list", row.wanted.address, hint)
    while True:
        taken = crawler.network.take(row.id)
        if taken is None:
            now = crawler.store.queue.get(row.id)
            if now and now.state == "done":
                message, title = "another process has read it", row.wanted.title
                return Outcome(given, "skipped", "not_article", title=title, message=message)
            again = "run the same command again"
            raise WxArchiveError("another process took it out of the queue", hint=again)
        with crawler.held(taken):
            crawler.outside.asking(taken)
            outcome = _Page(crawler, taken, ref, given).read()
        if outcome:
            return outcome


@dataclass(frozen=True, slots=True)
class _Step:
    """What comes after a page: another one, else why not. ``is_whole``: nothing that the list names
    was left out.

    ``to_end``: it was read from its front to where it says it ends. ``lacks``: why something may be
    missing.
    """

    next: str | None = None
    is_whole: bool = False
    to_end: bool = False
    lacks: str | None = None


class _Page:
    """One page of a list: asked for, kept, its articles put into the queue."""

    def __init__(self, crawler: Crawler, row: QueueItem, ref: ListRef, given: str) -> None:
        self._crawler = crawler
        self._store = crawler.store
        self._row = row
        self._ref = ref
        self._given = given
        self._rules = crawler.rules(row)
        self._before = self._store.lists.reading(row, ref, list_page(ref, 0, None))

    def read(self) -> Outcome | None:
        """Return what became of the list, ``None`` if it goes on."""
        page = self._fetch()
        result = _read_answer(page, self._before)
        if isinstance(result, StatePage) and result.state == "challenge":
            self._crawler.network.stop_after_challenge()
            return blocked(self._given, result, None)
        with self._store.atomic():
            if isinstance(result, StatePage):
                return self._unread(page, result)
            return self._keep(page, result)

    def _fetch(self) -> RawPage:
        try:
            return self._crawler.network.get(self._before.next)
        except Blocked:
            raise
        except NetworkError as error:
            with self._store.atomic():
                self._store.lists.fail(self._before, str(error))
                self._enqueue_lacking()
                self._crawler.failed(self._row, error)
            raise

    def _unread(self, page: RawPage, state: StatePage) -> Outcome:
        """Report an answer that is no list; what was read before stays, and the reading may be gone
        on with.
        """
        self._store.pages.save(page, state.state, state.reason)
        reason = state.reason or first_loss(state.losses) or state.state
        message = f"the {_WHAT[self._ref.kind]} cannot be read: {reason}"
        self._store.lists.fail(self._before, message)
        self._enqueue_lacking()
        status: Status = "failed"
        code = WxArchiveError.exit_code
        # a list that is gone is no failure of ours
        if state.state in PERMANENT:
            status, code = "gone", 0
        outcome = Outcome(self._given, status, state.state, message=message, exit_code=code)
        outcome = replace(outcome, title=self._row.wanted.title)
        self._crawler.settle(self._row, outcome, page.received_at)
        return outcome

    def _keep(self, page: RawPage, listing: ListPage) -> Outcome | None:
        at = page.received_at
        self._store.pages.save(page, "not_article", None)
        reading = self._store.lists.keep(self._before, listing, at)
        if self._rules.known is None:
            self._enqueue(listing.articles, self._ref.kind, at)
        reading, step = self._next(reading, listing)
        number = len(listing.articles)
        if step.next:
            _LOG.info("%s: names %d articles, another page follows", self._before.next, number)
            self._store.lists.go_on(reading, step.next)
            self._store.queue.go_on(self._row, self._crawler.network.turn(at))
            return None
        _LOG.info("%s: names %d articles, no page of it follows", self._before.next, number)
        return self._finish(reading, step, page)

    def _next(self, reading: ListProgress, listing: ListPage) -> tuple[ListProgress, _Step]:
        """Say what comes next: items, then the flag; a list may set it for ever
        (docs/wechat-pages.md §6.1).
        """
        if reading.seen == self._before.seen or not listing.goes_on:
            return reading, self._end(reading, listing)
        if reading.seen >= LIST_LIMIT:
            lacks = f"it is longer than {LIST_LIMIT:,}, the rest is not read"
            return reading, _Step(is_whole=True, lacks=lacks)
        if self._is_enough(listing):
            return reading, _Step()
        # an album goes on behind an article, which is named by its key
        last_key = next((item.ref.key for item in reversed(listing.articles) if item.ref.key), None)
        if self._is_known(reading):
            if _is_newest_first(listing):
                return reading, _Step(is_whole=True)
            if self._ref.kind == "album" and (behind := self._store.lists.behind(reading)):
                reading, last_key = behind
        return reading, _Step(list_page(self._ref, reading.seen, last_key))

    def _end(self, reading: ListProgress, listing: ListPage) -> _Step:
        """Say what the end of a list is worth.

        An album is asked for what follows an article. Should that one leave the album meanwhile,
        there is no telling what comes; nothing at all looks like the end, so then the list has to
        have as many articles as it said.
        """
        total = self._store.lists.get(reading.list_id).total or 0
        if not (listing.articles or reading.is_behind) and reading.seen < total:
            return _Step(lacks="it broke off early, ask for it again")
        return _Step(is_whole=True, to_end=not (listing.goes_on or reading.is_behind))

    def _is_enough(self, listing: ListPage) -> bool:
        """Tell whether the rules want nothing of what follows: it is too old, or more than may be
        asked for.
        """
        since, room = self._rules.since, self._store.queue.room(self._row.crawl_id)
        times = [item.published_at for item in listing.articles]
        if since and all(time and time < since for time in times):
            return _is_newest_first(listing)
        # what a sync may not ask for today, it asks for another day
        if room is None or self._rules.known is not None:
            return False
        return self._store.queue.counts(self._row.crawl_id)["waiting"] >= room

    def _is_known(self, reading: ListProgress) -> bool:
        """Tell whether the front of a list that is here whole has nothing new any more."""
        if self._rules.known is None or reading.known < self._rules.known:
            return False
        return reading.is_whole and not reading.is_behind

    def _finish(self, reading: ListProgress, step: _Step, page: RawPage) -> Outcome:
        self._store.lists.finish(
            reading, page.received_at, is_whole=step.is_whole, to_end=step.to_end
        )
        self._store.queue.finish(self._row, "done", self._crawler.network.turn(page.received_at))
        self._enqueue_lacking()
        summary = self._store.lists.get(reading.list_id)
        status: Status = "unchanged"
        if step.lacks:
            status = "partial"
        elif reading.is_first:
            status = "created"
        elif reading.new:
            status = "updated"
        number = f"{summary.listed} articles"
        if summary.total and summary.total > summary.listed:
            number = f"{summary.listed} of {summary.total} articles"
        elif summary.listed == 1:
            number = "1 article"
        what = f"{_WHAT[summary.kind]} {summary.title or ''}".rstrip()
        message = f"{what}: {number}, {reading.new} new"
        if step.lacks:
            message += f"; {step.lacks}"
        return Outcome(self._given, status, "not_article", title=summary.title, message=message)

    def _enqueue_lacking(self) -> None:
        """Put whatever a followed list names and the archive lacks into the queue, also what was
        left for later.
        """
        if self._rules.known is not None:
            lacking = list(self._store.lists.lacking(self._before.list_id))
            self._enqueue(lacking, "subscription", self._crawler.outside.now())

    def _enqueue(self, articles: Iterable[ListItem], why: Why, at: datetime) -> None:
        enqueue(articles, self._store, self._row.crawl_id, self._rules, why, at)


def _read_answer(page: RawPage, reading: ListProgress) -> ListPage | StatePage:
    """Read an answer. A first page that names nothing says nothing of its list."""
    result = parse_contained(page, read_listing)
    if isinstance(result, ListPage) and not (result.articles or reading.seen or reading.is_behind):
        return StatePage("unavailable", "it names no article")
    return result


def _is_newest_first(listing: ListPage) -> bool:
    first, last = listing.articles[0].published_at, listing.articles[-1].published_at
    return first is not None and last is not None and first >= last

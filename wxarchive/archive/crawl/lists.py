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
from dataclasses import dataclass
from datetime import datetime

from wxarchive.address import list_page, list_ref
from wxarchive.archive.crawl.enqueue import enqueue
from wxarchive.archive.crawl.run import Crawler
from wxarchive.archive.ingest import parse_contained
from wxarchive.archive.outcomes import blocked, losses_told
from wxarchive.errors import Blocked, NetworkError, SourceError, WxArchiveError
from wxarchive.models import (
    PERMANENT,
    ListItem,
    ListPage,
    ListProgress,
    ListRef,
    ListSummary,
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
    if ref is None:  # only an archive that others wrote to has such a row
        raise SourceError(
            "this is no address of a list", row.wanted.address, "take it out: wxarchive queue drop"
        )
    while True:
        taken = crawler.network.take(row.id)
        if taken is None:
            return _read_by_another(crawler, row, given)
        with crawler.held(taken):
            crawler.outside.asking(taken)
            outcome = _Page(crawler, taken, ref, given).read()
        if outcome:
            return outcome


def _read_by_another(crawler: Crawler, row: QueueItem, given: str) -> Outcome:
    now = crawler.store.queue.get(row.id)
    if now and now.state == "done":
        return Outcome(
            given,
            "skipped",
            "not_article",
            title=row.wanted.title,
            message="another process has read it",
        )
    raise WxArchiveError(
        "another process took it out of the queue", hint="run the same command again"
    )


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
        page = self._asked()
        found = _found(page, self._before)
        if isinstance(found, StatePage) and found.state == "challenge":
            self._crawler.network.stop_after_challenge()
            return blocked(self._given, found, None)
        with self._store.atomic():
            return (
                self._unread(page, found)
                if isinstance(found, StatePage)
                else self._kept(page, found)
            )

    def _asked(self) -> RawPage:
        try:
            return self._crawler.network.get(self._before.next)
        except Blocked:
            raise
        except NetworkError as error:
            with self._store.atomic():
                self._store.lists.fail(self._before, str(error))
                self._want_lacking()
                self._crawler.failed(self._row, error)
            raise

    def _unread(self, page: RawPage, found: StatePage) -> Outcome:
        """Tell of an answer that is no list; what was read before stays, and the reading may be
        gone on with.
        """
        self._store.pages.save(page, found.state, found.reason)
        told = found.reason or losses_told(found.losses) or found.state
        message = f"the {_WHAT[self._ref.kind]} cannot be read: {told}"
        self._store.lists.fail(self._before, message)
        self._want_lacking()
        is_gone = found.state in PERMANENT
        outcome = Outcome(
            self._given,
            "gone" if is_gone else "failed",
            found.state,
            title=self._row.wanted.title,
            message=message,
            exit_code=0 if is_gone else WxArchiveError.exit_code,
        )
        self._crawler.settle(self._row, outcome, page.received_at)
        return outcome

    def _kept(self, page: RawPage, listing: ListPage) -> Outcome | None:
        at = page.received_at
        self._store.pages.save(page, "not_article", None)
        reading = self._store.lists.keep(self._before, listing, at)
        if self._rules.known is None:
            self._enqueue(listing.articles, self._ref.kind, at)
        reading, step = self._next(reading, listing)
        rest = "another page follows" if step.next else "no page of it follows"
        _LOG.info("%s: names %d articles, %s", self._before.next, len(listing.articles), rest)
        if step.next:
            self._store.lists.go_on(reading, step.next)
            self._store.queue.go_on(self._row, self._crawler.network.turn(at))
            return None
        return self._finished(reading, step, page)

    def _next(self, reading: ListProgress, listing: ListPage) -> tuple[ListProgress, _Step]:
        """Say what comes next: items, then the flag; a list may set it for ever
        (docs/wechat-pages.md §6.1).
        """
        if reading.seen == self._before.seen or not listing.goes_on:
            return reading, self._end(reading, listing)
        if reading.seen >= LIST_LIMIT:
            return reading, _Step(
                is_whole=True, lacks=f"it is longer than {LIST_LIMIT:,}, the rest is not read"
            )
        if self._is_enough(listing):
            return reading, _Step()
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
        if since and all(
            item.published_at and item.published_at < since for item in listing.articles
        ):
            return _is_newest_first(listing)
        # what it may not ask for today, it asks for another day
        is_sync = self._rules.known is not None
        return (
            not is_sync
            and room is not None
            and self._store.queue.counts(self._row.crawl_id)["waiting"] >= room
        )

    def _is_known(self, reading: ListProgress) -> bool:
        """Tell whether the front of a list that is here whole has nothing new any more."""
        known = self._rules.known
        return (
            known is not None
            and reading.known >= known
            and reading.is_whole
            and not reading.is_behind
        )

    def _finished(self, reading: ListProgress, step: _Step, page: RawPage) -> Outcome:
        self._store.lists.finish(
            reading, page.received_at, is_whole=step.is_whole, to_end=step.to_end
        )
        self._store.queue.finish(self._row, "done", self._crawler.network.turn(page.received_at))
        self._want_lacking()
        found = self._store.lists.get(reading.list_id)
        status: Status = "updated" if reading.new else "unchanged"
        if reading.is_first:
            status = "created"
        return Outcome(
            self._given,
            "partial" if step.lacks else status,
            "not_article",
            title=found.title,
            message=_told(found, reading, step),
        )

    def _want_lacking(self) -> None:
        """Put whatever a followed list names and the archive lacks into the queue, also what was
        left for later.
        """
        if self._rules.known is not None:
            lacking = list(self._store.lists.lacking(self._before.list_id))
            self._enqueue(lacking, "subscription", self._crawler.outside.now())

    def _enqueue(self, articles: Iterable[ListItem], why: Why, at: datetime) -> None:
        enqueue(articles, self._store, self._row.crawl_id, self._rules, why, at)


def _found(page: RawPage, reading: ListProgress) -> ListPage | StatePage:
    """Read an answer. A first page that names nothing says nothing of its list."""
    found = parse_contained(page, read_listing)
    if isinstance(found, ListPage) and not (found.articles or reading.seen or reading.is_behind):
        return StatePage("unavailable", "it names no article")
    return found


def _is_newest_first(listing: ListPage) -> bool:
    first, last = listing.articles[0].published_at, listing.articles[-1].published_at
    return first is not None and last is not None and first >= last


def _told(found: ListSummary, reading: ListProgress, step: _Step) -> str:
    """Say how many articles a list names, and how many of them are new in it."""
    what = f"{_WHAT[found.kind]} {found.title or ''}".rstrip()
    of_total = f" of {found.total}" if found.total and found.total > found.listed else ""
    articles = "article" if found.listed == 1 and not of_total else "articles"
    told = f"{what}: {found.listed}{of_total} {articles}, {reading.new} new"
    return f"{told}; {step.lacks}" if step.lacks else told

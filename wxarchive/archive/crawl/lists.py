"""Albums, home pages and what accounts published, read page by page: what they name → the queue.

::

    row of the list ──take──► fetch ──► read_listing ──► one transaction: the answer's bytes, what it names,
         ▲                                               ┤   rows of its articles, how far the reading has come
         └──────────── go on: next page ◄────────────────┤
                                                         └─► finish: nothing new, the end, or enough

A list is a row of the queue like an article, with the same pace and pauses; its row waits again
after each page, so that any process can go on with the next. Only the editor of the user's own
account lists what an account published; where it makes no call for now, the row waits as it is.
"""  # noqa: E501 -- the drawing

import logging
from dataclasses import replace

from wxarchive.address import list_page, list_ref
from wxarchive.archive.crawl.account_calls import Step, is_known, next_call
from wxarchive.archive.crawl.enqueue import enqueue, enqueue_doubtful
from wxarchive.archive.crawl.run import Crawler
from wxarchive.archive.ingest import parse_contained
from wxarchive.archive.outcomes import blocked, first_loss
from wxarchive.errors import (
    Blocked,
    CallsRefused,
    CallsSpent,
    LoginNeeded,
    NetworkError,
    SourceError,
    WxArchiveError,
)
from wxarchive.models import (
    PERMANENT,
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
_WHAT = {"album": "album", "home": "home page", "account": "account"}


def read_list(crawler: Crawler, row: QueueItem, given: str) -> Outcome:
    """Read a list to its end, or as far as the rules want it, and put its articles into the
    queue.
    """
    ref = list_ref(row.wanted.address)
    # only an archive that others wrote to has such a row
    if ref is None:
        hint = "take it out: wxarchive queue drop"
        raise SourceError("this is no address of a list", row.wanted.address, hint)
    try:
        return _read_pages(crawler, row, ref, given)
    except (LoginNeeded, CallsRefused, CallsSpent) as halt:
        return _halted(crawler, row, ref, given, halt)


def _read_pages(crawler: Crawler, row: QueueItem, ref: ListRef, given: str) -> Outcome:
    while True:
        # the pause between two calls is long: nothing is held meanwhile
        if ref.kind == "account":
            crawler.outside.account.ready()
        taken = crawler.network.take(row.id)
        if taken is None:
            now = crawler.store.queue.get(row.id)
            if now and now.state == "done":
                message, title = "it was read a moment ago", row.wanted.title
                return Outcome(given, "skipped", "not_article", title=title, message=message)
            again = "run the same command again"
            raise WxArchiveError("another process took it out of the queue", hint=again)
        with crawler.held(taken):
            crawler.outside.asking(taken)
            outcome = _Page(crawler, taken, ref, given).read()
        if outcome:
            return outcome


def _halted(
    crawler: Crawler, row: QueueItem, ref: ListRef, given: str, halt: WxArchiveError
) -> Outcome:
    """Report a list that has to wait, and that nothing of the kind is read on in this run; what it
    named so far is fetched.
    """
    crawler.left_out = "account"
    store = crawler.store
    # the list says itself why nothing of it comes, wherever it is shown
    with store.atomic():
        list_id = store.lists.add(ref)
        store.lists.fail(list_id, str(halt))
        _enqueue_lacking(crawler, row, list_id)
    known = store.lists.get(list_id)
    status: Status = "failed"
    if isinstance(halt, CallsSpent):
        status = "queued"
    elif isinstance(halt, CallsRefused):
        status = "blocked"
    title = known.title or row.wanted.title
    number = f"{known.listed} article{'s' * (known.listed != 1)}"
    message = f"account {title or ref.biz}: {number} listed so far; {halt}"
    return Outcome(given, status, title=title, message=message, exit_code=halt.exit_code)


def _enqueue_lacking(crawler: Crawler, row: QueueItem, list_id: int) -> None:
    """Put whatever a followed list names and the archive lacks into the queue, also what was left
    for later.
    """
    rules, store = crawler.rules(row), crawler.store
    if rules.known is None:
        return
    lacking = list(store.lists.lacking(list_id))
    why: Why = "subscription"
    if row.wanted.kind == "account":
        why = "account"
    enqueue(lacking, store, row.crawl_id, rules, why, crawler.outside.now())


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
        self._total = self._store.lists.get(self._before.list_id).total

    def read(self) -> Outcome | None:
        """Return what became of the list, ``None`` if it goes on."""
        page = self._fetch()
        result = parse_contained(page, read_listing)
        is_empty = isinstance(result, ListPage) and not (result.articles or result.messages)
        # a first page that names nothing says nothing of its list
        if is_empty and not (self._before.seen or self._before.is_behind):
            result = StatePage("unavailable", "it names no article")
        if isinstance(result, StatePage) and result.state == "challenge":
            self._crawler.network.stop_after_challenge()
            return blocked(self._given, result, None)
        with self._store.atomic():
            if isinstance(result, StatePage):
                return self._unread(page, result)
            return self._keep(page, result)

    def _fetch(self) -> RawPage:
        get = self._crawler.network.get
        if self._ref.kind == "account":
            get = self._crawler.outside.account.get
        try:
            return get(self._before.next)
        except Blocked:
            raise
        except NetworkError as error:
            # what the list named so far is fetched all the same
            with self._store.atomic():
                self._store.lists.fail(self._before.list_id, str(error))
                _enqueue_lacking(self._crawler, self._row, self._before.list_id)
                self._crawler.failed(self._row, error)
            raise

    def _unread(self, page: RawPage, state: StatePage) -> Outcome:
        """Report an answer that is no list; what was read before stays, and the reading may be gone
        on with.
        """
        store, list_id = self._store, self._before.list_id
        store.pages.save(page, state.state, state.reason)
        reason = state.reason or first_loss(state.losses) or state.state
        message = f"the {_WHAT[self._ref.kind]} cannot be read: {reason}"
        store.lists.fail(list_id, message)
        _enqueue_lacking(self._crawler, self._row, list_id)
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
        store, row, at = self._store, self._row, page.received_at
        store.pages.save(page, "not_article", None)
        # an editor does not say whose list it is
        listing = replace(listing, title=listing.title or row.wanted.title)
        articles = listing.articles
        reading = store.lists.keep(self._before, listing, at)
        # of a subscription only what is new is wanted, which its end tells
        if self._rules.known is None:
            enqueue(articles, store, row.crawl_id, self._rules, self._ref.kind, at)
        enqueue_doubtful(articles, store, row.crawl_id, at)
        reading, step = self._next(reading, listing)
        follows = "another page follows"
        if step.next is None:
            follows = "no page of it follows"
        _LOG.info("%s: names %d articles, %s", self._before.next, len(articles), follows)
        if step.next is None:
            return self._finish(reading, step, page)
        store.lists.go_on(reading, step.next)
        store.queue.go_on(row, self._crawler.network.turn(at))
        return None

    def _next(self, reading: ListProgress, listing: ListPage) -> tuple[ListProgress, Step]:
        """Say what comes next: items, then the flag; a list may set it for ever
        (docs/wechat-pages.md §6.1).
        """
        if self._ref.kind == "account":
            room = self._store.queue.room(self._row.crawl_id)
            step = next_call(self._ref, reading, listing, self._rules, self._total, room)
            return reading, step
        if reading.seen == self._before.seen or not listing.goes_on:
            return reading, self._end(reading, listing)
        if reading.seen >= LIST_LIMIT:
            lacks = f"it is longer than {LIST_LIMIT:,}, the rest is not read"
            return reading, Step(is_whole=True, lacks=lacks)
        if self._is_enough(listing):
            return reading, Step()
        # an album goes on behind an article, which is named by its key
        keys = [item.ref.key for item in listing.articles if item.ref.key]
        last_key = None
        if keys:
            last_key = keys[-1]
        if is_known(reading, self._rules):
            if _is_newest_first(listing):
                return reading, Step(is_whole=True)
            if self._ref.kind == "album" and (behind := self._store.lists.behind(reading)):
                reading, last_key = behind
        return reading, Step(list_page(self._ref, reading.seen, last_key))

    def _end(self, reading: ListProgress, listing: ListPage) -> Step:
        """Say what the end of a list is worth.

        An album is asked for what follows an article. Should that one leave the album meanwhile,
        there is no telling what comes; nothing at all looks like the end, so then the list has to
        have as many articles as it said.
        """
        total = self._store.lists.get(reading.list_id).total or 0
        is_nothing = not (listing.articles or reading.is_behind)
        if is_nothing and reading.seen < total:
            return Step(lacks="it broke off early, ask for it again")
        return Step(is_whole=True, to_end=not (listing.goes_on or reading.is_behind))

    def _is_enough(self, listing: ListPage) -> bool:
        """Tell whether the rules want nothing of what follows: it is too old, or more than may be
        asked for.
        """
        queue, crawl_id = self._store.queue, self._row.crawl_id
        since, room = self._rules.since, queue.room(crawl_id)
        times = [item.published_at for item in listing.articles]
        if since and all(time and time < since for time in times):
            return _is_newest_first(listing)
        # what a sync may not ask for today, it asks for another day
        if room is None or self._rules.known is not None:
            return False
        return queue.counts(crawl_id)["waiting"] >= room

    def _finish(self, reading: ListProgress, step: Step, page: RawPage) -> Outcome:
        store, at = self._store, page.received_at
        reading = replace(reading, is_whole=step.is_whole, whole_from=step.whole_from)
        store.lists.finish(reading, at, to_end=step.to_end)
        store.queue.finish(self._row, "done", self._crawler.network.turn(at))
        _enqueue_lacking(self._crawler, self._row, reading.list_id)
        summary = store.lists.get(reading.list_id)
        status: Status = "unchanged"
        if step.lacks:
            status = "partial"
        elif reading.is_first:
            status = "created"
        elif reading.new:
            status = "updated"
        listed, total = summary.listed, summary.total or 0
        number = f"{listed} article{'s' * (listed != 1)}"
        # an account's total counts messages
        if summary.kind != "account" and total > listed:
            number = f"{listed} of {total} articles"
        what = f"{_WHAT[summary.kind]} {summary.title or ''}".rstrip()
        message = f"{what}: {number}, {reading.new} new"
        if step.lacks:
            message += f"; {step.lacks}"
        return Outcome(self._given, status, "not_article", title=summary.title, message=message)


def _is_newest_first(listing: ListPage) -> bool:
    first, last = listing.articles[0].published_at, listing.articles[-1].published_at
    return first is not None and last is not None and first >= last

"""The queue worked off: each row gets its turn, its page, its end; what its article links to
becomes rows.

::

    queue.next ──► archived? ──yes──────────────────────────────► finish, follow links      (no request)
                       │no
                   queue.take ──► fetch ──► keep: one transaction of page, article, the row's end and its links' rows
                       ▲             │
                       │             ├── may heal ──► again: waits 5 minutes, then longer each time
      pause of host ◄──┴─────────────┴── challenge ─► released; nothing more is asked

A row's kind says what its address is; :mod:`wxarchive.archive.crawl.handlers` has what to do with
each.
"""  # noqa: E501 -- the drawing

import logging
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta

from wxarchive.address import article_ref
from wxarchive.archive.crawl.compare import keep_checked, later
from wxarchive.archive.crawl.polite_queue import Environment, PoliteQueue
from wxarchive.archive.decide import Received
from wxarchive.archive.ingest import Fetch, Parse, ingest
from wxarchive.archive.outcomes import failed_address, of_stored
from wxarchive.containment import contained, ends_the_run
from wxarchive.errors import (
    BadAnswer,
    Blocked,
    Bug,
    DamagedRow,
    HostNotAllowed,
    NetworkError,
    Refused,
    SourceError,
    TooLarge,
    WxArchiveError,
)
from wxarchive.models import (
    AddressKind,
    ArticleRef,
    Outcome,
    QueueItem,
    Rules,
    State,
    StoredArticle,
)
from wxarchive.store import POLL, Store, Turn

ATTEMPTS = 5
"""So many answers that may heal and do not, and a row counts as failed. No answer at all says
nothing of a row.
"""
_FIRST_WAIT = timedelta(minutes=5)
_LONGEST_WAIT = timedelta(hours=12)
_HEALING: frozenset[State | None] = frozenset({"unavailable", "broken", None})
"""States of answers that may be better another time; ``None``: the page of another article, which
tells no state.
"""
_LASTING = (HostNotAllowed, TooLarge, Refused, SourceError)
_COUNTED = (Bug, SourceError, DamagedRow)
_LOG = logging.getLogger(__name__)

Handler = Callable[["Crawler", QueueItem, str], Outcome | None]
"""Works on a row, given what the user gave for it; returns what to tell, if there is anything to
tell.
"""


class Crawler:
    """Works on the rows of the queue."""

    def __init__(
        self,
        store: Store,
        fetch: Fetch,
        parse: Parse,
        outside: Environment,
        handlers: Mapping[str, Handler],
    ) -> None:
        self.store = store
        self.network = PoliteQueue(fetch, store, outside)
        self.outside = outside
        self._handlers = handlers
        self._parse = parse
        self._rules: dict[int, Rules] = {}
        self.left_out: AddressKind | None = None
        """Rows of this kind wait until another run."""

    def crawl(self, crawl_id: int | None = None) -> Iterator[Outcome]:
        """Work on what waits, of one crawl or of all, until nothing does or nothing may be
        asked.
        """
        # calls are few a day: they are not to wait until thousands of articles are fetched
        for row in self.store.queue.lists_of_accounts(self.outside.now(), crawl_id):
            if self.network.stopped or self.outside.stopping():
                return
            if self.left_out is None and (outcome := self.work(row)):
                yield outcome
        while waiting := self._next(crawl_id):
            if outcome := self.work(waiting):
                yield outcome

    def work(self, row: QueueItem, given: str | None = None) -> Outcome | None:
        """Work on one row; an article that is archived already is reported only if the user gave
        it.
        """
        source = given or row.wanted.address
        try:
            with contained("fetch this"):
                outcome = self._handlers[row.wanted.kind](self, row, source)
        except WxArchiveError as error:
            if ends_the_run(error):
                raise
            if isinstance(error, _COUNTED):
                # nobody counted this attempt: the row goes behind the others, and fails in the end
                current = self.store.queue.get(row.id)
                if current and current.state == "waiting":
                    self.failed(current, error)
            return failed_address(source, row.wanted.key, error)
        if outcome and outcome.status == "skipped" and not given:
            return None
        return outcome

    def rules(self, row: QueueItem) -> Rules:
        """Return the rules of a row's crawl."""
        if row.crawl_id not in self._rules:
            self._rules[row.crawl_id] = self.store.queue.rules(row.crawl_id)
        return self._rules[row.crawl_id]

    def article(self, row: QueueItem, given: str) -> Outcome | None:
        """Archive an article, unless it is archived already."""
        if known := self._archived(row):
            return self._pass_over(row, known, given)
        taken = self.network.take(row.id)
        if taken is None:
            if row.wanted.why == "check":
                return None
            if archived := self.store.articles.known(_ref(row)):
                return of_stored(given, "skipped", archived)
            hint = "run the same command again"
            raise WxArchiveError("another process took it out of the queue", hint=hint)
        with self.held(taken):
            # while this one waited for its turn another process may have archived it
            if known := self._archived(taken):
                return self._pass_over(taken, known, given)
            self.outside.asking(taken)
            target = taken.wanted
            _LOG.info("%s: fetch it (%s, %d links away)", target.address, target.why, taken.depth)
            return self._fetch(taken, given)

    def pass_archived(self, row: QueueItem) -> bool:
        """End a row that needs no request, its links followed; return whether it was one."""
        known = self._archived(row)
        return bool(known and self._pass_over(row, known, row.wanted.address))

    def _next(self, crawl_id: int | None) -> QueueItem | None:
        while not (self.network.stopped or self.outside.stopping()):
            worked_on = self.store.queue.free(self.network.lost, crawl_id)
            if row := self.store.queue.next(self.outside.now(), crawl_id, but=self.left_out):
                return row
            if not worked_on:
                return None
            # what another process works on may lead to more
            self.outside.sleep(POLL)
        return None

    def _archived(self, row: QueueItem) -> StoredArticle | None:
        if row.wanted.why == "check":
            return None
        # what the user gave is asked for again, once; not what it links to
        is_first = row.depth == 0 and row.attempts == 0 and row.state != "done"
        if is_first and self.rules(row).again:
            return None
        return self.store.articles.known(_ref(row))

    def _pass_over(self, row: QueueItem, known: StoredArticle, given: str) -> Outcome:
        _LOG.info("%s: not fetched, archived already as #%d", row.wanted.address, known.id)
        turn = self.network.turn()
        with self.store.atomic():
            self.store.queue.follow(row, known.id, turn.now)
            self.store.queue.finish(row, "done", turn, asked=False)
        return of_stored(given, "skipped", known)

    @contextmanager
    def held(self, row: QueueItem) -> Iterator[None]:
        """Let a row wait again if anything but its end comes between, be it the user."""
        try:
            yield
        finally:
            self.network.release(row.id)

    def _fetch(self, row: QueueItem, given: str) -> Outcome:
        asked = _ref(row)
        known = self.store.articles.known(asked)
        # a key says whose page may come
        if known and known.ref and known.ref.key:
            asked = known.ref
        try:
            page = self.network.get(asked.short or asked.url)
        # nothing is wrong with the row: it waits as it did
        except Blocked:
            raise
        except NetworkError as error:
            self.failed(row, error)
            raise

        answered_at = page.received_at

        def settle(outcome: Outcome) -> None:
            self.settle(row, outcome, answered_at)

        if known:
            page = later(page, self.store.checks.last_received(known.id))
        received = Received(given, page, asked, self.outside.now())
        # a check only adds to what is known; anything else may replace it
        if known and row.wanted.why == "check":
            outcome = keep_checked(received, known, self.store, self._parse, settle)
        else:
            outcome = ingest(received, self.store, self._parse, also=settle)
        if outcome.state == "challenge":
            self.network.stop_after_challenge()
        return outcome

    def settle(self, row: QueueItem, outcome: Outcome, answered_at: datetime) -> None:
        """End a row as its page says. Runs in the transaction that keeps the page."""
        store, turn = self.store, self.network.turn(answered_at)
        if outcome.id:
            store.queue.follow(row, outcome.id, turn.now)
            store.checks.answered(outcome.id, turn.now)
        if outcome.status == "gone":
            # of what was never archived, the list or link that named it says most
            if outcome.id:
                store.articles.hear(outcome.id, row.wanted)
            store.queue.finish(row, "gone", turn, asked=True, error=outcome.message)
        elif outcome.status != "failed":
            store.queue.finish(row, "done", turn, asked=True)
        elif outcome.state in _HEALING and row.attempts + 1 < ATTEMPTS:
            self._again(row, turn, outcome.message or "")
        else:
            self._give_up(row, turn, outcome.message)

    def failed(self, row: QueueItem, error: WxArchiveError) -> None:
        """End a row whose address gave no page, or let it wait."""
        turn = self.network.turn()
        is_counted = isinstance(error, BadAnswer | Bug | DamagedRow)
        over = is_counted and row.attempts + 1 >= ATTEMPTS
        if over or isinstance(error, _LASTING):
            self._give_up(row, turn, str(error))
        else:
            self._again(row, turn, str(error))

    def _again(self, row: QueueItem, turn: Turn, error: str) -> None:
        pause, number = wait(row.attempts), row.attempts + 1
        _LOG.info("%s: waits %s after attempt %d: %s", row.wanted.address, pause, number, error)
        self.store.queue.again(row, turn.now + pause, turn, error)

    def _give_up(self, row: QueueItem, turn: Turn, error: str | None) -> None:
        _LOG.info("%s: given up after attempt %d: %s", row.wanted.address, row.attempts + 1, error)
        checked = None
        if row.wanted.why == "check":
            checked = self.store.articles.number_of(_ref(row))
        with self.store.atomic():
            self.store.queue.finish(row, "failed", turn, asked=True, error=error)
            if checked:
                self.store.checks.failed(checked, turn.now)


def wait(attempts: int) -> timedelta:
    """Return how long to wait after an attempt that failed, ``attempts`` having failed before."""
    longer: int = 4 ** min(attempts, 8)
    return min(_FIRST_WAIT * longer, _LONGEST_WAIT)


def _ref(row: QueueItem) -> ArticleRef:
    """Return what is wanted: what its address tells, and the key that a list or a link told of a
    short one.
    """
    ref = article_ref(row.wanted.address) or ArticleRef(row.wanted.address)
    return replace(ref, key=ref.key or row.wanted.key)

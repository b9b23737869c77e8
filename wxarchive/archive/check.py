"""Archived articles requested again: whether they are still there, and still the same.

Each check is a row of the queue (why: ``check``), so it has what every crawl has: one page at a
time, pauses, an end at the first challenge, and it goes on wherever it ended. ``Outcome.change``
says what became of an article.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace

from wxarchive.archive.add import until_stopped
from wxarchive.archive.crawl import Environment, crawler
from wxarchive.archive.ingest import Fetch, Parse
from wxarchive.models import CheckFilter, Outcome, Rules
from wxarchive.store import Store

FOUND = ("edited", "metadata", "gone", "back", "address")
"""What checks find, in the order it is counted in."""


def check(
    which: CheckFilter, *, store: Store, fetch: Fetch, parse: Parse, outside: Environment
) -> Iterator[Outcome]:
    """Request the chosen articles again and report what became of each.

    A page only adds to what is known: an article that is gone keeps its text, and what is no page
    of it changes nothing. All are in the queue before the first is requested; those that are not,
    because the run ended or because they failed a moment ago, wait there. Raises
    :class:`StoreError` if the database cannot be used.
    """
    crawling, queue = crawler(store, fetch, parse, outside), store.queue

    def outcomes() -> Iterator[Outcome]:
        now = outside.now()
        with store.atomic():
            crawl_id = queue.begin(Rules(again=True), now)
            chosen = store.checks.begin(which, crawl_id, now)
        for one in chosen:
            if crawling.network.stopped or outside.stopping():
                return
            # none: it failed a moment ago, or another process has it
            row = queue.ready(one.row_id, outside.now(), hurry=outside.hurry)
            if row and (outcome := crawling.work(row)):
                # what comes may not say which article it is
                article_id, title = outcome.id or one.id, outcome.title or one.title
                yield replace(outcome, id=article_id, title=title)
        queue.tidy()

    return until_stopped(outcomes(), outside)


def found(outcome: Outcome) -> str | None:
    """Name what a check found, by :data:`FOUND`; ``None`` if nothing changed."""
    change = outcome.change
    if change is None:
        return None
    if not change.life and change.version:
        return "edited"
    return change.life or "metadata"


def changes_found(outcomes: Iterable[Outcome]) -> dict[str, int]:
    """Count what checks found."""
    counts = Counter(map(found, outcomes))
    return {name: counts[name] for name in FOUND}

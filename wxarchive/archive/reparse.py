"""Stored pages read again, offline: what a newer parser finds in them."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from wxarchive import clock
from wxarchive.address import article_ref, list_ref
from wxarchive.archive.decide import Capture, Received, capture_of, decide
from wxarchive.archive.ingest import Parse, carry_out, keep_end, known_of, parse_contained
from wxarchive.archive.outcomes import failed_address, first_loss, of_article, said_by
from wxarchive.containment import contained, ends_the_run
from wxarchive.errors import WxArchiveError
from wxarchive.models import PERMANENT, Outcome, StatePage
from wxarchive.store import Store


def reparse(ids: Iterable[int] | None, *, store: Store, parse: Parse) -> Iterator[Outcome]:
    """Read stored pages again, offline, oldest first: those of some articles, or all (``None``)."""
    if ids is None:
        pages = list(store.pages.all_ids())
    else:
        pages = [page for article in ids for page in store.pages.of_article(article)]
    for page_id in pages:
        yield _attempt(page_id, store, parse)


def _attempt(page_id: int, store: Store, parse: Parse) -> Outcome:
    try:
        with contained("read this page"):
            return _reparse(page_id, store, parse)
    except WxArchiveError as error:
        if ends_the_run(error):
            raise
        return failed_address(f"page {page_id}", None, error)


def _reparse(page_id: int, store: Store, parse: Parse) -> Outcome:
    page = store.pages.get(page_id)
    if page.url and list_ref(page.url):
        message = "a list: it was read when it came"
        return Outcome(page.url, "unchanged", state="not_article", message=message)
    article_id = store.pages.article_id(page_id)
    requested = None
    if page.url:
        requested = article_ref(page.url)
    received = Received(page.url or page.source, page, requested, clock.now())
    capture = capture_of(received, parse_contained(page, parse))
    with store.atomic():
        store.pages.set_origin(page_id, capture.result.origin)
        if isinstance(capture.result, StatePage):
            return _rewrite_state(capture, capture.result, page_id, store)
        if article_id is None:
            return carry_out(capture, decide(capture, known_of(capture, store)), store)
        before = store.articles.get(store.pages.article_id(page_id) or 0)
        saved = store.articles.rewrite(capture.result, page_id)
        end = keep_end(capture.result, decide(capture, None), page_id, store)
        # rewriting took its end away, and keep_end stored it again: nothing has changed
        if end and saved.id and store.articles.get(saved.id) == before:
            saved = replace(saved, status="unchanged")
        store.pages.set_state(page_id, "ok", None, saved.id)
        outcome = of_article(received.given, saved, capture.result)
        return replace(outcome, message=first_loss(capture.result.losses))


def _rewrite_state(capture: Capture, found: StatePage, page_id: int, store: Store) -> Outcome:
    """Store what a page says that gives no article now: if it did before, that stays archived."""
    article_id, received = store.pages.article_id(page_id), capture.received
    if found.state in PERMANENT:
        outcome = carry_out(capture, decide(capture, None), store)
        store.pages.set_state(page_id, found.state, found.reason, outcome.id)
        return outcome
    if article_id is None:
        store.pages.set_state(page_id, found.state, found.reason)
        return Outcome(received.given, "unchanged", state=found.state, message=said_by(found))
    # a parser that finds less than an earlier one is more likely wrong than the archive
    return Outcome(
        received.given,
        "failed",
        state=found.state,
        id=article_id,
        message=f"{said_by(found)}; the archived version stays",
        exit_code=WxArchiveError.exit_code,
    )

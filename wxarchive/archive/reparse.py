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
        try:
            with contained("read this page"):
                outcome = _reparse(page_id, store, parse)
        except WxArchiveError as error:
            if ends_the_run(error):
                raise
            outcome = failed_address(f"page {page_id}", None, error)
        yield outcome


def _reparse(page_id: int, store: Store, parse: Parse) -> Outcome:
    page = store.pages.get(page_id)
    if page.url and list_ref(page.url):
        message = "a list: it was read when it came"
        return Outcome(page.url, "unchanged", state="not_article", message=message)
    given = page.url or page.source
    requested = article_ref(page.url or "")
    received = Received(given, page, requested, clock.now())
    capture = capture_of(received, parse_contained(page, parse))
    found = capture.result
    with store.atomic():
        store.pages.set_origin(page_id, found.origin)
        if isinstance(found, StatePage):
            return _rewrite_state(capture, found, page_id, store)
        # an earlier parser saw no article in it: for the archive it comes today
        article_id = store.pages.article_id(page_id)
        if article_id is None:
            decision = decide(capture, known_of(capture, store))
            return carry_out(capture, decision, store)
        before = store.articles.get(article_id)
        saved = store.articles.rewrite(found, page_id)
        end = keep_end(found, decide(capture, None), page_id, store)
        # rewriting took its end away, and keep_end stored it again: nothing has changed
        if end and saved.id and store.articles.get(saved.id) == before:
            saved = replace(saved, status="unchanged")
        store.pages.set_state(page_id, "ok", None, saved.id)
        outcome = of_article(given, saved, found)
        return replace(outcome, message=first_loss(found.losses))


def _rewrite_state(capture: Capture, found: StatePage, page_id: int, store: Store) -> Outcome:
    """Store what a page says that gives no article now: if it did before, that stays archived."""
    article_id = store.pages.article_id(page_id)
    given = capture.received.given
    # what is gone for good is an observation, whatever an earlier parser read here
    if found.state in PERMANENT:
        outcome = carry_out(capture, decide(capture, None), store)
        store.pages.set_state(page_id, found.state, found.reason, outcome.id)
        return outcome
    if article_id is None:
        store.pages.set_state(page_id, found.state, found.reason)
        return Outcome(given, "unchanged", state=found.state, message=said_by(found))
    # a parser that finds less than an earlier one is more likely wrong than the archive
    return Outcome(
        given,
        "failed",
        state=found.state,
        id=article_id,
        message=f"{said_by(found)}; the archived version stays",
        exit_code=WxArchiveError.exit_code,
    )

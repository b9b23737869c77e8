"""One received page → what the archive stores of it, in one transaction, as ``decide`` says."""

import logging
from collections.abc import Callable
from dataclasses import replace
from typing import TypeVar

from wxarchive.address import without_session
from wxarchive.archive.decide import (
    Capture,
    Decision,
    Known,
    Received,
    capture_of,
    decide,
    has_lost_parts,
    lost_parts,
)
from wxarchive.archive.outcomes import (
    another_came,
    blocked,
    doubted,
    first_loss,
    key_of,
    of_article,
    of_stored,
    said_by,
)
from wxarchive.containment import bug
from wxarchive.credentials import without_credentials
from wxarchive.errors import WxArchiveError
from wxarchive.models import Article, ArticleRef, Outcome, RawPage, State, StatePage
from wxarchive.store import Store

Fetch = Callable[[str], RawPage]
Parse = Callable[[RawPage], Article | StatePage]
_Result = TypeVar("_Result")
_LOG = logging.getLogger(__name__)

OLDER = "an older version, kept in the history; lists show the newer one"


def _nothing(_: Outcome) -> None:
    pass


def ingest(
    received: Received,
    store: Store,
    parse: Parse,
    *,
    also: Callable[[Outcome], object] = _nothing,
) -> Outcome:
    """Parse a page and store it, whatever it is; of a challenge nothing is stored.

    ``also``: stores what belongs to the page, in its transaction; it is not called for a challenge.
    """
    return ingest_result(received, parse_contained(received.page, parse), store, also)


def ingest_result(
    received: Received,
    result: Article | StatePage,
    store: Store,
    also: Callable[[Outcome], object] = _nothing,
) -> Outcome:
    """Store a page that was parsed, as :func:`ingest` does."""
    if isinstance(result, StatePage) and result.state == "challenge":
        return blocked(received.given, result, received.requested)
    capture = capture_of(received, result)
    with store.atomic():
        decision = decide(capture, known_of(capture, store))
        outcome = carry_out(capture, decision, store)
        if outcome.id:
            at, reactions = received.page.received_at, store.reactions
            for counts in result.counts:
                reactions.keep_counts(outcome.id, counts, counts.seen_at or at)
            # a record of another archive: what is a pseudonym there stays one
            reactions.keep_comments(outcome.id, result.comments, at, with_names=True)
        if capture.is_another:
            outcome = another_came(received.given, received.requested, outcome)
        also(outcome)
    return doubted(outcome, received.page)


def asks_for_verification(page: RawPage, parse: Parse) -> bool:
    """Whether a page is WeChat's verification instead of what was asked for."""
    result = parse_contained(page, parse)
    return isinstance(result, StatePage) and result.state == "challenge"


def parse_contained(page: RawPage, parse: Callable[[RawPage], _Result]) -> _Result | StatePage:
    """Parse a page; a bug of the parser must neither lose the bytes nor stop the batch."""
    try:
        return parse(page)
    except WxArchiveError as error:
        return StatePage("unknown", without_credentials(str(error)))
    # whatever a parser did not expect, see above
    except Exception as error:  # noqa: BLE001, RUF100
        return StatePage("unknown", bug(error, "read this page").what)


def known_of(capture: Capture, store: Store) -> Known | None:
    """Return what the archive holds of a capture's article."""
    ref = capture.result.ref
    article = ref and store.articles.known(ref)
    if not article:
        return None
    body = None
    # read only where it decides something: it is by far the largest part
    if has_lost_parts(capture) or lost_parts(article):
        body = store.articles.get(article.id).content
    return Known(article, article.origin, body)


def carry_out(capture: Capture, decision: Decision, store: Store) -> Outcome:
    """Do as was decided. Runs within a transaction."""
    received, result = capture.received, capture.result
    given, page, packed = received.given, received.page, received.packed
    what = "an article"
    state: State = "ok"
    reason = None
    if isinstance(result, StatePage):
        what, state, reason = result.state, result.state, result.reason
    do = decision.message or f"keep the {decision.action}"
    _LOG.info("%s: read as %s (%s): %s", given, what, result.origin, do)
    # the bytes come first, whatever is made of them: they can be read again
    page_id = store.pages.save(page, state, reason, packed, origin=result.origin)
    if isinstance(result, StatePage):
        is_permanent = decision.is_permanent
        return _keep_state(capture, result, page_id, store, is_permanent=is_permanent)
    if known := decision.known:
        store.pages.set_state(page_id, "ok", None, known.id)
        outcome = of_stored(given, "unchanged", known)
        return replace(outcome, message=decision.message)
    return _keep_article(capture, decision, page_id, store)


def _keep_article(capture: Capture, decision: Decision, page_id: int, store: Store) -> Outcome:
    received, article = capture.received, capture.result
    assert isinstance(article, Article)  # noqa: S101 -- for mypy: states are stored before
    is_received = not received.page.from_file
    saved = store.articles.save(article, page_id, decision.seen_at, is_received=is_received)
    article_id = _add_alias(received.requested, saved.id, store)
    saved = replace(saved, id=article_id)
    outcome = of_article(received.given, saved, article)
    if end := keep_end(article, decision, page_id, store):
        return replace(outcome, status="gone", state=end.state, message=end.reason)
    # lists show the newer version's title, and people look for what they see
    if not saved.is_shown and saved.status == "updated" and saved.id:
        title = store.articles.get(saved.id).metadata.title
        return replace(outcome, title=title, message=OLDER)
    if saved.status == "unchanged":
        return outcome
    parts = [first_loss(article.losses)]
    # only a person can tell whether two articles that look alike are one
    is_new = saved.status == "created"
    if is_new and saved.id and (other := store.articles.alike(saved.id, article)):
        same = f"#{other} has the same account, title and content"
        join = f"wxarchive join {saved.id} {other}"
        parts.insert(0, f"{same}; if it is the same article: {join}")
    outcome = replace(outcome, message="; ".join(filter(None, parts)) or None)
    if article.losses:
        return replace(outcome, status="partial")
    return outcome


def keep_end(article: Article, decision: Decision, page_id: int, store: Store) -> StatePage | None:
    """Store the end that a record reports. Runs within a transaction."""
    end = decision.end
    if end is None or end.at is None:
        return None
    reason = end.reason and without_session(end.reason)
    state = StatePage(end.state, reason, article.kind, article.ref)
    store.articles.save_state(state, page_id, end.at, is_received=False)
    return state


def _keep_state(
    capture: Capture, state: StatePage, page_id: int, store: Store, *, is_permanent: bool
) -> Outcome:
    """Store what a page without an article says of one."""
    received = capture.received
    outcome = Outcome(
        received.given,
        "failed",
        state=state.state,
        kind=state.kind,
        key=key_of(state.ref),
        title=state.metadata.title,
        message=said_by(state),
        exit_code=WxArchiveError.exit_code,
    )
    # a state that may pass says nothing lasting of its article
    if not is_permanent:
        return outcome
    page = received.page
    at, is_received = page.received_at, not page.from_file
    saved = store.articles.save_state(state, page_id, at, is_received=is_received)
    article_id = _add_alias(received.requested, saved.id, store)
    message = outcome.message
    if not article_id:
        message = f"{message} (the page does not identify the article: give --url)"
    return replace(outcome, status="gone", id=article_id, message=message, exit_code=0)


def _add_alias(requested: ArticleRef | None, article_id: int | None, store: Store) -> int | None:
    """Make the requested address one of the article's.

    It may show that two rows are one article: then the number of the one that stays is returned.
    """
    if not requested or not article_id:
        return article_id
    return store.articles.add_alias(requested.url, article_id)

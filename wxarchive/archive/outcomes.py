"""What became of a source, worded for people and counted."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from wxarchive.clock import distance, local_minute
from wxarchive.errors import Blocked, WxArchiveError
from wxarchive.models import (
    PERMANENT,
    STATUSES,
    Article,
    ArticleRef,
    Outcome,
    RawPage,
    State,
    StatePage,
    Status,
    StoredArticle,
)
from wxarchive.sources import Address, Source
from wxarchive.store import Saved, Store

_WHAT_IT_IS: dict[State, str] = {
    "challenge": "WeChat asks for verification",
    "not_article": "this is a WeChat page, but no article; open the article and take its address",
    "broken": "no whole page",
    "unavailable": "WeChat does not show the article now; try again later",
    "unknown": "wxarchive cannot tell what this page is; its bytes are kept",
}


def summary(outcomes: Iterable[Outcome]) -> dict[str, int]:
    """Count outcomes in the names of docs/record.md; ``asked`` is the sum of the others."""
    counts = Counter(outcome.status for outcome in outcomes)
    return {"asked": counts.total(), **{status: counts[status] for status in STATUSES}}


def of_stored(given: str, status: Status, stored: StoredArticle) -> Outcome:
    """Report an article that was archived before."""
    return Outcome(
        given,
        status,
        state=stored.state,
        kind=stored.kind,
        id=stored.id,
        key=stored.key,
        title=stored.metadata.title,
        message=stored.reason,
    )


def of_article(given: str, saved: Saved, article: Article) -> Outcome:
    """Report an article that was just saved."""
    return Outcome(
        given,
        saved.status,
        state="ok",
        kind=article.kind,
        id=saved.id,
        key=key_of(article.ref),
        title=article.metadata.title,
        new_links=saved.new_links,
    )


def key_of(ref: ArticleRef | None) -> str | None:
    """Return the key of an article, if that is known."""
    if ref is None:
        return None
    return ref.key


def blocked(given: str, page: StatePage, requested: ArticleRef | None) -> Outcome:
    """Report a verification page."""
    return Outcome(
        given,
        "blocked",
        state="challenge",
        key=key_of(page.ref or requested),
        message=said_by(page),
        exit_code=Blocked.exit_code,
    )


def another_came(given: str, requested: ArticleRef | None, kept: Outcome) -> Outcome:
    """Report a page that is another article's than the requested one; ``kept``: what became of that
    page.
    """
    message = f"the page of another article came: {kept.key}"
    if kept.title:
        message += f" “{kept.title}”"
    if kept.id:
        message += f", kept as #{kept.id}"
    else:
        message += ", whose bytes are kept"
    code = WxArchiveError.exit_code
    return Outcome(given, "failed", key=key_of(requested), message=message, exit_code=code)


def doubted(outcome: Outcome, page: RawPage) -> Outcome:
    """Say with an outcome why the page may not be what was received."""
    if page.doubt is None:
        return outcome
    message = "; ".join(filter(None, [outcome.message, page.doubt]))
    return replace(outcome, message=message)


def failed(source: Source, error: WxArchiveError) -> Outcome:
    """Report a source that could not be archived."""
    key = None
    if isinstance(source, Address):
        key = source.ref.key
    return failed_address(source.given, key, error)


def failed_address(given: str, key: str | None, error: WxArchiveError) -> Outcome:
    """Report an address that could not be archived, with what it says of its article."""
    outcome = Outcome(given, "failed", key=key, message=str(error), exit_code=error.exit_code)
    if isinstance(error, Blocked):
        return replace(outcome, status="blocked", state="challenge")
    return outcome


def advice(store: Store, now: datetime) -> list[str]:
    """Say what is left to do in the queue, and what the user can do about a verification."""
    lines = []
    # a verification first: until it is passed nothing else is of use
    pause = store.hosts.pause(now)
    if pause and pause.why == "challenge":
        until = f"{local_minute(pause.until)} ({distance(pause.until, now)})"
        hints = (
            "pass it in a window with --browser, or wait",
            "pages saved in a browser can be given to fetch at any time",
            "--now fetches all the same",
        )
        what = f"WeChat asks for verification; paused until {until}"
        lines.append(f"{what}: {'; '.join(hints)}")
    if waiting := store.queue.counts()["waiting"]:
        what = f"waiting in the queue: {waiting}"
        retry = store.queue.first_retry()
        if retry and retry > now:
            what += f", the first that failed from {local_minute(retry)} ({distance(retry, now)})"
        lines.append(f"{what}; go on with: wxarchive fetch --resume")
    return lines


def said_by(page: StatePage) -> str:
    """Say what a page without an article is, and what to do."""
    reason = page.reason or first_loss(page.losses)
    what = _WHAT_IT_IS.get(page.state)
    # the reason implies that the page is not whole
    if page.state == "broken":
        return f"{reason or what}; fetch it or save it again"
    # where a state is final, WeChat's own words say all
    if page.state in PERMANENT or not (reason and what):
        return reason or what or page.state
    return f"{what}: {reason}"


def first_loss(losses: tuple[str, ...]) -> str | None:
    """Name the first loss, and how many more there are."""
    if not losses:
        return None
    if len(losses) == 1:
        return losses[0]
    return f"{losses[0]} (and {len(losses) - 1} more)"

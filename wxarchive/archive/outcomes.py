"""What became of a source, worded for people and counted."""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime

from wxarchive.clock import distance, local_minute
from wxarchive.errors import Blocked, WxArchiveError
from wxarchive.models import (
    PERMANENT,
    STATUSES,
    Article,
    ArticleRef,
    Outcome,
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
    "broken": "no whole page; fetch it or save it again",
    "unavailable": "WeChat does not show the article now; try again later",
    "unknown": "wxarchive cannot tell what this page is; its bytes are kept",
}


def summary(outcomes: Iterable[Outcome]) -> dict[str, int]:
    """Count outcomes in the names of docs/record.md; ``asked`` is the sum of the others."""
    counts = Counter(outcome.status for outcome in outcomes)
    return {"asked": counts.total(), **{status: counts[status] for status in STATUSES}}


def of_stored(given: str, status: Status, stored: StoredArticle) -> Outcome:
    """Tell of an article that was archived before."""
    return Outcome(
        given,
        status,
        state=stored.state,
        kind=stored.kind,
        id=stored.id,
        key=stored.ref.key if stored.ref else None,
        title=stored.metadata.title,
        message=stored.reason,
    )


def of_article(given: str, saved: Saved, article: Article) -> Outcome:
    """Tell of an article that was just saved."""
    return Outcome(
        given,
        saved.status,
        state="ok",
        kind=article.kind,
        id=saved.id,
        key=article.ref.key if article.ref else None,
        title=article.metadata.title,
        new_links=saved.new_links,
    )


def blocked(given: str, found: StatePage, asked: ArticleRef | None) -> Outcome:
    """Tell of a verification page."""
    ref = found.ref or asked
    return Outcome(
        given,
        "blocked",
        state="challenge",
        key=ref.key if ref else None,
        message=told_by(found),
        exit_code=Blocked.exit_code,
    )


def another_came(given: str, asked: ArticleRef | None, kept: Outcome) -> Outcome:
    """Tell of a page that is another article's than the one asked for; ``kept``: what became of
    that page.
    """
    title = f" “{kept.title}”" if kept.title else ""
    where = f"kept as #{kept.id}" if kept.id else "whose bytes are kept"
    return Outcome(
        given,
        "failed",
        key=asked.key if asked else None,
        message=f"the page of another article came: {kept.key}{title}, {where}",
        exit_code=WxArchiveError.exit_code,
    )


def failed(source: Source, error: WxArchiveError) -> Outcome:
    """Tell of a source that could not be archived."""
    return failed_address(
        source.given, source.ref.key if isinstance(source, Address) else None, error
    )


def failed_address(given: str, key: str | None, error: WxArchiveError) -> Outcome:
    """Tell of an address that could not be archived, with what it tells of its article."""
    blocked = isinstance(error, Blocked)
    return Outcome(
        given,
        "blocked" if blocked else "failed",
        state="challenge" if blocked else None,
        key=key,
        message=str(error),
        exit_code=error.exit_code,
    )


def advice(store: Store, now: datetime) -> list[str]:
    """Say what is left to do in the queue, and what the user can do about a verification."""
    told = []
    pause = store.hosts.pause(now)
    if pause and pause.why == "challenge":
        until = f"{local_minute(pause.until)} ({distance(pause.until, now)})"
        told.append(
            f"WeChat asks for verification; paused until {until}: open an article in a browser, or"
            " wait; pages saved in a browser can be given to fetch at any time; --now fetches all"
            " the same"
        )
    waiting, retry = store.queue.counts()["waiting"], store.queue.first_retry()
    if waiting:
        later = ""
        if retry and retry > now:
            later = f", the first that failed from {local_minute(retry)} ({distance(retry, now)})"
        told.append(f"waiting in the queue: {waiting}{later}; go on with: wxarchive fetch --resume")
    return told


def told_by(found: StatePage) -> str:
    """Say what a page without an article is, and what to do."""
    told = found.reason or losses_told(found.losses)
    what = _WHAT_IT_IS.get(found.state)
    if found.state in PERMANENT or not (told and what):
        return told or what or found.state
    return f"{told}; {what}" if found.state == "broken" else f"{what}: {told}"


def losses_told(losses: tuple[str, ...]) -> str | None:
    """Name the first loss, and how many more there are."""
    if len(losses) < 2:
        return losses[0] if losses else None
    return f"{losses[0]} (and {len(losses) - 1} more)"

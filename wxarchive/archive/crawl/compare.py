"""What a check found: an archived article and the page its address gives now, compared before and
after it is kept.

A check may add to what is known of an article and never takes from it: a page that is another
article's, or has nothing left of the content, changes nothing.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

from wxarchive.archive.decide import Received, is_another
from wxarchive.archive.ingest import Parse, ingest_result, parse_contained
from wxarchive.clock import local_minute
from wxarchive.differences import Change, content_changes, metadata_changes
from wxarchive.errors import WxArchiveError
from wxarchive.models import (
    Article,
    Body,
    CheckResult,
    Metadata,
    Outcome,
    RawPage,
    State,
    StatePage,
    StoredArticle,
    Version,
    picture_identity,
)
from wxarchive.store import Store

_OF_THE_ACCOUNT = frozenset({"signature", "avatar_url", "header_url"})
"""Metadata that say nothing of the article; ``header_url`` is a dump's."""


def keep_checked(
    received: Received,
    known: StoredArticle,
    store: Store,
    parse: Parse,
    also: Callable[[Outcome], object],
) -> Outcome:
    """Keep the page of an article that is archived, and tell what changed; ``also`` as in
    ``keep``.
    """
    found = parse_contained(received.page, parse)
    content = store.articles.get(known.id).content
    if refused := _refused(received, found, known, content):
        with store.atomic():
            also(refused)
        return replace(refused, id=known.id)
    seen = _last_state(known, store)
    outcome = ingest_result(received, found, store, also)
    if outcome.id is None:  # a challenge, or what says nothing of the article
        return replace(outcome, id=known.id, title=known.metadata.title)
    now = store.articles.get(outcome.id)
    outcome = replace(outcome, title=now.metadata.title)
    if isinstance(found, StatePage):
        return _told_state(outcome, found, known, now, seen)
    change = _edits(known, now, found.metadata, store)
    return _told_article(
        outcome, known, change, of_dump=bool(change.version) and known.origin == "dump"
    )


def later(page: RawPage, seen: datetime | None) -> RawPage:
    """Return a page as received after all that was seen before, also if the clock was put back in
    between.
    """
    if seen is None or page.received_at > seen:
        return page
    return replace(page, received_at=seen + timedelta(microseconds=1))


def _refused(
    received: Received, found: Article | StatePage, known: StoredArticle, content: Body | None
) -> Outcome | None:
    """Return the outcome for a page that must not be kept as the article's."""
    is_other = is_another(found, known.ref)
    if not is_other and not (isinstance(found, Article) and _is_emptied(found.body, content)):
        return None
    what = "its page came without any content"
    if is_other and found.ref:
        what = f"its address leads to another article now ({found.ref.key})"
    return Outcome(
        received.given,
        "failed",
        state=None if is_other else "broken",
        kind=known.kind,
        key=known.ref.key if known.ref else None,
        title=known.metadata.title,
        message=f"{what}; nothing was changed",
        exit_code=WxArchiveError.exit_code,
    )


def _is_emptied(body: Body, content: Body | None) -> bool:
    """No account can empty an article: what comes without content is a bad answer."""
    return bool(content and _has_content(content) and not _has_content(body))


def _has_content(body: Body) -> bool:
    return bool(body.text.strip() or body.images or body.media)


def _last_state(known: StoredArticle, store: Store) -> State | None:
    sights = store.versions.sights(known.id)
    return sights[-1].state if sights else None


def _told_state(
    outcome: Outcome, found: StatePage, known: StoredArticle, now: StoredArticle, seen: State | None
) -> Outcome:
    change = CheckResult(None, known.state, now.gone_at, now.last_seen_alive, target=found.target)
    if found.state != now.state:
        message = (
            f"{outcome.message}; this says something of the address only, the article stays as"
            " it was"
        )
        is_new = seen != found.state
        return replace(
            outcome, message=message, change=replace(change, life="address") if is_new else None
        )
    is_new = known.gone_at is None or known.state != now.state
    told = [
        outcome.message,
        f"moved to {found.target}" if found.target else None,
        f"last seen {local_minute(now.last_seen_alive)}" if now.last_seen_alive else None,
        f"gone since {local_minute(now.gone_at)}" if known.gone_at and now.gone_at else None,
    ]
    message = "; ".join(part for part in told if part)
    return replace(
        outcome, message=message, change=replace(change, life="gone") if is_new else None
    )


def _told_article(
    outcome: Outcome, known: StoredArticle, change: CheckResult, *, of_dump: bool
) -> Outcome:
    is_back = known.gone_at is not None
    if not (is_back or change.version or change.fields):
        return outcome
    told = [
        f"readable again, was gone since {local_minute(known.gone_at)}" if known.gone_at else None,
        "WeChat's own page, where the archive had only a dump" if of_dump else None,
        told_edits(change),
        outcome.message,
    ]
    change = replace(change, life="back" if is_back else None, gone_at=known.gone_at)
    return replace(outcome, message="; ".join(part for part in told if part) or None, change=change)


def _edits(known: StoredArticle, now: StoredArticle, told: Metadata, store: Store) -> CheckResult:
    """Compare an article before and after; what the new page leaves open counts as it was."""
    changed = [one for one in metadata_changes(known.metadata, told) if one.after not in {None, ()}]
    names = (
        [one.field for one in changed if one.field not in _OF_THE_ACCOUNT]
        if known.content_hash
        else []
    )
    told_now = CheckResult(None, known.state, last_seen_alive=now.last_seen_alive)
    if now.content_hash == known.content_hash:
        return replace(told_now, fields=tuple(names))
    versions = store.versions.of(now.id)
    told_now = replace(told_now, version=len(versions), fields=tuple(names))
    return told_now if len(versions) < 2 else _compared(versions[-2], versions[-1], told_now)


def _compared(old: Version, new: Version, change: CheckResult) -> CheckResult:
    edits = content_changes(old, new)
    before, after = (Counter(map(picture_identity, one.body.images)) for one in (old, new))
    return replace(
        change,
        fields=(*change.fields, *(one.field for one in edits)),
        text_added=_characters(edits, "added"),
        text_removed=_characters(edits, "removed"),
        images_added=(after - before).total(),
        images_removed=(before - after).total(),
    )


def _characters(edits: list[Change], kind: str) -> int:
    pieces = [piece for one in edits if one.field == "text" for piece in one.pieces]
    return sum(len(piece.text) for piece in pieces if piece.kind == kind)


def told_edits(change: CheckResult) -> str | None:
    """Word what an edit changed: ``text +120 −30 characters; pictures +1; title``."""
    told = []
    if change.text_added or change.text_removed:
        told.append(f"text {_signed(change.text_added, change.text_removed)} characters")
    if change.images_added or change.images_removed:
        told.append(f"pictures {_signed(change.images_added, change.images_removed)}")
    elif "images" in change.fields:
        told.append("pictures in another order")
    others = [name for name in change.fields if name not in {"text", "images"}]
    told += [", ".join(others)] if others else []
    return "; ".join(told) or None


def _signed(added: int, removed: int) -> str:
    return " ".join([*([f"+{added}"] if added else []), *([f"−{removed}"] if removed else [])])

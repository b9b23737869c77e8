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
    """Keep the page of an article that is archived, and report what changed; ``also`` as in
    ``ingest``.
    """
    found = parse_contained(received.page, parse)
    content = store.articles.get(known.id).content
    if refused := _refused(received, found, known, content):
        with store.atomic():
            also(refused)
        return replace(refused, id=known.id)
    # before the page is kept, which may add another observation
    observations = store.versions.sights(known.id)
    outcome = ingest_result(received, found, store, also)
    # a challenge, or what says nothing of the article
    if outcome.id is None:
        return replace(outcome, id=known.id, title=known.metadata.title)
    now = store.articles.get(outcome.id)
    outcome = replace(outcome, title=now.metadata.title)
    if isinstance(found, StatePage):
        is_repeated = bool(observations) and observations[-1].state == found.state
        return _with_state(outcome, found, known, now, is_repeated=is_repeated)
    change = _edits(known, now, found.metadata, store)
    if not (known.gone_at or change.version or change.fields):
        return outcome
    parts = [edits_in_words(change), outcome.message]
    # not the account changed it: a dump only says less
    if change.version and known.origin == "dump":
        parts.insert(0, "WeChat's own page, where the archive had only a dump")
    if known.gone_at:
        parts.insert(0, f"readable again, was gone since {local_minute(known.gone_at)}")
        change = replace(change, life="back", gone_at=known.gone_at)
    message = "; ".join(filter(None, parts))
    return replace(outcome, message=message or None, change=change)


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
    what = None
    state: State | None = None
    had_content = content is not None and _has_content(content)
    # no account can empty an article: what comes without content is a bad answer
    if had_content and isinstance(found, Article) and not _has_content(found.body):
        what, state = "its page came without any content", "broken"
    if is_another(found, known.ref) and found.ref:
        what = f"its address leads to another article now ({found.ref.key})"
        state = None
    if what is None:
        return None
    return Outcome(
        received.given,
        "failed",
        state=state,
        kind=known.kind,
        key=known.key,
        title=known.metadata.title,
        message=f"{what}; nothing was changed",
        exit_code=WxArchiveError.exit_code,
    )


def _has_content(body: Body) -> bool:
    return bool(body.text.strip() or body.images or body.media)


def _with_state(
    outcome: Outcome,
    found: StatePage,
    known: StoredArticle,
    now: StoredArticle,
    *,
    is_repeated: bool,
) -> Outcome:
    """Report a page without an article; ``is_repeated``: the check before found the same."""
    change = CheckResult(None, known.state, now.gone_at, now.last_seen_alive, target=found.target)
    if found.state != now.state:
        what = "this says something of the address only, the article stays as it was"
        outcome = replace(outcome, message=f"{outcome.message}; {what}")
        if is_repeated:
            return replace(outcome, change=None)
        return replace(outcome, change=replace(change, life="address"))
    parts = [outcome.message]
    if found.target:
        parts.append(f"moved to {found.target}")
    if now.last_seen_alive:
        parts.append(f"last seen {local_minute(now.last_seen_alive)}")
    if known.gone_at and now.gone_at:
        parts.append(f"gone since {local_minute(now.gone_at)}")
    message = "; ".join(filter(None, parts))
    outcome = replace(outcome, message=message)
    # gone before, and in the same way: nothing has changed
    if known.gone_at and known.state == now.state:
        return replace(outcome, change=None)
    return replace(outcome, change=replace(change, life="gone"))


def _edits(known: StoredArticle, now: StoredArticle, about: Metadata, store: Store) -> CheckResult:
    """Compare an article before and after; what the new page leaves open counts as it was."""
    names: list[str] = []
    # of what was never read nothing can have changed
    if known.content_hash:
        changed = metadata_changes(known.metadata, about)
        names = [one.field for one in changed if one.after not in {None, ()}]
    fields = tuple(name for name in names if name not in _OF_THE_ACCOUNT)
    alive = now.last_seen_alive
    change = CheckResult(None, known.state, last_seen_alive=alive, fields=fields)
    if now.content_hash == known.content_hash:
        return change
    versions = store.versions.of(now.id)
    change = replace(change, version=len(versions))
    # the first version was read: there is none to compare it with
    if len(versions) < 2:
        return change
    old, new = versions[-2:]
    edits = content_changes(old, new)
    # the same picture has several addresses, and one may stand twice in a text
    before = Counter(map(picture_identity, old.body.images))
    after = Counter(map(picture_identity, new.body.images))
    return replace(
        change,
        fields=(*fields, *(one.field for one in edits)),
        text_added=_characters(edits, "added"),
        text_removed=_characters(edits, "removed"),
        images_added=(after - before).total(),
        images_removed=(before - after).total(),
    )


def _characters(edits: list[Change], kind: str) -> int:
    pieces = [piece for one in edits if one.field == "text" for piece in one.pieces]
    return sum(len(piece.text) for piece in pieces if piece.kind == kind)


def edits_in_words(change: CheckResult) -> str | None:
    """Word what an edit changed: ``text +120 −30 characters; pictures +1; title``."""
    parts = []
    if change.text_added or change.text_removed:
        parts.append(f"text {_signed(change.text_added, change.text_removed)} characters")
    if change.images_added or change.images_removed:
        parts.append(f"pictures {_signed(change.images_added, change.images_removed)}")
    elif "images" in change.fields:
        parts.append("pictures in another order")
    if others := [name for name in change.fields if name not in {"text", "images"}]:
        parts.append(", ".join(others))
    return "; ".join(parts) or None


def _signed(added: int, removed: int) -> str:
    parts = []
    if added:
        parts.append(f"+{added}")
    if removed:
        parts.append(f"−{removed}")
    return " ".join(parts)

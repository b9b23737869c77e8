"""One received page → what the archive keeps of it, in one transaction."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TypeVar

from wxarchive.address import without_credentials, without_session
from wxarchive.archive.outcomes import another_came, blocked, losses_told, of_article, of_stored, told_by
from wxarchive.containment import bug
from wxarchive.errors import WxArchiveError
from wxarchive.formats import dated_by, gone_of, is_dump, is_recorded
from wxarchive.models import PERMANENT, Article, ArticleRef, Outcome, RawPage, StatePage, StoredArticle
from wxarchive.store import Packed, Store

Fetch = Callable[[str], RawPage]
_Found = TypeVar("_Found")
Parse = Callable[[RawPage], Article | StatePage]
PAGE_SAYS_MORE = "the archive has WeChat's own page, which says more; only the dump's bytes were kept"
RECORD_SAYS_THE_SAME = "the archive has what this record was made from; only the record's bytes were kept"

OLDER = "an older version, kept in the history; lists show the newer one"


@dataclass(frozen=True, slots=True)
class Received:
    """A page, what the user gave for it, and the address it was asked or said to be under.

    ``now``: when it came to us; nothing that it claims can be later. ``packed``: its bytes made small already; then
    the page's ``body`` may be no more than their beginning.
    """

    given: str
    page: RawPage
    asked: ArticleRef | None
    now: datetime
    packed: Packed | None = None


def keep(
    received: Received, store: Store, parse: Parse, *, also: Callable[[Outcome], object] = lambda _: None
) -> Outcome:
    """Parse a page and keep it, whatever it is; of a challenge nothing is kept.

    ``also``: what is to be kept together with the page or not at all; it is not called for a challenge.
    """
    return keep_found(received, read(received.page, parse), store, also)


def keep_found(
    received: Received, found: Article | StatePage, store: Store, also: Callable[[Outcome], object] = lambda _: None
) -> Outcome:
    """Keep a page that was parsed, as :func:`keep` does."""
    if isinstance(found, StatePage) and found.state == "challenge":
        return blocked(received.given, found, received.asked)
    received = replace(received, page=_dated(received, found))
    if is_another(found, received.asked):
        return _keep_another(received, found, store, also)
    with store.atomic():
        outcome = _keep(received, found, store)
        also(outcome)
    return outcome


def _keep(received: Received, found: Article | StatePage, store: Store) -> Outcome:
    if isinstance(found, Article):
        return keep_article(received, with_ref(found, received.asked), store)
    return keep_state(received, state_with_ref(found, received.asked), store)


def is_another(found: Article | StatePage, asked: ArticleRef | None) -> bool:
    """Tell whether a page says that it is another article's than the one asked for.

    What a moved account's page names is the new address of the same article.
    """
    if isinstance(found, StatePage) and found.state == "migrated":
        return False
    told = found.ref.key if found.ref else None
    return bool(told and asked and asked.key and told != asked.key)


def _keep_another(
    received: Received, found: Article | StatePage, store: Store, also: Callable[[Outcome], object]
) -> Outcome:
    """Keep the page as the article it says it is of; of the one asked for, it tells nothing.

    No address it came under is that article's, so it is kept under its own.
    """
    own = ArticleRef(found.ref.url, found.ref.key) if found.ref else None
    page = replace(received.page, url=own.url if own else None, final_url=None)
    with store.atomic():
        kept = _keep(replace(received, page=page, asked=None), replace(found, ref=own), store)
        outcome = another_came(received.given, received.asked, kept)
        also(outcome)
    return outcome


def read(page: RawPage, parse: Callable[[RawPage], _Found]) -> _Found | StatePage:
    """Parse; a parser's surprise must neither lose the bytes nor stop the batch."""
    try:
        return parse(page)
    except WxArchiveError as error:
        return StatePage("unknown", without_credentials(str(error)))
    except Exception as error:  # noqa: BLE001, RUF100 -- whatever a parser did not expect, see above
        return StatePage("unknown", bug(error).what)


def _dated(received: Received, found: Article | StatePage) -> RawPage:
    """A saved page was received when the server made it, as far as it tells (wechat-pages.md §2.3).

    A time that is yet to come tells nothing, be it the page's or its file's.
    """
    page, served = received.page, found.metadata.served_at
    if not page.from_file:
        return page
    if served and served <= received.now:
        return replace(page, received_at=served, dated_by=dated_by(page) or "page")
    return replace(page, received_at=min(page.received_at, received.now))


def keep_article(received: Received, article: Article, store: Store) -> Outcome:
    """Keep a page and the article on it; a dump or a record never replaces a page. Runs within a transaction."""
    page_id = store.pages.save(received.page, "ok", None, received.packed)
    if outcome := _already_told(received, article, page_id, store):
        return outcome
    page = received.page
    saved = store.articles.save(article, page_id, _seen_at(page, article), is_received=not page.from_file)
    saved = replace(saved, id=_known_as(received.asked, saved.id, store))
    outcome = of_article(received.given, saved, article)
    if end := keep_end(received, article, page_id, store):
        return replace(outcome, status="gone", state=end.state, message=end.reason)
    if not saved.is_shown and saved.status == "updated" and saved.id:
        title = store.articles.get(saved.id).metadata.title
        return replace(outcome, title=title, message=OLDER)
    if not article.losses or saved.status == "unchanged":
        return outcome
    return replace(outcome, status="partial", message=losses_told(article.losses))


def keep_end(received: Received, article: Article, page_id: int, store: Store) -> StatePage | None:
    """Keep what a record says of the end of its article, whose text it holds. Runs within a transaction."""
    gone = gone_of(received.page)
    if gone is None or article.ref is None:
        return None
    end = StatePage(gone.state, gone.reason and without_session(gone.reason), article.kind, article.ref)
    at = gone.at if gone.at and gone.at <= received.now else received.page.received_at
    store.articles.save_state(end, page_id, at, is_received=False)
    return end


def _already_told(received: Received, article: Article, page_id: int, store: Store) -> Outcome | None:
    """Return the outcome for a dump or a record of what the archive knows from a page; ``None`` for anything else."""
    if is_dump(received.page):
        known, message = _known_by_its_page(article, store), PAGE_SAYS_MORE
    elif is_recorded(received.page):
        known, message = _known_as_recorded(received.page, article, store), RECORD_SAYS_THE_SAME
    else:
        return None
    if known is None:
        return None
    store.pages.set_state(page_id, "ok", None, known.id)
    return replace(of_stored(received.given, "unchanged", known), message=message)


def _known_as_recorded(page: RawPage, article: Article, store: Store) -> StoredArticle | None:
    """Return the article a record is of, if the archive has the same content from that time or later."""
    known = store.articles.known(article.ref) if article.ref else None
    if known is None or known.content_hash != article.content_hash or known.fetched_at is None:
        return None
    is_later = known.fetched_at.replace(microsecond=0) >= page.received_at
    return known if is_later and (known.state != "ok" or gone_of(page) is None) else None


def _known_by_its_page(article: Article, store: Store) -> StoredArticle | None:
    """Return the article a dump is of, if the archive has it from WeChat's own page: that one says more."""
    known = store.articles.known(article.ref) if article.ref else None
    if known is None or known.content_hash is None or known.page_sha256 is None:
        return None
    page_id = store.pages.find(known.page_sha256)
    return None if page_id is None or is_dump(store.pages.get(page_id)) else known


def _seen_at(page: RawPage, article: Article) -> datetime:
    """When a page saw its article. A dump does not tell when it was made: what it tells, publication is sure of.

    So every page of WeChat's own, whenever it was received, is later, and replaces it.
    """
    published = article.metadata.published_at if is_dump(page) else None
    return min(published, page.received_at) if published else page.received_at


def keep_state(received: Received, found: StatePage, store: Store) -> Outcome:
    """Keep a page without an article, and what it says of one. Runs within a transaction."""
    page_id = store.pages.save(received.page, found.state, found.reason, received.packed)
    outcome = Outcome(
        received.given,
        "failed",
        state=found.state,
        kind=found.kind,
        key=found.ref.key if found.ref else None,
        title=found.metadata.title,
        message=told_by(found),
        exit_code=WxArchiveError.exit_code,
    )
    if found.state not in PERMANENT:
        return outcome
    page = received.page
    saved = store.articles.save_state(found, page_id, page.received_at, is_received=not page.from_file)
    article_id = _known_as(received.asked, saved.id, store)
    message = outcome.message if article_id else f"{outcome.message} (of which article is not told: give --url)"
    return replace(outcome, status="gone", id=article_id, message=message, exit_code=0)


def _known_as(asked: ArticleRef | None, article_id: int | None, store: Store) -> int | None:
    """Make the address asked for one of the article's; it may show that two rows are one article."""
    return store.articles.add_alias(asked.url, article_id) if asked and article_id else article_id


def with_ref(article: Article, asked: ArticleRef | None) -> Article:
    """Complete an article's address by the one asked for."""
    return replace(article, ref=_joined(article.ref, asked))


def state_with_ref(found: StatePage, asked: ArticleRef | None) -> StatePage:
    """A moved account's page names the new address, but what it says is said of the one asked for."""
    ref = asked or found.ref if found.state == "migrated" else _joined(found.ref, asked)
    return replace(found, ref=ref)


def _joined(told: ArticleRef | None, asked: ArticleRef | None) -> ArticleRef | None:
    """Complete what the page tells of its article by what the address does."""
    if told is None or asked is None:
        return told or asked
    if told.key and asked.key and told.key != asked.key:
        return told
    best = asked if asked.key and not told.key else told
    return ArticleRef(best.url, best.key, told.short or asked.short)

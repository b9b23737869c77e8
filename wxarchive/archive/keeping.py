"""One received page → what the archive keeps of it, in one transaction."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from wxarchive.archive.outcomes import blocked, losses_told, of_article, told_by
from wxarchive.errors import WxArchiveError
from wxarchive.models import PERMANENT, Article, ArticleRef, Outcome, RawPage, StatePage
from wxarchive.store import Store

Fetch = Callable[[str], RawPage]
Parse = Callable[[RawPage], Article | StatePage]


@dataclass(frozen=True, slots=True)
class Received:
    """A page, what the user gave for it, and the address it was asked or said to be under."""

    given: str
    page: RawPage
    asked: ArticleRef | None


def keep(
    received: Received, store: Store, parse: Parse, *, also: Callable[[Outcome], object] = lambda _: None
) -> Outcome:
    """Parse a page and keep it, whatever it is; of a challenge nothing is kept.

    ``also``: what is to be kept together with the page or not at all; it is not called for a challenge.
    """
    found = read(received.page, parse)
    if isinstance(found, StatePage) and found.state == "challenge":
        return blocked(received.given, found, received.asked)
    received = replace(received, page=_dated(received.page, found))
    with store.atomic():
        if isinstance(found, Article):
            outcome = keep_article(received, with_ref(found, received.asked), store)
        else:
            outcome = keep_state(received, state_with_ref(found, received.asked), store)
        also(outcome)
    return outcome


def read(page: RawPage, parse: Parse) -> Article | StatePage:
    """Parse; a parser's surprise must neither lose the bytes nor stop the batch."""
    try:
        return parse(page)
    except WxArchiveError as error:
        return StatePage("unknown", str(error))
    except Exception as error:  # noqa: BLE001, RUF100 -- whatever a parser did not expect, see above
        return StatePage("unknown", f"a bug in wxarchive met it: {type(error).__name__}: {error}")


def _dated(page: RawPage, found: Article | StatePage) -> RawPage:
    """A saved page was received when the server made it, as far as it tells (wechat-pages.md §2.3)."""
    served = found.metadata.served_at if page.from_file else None
    return replace(page, received_at=served) if served else page


def keep_article(received: Received, article: Article, store: Store) -> Outcome:
    """Keep a page and the article on it. Runs within a transaction."""
    page_id = store.pages.save(received.page, "ok", None)
    saved = store.articles.save(article, page_id, received.page.received_at)
    saved = replace(saved, id=_known_as(received.asked, saved.id, store))
    outcome = of_article(received.given, saved, article)
    if not article.losses or saved.status == "unchanged":
        return outcome
    return replace(outcome, status="partial", message=losses_told(article.losses))


def keep_state(received: Received, found: StatePage, store: Store) -> Outcome:
    """Keep a page without an article, and what it says of one. Runs within a transaction."""
    page_id = store.pages.save(received.page, found.state, found.reason)
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
    saved = store.articles.save_state(found, page_id, received.page.received_at)
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

"""The use cases: add sources, parse everything again.

::

    source ──ArticleRef──► fetch ──► RawPage ──parse──► challenge? ──► Blocked   (nothing kept as the article)
                             ▲                    │
           importers ────────┘          Article │ StatePage
                                                  ▼
                            one transaction:  store.pages.save     bytes + headers, compressed, for ever
                                              store.articles.save  ──► Saved(created | updated | unchanged | gone)
                                                  ▼
                                               Outcome ──► printed, exit code

The code reads in that order. One source gives one :class:`~wxarchive.models.Outcome`, and a bad one never stops the
others; only a database that cannot be used does (:class:`~wxarchive.errors.StoreError`). ``fetch`` and ``parse`` come
in as plain callables: nothing here knows HTTP or HTML.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace

from wxarchive.address import article_ref
from wxarchive.errors import Blocked, HostNotAllowed, NetworkError, StoreError, WxArchiveError
from wxarchive.importers import Address, SavedPage, Source, Unusable, read_page
from wxarchive.models import (
    PERMANENT,
    STATUSES,
    Article,
    ArticleRef,
    Outcome,
    RawPage,
    Saved,
    State,
    StatePage,
    Status,
    StoredArticle,
)
from wxarchive.store import Store

Fetch = Callable[[str], RawPage]
Parse = Callable[[RawPage], Article | StatePage]

FAILURES_IN_A_ROW = 3
"""So many addresses without any answer, and the network counts as down."""

_WHAT_IT_IS: dict[State, str] = {
    "challenge": "WeChat asks for a verification",
    "not_article": "this is a WeChat page, but no article; open the article and take its address",
    "broken": "no whole page; fetch it or save it again",
    "unavailable": "WeChat does not show the article now; try again later",
    "unknown": "wxarchive cannot tell what this page is; its bytes are kept",
}


# ── add ──────────────────────────────────────────────────────────────────────────────────────────────────────────────


def add(
    sources: Iterable[Source], *, store: Store, fetch: Fetch, parse: Parse, again: bool = False
) -> Iterator[Outcome]:
    """Archive each source and tell what became of it.

    An address the archive knows is skipped without a request, unless ``again``. After a challenge, or three
    addresses in a row without any answer, no further address is asked; saved pages still are read.
    Raises :class:`StoreError` if the database cannot be used; what was stored so far stays.
    """
    network = _Network(fetch)
    for source in sources:
        try:
            yield _added(source, store, network, parse, again=again)
        except StoreError:
            raise
        except WxArchiveError as error:
            yield _failed(source, error)


class _Network:
    """Asks for addresses until there is a reason to ask no more."""

    def __init__(self, fetch: Fetch) -> None:
        self._fetch = fetch
        self._failures = 0
        self._stopped: WxArchiveError | None = None

    def get(self, url: str) -> RawPage:
        if self._stopped:
            raise self._stopped
        try:
            page = self._fetch(url)
        except Blocked:
            self.stop_after_challenge()
            raise
        except NetworkError as error:
            self._count(error)
            raise
        self._failures = 0
        return page

    def stop_after_challenge(self) -> None:
        hint = "wait some hours, then run the same command again"
        self._stopped = Blocked("not asked: WeChat asked for a verification before", hint=hint)

    def _count(self, error: NetworkError) -> None:
        no_answer = error.exit_code == NetworkError.exit_code and not isinstance(error, HostNotAllowed)
        self._failures = self._failures + 1 if no_answer else 0
        if self._failures == FAILURES_IN_A_ROW:
            hint = "check the connection, then run the same command again"
            self._stopped = NetworkError("not asked: the network gave no answer before", hint=hint)


def _added(source: Source, store: Store, network: _Network, parse: Parse, *, again: bool) -> Outcome:
    if isinstance(source, Unusable):
        raise source.error
    if isinstance(source, SavedPage):
        return _add_file(source, store, parse)
    known = store.articles.known(source.ref)
    if known and not again:
        return _of_stored(source.given, "skipped", known)
    short = source.ref.short or (known and known.ref and known.ref.short)
    page = network.get(short or source.ref.url)
    outcome = _keep(_Received(source.given, page, source.ref), store, parse)
    if outcome.state == "challenge":
        network.stop_after_challenge()
    return outcome


def _add_file(source: SavedPage, store: Store, parse: Parse) -> Outcome:
    page = read_page(source.path, source.url)
    asked = article_ref(source.url) if source.url else None
    received = _Received(source.given, page, asked)
    same = _stored_before(received, store)
    if same and (same.state == "ok" or isinstance(_read(page, parse), Article)):
        return _of_stored(source.given, "unchanged", same)
    return _keep(received, store, parse)


@dataclass(frozen=True, slots=True)
class _Received:
    """A page, what the user gave for it, and the address it was asked or said to be under."""

    given: str
    page: RawPage
    asked: ArticleRef | None


def _stored_before(received: _Received, store: Store) -> StoredArticle | None:
    """The article that these very bytes belong to; not if they are now said to be another one's.

    Different articles can have the same bytes: notices of deletion do not always say of which.
    """
    page_id = store.pages.find(received.page.sha256)
    article_id = page_id and store.pages.article_id(page_id)
    if not article_id:
        return None
    known = store.articles.known(received.asked) if received.asked else store.articles.get(article_id)
    return known if known and known.id == article_id else None


# ── one page ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def _keep(received: _Received, store: Store, parse: Parse) -> Outcome:
    found = _read(received.page, parse)
    if isinstance(found, StatePage) and found.state == "challenge":
        return _blocked(received, found)
    received = replace(received, page=_dated(received.page, found))
    with store.atomic():
        if isinstance(found, Article):
            return _keep_article(received, _with_ref(found, received.asked), store)
        return _keep_state(received, _state_with_ref(found, received.asked), store)


def _read(page: RawPage, parse: Parse) -> Article | StatePage:
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


def _keep_article(received: _Received, article: Article, store: Store) -> Outcome:
    page_id = store.pages.save(received.page, "ok", None)
    saved = store.articles.save(article, page_id, received.page.received_at)
    saved = replace(saved, id=_known_as(received.asked, saved.id, store))
    outcome = _of_article(received.given, saved, article)
    if not article.losses or saved.status == "unchanged":
        return outcome
    return replace(outcome, status="partial", message=_losses(article.losses))


def _keep_state(received: _Received, found: StatePage, store: Store) -> Outcome:
    page_id = store.pages.save(received.page, found.state, found.reason)
    outcome = Outcome(
        received.given,
        "failed",
        state=found.state,
        kind=found.kind,
        key=found.ref.key if found.ref else None,
        title=found.metadata.title,
        message=_message(found),
        exit_code=WxArchiveError.exit_code,
    )
    if found.state not in PERMANENT:
        return outcome
    saved = store.articles.save_state(found, page_id, received.page.received_at)
    article_id = _known_as(received.asked, saved.id, store)
    message = outcome.message if article_id else f"{outcome.message} (of which article is not told: give --url)"
    return replace(outcome, status="gone", id=article_id, message=message, exit_code=0)


def _blocked(received: _Received, found: StatePage) -> Outcome:
    ref = found.ref or received.asked
    return Outcome(
        received.given,
        "blocked",
        state="challenge",
        key=ref.key if ref else None,
        message=_message(found),
        exit_code=Blocked.exit_code,
    )


def _known_as(asked: ArticleRef | None, article_id: int | None, store: Store) -> int | None:
    """Make the address asked for one of the article's; it may show that two rows are one article."""
    return store.articles.add_alias(asked.url, article_id) if asked and article_id else article_id


def _with_ref(article: Article, asked: ArticleRef | None) -> Article:
    return replace(article, ref=_joined(article.ref, asked))


def _state_with_ref(found: StatePage, asked: ArticleRef | None) -> StatePage:
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


# ── parse again ──────────────────────────────────────────────────────────────────────────────────────────────────────


def reparse(ids: Iterable[int] | None, *, store: Store, parse: Parse) -> Iterator[Outcome]:
    """Read stored pages again, offline, oldest first: those of some articles, or all (``None``)."""
    if ids is None:
        pages = list(store.pages.all_ids())
    else:
        pages = [page for article in ids for page in store.pages.of_article(article)]
    for page_id in pages:
        yield _reparsed(page_id, store, parse)


def _reparsed(page_id: int, store: Store, parse: Parse) -> Outcome:
    page = store.pages.get(page_id)
    article_id = store.pages.article_id(page_id)
    received = _Received(page.url or page.source, page, article_ref(page.url) if page.url else None)
    found = _read(page, parse)
    with store.atomic():
        if isinstance(found, StatePage):
            return _reparsed_state(received, _state_with_ref(found, received.asked), article_id, store)
        article = _with_ref(found, received.asked)
        if article_id is None:
            return _keep_article(received, article, store)
        return _rewritten(received.given, article, page_id, store)


def _rewritten(given: str, article: Article, page_id: int, store: Store) -> Outcome:
    saved = store.articles.rewrite(article, page_id)
    store.pages.set_state(page_id, "ok", None, saved.id)
    return replace(_of_article(given, saved, article), message=_losses(article.losses))


def _reparsed_state(received: _Received, found: StatePage, article_id: int | None, store: Store) -> Outcome:
    """A page that gives no article now: if it did before, what is archived of it stays."""
    if found.state in PERMANENT:
        outcome = _keep_state(received, found, store)
        page_id = store.pages.save(received.page, found.state, found.reason)
        store.pages.set_state(page_id, found.state, found.reason, outcome.id)
        return outcome
    if article_id:
        message = f"{_message(found)}; the archived version stays"
        return Outcome(received.given, "failed", state=found.state, id=article_id, message=message, exit_code=1)
    store.pages.set_state(store.pages.save(received.page, found.state, found.reason), found.state, found.reason)
    return Outcome(received.given, "unchanged", state=found.state, message=_message(found))


# ── outcomes ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def summary(outcomes: Iterable[Outcome]) -> dict[str, int]:
    """Count outcomes in the contract's names; ``asked`` is the sum of the others."""
    counts = Counter(outcome.status for outcome in outcomes)
    return {"asked": counts.total(), **{status: counts[status] for status in STATUSES}}


def _of_stored(given: str, status: Status, stored: StoredArticle) -> Outcome:
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


def _of_article(given: str, saved: Saved, article: Article) -> Outcome:
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


def _failed(source: Source, error: WxArchiveError) -> Outcome:
    ref = source.ref if isinstance(source, Address) else None
    blocked = isinstance(error, Blocked)
    return Outcome(
        source.given,
        "blocked" if blocked else "failed",
        state="challenge" if blocked else None,
        key=ref.key if ref else None,
        message=str(error),
        exit_code=error.exit_code,
    )


def _message(found: StatePage) -> str:
    told = found.reason or _losses(found.losses)
    what = _WHAT_IT_IS.get(found.state)
    if found.state in PERMANENT or not (told and what):
        return told or what or found.state
    return f"{told}; {what}" if found.state == "broken" else f"{what}: {told}"


def _losses(losses: tuple[str, ...]) -> str | None:
    if len(losses) < 2:
        return losses[0] if losses else None
    return f"{losses[0]} (and {len(losses) - 1} more)"

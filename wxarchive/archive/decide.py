"""What is to become of a page that was read. Pure: it only says so, ``ingest`` carries it out.

::

    Received + what parse says ──capture_of──► Capture ─┐
                                                        ├─decide──► Decision: ignore | bytes | article | state
    what the archive knows of that article ──► Known ───┘

A dump and a record never replace a page of WeChat's own: the one says less, the other nothing new.
Nor does a page that some program saved without pictures or players replace one of the same text that
has them, whichever comes first.
"""  # noqa: E501 -- the drawing

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from wxarchive.models import (
    PERMANENT,
    PLAYER_SIGNS,
    Article,
    ArticleRef,
    Body,
    End,
    Origin,
    RawPage,
    StatePage,
    StoredArticle,
)
from wxarchive.store import Packed

PAGE_SAYS_MORE = (
    "the archive has WeChat's own page, which says more; only the dump's bytes were kept"
)
RECORD_SAYS_THE_SAME = (
    "the archive has what this record was made from; only the record's bytes were kept"
)
SAVE_HAS_LESS = (
    "the archive has the same text with more of its pictures or players; only the bytes of this one"
    " were kept"
)
_PLAYER_SIGNS = tuple(PLAYER_SIGNS.values())


@dataclass(frozen=True, slots=True)
class Received:
    """A page, what the user gave for it, and the address it was requested or is said to be at.

    ``now``: when it came to us; nothing that it claims can be later. ``packed``: its bytes,
    compressed already; then the page's ``body`` may be no more than their beginning.
    """

    given: str
    page: RawPage
    requested: ArticleRef | None
    now: datetime
    packed: Packed | None = None


@dataclass(frozen=True, slots=True)
class Capture:
    """A received page and what it says, under the address that is its article's.

    ``is_another``: it came where another article was requested.
    """

    received: Received
    result: Article | StatePage
    is_another: bool = False


@dataclass(frozen=True, slots=True)
class Known:
    """What the archive holds of a capture's article, and what its newest version was read from.

    ``body``: its text and pictures, where a saved page may have lost some.
    """

    article: StoredArticle
    origin: Origin | None
    body: Body | None = None


@dataclass(frozen=True, slots=True)
class Decision:
    """What to do with a capture.

    ``ignore`` it (a challenge), store its ``bytes`` for the ``known`` article and say why in
    ``message``, store the ``article`` as seen at ``seen_at`` with its ``end``, or store the
    ``state`` that it reports: an observation of its article if that is ``permanent``.
    """

    action: Literal["ignore", "bytes", "article", "state"]
    seen_at: datetime
    known: StoredArticle | None = None
    message: str | None = None
    end: End | None = None
    is_permanent: bool = False


def capture_of(received: Received, result: Article | StatePage) -> Capture:
    """Date a page, and put it under the address that it and the requested one give together.

    The page of another article is stored as what it says it is: no address it came from is its own.
    """
    page, served = received.page, result.metadata.served_at
    # a saved page was received when the server made it (docs/wechat-pages.md §2.3); a time in the
    # future counts for nothing, be it the page's or its file's
    if page.from_file and served and served <= received.now:
        page = replace(page, received_at=served, dated_by=result.dated_by)
    elif page.from_file:
        page = replace(page, received_at=min(page.received_at, received.now))
    requested = received.requested
    if not is_another(result, requested):
        received = replace(received, page=page)
        return Capture(received, with_ref(result, requested))
    own, url = None, None
    # without its short address: that is the requested one
    if result.ref:
        url = result.ref.url
        own = ArticleRef(url, result.ref.key)
    page = replace(page, url=url, final_url=None)
    received = replace(received, page=page, requested=None)
    return Capture(received, replace(result, ref=own), is_another=True)


def decide(capture: Capture, known: Known | None) -> Decision:
    """Say what to do with a capture, given what the archive knows of its article."""
    result, at = capture.result, capture.received.page.received_at
    if isinstance(result, StatePage):
        if result.state == "challenge":
            return Decision("ignore", at)
        return Decision("state", at, is_permanent=result.state in PERMANENT)
    # no dump says when it was made: every page of WeChat's own, whenever it was received, is later
    # than the publication, and replaces it
    seen_at, published = at, result.metadata.published_at
    if result.origin == "dump" and published:
        seen_at = min(published, at)
    if known is None:
        return Decision("article", seen_at, end=_end(capture, result))
    if message := _why_bytes_alone(capture, result, known):
        return Decision("bytes", at, known.article, message)
    # the page that lost no parts is the one to read, though it is the older save: what it shows was
    # there when the other one was made
    if known.body and lost_parts(known.article) and _has_less(known.body, result.body):
        seen_at = max(seen_at, known.article.fetched_at or seen_at)
    return Decision("article", seen_at, end=_end(capture, result))


def _why_bytes_alone(capture: Capture, result: Article, known: Known) -> str | None:
    """Say why a page adds nothing to what is known, so that only its bytes are stored."""
    # what others wrote down never replaces what the page itself says
    has_page = known.article.content_hash is not None and known.origin != "dump"
    if result.origin == "dump" and has_page:
        return PAGE_SAYS_MORE
    at = known.article.fetched_at
    same = known.article.content_hash == result.content_hash
    if result.origin == "record" and same and at:
        # a record tells times in whole seconds
        is_later = at.replace(microsecond=0) >= capture.received.page.received_at
        if is_later and (known.article.state != "ok" or result.end is None):
            return RECORD_SAYS_THE_SAME
    # the same words with pictures or players lost on the way are a worse save, not an edit
    if known.body and _has_less(result.body, known.body):
        return SAVE_HAS_LESS
    return None


def has_lost_parts(capture: Capture) -> bool:
    """Tell whether the program that saved a page says, or shows, that it left pictures or players
    out.
    """
    result = capture.result
    is_saved = capture.received.page.from_file and isinstance(result, Article)
    return is_saved and any(_is_of_a_part(loss) for loss in result.losses)


def lost_parts(article: StoredArticle) -> bool:
    """Tell whether the newest version of an article was read from such a page."""
    is_saved = article.origin == "page" and article.dated_by != "receipt"
    return is_saved and any(_is_of_a_part(loss) for loss in article.losses)


def _is_of_a_part(loss: str) -> bool:
    return "picture" in loss or loss.startswith("what it plays")


def is_another(result: Article | StatePage, requested: ArticleRef | None) -> bool:
    """Tell whether a page says that it is another article's than the requested one.

    A moved account's page names the new address of the same article.
    """
    if isinstance(result, StatePage) and result.state == "migrated":
        return False
    if not (result.ref and result.ref.key and requested and requested.key):
        return False
    return result.ref.key != requested.key


def with_ref(result: Article | StatePage, requested: ArticleRef | None) -> Article | StatePage:
    """Complete a page's address by the requested one.

    A moved account's page names the new address, but what it says holds for the requested one.
    """
    if requested and isinstance(result, StatePage) and result.state == "migrated":
        return replace(result, ref=requested)
    own = result.ref
    if own is None or requested is None:
        return replace(result, ref=own or requested)
    # two keys are two articles: nothing of the one completes the other
    if is_another(result, requested):
        return result
    best = own
    if requested.key and not own.key:
        best = requested
    ref = ArticleRef(best.url, best.key, own.short or requested.short)
    return replace(result, ref=ref)


def _has_less(body: Body, known: Body) -> bool:
    """Tell whether a body has the words of another one, and only some of its pictures and
    players.
    """
    pictures, players = _shown(body)
    all_pictures, all_players = _shown(known)
    # an edit would have changed the words, or brought something new
    is_part = pictures <= all_pictures and players <= all_players
    is_less = (pictures, players) != (all_pictures, all_players)
    return is_part and is_less and _words(body) == _words(known)


def _shown(body: Body) -> tuple[set[str], set[str]]:
    players = {media.id or media.title or "" for media in body.media}
    return set(body.images), players


def _words(body: Body) -> list[str]:
    """Return the lines of a text but those that stand for players."""
    return [line for line in body.text.split("\n") if not line.startswith(_PLAYER_SIGNS)]


def _end(capture: Capture, article: Article) -> End | None:
    """Return the end that a record reports, dated not later than now."""
    end = article.end
    if end is None or article.ref is None:
        return None
    received = capture.received
    if end.at is None or end.at > received.now:
        return replace(end, at=received.page.received_at)
    return end

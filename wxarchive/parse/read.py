"""Read a received page into the article or the state that it is; see the package for the way of a
page.
"""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from wxarchive.address import article_ref, clean
from wxarchive.characters import printable
from wxarchive.formats import is_dump, is_recorded
from wxarchive.models import Article, Body, Kind, Metadata, RawPage, State, StatePage
from wxarchive.parse import selectors
from wxarchive.parse.body import content_of, to_html, to_text
from wxarchive.parse.classify import (
    is_article,
    is_challenge,
    is_other_page,
    kind_of,
    looks_like_html,
    state_of_message,
)
from wxarchive.parse.dump import dumped_article
from wxarchive.parse.harmless import harmless
from wxarchive.parse.links import MOST_LINKS, TOO_MANY_LINKS, links_of
from wxarchive.parse.metadata import has_own_title, identity, is_share, metadata
from wxarchive.parse.page import Page
from wxarchive.parse.publication import date_not_read, is_of_unknown_zone, knows_day_only
from wxarchive.parse.record import recorded
from wxarchive.parse.values import text_value
from wxarchive.parse.work import bounded

_BEGINNING = 200  # bytes
_TITLE_LENGTH = 30
_WORDS = ("title", "account", "author", "digest")
# one lost character among so many, and a text cannot be read
_LOST = 10
_UNREADABLE = "its characters were lost when it was saved: save the page again"
_UNKNOWN_ZONE = (
    "only the day: the page shows the time of the browser that saved it, whose time zone is unknown"
)


def parse(raw: RawPage) -> Article | StatePage:
    """Read a page. Any bytes give a value: a page that is no article is a state, never an
    exception.

    No session parameter of an address is in it, wherever the page wrote one.
    """
    found = bounded(_read, raw)
    if isinstance(found, Article) and len(found.body.links) > MOST_LINKS:
        body = replace(found.body, links=found.body.links[:MOST_LINKS])
        found = replace(found, body=body, losses=(*found.losses, TOO_MANY_LINKS))
    return harmless(found)


def _read(raw: RawPage) -> Article | StatePage:
    # files may hold what others made of a page; that begins with no tag
    if not raw.body[:_BEGINNING].lstrip().startswith(b"<"):
        if is_dump(raw):
            return dumped_article(raw)
        if is_recorded(raw):
            return recorded(raw)
    page = Page(raw)
    # articles quote the words of challenges, challenges name the elements of articles
    if is_challenge(page):
        return _state_page(page, "challenge", state_of_message(page)[1])
    if is_article(page):
        return _article(page)
    return _no_article(page)


def _article(page: Page) -> Article | StatePage:
    kind = kind_of(page) or "unknown"
    if page.is_cut_off and not page.data:
        return _broken(page, kind, "the page is cut off")
    content = content_of(page, kind)
    ref = identity(page)
    about = metadata(page, ref)
    if content.is_empty and not _may_be_empty(page, kind, about):
        return _broken(page, kind, "the article has no body in this page")
    body = Body(
        html=to_html(content.blocks),
        text=to_text(content.blocks),
        images=content.images,
        media=tuple(content.media),
        links=links_of(page, ref, content.blocks),
    )
    # posts have no title: it is made of the body, so the body comes first
    about = _with_title(page, kind, about, body)
    text = f"{about.title or ''}{body.text}"
    if text.count("\ufffd") * _LOST > len(text):
        return _broken(page, kind, _UNREADABLE)
    losses = [*content.losses, *_losses(page, kind, about)]
    if ref is None:
        losses.append("neither the page nor its URL identifies the article")
    # posts repeat their text there; of a kind not known everything is kept
    if kind not in ("article", "unknown") and _repeats(about.digest or "", body.text):
        about = replace(about, digest=None)
    return Article(kind, ref, about, body, tuple(losses))


def _may_be_empty(page: Page, kind: Kind, about: Metadata) -> bool:
    """Tell whether an article may have no body: a shared one has only its address, a titled post no
    words of its own. Of a video that browsers saved without scripts nothing else may be there.
    """
    if about.reprint_url and is_share(page):
        return True
    has_media = kind == "video" or (page.data and kind in ("image", "audio", "music"))
    return bool(has_media and printable(about.title or "").strip())


def _no_article(page: Page) -> StatePage:
    if not page.bytes.strip():
        return _broken(page, None, "the page is empty")
    if not looks_like_html(page):
        return _broken(page, None, "not a web page")
    if is_other_page(page):
        return _state_page(page, "not_article", None)
    state, message = state_of_message(page)
    if state == "unknown" and page.is_cut_off:
        return _broken(page, kind_of(page), "the page is cut off")
    return _state_page(page, state, message)


def _broken(page: Page, kind: Kind | None, loss: str) -> StatePage:
    ref = identity(page)
    about = metadata(page, ref)
    # words of which characters were lost say nothing any more
    lost = [name for name in _WORDS if "\ufffd" in (getattr(about, name) or "")]
    unknown: dict[str, Any] = dict.fromkeys(lost)
    return StatePage("broken", None, kind, ref, None, replace(about, **unknown), (loss,))


def _state_page(page: Page, state: State, reason: str | None) -> StatePage:
    if state == "not_article":
        return StatePage(state)
    variables = page.variables
    about = Metadata(
        account=_cgi_value(page, "nick_name") or variables.get("nickname"),
        account_id=_cgi_value(page, "user_name") or variables.get("user_name"),
    )
    own = identity(page)
    target = variables.get("transferTargetLink") or _cgi_value(page, "target_url")
    target = target or _captcha_target(page)
    if not target:
        return StatePage(state, reason, None, own, None, about)
    ref = article_ref(target)
    if ref and state in ("challenge", "migrated"):
        # a moved article has another address, one that is only withheld has not
        short = own.short if own and state == "challenge" else None
        own = replace(ref, short=ref.short or short)
    return StatePage(state, reason, None, own, clean(target), about)


def _captcha_target(page: Page) -> str | None:
    """The address that the verification page's own address says it blocks (§1.1)."""
    addresses = (page.raw.final_url or "", page.raw.url or "")
    captcha = next((one for one in addresses if selectors.CHALLENGE_PATH in one), "")
    ref = article_ref(captcha)
    return ref.url if ref else None


def _cgi_value(page: Page, name: str) -> str | None:
    """A value of ``window.cgiData``, which state pages carry (docs/wechat-pages.md §5.1)."""
    told = page.variables.literal("cgiData")
    return text_value(told.get(name)) if isinstance(told, dict) else None


def _with_title(page: Page, kind: Kind, about: Metadata, body: Body) -> Metadata:
    """Title an untitled text post from its first line (docs/wechat-pages.md §4.3)."""
    title, has_own = about.title, True
    if title and kind == "text":
        told = has_own_title(page)
        # where the page does not say, a title that is the whole text is none
        repeats = len(title) > _TITLE_LENGTH and _letters(title) == _letters(body.text)
        has_own = not repeats if told is None else told
    if title and has_own:
        return about
    first = next((line.strip() for line in body.text.split("\n") if line.strip()), "")
    if len(first) > _TITLE_LENGTH:
        first = first[:_TITLE_LENGTH] + "…"
    return replace(about, title=first or None)


def _repeats(digest: str, text: str) -> bool:
    """Tell whether a digest only repeats the text."""
    digest, text = _letters(digest), _letters(text)
    return digest != "" and (text.startswith(digest[:100]) or digest.startswith(text))


def _letters(text: str) -> str:
    return "".join(text.split())


def _losses(page: Page, kind: Kind, about: Metadata) -> Iterator[str]:
    """Yield what the page holds beside the body, and the record does not."""
    if page.has_unread_data:
        yield "the page's data script is cut off or of a grammar not known"
    if kind == "unknown":
        number = page.data.get("item_show_type") or "no number"
        yield f"a post of a kind not known ({number})"
    if about.published_at is None:
        shown = date_not_read(page)
        only = f": it only says “{shown}”" if shown else ""
        yield f"the time of publication is not in the page{only}"
    elif is_of_unknown_zone(page, about.published_at):
        yield _UNKNOWN_ZONE
    elif knows_day_only(page, about.published_at):
        yield "only the day of publication is in the page"

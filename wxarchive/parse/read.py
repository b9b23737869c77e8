"""Read a received page into the article or the state that it is; see the package for the way of a
page.
"""

from dataclasses import replace
from typing import Any

from wxarchive.address import article_ref, clean
from wxarchive.characters import printable
from wxarchive.formats import is_dump, is_recorded
from wxarchive.models import Article, Body, Kind, Metadata, RawPage, State, StatePage
from wxarchive.parse import selectors
from wxarchive.parse.body import Content, content_of, to_html, to_text
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
from wxarchive.parse.work import bounded

_TITLE_LENGTH = 30
_WORDS = ("title", "account", "author", "digest")
# one lost character among so many, and a text cannot be read
_LOST = 10


def parse(raw: RawPage) -> Article | StatePage:
    """Read a page. Any bytes give a value: a page that is no article is a state, never an
    exception.

    No session parameter of an address is in it, wherever the page wrote one.
    """
    found = bounded(_parsed, raw)
    return harmless(_with_fewer_links(found) if isinstance(found, Article) else found)


def _parsed(raw: RawPage) -> Article | StatePage:
    if is_dump(raw):
        return dumped_article(raw)
    if is_recorded(raw):
        return recorded(raw)
    page = Page(raw)
    if is_challenge(page):
        return _state_page(page, "challenge", state_of_message(page)[1])
    if is_article(page):
        return _article(page)
    return _no_article(page)


def _with_fewer_links(article: Article) -> Article:
    links = article.body.links
    if len(links) <= MOST_LINKS:
        return article
    body = replace(article.body, links=links[:MOST_LINKS])
    return replace(article, body=body, losses=(*article.losses, TOO_MANY_LINKS))


def _article(page: Page) -> Article | StatePage:
    kind = kind_of(page) or "unknown"
    if page.is_cut_off and not page.data:
        return _broken(page, kind, "the page is cut off")
    content = content_of(page, kind)
    ref = identity(page)
    told = metadata(page, ref)
    # a titled post may have no words of its own, and a shared article only its address; of a video
    # that browsers saved without scripts nothing else may be there
    is_post = (
        kind in ("image", "video", "audio", "music")
        and (page.data or kind == "video")
        and printable(told.title or "").strip()
    )
    if content.is_empty and not (is_post or (told.reprint_url and is_share(page))):
        return _broken(page, kind, "the article has no body in this page")
    body = Body(
        html=to_html(content.blocks),
        text=to_text(content.blocks),
        images=content.images,
        media=tuple(content.media),
        links=links_of(page, ref, content.blocks),
    )
    # posts have no title: it is made of the body, so the body comes first
    told = _with_title(page, kind, told, body)
    if _is_unreadable(f"{told.title or ''}{body.text}"):
        return _broken(
            page, kind, "its characters were lost when it was saved: save the page again"
        )
    losses = _losses(page, kind, content, told)
    if ref is None:
        losses.append("neither the page nor its URL identifies the article")
    return Article(kind, ref, _with_digest(kind, told, body), body, tuple(losses))


def _without_lost_words(told: Metadata) -> Metadata:
    """Drop words of which characters were lost: they say nothing any more."""
    words = {name: value for name in _WORDS if (value := getattr(told, name)) and "\ufffd" in value}
    kept: dict[str, Any] = dict.fromkeys(words)
    return replace(told, **kept)


def _is_unreadable(text: str) -> bool:
    """Tell whether so many characters of a text were lost that it can be no reading of the
    article.
    """
    return text.count("\ufffd") * _LOST > len(text)


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
    told = metadata(page, ref)
    return StatePage("broken", None, kind, ref, None, _without_lost_words(told), (loss,))


def _state_page(page: Page, state: State, reason: str | None) -> StatePage:
    variables = page.variables
    target = (
        variables.get("transferTargetLink")
        or _cgi_value(page, "target_url")
        or _captcha_target(page)
    )
    ref = article_ref(target) if target else None
    if state == "not_article":
        return StatePage(state)
    told = Metadata(
        account=_cgi_value(page, "nick_name") or variables.get("nickname"),
        account_id=_cgi_value(page, "user_name") or variables.get("user_name"),
    )
    own = identity(page)
    if ref and state in ("challenge", "migrated"):
        # a moved article has another address
        asked = own.short if own and state == "challenge" else None
        own = replace(ref, short=ref.short or asked)
    return StatePage(state, reason, None, own, clean(target) if target else None, told)


def _captcha_target(page: Page) -> str | None:
    """The address that the verification page's own address says it blocks (§1.1)."""
    captcha = next(
        (a for a in (page.raw.final_url, page.raw.url) if a and selectors.CHALLENGE_PATH in a), None
    )
    ref = article_ref(captcha) if captcha else None
    return ref.url if ref else None


def _cgi_value(page: Page, name: str) -> str | None:
    """A value of ``window.cgiData``, which state pages carry (docs/wechat-pages.md §5.1)."""
    told = page.variables.literal("cgiData")
    value = told.get(name) if isinstance(told, dict) else None
    return value.strip() or None if isinstance(value, str) else None


def _with_title(page: Page, kind: Kind, told: Metadata, body: Body) -> Metadata:
    """Title an untitled text post from its first line (docs/wechat-pages.md §4.3)."""
    if told.title and not (kind == "text" and _is_untitled(page, told.title, body)):
        return told
    first = next((line.strip() for line in body.text.split("\n") if line.strip()), "")
    short = first if len(first) <= _TITLE_LENGTH else first[:_TITLE_LENGTH] + "…"
    return replace(told, title=short or None)


def _is_untitled(page: Page, title: str, body: Body) -> bool:
    own = has_own_title(page)
    repeats = len(title) > _TITLE_LENGTH and "".join(title.split()) == "".join(body.text.split())
    return repeats if own is None else not own


def _with_digest(kind: Kind, told: Metadata, body: Body) -> Metadata:
    """Drop a digest that only repeats the text, as those of posts do; of a kind not known
    everything is kept.
    """
    digest, text = "".join((told.digest or "").split()), "".join(body.text.split())
    repeats = (
        kind not in ("article", "unknown")
        and bool(digest)
        and (text.startswith(digest[:100]) or digest.startswith(text))
    )
    return replace(told, digest=None) if repeats else told


def _losses(page: Page, kind: Kind, content: Content, told: Metadata) -> list[str]:
    losses = list(content.losses)
    if page.has_unread_data:
        losses.append("the page's data script is cut off or of a grammar not known")
    if kind == "unknown":
        losses.append(
            f"a post of a kind not known ({page.data.get('item_show_type') or 'no number'})"
        )
    if told.published_at is None:
        shown = date_not_read(page)
        only = f": it only says “{shown}”" if shown else ""
        losses.append(f"the time of publication is not in the page{only}")
    elif is_of_unknown_zone(page, told.published_at):
        losses.append(
            "only the day: the page shows the time of the browser that saved it, whose time zone is"
            " unknown"
        )
    elif knows_day_only(page, told.published_at):
        losses.append("only the day of publication is in the page")
    return losses

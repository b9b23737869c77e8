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
from wxarchive.parse.values import fields_of, text_value
from wxarchive.parse.work import bounded

_BEGINNING = 200  # bytes
_TITLE_LENGTH = 30
_WORDS = ("title", "account", "author", "digest")
# one lost character among so many, and a text cannot be read
_LOST = 10
_NO_BODY = "the article has no body in this page"
_UNREADABLE = "its characters were lost when it was saved"
_UNKNOWN_ZONE = (
    "only the day: the page shows the time of the browser that saved it, whose time zone is unknown"
)


def parse(raw: RawPage) -> Article | StatePage:
    """Read a page. Any bytes give a value: a page that is no article is a state, never an
    exception.

    No session parameter of an address is in it, wherever the page wrote one.
    """
    result = bounded(_read, raw)
    if raw.is_rendered:
        result = replace(result, origin="rendered")
    if isinstance(result, Article) and len(result.body.links) > MOST_LINKS:
        links = result.body.links[:MOST_LINKS]
        losses = (*result.losses, TOO_MANY_LINKS)
        result = replace(result, body=replace(result.body, links=links), losses=losses)
    # last, so that no reader before has to be trusted
    return harmless(result)


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
    # a post stands in scripts
    is_cut = page.is_cut_off or (kind != "article" and page.ends_in_script)
    if is_cut and not page.data:
        return _broken(page, kind, "the page is cut off")
    content = content_of(page, kind)
    ref = identity(page)
    about = metadata(page, ref)
    if content.is_empty and not _may_be_empty(page, kind, about):
        return _broken(page, kind, _NO_BODY)
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
    # the digest of a post repeats its text; of a kind not known everything is kept
    is_post = kind not in ("article", "unknown")
    if is_post and _repeats(about.digest or "", body.text):
        about = replace(about, digest=None)
    return Article(kind, ref, about, body, tuple(losses))


def _may_be_empty(page: Page, kind: Kind, about: Metadata) -> bool:
    """Tell whether an article may have no body: a shared one has only its address, a titled post no
    words of its own. Of a video that browsers saved without scripts nothing else may be there.
    """
    if about.reprint_url and is_share(page):
        return True
    if kind == "video":
        has_media = True
    else:
        has_media = bool(page.data) and kind in ("image", "audio", "music")
    return has_media and bool(printable(about.title or "").strip())


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
    # a tool may have ended the tags of what was left of an article
    names_article = page.metas.get("og:title") and article_ref(page.metas.get("og:url", ""))
    if state == "unknown" and names_article:
        return _broken(page, kind_of(page), _NO_BODY)
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
    # what state pages carry (docs/wechat-pages.md §5.1)
    data = fields_of(variables.literal("cgiData"))
    about = Metadata(
        account=text_value(data.get("nick_name")) or variables.get("nickname"),
        account_id=text_value(data.get("user_name")) or variables.get("user_name"),
    )
    own = identity(page)
    target = variables.get("transferTargetLink") or text_value(data.get("target_url"))
    target = target or _blocked_address(page)
    if not target:
        return StatePage(state, reason, None, own, None, about)
    ref = article_ref(target)
    if ref and state in ("challenge", "migrated"):
        # a moved article has another address, one that is only withheld has not
        if own and state == "challenge":
            ref = replace(ref, short=ref.short or own.short)
        own = ref
    return StatePage(state, reason, None, own, clean(target), about)


def _blocked_address(page: Page) -> str | None:
    """The address that the verification page's own address says it blocks (§1.1)."""
    addresses = filter(None, (page.raw.final_url, page.raw.url))
    captcha = next((one for one in addresses if selectors.CHALLENGE_PATH in one), "")
    ref = article_ref(captcha)
    return ref.url if ref else None


def _with_title(page: Page, kind: Kind, about: Metadata, body: Body) -> Metadata:
    """Title an untitled text post from its first line (docs/wechat-pages.md §4.3)."""
    title = about.title
    # an article has a title of its own, if the page tells it or not
    if kind == "article" or (title and kind != "text"):
        return about
    if title:
        has_own = has_own_title(page)
        # where the page does not say, a title that is the whole text is none
        if has_own is None:
            is_short = len(title) <= _TITLE_LENGTH
            has_own = is_short or _letters(title) != _letters(body.text)
        if has_own:
            return about
    lines = map(str.strip, body.text.split("\n"))
    first = next(filter(None, lines), "")
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
    elif not page.data and page.ends_in_script:
        yield "what the page tells behind the article: it is cut off there"
    if kind == "unknown":
        number = page.data.get("item_show_type") or "no number"
        yield f"a post of a kind not known ({number})"
    if about.published_at is None:
        loss = "the time of publication is not in the page"
        if words := date_not_read(page):
            loss += f": it only says “{words}”"
        yield loss
    elif is_of_unknown_zone(page, about.published_at):
        yield _UNKNOWN_ZONE
    elif knows_day_only(page, about.published_at):
        yield "only the day of publication is in the page"

"""What a page says about itself: each field from several sources in order, the first non-empty wins
(§2.2).

Two readers are reconciled: the script data (``window.cgiDataNew``, the classic variables) and the
DOM. Sections (§) are those of docs/wechat-pages.md.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from urllib.parse import parse_qs

from wxarchive.address import article_ref, clean, has_credentials, long_ref, picture_url, unescape
from wxarchive.guarded import split
from wxarchive.models import Album, ArticleRef, Metadata
from wxarchive.parse import phrases, selectors
from wxarchive.parse.byline import may_be_byline
from wxarchive.parse.classify import kind_of
from wxarchive.parse.page import (
    Page,
    attribute,
    object_literal,
    plain,
)
from wxarchive.parse.publication import published_at, served_at
from wxarchive.parse.reprint import copyright_mark, reprint_account, reprint_url
from wxarchive.parse.sharing import handed_over
from wxarchive.parse.values import (
    fields_of,
    first_value,
    meta_value,
    objects_in,
    plain_words,
    text_value,
    time_value,
)

_OLDER_NAMES = (("biz", "appuin"), ("mid", "appmsgid"), ("idx", "itemidx"), ("sn", "sign"))
_AVATARS = ("round_head_img", "hd_head_img", "ori_head_img_url")
# of strings: else it is code
_IP_WORDING = re.compile(rb"""ip_wording\s*=\s*(?=\{\s*\w+\s*:\s*["'])""")
_FOLLOWED = re.compile(
    r"<(?>[^<>]*?\bwx_follow_nickname\b)[^<>]*+>(?:<(?:span|font)\b[^<>]*+>){0,4}+([^<]+)"
)
_USER_TITLE = re.compile(rb"""is_user_title\s*[:=]\s*["']?([01])\b""")
_VIDEO_COVER = re.compile(
    rb"https?:(?:\\?/){2}(?:vpic\.video\.qq\.com|puui\.qpic\.cn)(?:\\?/[\w.%-]+)+"
)
_WEB = re.compile(r"(https?:)?//")
_ALIAS = re.compile(r"[A-Za-z][\w-]{3,30}", re.A)
_LONGEST_PLACE = 30  # characters
_PLACE_LENGTH = 5_000  # bytes within which the place ends that a script assigns
_ALBUM_LINKS = ".article-tag__item-wrp[data-url], .article-tag__item[data-url]"
# elements that may be a byline or an album's link: a page has a few
_MOST = 20


def identity(page: Page) -> ArticleRef | None:
    """Return what the page is the article of: script data, variables, addresses in it, the address
    asked for (§1.4).
    """
    told = [text_value(page.data.get(name)) for name in ("bizuin", "mid", "idx", "sn")]
    linked = article_ref(text_value(page.data.get("link")) or "")
    # an answer as JSON tells its short address here
    short = text_value(fields_of(page.data.get("user_info")).get("short_link"))
    named = long_ref(*told)
    if named is None and linked and linked.key:
        named = linked
    addresses = [page.raw.final_url, page.raw.url, page.saved_from, short]
    # only a page whose data does not identify the article is worth a search through its scripts
    if named is None:
        names = zip(told, _OLDER_NAMES, strict=True)
        told = [value or page.variables.get(*older) for value, older in names]
        named = long_ref(*told)
        own = [page.variables.get("msg_link"), page.metas.get("og:url"), page.canonical]
        own.append(handed_over(page, "link"))
        addresses = own + addresses
    # an address may name the article as well, or only in its short form
    refs = list(filter(None, [linked, *map(article_ref, filter(None, addresses))]))
    # a page that tells its number and not its place among others: an address may tell it
    if named and named is not linked and not told[2]:
        same = (named.key or "").rpartition(":")[0]
        fuller = (ref for ref in refs if (ref.key or "").rpartition(":")[0] == same)
        named = next(fuller, named)
    named = named or next((ref for ref in refs if ref.key), None)
    # a page of a tool may have been saved again, under a short address
    if named is None and refs and (told_below := article_ref(page.labelled("url") or "")):
        named = told_below if told_below.key else None
    if named is None:
        return next(iter(refs), None)
    return replace(named, short=next((ref.short for ref in refs if ref.short), None))


def metadata(page: Page, ref: ArticleRef | None) -> Metadata:
    """Return all the page tells of the article ``ref`` but its body; ``digest`` and ``title`` as
    the page has them.
    """
    mark = copyright_mark(page)
    return Metadata(
        title=title(page),
        account=account(page),
        account_id=account_id(page),
        account_alias=account_alias(page),
        biz=ref.key.split(":")[0] if ref and ref.key else None,
        author=author(page),
        published_at=published_at(page),
        modified_at=modified_at(page),
        location=location(page),
        digest=digest(page),
        cover_url=cover_url(page),
        is_original=None if mark is None else mark == "1",
        is_reprint=None if mark is None else mark == "2",
        reprint_url=reprint_url(page),
        reprint_account=reprint_account(page),
        source_url=source_url(page),
        is_paid=is_paid(page),
        albums=tuple(albums(page)),
        signature=first_value(page, "signature", "profile_signature"),
        served_at=served_at(page),
        avatar_url=avatar_url(page),
    )


def title(page: Page) -> str | None:
    """Return the article's title; never ``var title``, which is the account's name (§2.2)."""
    words = first_value(page, "title", "msg_title", "d.title")
    if not words and "title" not in page.data:
        words = plain(meta_value(page, "og:title", "twitter:title"))
        words = words or page.text_of(*selectors.TITLE_ELEMENTS)
        words = words or page.words_of("video_title")
        # a script writes that of a text post inside the body's element (§11)
        words = words or page.words_of("js_text_title")
        # the platform leaves that of the document empty; browsers that save an article do not
        if not words and kind_of(page) == "article":
            words = page.text_of("title")
    if not words or words in phrases.TITLE_PLACEHOLDERS:
        return None
    return words


def has_own_title(page: Page) -> bool | None:
    """Tell whether a text post's writer gave it a title; else the page repeats the whole text there
    (§4.3).
    """
    mark = fields_of(page.data.get("text_page_info")).get("is_user_title")
    if mark is None:
        match = next(page.in_scripts(b"is_user_title", _USER_TITLE), None)
        mark = match and match[1].decode()
    if mark is None:
        return None
    return bool(mark != "0")


def digest(page: Page) -> str | None:
    """Return the summary as the page has it; posts repeat their text there."""
    words = first_value(page, "desc", "msg_desc", "d.desc")
    if not words and "desc" not in page.data:
        words = plain(meta_value(page, "description", "og:description"))
        words = words or plain(handed_over(page, "desc"))
    return words or None


def account(page: Page) -> str | None:
    """Return the account's display name."""
    named = first_value(page, "nick_name", "nickname", "nick_name")
    if named or "nick_name" in page.data:
        return named
    if is_share_page(page) and (named := plain(page.variables.get("window.name"))):
        return named
    if named := page.text_of(*selectors.ACCOUNT_ELEMENTS):
        return named
    # a text post's furniture names it inside the body's element (§4.3)
    match = _FOLLOWED.search(page.content or "")
    return (match and plain_words(match[1])) or page.labelled("account")


def account_id(page: Page) -> str | None:
    """Return the account's own number (``gh_…``)."""
    named = first_value(page, "user_name", "user_name")
    return named or handed_over(page, "username")


def account_alias(page: Page) -> str | None:
    """Return the account's alias (微信号)."""
    named = first_value(page, "alias", "alias")
    if named or "alias" in page.data:
        return named
    drawn = page.select(".profile_meta_value", 1)
    text = "".join(plain_words(element.get_text()) for element in drawn)
    return text if _ALIAS.fullmatch(text) else None


def is_share_page(page: Page) -> bool:
    """Tell whether this is the template of posts: pictures, a text, a video (§2.1)."""
    return selectors.SHARE_PAGE_MARK in (page.page_mid or "")


def is_share(page: Page) -> bool:
    """Tell whether this is another account's article with the sharer's words above it (§3.1)."""
    return bool(page.select(selectors.SHARE_ELEMENTS, 1))


def author(page: Page) -> str | None:
    """Return the byline; ``None`` is frequent, and it is never the account's name by default."""
    named = first_value(page, "author", "author")
    if named or "author" in page.data:
        return named
    named = plain(meta_value(page, "author", "og:article:author"))
    if named := named or page.text_of(*selectors.AUTHOR_ELEMENTS):
        return named
    # the line of the head that is neither a date nor the place; it may be the account
    place = location(page)
    for element in page.select(selectors.AUTHOR_PLACES, _MOST):
        text = plain_words(element.get_text())
        if text != place and may_be_byline(text):
            return text
    return page.labelled("author")


def modified_at(page: Page) -> datetime | None:
    """Return when the account last changed the article."""
    if page.data:
        return time_value(page.data.get("modify_time"))
    return time_value(page.variables.get("modify_time"))


def location(page: Page) -> str | None:
    """Return where the account published: the province for China (country 156), else the country
    (§2.2).
    """
    place = page.data.get("ip_wording")
    # data without it means none: that was published before places were shown
    if not page.data and (match := next(page.in_scripts(b"ip_wording", _IP_WORDING), None)):
        script = page.bytes[match.end() : match.end() + _PLACE_LENGTH]
        place, _ = object_literal(script)
    if not isinstance(place, dict):
        shown = None
        if not page.data:
            shown = page.words_of("js_ip_wording") or page.told_in_head("location")
        # in a page that was not saved as it was, there may be anything
        return shown if shown and len(shown) <= _LONGEST_PLACE else None
    country = text_value(place.get("country_name") or place.get("countryName"))
    province = text_value(place.get("province_name") or place.get("provinceName"))
    number = text_value(place.get("country_id") or place.get("countryId"))
    is_in_china = number == "156" or (not number and country in (None, "中国"))
    return (is_in_china and province) or country


def cover_url(page: Page) -> str | None:
    """Return the cover picture (``cdn_url``, ``og:image``), not one of its crops (§2.2)."""
    address = text_value(page.data.get("cdn_url"))
    address = address or text_value(page.variable("cdn_url", "msg_cdn_url", "cdn_url"))
    if not address and "cdn_url" not in page.data:
        address = meta_value(page, "og:image", "twitter:image") or handed_over(page, "imgUrl")
        # pages up to 2016 show it above their text (§2.1)
        if not address:
            shown = page.select(selectors.COVER_ELEMENTS, 1)
            address = "".join(attribute(picture, "data-src", "src") for picture in shown)
    # an old video post has no other cover than the video's
    if not address and kind_of(page) == "video":
        match = _VIDEO_COVER.search(page.bytes)
        address = match and match[0].decode().replace("\\/", "/")
    return _picture(address)


def avatar_url(page: Page) -> str | None:
    """Return the account's picture (§2.2)."""
    addresses = (text_value(page.data.get(name)) for name in _AVATARS)
    address = next(filter(None, addresses), None)
    return _picture(address or text_value(page.variable(_AVATARS[0], *_AVATARS)))


def _picture(address: str | None) -> str | None:
    if address and _WEB.match(address):
        return picture_url(address)
    return None


def albums(page: Page) -> Iterator[Album]:
    """Give the collections of the article, each once; ids stay text, they exceed 2^53 (§2.2)."""
    known = {"", "0"}
    for number, name in _album_pairs(page):
        if name and number not in known:
            known.add(number)
            yield Album(number, name.lstrip("#"))


def _album_pairs(page: Page) -> Iterator[tuple[str, str]]:
    """Yield number and name of each album that the page names."""
    tags = fields_of(page.data.get("public_tag_info")).get("tags")
    for item in (fields_of(page.data.get("appmsgalbuminfo")), *objects_in(tags)):
        number = text_value(item.get("album_id_str") or item.get("album_id"))
        yield number or "", plain(item.get("title") or item.get("tag_name"))
    # without data, what scripts assign, or a browser drew of it
    if page.data:
        return
    for item in objects_in(page.variables.literal("album_info_list")):
        number = str(item.get("albumId") or item.get("album_id") or "")
        yield number, plain(item.get("title"))
    for element in page.select(_ALBUM_LINKS, _MOST):
        query = parse_qs(split(unescape(attribute(element, "data-url"))).query)
        numbers = query.get("album_id") or query.get("tag_id") or [""]
        name = element.select_one(".article-tag__item") or element
        yield numbers[0], plain_words(name.get_text()).lstrip("#")


def is_paid(page: Page) -> bool | None:
    """Tell whether the article is sold; ``None`` where the page does not say (§2.2)."""
    mark = page.data.get("is_pay_subscribe")
    mark = mark or page.variable("is_pay_subscribe", "is_pay_subscribe")
    # only a sold article has a preview
    if not mark and selectors.PAY_PREVIEW_CLASS in (page.content or ""):
        return True
    if not mark:
        return None
    return bool(mark == "1")


def source_url(page: Page) -> str | None:
    """Return where the link under the article leads (阅读原文)."""
    address = text_value(page.data.get("source_url"))
    address = address or text_value(page.variable("source_url", "msg_source_url", "sourceurl"))
    if not address or address.lower().startswith("javascript:"):
        return None
    address = unescape(address)
    # any other address stays as the author wrote it
    return clean(address) if has_credentials(address) else address

"""What a page says about itself: each field from several sources in order, the first non-empty wins
(§2.2).

Two readers are reconciled: the script data (``window.cgiDataNew``, the classic variables) and the
DOM. Sections (§) are those of docs/wechat-pages.md.
"""

import re
from collections.abc import Iterator
from datetime import datetime
from typing import Any
from urllib.parse import parse_qs

from wxarchive.address import article_ref, clean, has_credentials, long_ref, picture_url, unescape
from wxarchive.clock import BEIJING
from wxarchive.guarded import calendar_time, epoch_time, number, split
from wxarchive.models import Album, ArticleRef, Metadata
from wxarchive.parse import phrases, selectors
from wxarchive.parse.byline import may_be_byline
from wxarchive.parse.classify import kind_of
from wxarchive.parse.elements import text_within
from wxarchive.parse.page import (
    Page,
    is_mhtml,
    object_literal,
    plain,
    saved_at,
    select,
    zone_of_browser,
)
from wxarchive.parse.page import unescape as js_string

_DAY = re.compile(
    r"(\d{4})\s*[-/年.]\s*(\d{1,2})\s*[-/月.]\s*(\d{1,2})(?:日|号)?(?:\s*(\d{1,2}):(\d{2}))?"
)
_AVATARS = ("round_head_img", "hd_head_img", "ori_head_img_url")
_IP_WORDING = re.compile(
    rb"""ip_wording\s*=\s*(?=\{\s*\w+\s*:\s*["'])"""
)  # of strings: else it is code
_REPRINT_SOURCE = re.compile(
    rb"""source_encode_biz\s*=\s*["'](?P<source_encode_biz>[\w+/=]+)["']"""
    rb"""(?>.{0,3000}?\bsource_mid\s*=\s*["'](?P<source_mid>\d+)["'])"""
    rb"""(?>.{0,500}?\bsource_idx\s*=\s*["'](?P<source_idx>\d+)["'])""",
    re.S,
)
_SHARED_WORDS = re.compile(
    rb"""js_share_notice["']\)\.innerHTML\s*=\s*(?:"((?:[^"\\\n]|\\.)+)"|'((?:[^'\\\n]|\\.)+)')"""
)
_FOLLOWED = re.compile(r"""<(?>[^<>]*?class="wx_follow_nickname[^"<>]*+")[^<>]*+>([^<]+)""")
_USER_TITLE = re.compile(rb"""is_user_title\s*[:=]\s*["']?([01])\b""")
_ORIGINAL_TIME = re.compile(rb"""oriCreateTime\s*=\s*["'](1\d{9})["']""")
_EPOCH = re.compile(r"1\d{9}")
_FILM_COVER = re.compile(
    rb"https?:(?:\\?/){2}(?:vpic\.video\.qq\.com|puui\.qpic\.cn)(?:\\?/[\w.%-]+)+"
)
_ALBUM_LINKS = ".article-tag__item-wrp[data-url], .article-tag__item[data-url]"
_MOST = 20
"""Elements that may be a byline or an album's link: a page has a few."""


def identity(page: Page) -> ArticleRef | None:
    """Return what the page is the article of: script data, variables, addresses in it, the address
    asked for (§1.4).
    """
    data, variables = page.data, page.variables_if_needed("bizuin", "mid")
    named = long_ref(
        _text(data.get("bizuin")) or variables.get("biz", "appuin"),
        _text(data.get("mid")) or variables.get("mid", "appmsgid"),
        _text(data.get("idx")) or variables.get("idx", "itemidx"),
        _text(data.get("sn")) or variables.get("sn", "sign"),
    )
    refs = [ref for ref in (article_ref(address) for address in _addresses(page)) if ref]
    named = named or next((ref for ref in refs if ref.key), None)
    short = next((ref.short for ref in refs if ref.short), None)
    return ArticleRef(named.url, named.key, short) if named else next(iter(refs), None)


def _addresses(page: Page) -> Iterator[str]:
    """Yield the addresses of the page, what it says itself before where it came from and what was
    asked for.
    """
    told = [_text(page.data.get("link"))]
    if not page.data.get("mid"):
        told += [page.variables.get("msg_link"), page.metas.get("og:url"), page.canonical]
    yield from filter(None, [*told, page.raw.final_url, page.raw.url, page.saved_from])


def metadata(page: Page, ref: ArticleRef | None) -> Metadata:
    """Return all the page tells of the article ``ref`` but its body; ``digest`` and ``title`` as
    the page has them.
    """
    data = page.data
    return Metadata(
        title=title(page),
        account=account(page),
        account_id=_first(page, "user_name", "user_name"),
        account_alias=_first(page, "alias", "alias") or _profile_alias(page),
        biz=ref.key.split(":")[0] if ref and ref.key else None,
        author=author(page),
        published_at=published_at(page),
        modified_at=_moment(data.get("modify_time") if data else page.variables.get("modify_time")),
        location=location(page),
        digest=digest(page),
        cover_url=cover_url(page),
        is_original=_copyright(page) == "1" if _copyright(page) is not None else None,
        is_reprint=_copyright(page) == "2" if _copyright(page) is not None else None,
        reprint_url=reprint_url(page),
        reprint_account=_reprint_account(page),
        source_url=_source_url(page),
        is_paid=is_paid(page),
        albums=tuple(albums(page)),
        signature=_first(page, "signature", "profile_signature"),
        served_at=_moment(
            data["svr_time"] if "svr_time" in data else page.variables.get("svr_time")
        )
        or saved_at(page),
        avatar_url=avatar_url(page),
    )


def title(page: Page) -> str | None:
    """Return the article's title; never ``var title``, which is the account's name (§2.2)."""
    found = _first(page, "title", "msg_title", "d.title")
    if not found and "title" not in page.data:
        found = plain(_meta(page, "og:title", "twitter:title")) or page.text_of(
            *selectors.TITLE_ELEMENTS
        )
        found = found or _text_title(page)
    return None if not found or found in phrases.TITLE_PLACEHOLDERS else found


def _text_title(page: Page) -> str | None:
    """The title of a text post as a script wrote it, which is inside the body's element (§11)."""
    written = page.work.tree(page.element("js_text_title") or "")
    return (
        " ".join("".join(map(str, written.itertext())).split()) or None
        if written is not None
        else None
    )


def has_own_title(page: Page) -> bool | None:
    """Tell whether a text post's writer gave it a title; else the page repeats the whole text there
    (§4.3).
    """
    info = page.data.get("text_page_info")
    told = info.get("is_user_title") if isinstance(info, dict) else None
    if told is None and (match := next(page.in_scripts(b"is_user_title", _USER_TITLE), None)):
        told = match[1].decode()
    return None if told is None else told != "0"


def digest(page: Page) -> str | None:
    """Return the summary as the page has it; posts repeat their text there."""
    told = _first(page, "desc", "msg_desc", "d.desc")
    return told or (
        plain(_meta(page, "description", "og:description")) or None
        if "desc" not in page.data
        else None
    )


def account(page: Page) -> str | None:
    """Return the account's display name."""
    named = _first(page, "nick_name", "nickname", "nick_name")
    if named or "nick_name" in page.data:
        return named
    if is_share_page(page) and (named := plain(page.variables.get("window.name"))):
        return named
    return (
        page.text_of(*selectors.ACCOUNT_ELEMENTS) or _text_in_body(page) or page.labelled("account")
    )


def is_share_page(page: Page) -> bool:
    """Tell whether this is the template of posts: pictures, a text, a video (§2.1)."""
    return selectors.SHARE_PAGE_MARK in (page.page_mid or "")


def is_share(page: Page) -> bool:
    """Tell whether this is another account's article with the sharer's words above it (§3.1)."""
    return bool(page.select(selectors.SHARE_ELEMENTS, 1))


def _text_in_body(page: Page) -> str | None:
    """The account that a text post's furniture names inside the body's element (§4.3)."""
    match = _FOLLOWED.search(page.content or "")
    return " ".join(match[1].split()) or None if match else None


def author(page: Page) -> str | None:
    """Return the byline; ``None`` is frequent, and it is never the account's name by default."""
    named = _first(page, "author", "author")
    if named or "author" in page.data:
        return named
    named = plain(_meta(page, "author", "og:article:author")) or page.text_of(
        *selectors.AUTHOR_ELEMENTS
    )
    return named or _byline(page) or page.labelled("author")


def _byline(page: Page) -> str | None:
    """The line of the head that is neither a date nor the place, in pages without script data;
    maybe the account.
    """
    place = location(page)
    for element in page.select(selectors.AUTHOR_PLACES, _MOST):
        text = " ".join(text_within(element).split())
        if text != place and may_be_byline(text):
            return text
    return None


def published_at(page: Page) -> datetime | None:
    """Return when the article was first published: epoch seconds, else a string in Beijing time
    (§2.2).
    """
    if moment := _moment_told(page):
        return moment
    data, variables = page.data, page.variables_if_needed("create_time")
    texts = (
        _text(data.get("create_time")),
        variables.get("createTime", "create_time"),
        variables.get("publish_time"),
    )
    told = next((moment for moment in map(day_or_minute, filter(None, texts)) if moment), None)
    return told or _original_time(page) or _time_shown(page)


def _moment_told(page: Page) -> datetime | None:
    """The time in epoch seconds, of the data or a variable: midnight is a time there (§11)."""
    told = (
        _moment(page.data.get(name))
        for name in ("create_timestamp", "ori_create_time", "ori_send_time")
    )
    if moment := next(filter(None, told), None):
        return moment
    variables = page.variables_if_needed("create_time")
    names = ("ct", "create_time", "createTimestamp", "ori_create_time")
    return next(filter(None, (_moment(variables.get(name)) for name in names)), None)


def _time_shown(page: Page) -> datetime | None:
    """Read the time in the page's head, which a script wrote in the zone of the browser; of no zone
    known, the day.
    """
    told = day_or_minute(_date_in_frame(page))
    if told is None or not _shows_clock(page):
        return told
    zone = zone_of_browser(page)
    if zone is None:
        return told.replace(hour=0, minute=0) if is_mhtml(page.raw.body) else told
    return told.replace(tzinfo=zone).astimezone(BEIJING)


def is_of_unknown_zone(page: Page, moment: datetime) -> bool:
    """Tell whether ``moment`` is the day of a time that a browser wrote in a zone that nothing
    tells.
    """
    is_told = not is_mhtml(page.raw.body) or zone_of_browser(page) or not _shows_clock(page)
    return not is_told and moment == _time_shown(page)


def _shows_clock(page: Page) -> bool:
    shown = _DAY.search(page.text_of(*selectors.DATE_ELEMENTS) or "")
    return shown is not None and shown[4] is not None


def _original_time(page: Page) -> datetime | None:
    """Found by a plain search: it stands in a script as long as a library."""
    match = next(page.in_scripts(b"oriCreateTime", _ORIGINAL_TIME), None)
    return _moment(match[1].decode()) if match else None


def _date_in_frame(page: Page) -> str | None:
    return page.text_of(*selectors.DATE_ELEMENTS) or page.labelled("published_at")


def knows_day_only(page: Page, moment: datetime | None) -> bool:
    """Tell whether ``moment`` came from a text without a time of day."""
    if moment is None or moment in (_moment_told(page), _original_time(page)):
        return False
    text = _date_in_frame(page) or page.variables.get("publish_time") or ""
    match = _DAY.search(text)
    midnight = (moment.hour, moment.minute, moment.second) == (0, 0, 0)
    return midnight and match is not None and match[4] is None


def day_or_minute(text: str | None) -> datetime | None:
    """Read ``2025-11-10 12:00``, ``2016-10-28`` or ``2018年6月20日`` as Beijing time; ``None`` if
    it is no date.
    """
    match = _DAY.search(text or "")
    if not match:
        return None
    return calendar_time(match.groups(), BEIJING)


def location(page: Page) -> str | None:
    """Return where the account published: the province for China (country 156), else the country
    (§2.2).
    """
    told = page.data.get("ip_wording") if page.data else _assigned_location(page)
    if not isinstance(told, dict):
        return page.text_of("#js_ip_wording") if not page.data else None
    country = _text(told.get("country_name") or told.get("countryName"))
    province = _text(told.get("province_name") or told.get("provinceName"))
    number = _text(told.get("country_id") or told.get("countryId"))
    at_home = number == "156" or (not number and country in (None, "中国"))
    return (province or country) if at_home else country


def _assigned_location(page: Page) -> dict[str, Any] | None:
    """Only for pages without data: what was published before places were shown lacks it there,
    which means none.
    """
    match = next(page.in_scripts(b"ip_wording", _IP_WORDING), None)
    return object_literal(page.bytes[match.end() : match.end() + 5000])[0] if match else None


def cover_url(page: Page) -> str | None:
    """Return the cover picture (``cdn_url``, ``og:image``), not one of its crops (§2.2)."""
    told = _text(page.data.get("cdn_url")) or _text(
        page.variable("cdn_url", "msg_cdn_url", "cdn_url")
    )
    told = told or (
        _meta(page, "og:image", "twitter:image") if "cdn_url" not in page.data else None
    )
    if not told and kind_of(page) == "video" and (film := _FILM_COVER.search(page.bytes)):
        told = film[0].decode().replace("\\/", "/")
    return picture_url(told) if told and re.match(r"(https?:)?//", told) else None


def avatar_url(page: Page) -> str | None:
    """Return the account's picture (§2.2)."""
    told = next(filter(None, (_text(page.data.get(name)) for name in _AVATARS)), None)
    told = told or _text(page.variable(_AVATARS[0], *_AVATARS))
    return picture_url(told) if told and re.match(r"(https?:)?//", told) else None


def albums(page: Page) -> Iterator[Album]:
    """Give the collections of the article, each once; ids stay text, they exceed 2^53 (§2.2)."""
    seen: set[str] = set()
    for album, name in _album_pairs(page):
        if album and name and album != "0" and album not in seen:
            seen.add(album)
            yield Album(album, name.lstrip("#"))


def _album_pairs(page: Page) -> Iterator[tuple[str, str]]:
    own = page.data.get("appmsgalbuminfo")
    tags = page.data.get("public_tag_info")
    listed = tags.get("tags") if isinstance(tags, dict) else None
    for item in [own, *(listed if isinstance(listed, list) else [])]:
        if isinstance(item, dict):
            number = _text(item.get("album_id_str") or item.get("album_id")) or ""
            yield number, plain(item.get("title") or item.get("tag_name"))
    if page.data:
        return
    for item in page.variables.literal("album_info_list") or []:
        if isinstance(item, dict):
            yield str(item.get("albumId") or item.get("album_id") or ""), plain(item.get("title"))
    for element in page.select(_ALBUM_LINKS, _MOST):
        query = parse_qs(split(unescape(element.get("data-url") or "")).query)
        name = next(iter(select(element, ".article-tag__item", 1)), element)
        number = (query.get("album_id") or query.get("tag_id") or [""])[0]
        yield number, " ".join(text_within(name).split()).lstrip("#")


def is_paid(page: Page) -> bool | None:
    """Tell whether the article is sold; ``None`` where the page does not say (§2.2)."""
    told = page.data.get("is_pay_subscribe") or page.variable(
        "is_pay_subscribe", "is_pay_subscribe"
    )
    return told == "1" if told else None


def _copyright(page: Page) -> str | None:
    told = page.data.get("copyright_info")
    stat = _text(told.get("copyright_stat")) if isinstance(told, dict) else None
    stat = stat or page.variable("copyright_info", "_copyright_stat", "copyright_stat")
    if stat or page.data:
        return stat or "0"
    if page.select(selectors.REPRINT_ELEMENTS, 1):
        return "2"
    if page.select("#copyright_logo", 1):
        return "1"
    return "0" if page.variables.get("msg_title", "title") is not None else None


def copyright_info(page: Page) -> dict[str, Any]:
    """Return what the page tells of the article it reprints; empty if it is no reprint (§2.2)."""
    if _copyright(page) != "2":
        return {}
    told = page.data.get("copyright_info")
    return told if isinstance(told, dict) else _reprint_in_variables(page)


def _reprint_in_variables(page: Page) -> dict[str, Any]:
    """The same of a page without script data; the sharer's words are there in a script of their
    place.
    """
    source = next(page.in_scripts(b"source_encode_biz", _REPRINT_SOURCE), None)
    told: dict[str, Any] = (
        {name: value.decode() for name, value in source.groupdict().items()} if source else {}
    )
    if words := next(page.in_scripts(b"js_share_notice", _SHARED_WORDS), None):
        told["guide_words"] = js_string((words[1] or words[2]).decode("utf-8", "replace"))
    return told | {"reprint_type": page.variables.get("reprint_type")}


def reprint_url(page: Page) -> str | None:
    """Return the address of the article this one was taken over from (§2.2)."""
    told = copyright_info(page)
    ref = long_ref(
        _text(told.get("source_encode_biz")),
        _text(told.get("source_mid")),
        _text(told.get("source_idx")),
    )
    given = article_ref(_text(told.get("reprint_url")) or "")
    if given and (given.key or not ref):
        return given.url
    shares = []
    if "copyright_info" not in page.data:
        shares = page.select("#js_share_source[data-url], #js_share_source[href]", 1)
    given = article_ref(
        "".join(share.get("data-url") or share.get("href") or "" for share in shares)
    )
    if given and (given.key or not ref):
        return given.url
    return ref.url if ref else None


def _reprint_account(page: Page) -> str | None:
    told = copyright_info(page)
    if told and "copyright_info" not in page.data:
        return page.text_of(
            ".original_primary_nickname", "#js_share_author", "#js_share_source > span + span"
        )
    return plain(told.get("platform") or told.get("source_nickname")) or None


def _source_url(page: Page) -> str | None:
    told = _text(page.data.get("source_url")) or _text(
        page.variable("source_url", "msg_source_url")
    )
    if not told or told.lower().startswith("javascript:"):
        return None
    given = unescape(told)
    return clean(given) if has_credentials(given) else given


def _profile_alias(page: Page) -> str | None:
    if "alias" in page.data:
        return None
    text = " ".join("".join(map(text_within, page.select(".profile_meta_value", 1))).split())
    return text if re.fullmatch(r"[A-Za-z][\w-]{3,30}", text, re.A) else None


def _first(page: Page, key: str, *names: str) -> str | None:
    """Return the data's ``key`` as short text; if it has none, the first of the variables
    ``names``.
    """
    return plain(page.data.get(key)) or plain(page.variable(key, *names)) or None


def _meta(page: Page, *names: str) -> str | None:
    return next((page.metas[name] for name in names if page.metas.get(name)), None)


def _text(value: object) -> str | None:
    return value.strip() or None if isinstance(value, str) else None


def _moment(value: object) -> datetime | None:
    match = _EPOCH.fullmatch(value.strip()) if isinstance(value, str) else None
    return epoch_time(number(match[0]) or 0, BEIJING) if match else None

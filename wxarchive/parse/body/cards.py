"""Players and cards: what an embedded element is, as :class:`Media` or one readable line.

Source: docs/wechat-pages.md §3.6, §3.7, §3.8.
"""

import json
import re
from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any
from urllib.parse import parse_qs, unquote

from lxml.etree import _Element as Element

from wxarchive.address import article_ref, clean, unescape
from wxarchive.guarded import decimal, split
from wxarchive.models import Media
from wxarchive.parse import phrases, selectors
from wxarchive.parse.body.blocks import Paragraph, Run
from wxarchive.parse.page import plain

_SIGNS = {"audio": "♪", "video": "▶", "channel_video": "▶ 视频号", "music": "♪"}
_HIDDEN = {
    "audio": "a sound", "video": "a video", "channel_video": "a channel video", "music": "a song",
}  # fmt: skip
_TENCENT_VIDEO = re.compile(r"[a-z]\w{10}", re.A)
_FRAMES = {
    "iframe": "an embedded frame", "video": "a video", "audio": "a sound",
    "object": "an embedded object", "embed": "an embedded object",
}  # fmt: skip
# characters of an address with which a loss names it
_NAMED = 80
# elements of a card that a browser drew, in which its words are looked for
_MOST_PARTS = 500
_PLATFORM_VIDEO = re.compile(r"(?:wxv|apiv)_\d+")


def media_of(element: Element) -> Media | None:
    """Return what the element plays; ``None`` if it is no player."""
    tag = element.tag
    if tag in selectors.AUDIO_TAGS:
        return _audio(element)
    if tag in selectors.MUSIC_TAGS:
        return _music(element)
    if tag in selectors.CHANNEL_VIDEO_TAGS:
        return _channel_video(element)
    if tag in selectors.VIDEO_TAGS or tag == "iframe" or may_be_player(element):
        return _video(element)
    return None


def is_player(element: Element) -> bool:
    """Tell whether an element plays something, though it is not shown: its own script hides it
    until then (§11).
    """
    if element.tag == "iframe":
        return media_of(element) is not None
    classes = element.get("class") or ""
    return "video_iframe" in classes or element.tag in selectors.AUDIO_TAGS | selectors.MUSIC_TAGS


def players_in(element: Element) -> Iterator[Media]:
    """Yield what plays in an element, or is it."""
    for part in element.iter():
        if isinstance(part.tag, str) and (media := media_of(part)):
            yield media


def hidden_loss(media: Media) -> str:
    """Say what is lost with a player that stands in a part which a page hides."""
    told = media.id or media.title
    return f"{_HIDDEN[media.type]} in a part that the page hides" + (f" ({told})" if told else "")


def may_be_player(element: Element) -> bool:
    """Tell cheaply whether to look for a player in an ordinary element: one drawn, or what holds
    its place (§11).
    """
    return bool(element.get("data-vid")) or "video_iframe" in (element.get("class") or "")


def frame_loss(element: Element) -> str | None:
    """Say what is lost with an embedded frame, object, film or sound of no kind known; ``None`` if
    it is none.
    """
    name = _FRAMES.get(str(element.tag))
    if name is None:
        return None
    told = next(filter(None, map(_framed, (element, *element.iter("source", "embed")))), "")
    address = unescape(told)
    if address.startswith("data:") or (not address and element.get("srcdoc")):
        return f"{name} (no address, only its bytes in the page)"
    if not address or address.startswith(("about:", "javascript:", "blob:")):
        return f"{name} (no address)"
    if _http(address):
        return f"{name} ({_shortened(clean(address))})"
    return f"{name} kept under a local name ({_shortened(address)})"


def _framed(element: Element) -> str | None:
    return next(filter(None, map(element.get, ("data-src", "src", "data"))), None)


def _shortened(address: str) -> str:
    return address if len(address) <= _NAMED else f"{address[:_NAMED]}…"


def card_line(media: Media) -> Paragraph:
    """Return the one line that stands for a player in the text."""
    line = " ".join(filter(None, (_SIGNS[media.type], media.title)))
    return Paragraph([Run("text", line, href=media.url)], "card")


def card(element: Element) -> Paragraph | None:
    """Return the one line that stands for a card: an account, a mini-program, a product, a vote …;
    else ``None``.
    """
    label = phrases.CARD_LABELS.get(str(element.tag))
    if label is None and element.tag == "iframe":
        source = _source(element)
        label = (
            "投票"
            if selectors.VOTE_MARK in source or "vote_iframe" in (element.get("class") or "")
            else None
        )
        label = "卡券" if "card_iframe" in (element.get("class") or "") else label
    if (
        label is None
        and str(element.tag).startswith("mp")
        and re.fullmatch(r"mp(-common)?-?\w+", str(element.tag))
    ):
        label = "卡片"
    return _labelled(label, element) if label else None


def place_line(element: Element) -> Paragraph:
    """Return the line of a place that an anchor without words stands for (§3.8)."""
    return _labelled("地点", element)


def _labelled(label: str, element: Element) -> Paragraph:
    titles = (plain(_decoded(element.get(name))) for name in selectors.CARD_TITLES)
    named = next((title for title in titles if title), "") or _goods(element)
    detail = next(
        (plain(element.get(name)) for name in selectors.CARD_DETAILS if element.get(name)), ""
    )
    line = " ".join(
        filter(None, (f"[{label}]", named, f"({detail})" if detail not in ("", named) else ""))
    )
    return Paragraph([Run("text", line, href=_card_address(element))], "card")


def _goods(element: Element) -> str:
    """The names of the goods that a product card tells in its data: percent-encoded JSON (§11)."""
    try:
        told = json.loads(unquote(element.get("data-product") or "null"))
    except (ValueError, RecursionError):
        return ""
    listed = told.get("productData") if isinstance(told, dict) else None
    goods = (
        [item for item in listed if isinstance(item, dict)] if isinstance(listed, list) else [told]
    )
    return "、".join(
        filter(None, (plain(item.get("title")) for item in goods if isinstance(item, dict)))
    )


def drawn_card(element: Element) -> list[Paragraph] | None:
    """Return the lines that stand for a card as a browser drew it: none beside the card itself,
    else one.

    ``None`` if nothing was drawn here, or nothing that has words.
    """
    classes = (element.get("class") or "").split()
    name = next((name for name in classes if name in selectors.DRAWN_CARDS), None)
    if name is None:
        return None
    beside = (element.getprevious(), element.getnext())
    if any(str(other.tag).startswith(("mp", "qqmusic")) for other in beside if other is not None):
        return []
    sign, wanted = selectors.DRAWN_CARDS[name]
    title, *details = (_words_of(element, class_) for class_ in wanted)
    return (
        [Paragraph([Run("text", " ".join(filter(None, (sign, title, *details))))], "card")]
        if title
        else None
    )


def _words_of(element: Element, class_: str) -> str:
    parts = islice(element.iter(), _MOST_PARTS)
    found = (part for part in parts if class_ in (part.get("class") or "").split())
    return next((plain("".join(map(str, part.itertext()))) for part in found), "")


def _card_address(element: Element) -> str | None:
    names = ("data-url", "data-applink", "data-miniprogram-applink")
    given = unescape(next(filter(None, map(element.get, names)), ""))
    if ref := article_ref(given):
        return ref.url
    return given if given.startswith("https://") else None


def _audio(element: Element) -> Media:
    number = unquote(element.get("voice_encode_fileid") or "") or None
    name = plain(_decoded(element.get("name")))
    # every card since 2024 is called so; the real title is in the address (§10)
    if not name or name == "insertaudio":
        query = parse_qs(split(unescape(element.get("src") or "")).query)
        name = plain((query.get("name") or [""])[0])
    url = f"https://res.wx.qq.com/voice/getvoice?mediaid={number}" if number else None
    seconds = decimal(element.get("play_length"))
    cover = element.get("cover")
    return Media(
        "audio", number, name or None, url, _http(cover), seconds / 1000 if seconds else None
    )


def _music(element: Element) -> Media:
    number = element.get("mid") or element.get("musicid") or element.get("data-musicid")
    name = plain(
        _decoded(element.get("music_name") or element.get("data-music-name") or element.get("name"))
    )
    singer = plain(_decoded(element.get("singer") or element.get("data-singer")))
    title = " - ".join(filter(None, (name, singer))) or None
    seconds = decimal(element.get("play_length"))
    cover = _http(element.get("albumurl") or element.get("cover"))
    return Media("music", number, title, None, cover, seconds / 1000 if seconds else None)


def _channel_video(element: Element) -> Media:
    title = ": ".join(
        filter(None, (plain(element.get("data-nickname")), plain(element.get("data-desc"))))
    )
    number = element.get("data-id") or element.get("data-nonceid") or element.get("data-noticeid")
    cover = _http(element.get("data-url"))  # the cover picture, not the video (§3.7)
    return Media("channel_video", number, title or None, None, cover, None)


def _video(element: Element) -> Media | None:
    source = _source(element)
    query = parse_qs(split(source).query)
    number = (
        element.get("data-mpvid")
        or element.get("data-vid")
        or element.get("vid")
        or (query.get("vid") or [""])[0]
    )
    cover = _http(unquote(element.get("data-cover") or element.get("poster") or ""))
    title = plain(element.get("data-title")) or None
    if _PLATFORM_VIDEO.fullmatch(number):
        return Media("video", number, title, None, cover, None)
    if _TENCENT_VIDEO.fullmatch(number):
        return Media("video", number, title, f"https://v.qq.com/x/page/{number}.html", cover, None)
    return None


VideoFacts = Mapping[str, dict[str, Any]]
"""What a page's own list of videos tells, by the number of the video."""


def video_facts(listed: object) -> VideoFacts:
    """Return what ``video_page_infos`` tells of each video (§3.7); the first mention counts."""
    told = [info for info in listed if isinstance(info, dict)] if isinstance(listed, list) else []
    return {
        info["video_id"]: info for info in reversed(told) if isinstance(info.get("video_id"), str)
    }


def with_page_facts(media: Media, facts: VideoFacts) -> Media:
    """Add what the page's own list of videos knows of this one: duration, cover, title."""
    info = facts.get(media.id or "")
    if info is None:
        return media
    trans = info.get("mp_video_trans_info")
    first = trans[0] if isinstance(trans, list) and trans and isinstance(trans[0], dict) else {}
    length = decimal(first.get("duration_ms"))
    cover = media.cover_url or _http(unescape(str(info.get("cover_url") or "")))
    title = media.title or plain(info.get("title")) or None
    return Media(
        media.type, media.id, title, media.url, cover, length / 1000 if length else media.duration
    )


def _source(element: Element) -> str:
    return unescape(element.get("data-src") or element.get("src") or "")


def _decoded(value: str | None) -> str:
    return unquote(value) if value and re.search(r"%[0-9A-Fa-f]{2}", value) else value or ""


def _http(address: str | None) -> str | None:
    given = unescape(address or "")
    return clean(given) if re.match(r"(https?:)?//\w", given) else None

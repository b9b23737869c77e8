"""Players and cards: what an embedded element is, as :class:`Media` or one readable line.

Source: docs/wechat-pages.md §3.6, §3.7, §3.8.
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import islice
from typing import Any
from urllib.parse import parse_qs, unquote

from lxml.etree import _Element as Element

from wxarchive.address import clean, unescape
from wxarchive.guarded import decimal, split
from wxarchive.models import PLAYER_SIGNS, Media
from wxarchive.parse import phrases, selectors
from wxarchive.parse.body.blocks import Paragraph, Run
from wxarchive.parse.elements import article_named, first_attribute, text_within
from wxarchive.parse.page import plain
from wxarchive.parse.values import objects_in

VOICE_URL = "https://res.wx.qq.com/voice/getvoice?mediaid="
"""Address of an audio up to its number (§3.6)."""
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
_CARD_ADDRESSES = ("data-url", "data-applink", "data-miniprogram-applink")
_ANY_CARD = re.compile(r"mp(-common)?-?\w+")
_PERCENT = re.compile(r"%[0-9A-Fa-f]{2}")
_WEB = re.compile(r"(https?:)?//\w")
_PLATFORM_VIDEO = re.compile(r"(?:wxv|apiv)_\d+")


def media_of(element: Element) -> Media | None:
    """Return what the element plays; ``None`` if it is no player."""
    tag = element.tag
    # in frames the editor shows sounds and songs, and other programs send them so (§3.6)
    is_frame = tag == "iframe"
    if tag in selectors.AUDIO_TAGS or (is_frame and element.get("voice_encode_fileid")):
        return _audio(element)
    if tag in selectors.MUSIC_TAGS or (is_frame and element.get("music_name")):
        return _music(element)
    if tag in selectors.CHANNEL_VIDEO_TAGS:
        return _channel_video(element)
    if tag in selectors.VIDEO_TAGS or is_frame or may_be_player(element):
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
    loss = f"{_HIDDEN[media.type]} in a part that the page hides"
    if named := media.id or media.title:
        loss += f" ({named})"
    return loss


def may_be_player(element: Element) -> bool:
    """Tell cheaply whether to look for a player in an ordinary element: one drawn, or what holds
    its place (§11).
    """
    if element.get("data-vid") or "video_iframe" in (element.get("class") or ""):
        return True
    return is_drawn_player(element)


def is_drawn_player(element: Element) -> bool:
    """Tell whether an element is what a browser drew around a video's player, with all its words
    (§3.7).
    """
    return (element.get("id") or "").startswith(selectors.DRAWN_PLAYER)


def frame_loss(element: Element) -> str | None:
    """Say what is lost with an embedded frame, object, video or audio of no kind known; ``None`` if
    it is none.
    """
    name = _FRAMES.get(str(element.tag))
    if name is None:
        return None
    # a video may name its address in an element of its own
    places = (element, *element.iter("source", "embed"))
    addresses = (first_attribute(place, "data-src", "src", "data") for place in places)
    address = unescape(next(filter(None, addresses), ""))
    if address.startswith("data:") or (not address and element.get("srcdoc")):
        return f"{name} (no address, only its bytes in the page)"
    if not address or address.startswith(("about:", "javascript:", "blob:")):
        return f"{name} (no address)"
    loss = f"{name} kept under a local name"
    if _http(address):
        loss, address = name, clean(address)
    if len(address) > _NAMED:
        address = f"{address[:_NAMED]}…"
    return f"{loss} ({address})"


def card_line(media: Media) -> Paragraph:
    """Return the one line that stands for a player in the text."""
    line = " ".join(filter(None, (PLAYER_SIGNS[media.type], media.title)))
    return Paragraph([Run("text", line, href=media.url)], "card")


def card(element: Element) -> Paragraph | None:
    """Return the one line that stands for a card: an account, a mini-program, a product, a vote …;
    else ``None``.
    """
    tag, classes = str(element.tag), element.get("class") or ""
    label = phrases.CARD_LABELS.get(tag)
    # old cards are frames, told apart by their classes or addresses
    if label is None and tag == "iframe":
        address = unescape(first_attribute(element, "data-src", "src"))
        if "card_iframe" in classes:
            label = "卡券"
        elif "vote_iframe" in classes or selectors.VOTE_MARK in address:
            label = "投票"
    # what WeChat adds later is a card as well
    if label is None and _ANY_CARD.fullmatch(tag):
        label = "卡片"
    if label is None:
        return None
    return _labelled(label, element)


def is_named_beside(element: Element) -> bool:
    """Tell whether a product's card stands beside a link of its name: the page shows the link
    (§3.8).
    """
    if phrases.CARD_LABELS.get(str(element.tag)) != "商品":
        return False
    links = (beside for beside in element.itersiblings("a", preceding=True))
    return any("product_text_link" in (link.get("class") or "") for link in links)


def place_line(element: Element) -> Paragraph:
    """Return the line of a place that an anchor without words stands for (§3.8)."""
    return _labelled("地点", element)


def _labelled(label: str, element: Element) -> Paragraph:
    titles = (plain(_decoded(element.get(name))) for name in selectors.CARD_TITLES)
    named = next(filter(None, titles), "") or _goods(element)
    detail = plain(_decoded(first_attribute(element, *selectors.CARD_DETAILS)))
    parts = [f"[{label}]", named]
    if detail not in ("", named):
        parts.append(f"({detail})")
    # a card may lead to an article, by whatever name it says so, else to what it shows
    href = article_named(element)
    address = unescape(first_attribute(element, *_CARD_ADDRESSES))
    if href is None and address.startswith("https://"):
        href = address
    line = " ".join(filter(None, parts))
    return Paragraph([Run("text", line, href=href)], "card")


def _goods(element: Element) -> str:
    """The names of the goods that a product card tells in its data: percent-encoded JSON (§11)."""
    try:
        product = json.loads(unquote(element.get("data-product") or "null"))
    except (ValueError, RecursionError):
        return ""
    goods = objects_in([product])
    if goods and isinstance(goods[0].get("productData"), list):
        goods = objects_in(goods[0]["productData"])
    names = (plain(item.get("title")) for item in goods)
    return "、".join(filter(None, names))


def drawn_card(element: Element) -> list[Paragraph] | None:
    """Return the lines that stand for a card as a browser drew it: none next to the card itself,
    else one.

    ``None`` if nothing was drawn here, or nothing that has words.
    """
    classes = (element.get("class") or "").split()
    name = next((name for name in classes if name in selectors.DRAWN_CARDS), None)
    if name is None:
        return None
    # the card itself gives the same line
    for neighbour in (element.getprevious(), element.getnext()):
        if neighbour is not None and str(neighbour.tag).startswith(("mp", "qqmusic")):
            return []
    sign, titles, details = selectors.DRAWN_CARDS[name]
    title = next(filter(None, (_words_of(element, part) for part in titles)), None)
    if title is None:
        return None
    more = (_words_of(element, part) for part in details)
    line = " ".join(filter(None, (sign, title, *more)))
    return [Paragraph([Run("text", line)], "card")]


def _words_of(element: Element, class_: str) -> str:
    """Return the text of the first part of that class."""
    for part in islice(element.iter(), _MOST_PARTS):
        if class_ in (part.get("class") or "").split():
            return plain(text_within(part))
    return ""


def _audio(element: Element) -> Media:
    number = unquote(element.get("voice_encode_fileid") or "") or None
    name = plain(_decoded(element.get("name")))
    # every card since 2024 is called so; the real title is in the address (§10)
    if not name or name == "insertaudio":
        name = plain(_parameter(element.get("src") or "", "name"))
    return Media(
        "audio",
        number,
        title=name or None,
        url=f"{VOICE_URL}{number}" if number else None,
        cover_url=_http(element.get("cover")),
        duration=_seconds(element.get("play_length")),
    )


def _music(element: Element) -> Media:
    number = first_attribute(element, "mid", "musicid", "data-musicid") or None
    name = first_attribute(element, "music_name", "data-music-name", "name", "data-title")
    singer = first_attribute(element, "singer", "data-singer")
    words = map(plain, map(_decoded, (name, singer)))
    return Media(
        "music",
        number,
        title=" - ".join(filter(None, words)) or None,
        cover_url=_http(first_attribute(element, "albumurl", "cover")),
        duration=_seconds(element.get("play_length")),
    )


def _seconds(milliseconds: object) -> float | None:
    length = decimal(milliseconds)
    return length / 1000 if length else None


def _channel_video(element: Element) -> Media:
    words = (plain(element.get(name)) for name in ("data-nickname", "data-desc"))
    title = ": ".join(filter(None, words)) or None
    number = first_attribute(element, "data-id", "data-nonceid", "data-noticeid") or None
    # the address is the cover picture's, not the video's (§3.7)
    cover = _http(element.get("data-url"))
    return Media("channel_video", number, title, cover_url=cover)


def _video(element: Element) -> Media | None:
    number = first_attribute(element, "data-mpvid", "data-vid", "vid")
    # of Tencent's player only the address tells it
    number = number or _parameter(first_attribute(element, "data-src", "src"), "vid")
    if is_drawn_player(element):
        number = (element.get("id") or "").removeprefix(selectors.DRAWN_PLAYER)
    media = video(number)
    if media is None:
        return None
    title = plain(element.get("data-title")) or None
    cover = _http(unquote(first_attribute(element, "data-cover", "poster")))
    return replace(media, title=title, cover_url=cover)


def video(number: str) -> Media | None:
    """Return the video of that number, WeChat's own or one of Tencent's; ``None`` if it is none."""
    if _PLATFORM_VIDEO.fullmatch(number):
        return Media("video", number)
    if _TENCENT_VIDEO.fullmatch(number):
        return Media("video", number, url=f"https://v.qq.com/x/page/{number}.html")
    return None


def _parameter(address: str, name: str) -> str:
    """Return a parameter of an address; ``""`` if it has none of that name."""
    query = parse_qs(split(unescape(address)).query)
    return next(iter(query.get(name, ())), "")


VideoFacts = Mapping[str, dict[str, Any]]
"""What a page's own list of videos tells, by the number of the video."""


def video_facts(listed: object) -> VideoFacts:
    """Return what ``video_page_infos`` tells of each video (§3.7); the first mention counts."""
    facts: dict[str, dict[str, Any]] = {}
    for info in objects_in(listed):
        number = info.get("video_id")
        if isinstance(number, str):
            facts.setdefault(number, info)
    return facts


def with_page_facts(media: Media, facts: VideoFacts) -> Media:
    """Add what the page's own list of videos knows of this one: duration, cover, title."""
    info = facts.get(media.id or "")
    if info is None:
        return media
    # of several qualities, all of one length
    versions = objects_in(info.get("mp_video_trans_info")) or [{}]
    seconds = _seconds(versions[0].get("duration_ms"))
    return replace(
        media,
        title=media.title or plain(info.get("title")) or None,
        cover_url=media.cover_url or _http(unescape(str(info.get("cover_url") or ""))),
        duration=seconds or media.duration,
    )


def _decoded(value: str | None) -> str:
    if value and _PERCENT.search(value):
        return unquote(value)
    return value or ""


def _http(address: str | None) -> str | None:
    """Return an address on the web without credentials; ``None`` for any other."""
    address = unescape(address or "")
    return clean(address) if _WEB.match(address) else None

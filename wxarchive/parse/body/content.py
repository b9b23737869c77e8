"""Take an article's content from where it really is: the script, ``#js_content``, or lists of
pictures.

Sections (§) are those of docs/wechat-pages.md, above all §3.1 and §4.
"""

import html
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any, TypeGuard

from wxarchive.address import picture_url, unescape
from wxarchive.characters import printable
from wxarchive.guarded import decimal
from wxarchive.guarded import number as whole_number
from wxarchive.models import Kind, Media
from wxarchive.parse import selectors
from wxarchive.parse.body.blocks import Block, Group, Paragraph, Run, Verbatim, paragraphs
from wxarchive.parse.body.cards import card_line, video_facts, with_page_facts
from wxarchive.parse.body.films import film_of, words_of_film
from wxarchive.parse.body.reading import BodyReader
from wxarchive.parse.body.script_text import (
    as_html,
    plain_lines,
    script_body,
    script_text,
    template_body,
    with_breaks,
)
from wxarchive.parse.body.songs import songs_of
from wxarchive.parse.metadata import is_paid, is_share, title
from wxarchive.parse.page import Page, plain
from wxarchive.parse.page import unescape as js_string
from wxarchive.parse.reprint import copyright_info

_DOCUMENT_WRITE = re.compile(
    r"""document\.write\(\s*+(?:'([^'\\]*+(?:\\.[^'\\]*+)*+)'|"([^"\\]*+(?:\\.[^"\\]*+)*+)")"""
)
# anchors occur in the plain text of posts as well
_MARKUP_OF_ARTICLES = re.compile(r"<(?!/?a\b)[a-zA-Z/!]")
_VOICE = re.compile(rb"""\bvoice_?id\s*[:=]\s*(?:JsDecode\(\s*)?["']([\w+/=-]{6,})["']""")
_DURATION = re.compile(rb"""\bduration\s*:\s*["']?(\d+)""")
_NEAR = 600  # bytes around an audio's number, within which its duration is told
_POST_TEXT = re.compile(
    rb"(?:(?<=\s)|(?<=\sText))ContentNoEncode\s*=\s*window\.a_value_which_never_exists\s*\|\|\s*"
    rb"""(?:'((?:[^'\\\n]|\\.)+)'|"((?:[^"\\\n]|\\.)+)")""",
    re.S,
)


@dataclass(slots=True)
class Content:
    """What was read of the body: blocks in reading order, what plays, and what was lost."""

    blocks: list[Block]
    media: list[Media]
    losses: list[str]

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to read, see or play: characters that nobody sees are
        nothing.
        """
        is_readable = any(printable(text).strip() for text in _texts(self.blocks))
        return not (is_readable or self.media or self.images)

    @property
    def images(self) -> tuple[str, ...]:
        """The pictures' addresses in reading order, each once."""
        runs = (
            run for line in paragraphs(self.blocks) for run in line.runs if run.kind == "picture"
        )
        return tuple(dict.fromkeys(run.src for run in runs))


def _texts(blocks: list[Block]) -> Iterator[str]:
    """Give every text in reading order, however deep."""
    for block in blocks:
        if isinstance(block, Paragraph | Verbatim):
            yield block.text
        elif isinstance(block, Group):
            yield from _texts(block.children)


def content_of(page: Page, kind: Kind) -> Content:
    """Read the body of an article's page according to its kind."""
    reader = _READERS.get(kind, _article)
    content = reader(page)
    if any(item.type == "video" for item in content.media):
        listed = video_facts(_listed_videos(page))
        content.media = [with_page_facts(item, listed) for item in content.media]
    if kind in ("video", "audio", "music") and not content.media:
        content.losses.append("what it plays: the page does not name it")
    if is_paid(page) and selectors.PAY_PREVIEW_CLASS.encode() in page.bytes:
        content.losses.append("only the free preview of a paid article: the rest is sold")
    return content


def _article(page: Page) -> Content:
    content = Content([], [], [])
    for place in (_data_body, _element_body, template_body, _written_body, script_body):
        if text := place(page):
            content = _read(page, text)
            if not content.is_empty:
                break
    if content.is_empty and is_share(page):
        content.losses.append(
            "the shared article itself: this page has no more of it than a link and maybe an"
            " excerpt"
        )
    content.blocks = _read(page, _shared_words(page)).blocks + content.blocks
    return content


def _data_body(page: Page) -> str | None:
    told = page.data.get("content_noencode")
    return told if isinstance(told, str) and told.strip() else None


def _element_body(page: Page) -> str | None:
    """The body's element, but where that holds no more than an excerpt of a shared article
    (§11).
    """
    opened = (page.content or "").partition(">")[0]
    return None if selectors.EXCERPT_CLASS in opened else page.content


def _written_body(page: Page) -> str:
    """The body that scripts inside the body's element write with ``document.write`` (§3.1)."""
    written = _DOCUMENT_WRITE.findall(page.content or "")
    return "".join(script_text(single or double) for single, double in written)


def _shared_words(page: Page) -> str:
    """The sharer's own words above a shared article (§3.1)."""
    told = copyright_info(page)
    words = told.get("guide_words")
    if told.get("reprint_type") != "2" or not isinstance(words, str) or not words.strip():
        is_drawn = (
            not page.data and is_share(page) and "js_share_notice" not in (page.content or "")
        )
        return page.element("js_share_notice") or "" if is_drawn else ""
    return "".join(f"<p>{html.escape(line)}</p>" for line in plain_lines(words))


def _image(page: Page) -> Content:
    content = _read(
        page, with_breaks(_noencode(page)) or ("" if page.content else _drawn(page, "image"))
    )
    pictures = _listed_pictures(page)
    if pictures:
        content.blocks = [
            _picture(str(item["cdn_url"]), item) for item in pictures
        ] + content.blocks
        content.media += [*_live_photos(pictures), *songs_of(page)]
    elif not content.images:
        shown = _pictures_of_dom(page)
        shared = _read(page, shown)
        content.blocks = shared.blocks + content.blocks
        content.losses += [loss for loss in shared.losses if loss not in content.losses]
        content.losses += _pictures_only_counted(page, shown.count("<img"))
    if not any(line.text for line in paragraphs(content.blocks)):
        content.blocks += _read(page, _description(page)).blocks
    return content


def _text(page: Page) -> Content:
    info = page.data.get("text_page_info")
    told = info if isinstance(info, dict) else {}
    text = next(
        (t for t in (told.get("content_noencode"), _noencode(page), told.get("content")) if t), ""
    )
    if not text:
        text = (
            _text_of_library(page)
            or page.variables.get("TextContentNoEncode", "ContentNoEncode")
            or page.data.get("title")
            or ""
        )
    content = _read(page, as_html(str(text)) or _drawn(page, "text"))
    for name in ("short_msg_pic_url", "picture_info"):
        listed = told.get(name)
        for item in listed if isinstance(listed, list) else ():
            facts = item if isinstance(item, dict) else {"cdn_url": item}
            if isinstance(address := facts.get("cdn_url"), str) and address:
                content.blocks.append(_picture(address, facts))
    return content


def _drawn(page: Page, kind: Kind) -> str:
    """The text of a post that the platform's own script wrote into its element, before a browser
    saved it (§11).
    """
    return page.element(selectors.DESCRIPTIONS[kind]) or ""


def _words_of_post(page: Page, kind: Kind) -> Content:
    for place in (with_breaks(_noencode(page)), _drawn(page, kind), _description(page)):
        content = _read(page, place)
        if not content.is_empty:
            break
    return content


def _live_photos(pictures: list[dict[str, Any]]) -> Iterator[Media]:
    """The films of pictures that move (§4.1): each has the picture as its cover."""
    for item in pictures:
        told = item.get("live_photo")
        live = told if isinstance(told, dict) else {}
        formats = live.get("format_info")
        addresses = [f["url"] for f in formats if _has_url(f)] if isinstance(formats, list) else []
        number = plain(live.get("vid")) or None
        if number or addresses:
            url = None if number else unescape(addresses[0])
            yield Media("video", number, None, url, picture_url(unescape(str(item["cdn_url"]))))


def _has_url(told: object) -> TypeGuard[dict[str, str]]:
    return isinstance(told, dict) and isinstance(told.get("url"), str) and bool(told["url"])


def _text_of_library(page: Page) -> str | None:
    """The text as pages from before December 2025 have it: in a script as long as a library
    (§10).
    """
    match = next(page.in_scripts(b"ContentNoEncode", _POST_TEXT), None)
    return js_string((match[1] or match[2]).decode("utf-8", "replace")) if match else None


def _video(page: Page) -> Content:
    content = _words_of_post(page, "video")
    if content.is_empty:
        content = _read(page, words_of_film(page))
    videos = [Media("video", str(i["video_id"])) for i in _listed_videos(page) if i.get("video_id")]
    if not videos and (film := film_of(page)):
        videos = [film]
    return _with_players(
        content, [replace(video, title=video.title or title(page)) for video in videos]
    )


def _audio(page: Page) -> Content:
    content = _words_of_post(page, "audio")
    found = [str(i.get("voice_id") or "") for i in _listed(page, "voice_in_appmsg")]
    number, seconds = _assigned_audio(page)
    told = page.variables.literal("cgiData") if seconds is None else None
    if isinstance(told, dict):
        seconds = decimal(told.get("duration")) or None
    found = [number for number in found if number] or ([number] if number else [])
    url = "https://res.wx.qq.com/voice/getvoice?mediaid="
    return _with_players(
        content,
        [Media("audio", number, title(page), url + number, None, seconds) for number in found],
    )


def _assigned_audio(page: Page) -> tuple[str | None, float | None]:
    """The audio's number and seconds in the data scripts: in a library's, ``duration`` is something
    else (§4.4).
    """
    for script in page.scripts():
        if match := _VOICE.search(script):
            near = script[max(match.start() - _NEAR, 0) : match.end() + _NEAR]
            return match[1].decode(), _seconds(_DURATION.search(near))
    return None, None


def _seconds(length: re.Match[bytes] | None) -> float | None:
    return decimal(length[1].decode()) or None if length else None


def _music(page: Page) -> Content:
    return _with_players(_words_of_post(page, "music"), songs_of(page))


def _other(page: Page) -> Content:
    """A kind we do not know: whatever text and pictures there are (§2.4, §4.6)."""
    told = _noencode(page)
    if isinstance(page.data.get("text_page_info"), dict):
        content = _text(page)
    else:
        content = (
            _article(page)
            if not told or _MARKUP_OF_ARTICLES.search(told)
            else _read(page, as_html(told))
        )
    pictures = _listed_pictures(page)
    if not content.images:
        content.blocks = [
            _picture(str(item["cdn_url"]), item) for item in pictures
        ] + content.blocks
        content.media += _live_photos(pictures)
    if content.is_empty:
        content.blocks += _read(page, _description(page)).blocks
    return content


_READERS: dict[str, Callable[[Page], Content]] = {
    "image": _image,
    "text": _text,
    "video": _video,
    "audio": _audio,
    "music": _music,
    "short": _other,
    "unknown": _other,
}


def _read(page: Page, text: str) -> Content:
    facts = video_facts(page.data.get("video_page_infos"))
    reading = BodyReader(facts, page.work).read(text)
    return Content(reading.blocks, reading.media, reading.losses)


def _noencode(page: Page) -> str:
    told = page.data.get("content_noencode") or page.variable(
        "content_noencode", "content_noencode"
    )
    return told if isinstance(told, str) else ""


def _listed(page: Page, name: str, *variables: str) -> list[dict[str, Any]]:
    """The data's list ``name``; if it has none, the first that is not empty of the variables."""
    if name in page.data:
        listed = page.data[name]
    else:
        listed = next(filter(None, map(page.variables.literal, (name, *variables))), None)
    if not isinstance(listed, list):
        return []
    return [item for item in listed if isinstance(item, dict)]


def _listed_pictures(page: Page) -> list[dict[str, Any]]:
    return [item for item in _listed(page, "picture_page_info_list") if item.get("cdn_url")]


def _listed_videos(page: Page) -> list[dict[str, Any]]:
    """The page's videos by each of their names (§3.7), and the one of a video post (§4.2)."""
    listed = _listed(page, "video_page_infos", "videoPageInfos", "__videoPageInfos")
    single = (
        page.data.get("video_page_info") if page.data else page.variables.literal("video_page_info")
    )
    return [*listed, single] if isinstance(single, dict) else listed


def _picture(address: str, facts: dict[str, Any]) -> Paragraph:
    width, height = (
        whole_number(facts.get("width"), digits=9),
        whole_number(facts.get("height"), digits=9),
    )
    size = (width, height) if width and height else None
    return Paragraph([Run("picture", src=picture_url(unescape(address)), size=size)])


def _pictures_only_counted(page: Page, shown: int) -> list[str]:
    """Say how many pictures a page counts below the one that it shows (§11)."""
    more = len(page.select(".swiper_dot")) - shown
    return [f"{more} pictures that the page counts and does not show"] if more > 0 else []


def _pictures_of_dom(page: Page) -> str:
    """The pictures of an image post without script data: in the body or the swiper that a browser
    filled.
    """
    if page.content:
        return page.content
    return "".join(f"<p>{image}</p>" for image in page.select(selectors.POST_PICTURES))


def _description(page: Page) -> str:
    text = page.metas.get("description") or page.metas.get("og:description") or ""
    if not text and (found := _DOCUMENT_WRITE.search(page.content or "")):
        text = script_text(found[1] or found[2])
    desc = page.data.get("desc") or page.variables.get("msg_desc", "d.desc", "window.desc")
    shown = page.text_of(".video_desc")
    told = next((told for told in (desc, shown, text) if told and plain(told) != title(page)), "")
    return with_breaks(html.unescape(str(told)))


def _with_players(content: Content, media: list[Media]) -> Content:
    lines: list[Block] = []
    known = {item.id for item in content.media}
    for item in media:
        if item.id not in known:
            known.add(item.id)
            content.media.append(item)
            lines.append(card_line(item))
    content.blocks[:0] = reversed(lines)
    return content

"""The body of a post: pictures, a text, a video, an audio, music, and what is of no kind known.

Sections (§) are those of docs/wechat-pages.md, above all §4.
"""

import html
import re
from collections.abc import Iterator
from dataclasses import replace

from wxarchive.guarded import decimal
from wxarchive.models import Kind, Media
from wxarchive.parse import selectors
from wxarchive.parse.body.article_body import article_content
from wxarchive.parse.body.blocks import Block, paragraphs
from wxarchive.parse.body.content import Content, read
from wxarchive.parse.body.films import film_of, words_of_film
from wxarchive.parse.body.listed import (
    Facts,
    listed,
    listed_pictures,
    listed_videos,
    live_photos,
    picture,
)
from wxarchive.parse.body.script_text import as_html, with_breaks, written_texts
from wxarchive.parse.body.songs import songs_of
from wxarchive.parse.metadata import title
from wxarchive.parse.page import Page, plain
from wxarchive.parse.page import unescape as js_string

# anchors occur in the plain text of posts as well
_MARKUP_OF_ARTICLES = re.compile(r"<(?!/?a\b)[a-zA-Z/!]")
_VOICE = re.compile(rb"""\bvoice_?id\s*[:=]\s*(?:JsDecode\(\s*)?["']([\w+/=-]{6,})["']""")
_DURATION = re.compile(rb"""\bduration\s*:\s*["']?(\d+)""")
_NEAR = 600  # bytes around an audio's number, within which its duration is told
_VOICE_URL = "https://res.wx.qq.com/voice/getvoice?mediaid="
_POST_TEXT = re.compile(
    rb"(?:(?<=\s)|(?<=\sText))ContentNoEncode\s*=\s*window\.a_value_which_never_exists\s*\|\|\s*"
    rb"""(?:'((?:[^'\\\n]|\\.)+)'|"((?:[^"\\\n]|\\.)+)")""",
    re.S,
)


def image_post(page: Page) -> Content:
    """Read a post of pictures (§4.1)."""
    text = with_breaks(_told_text(page))
    # without a body's element, a browser wrote the text elsewhere
    if not text and not page.content:
        text = _drawn(page, "image")
    content = read(page, text)
    if pictures := listed_pictures(page):
        content.put_above(_pictures(pictures))
        content.media += [*live_photos(pictures), *songs_of(page)]
    elif not content.images:
        _add_pictures_shown(page, content)
    # the description repeats the text, where there is one
    if not any(line.text for line in paragraphs(content.blocks)):
        content.blocks += read(page, _description(page)).blocks
    return content


def text_post(page: Page) -> Content:
    """Read a post of text, which may have a picture (§4.3)."""
    info = page.data.get("text_page_info")
    told = info if isinstance(info, dict) else {}
    text = told.get("content_noencode") or _told_text(page) or told.get("content")
    # then in scripts, and at last as the title, which repeats the text
    text = text or _text_of_library(page)
    text = text or page.variables.get("TextContentNoEncode", "ContentNoEncode")
    text = text or page.data.get("title") or ""
    content = read(page, as_html(str(text)) or _drawn(page, "text"))
    for name in ("short_msg_pic_url", "picture_info"):
        items = told.get(name)
        for item in items if isinstance(items, list) else ():
            facts = item if isinstance(item, dict) else {"cdn_url": item}
            address = facts.get("cdn_url")
            if isinstance(address, str) and address:
                content.blocks.append(picture(address, facts))
    return content


def video_post(page: Page) -> Content:
    """Read a post of a video (§4.2)."""
    content = _words_of_post(page, "video")
    if content.is_empty:
        content = read(page, words_of_film(page))
    numbers = (item.get("video_id") for item in listed_videos(page))
    videos = [Media("video", str(number)) for number in numbers if number]
    if not videos and (film := film_of(page)):
        videos = [film]
    content.put_players([replace(one, title=one.title or title(page)) for one in videos])
    return content


def audio_post(page: Page) -> Content:
    """Read a post of an audio (§4.4)."""
    content = _words_of_post(page, "audio")
    found = [str(item.get("voice_id") or "") for item in listed(page, "voice_in_appmsg")]
    number, seconds = _assigned_audio(page)
    if seconds is None:
        told = page.variables.literal("cgiData")
        seconds = decimal(told.get("duration")) if isinstance(told, dict) else None
    numbers = [one for one in found if one] or filter(None, [number])
    content.put_players(
        [
            Media("audio", one, title(page), _VOICE_URL + one, None, seconds or None)
            for one in numbers
        ]
    )
    return content


def music_post(page: Page) -> Content:
    """Read a post of a song (§4.4)."""
    content = _words_of_post(page, "music")
    content.put_players(songs_of(page))
    return content


def other_post(page: Page) -> Content:
    """Read a post of a kind we do not know: whatever text and pictures there are (§2.4, §4.6)."""
    told = _told_text(page)
    if isinstance(page.data.get("text_page_info"), dict):
        content = text_post(page)
    elif told and not _MARKUP_OF_ARTICLES.search(told):
        content = read(page, as_html(told))
    else:
        content = article_content(page)
    if not content.images:
        pictures = listed_pictures(page)
        content.put_above(_pictures(pictures))
        content.media += live_photos(pictures)
    if content.is_empty:
        content.blocks += read(page, _description(page)).blocks
    return content


def _told_text(page: Page) -> str:
    told = page.data.get("content_noencode")
    told = told or page.variable("content_noencode", "content_noencode")
    return told if isinstance(told, str) else ""


def _drawn(page: Page, kind: Kind) -> str:
    """The text of a post that the platform's own script wrote into its element, before a browser
    saved it (§11).
    """
    return page.element(selectors.DESCRIPTIONS[kind]) or ""


def _words_of_post(page: Page, kind: Kind) -> Content:
    for place in (with_breaks(_told_text(page)), _drawn(page, kind), _description(page)):
        content = read(page, place)
        if not content.is_empty:
            break
    return content


def _text_of_library(page: Page) -> str | None:
    """The text as pages from before December 2025 have it: in a script as long as a library
    (§10).
    """
    match = next(page.in_scripts(b"ContentNoEncode", _POST_TEXT), None)
    return js_string((match[1] or match[2]).decode("utf-8", "replace")) if match else None


def _assigned_audio(page: Page) -> tuple[str | None, float | None]:
    """The audio's number and seconds in the data scripts: in a library's, ``duration`` is something
    else (§4.4).
    """
    for script in page.scripts():
        if match := _VOICE.search(script):
            near = script[max(match.start() - _NEAR, 0) : match.end() + _NEAR]
            length = _DURATION.search(near)
            seconds = decimal(length[1].decode()) if length else None
            return match[1].decode(), seconds or None
    return None, None


def _pictures(facts: list[Facts]) -> list[Block]:
    return [picture(str(item["cdn_url"]), item) for item in facts]


def _add_pictures_shown(page: Page, content: Content) -> None:
    """Add the pictures of a post without script data: in the body or the swiper that a browser
    filled.
    """
    images = page.select(selectors.POST_PICTURES) if not page.content else []
    shown = page.content or "".join(f"<p>{image}</p>" for image in images)
    shared = read(page, shown)
    content.put_above(shared.blocks)
    content.losses += [loss for loss in shared.losses if loss not in content.losses]
    # a browser draws one of them, and a dot for each (§11)
    more = len(page.select(".swiper_dot")) - shown.count("<img")
    if more > 0:
        content.losses.append(f"{more} pictures that the page counts and does not show")


def _description(page: Page) -> str:
    """The first description that does not only repeat the title, as HTML."""
    own = title(page)
    told = next((one for one in _descriptions(page) if one and plain(one) != own), "")
    return with_breaks(html.unescape(str(told)))


def _descriptions(page: Page) -> Iterator[object]:
    yield page.data.get("desc") or page.variables.get("msg_desc", "d.desc", "window.desc")
    yield page.text_of(".video_desc")
    text = page.metas.get("description") or page.metas.get("og:description")
    yield text or next(written_texts(page), None)

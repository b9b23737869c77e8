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
from wxarchive.parse.body.cards import VOICE_URL
from wxarchive.parse.body.content import Content, read
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
from wxarchive.parse.body.videos import video_of, words_of_video
from wxarchive.parse.metadata import title
from wxarchive.parse.page import Page, plain
from wxarchive.parse.page import unescape as js_string
from wxarchive.parse.values import fields_of, meta_value

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


def image_post(page: Page) -> Content:
    """Read a post of pictures (§4.1)."""
    text = with_breaks(_text_of_post(page))
    # pages of 2023 have it in what their server drew them from
    text = text or as_html(html.unescape(str(_drawn_from(page).get("desc") or "")))
    # without a body's element, a browser wrote the text elsewhere
    if not text and not page.content:
        text = _drawn_text(page, "image")
    content = read(page, text)
    if pictures := listed_pictures(page):
        content.put_above(_pictures(pictures))
        content.media += [*live_photos(pictures), *songs_of(page)]
    elif not content.images:
        _add_drawn_pictures(page, content)
    # the description repeats the text, where there is one
    if not any(line.text for line in paragraphs(content.blocks)):
        content.blocks += read(page, _description(page)).blocks
    return content


def text_post(page: Page) -> Content:
    """Read a post of text, which may have a picture (§4.3)."""
    info = fields_of(page.data.get("text_page_info"))
    text = info.get("content_noencode") or _text_of_post(page)
    # this field alone is escaped
    text = text or html.unescape(str(info.get("content") or ""))
    # then in scripts, and at last as the title, which repeats the text
    text = text or _text_of_library(page)
    text = text or page.variables.get("TextContentNoEncode", "ContentNoEncode")
    text = text or page.data.get("title") or _drawn_from(page).get("title") or ""
    content = read(page, as_html(str(text)) or _drawn_text(page, "text"))
    # a page saved without its scripts has the text as what it says of itself
    if content.is_empty:
        said = meta_value(page, "description", "og:description", "og:title")
        content = read(page, as_html(html.unescape(said or "")))
    for name in ("short_msg_pic_url", "picture_info"):
        pictures = info.get(name)
        if not isinstance(pictures, list):
            continue
        for item in pictures:
            # an address, or an object with more
            facts = fields_of(item)
            address = facts.get("cdn_url") if facts else item
            if isinstance(address, str) and address:
                content.blocks.append(picture(address, facts))
    return content


def video_post(page: Page) -> Content:
    """Read a post of a video (§4.2)."""
    content = _words_of_post(page, "video")
    if content.is_empty:
        content = read(page, words_of_video(page))
    numbers = (item.get("video_id") for item in listed_videos(page))
    videos = [Media("video", str(number)) for number in numbers if number]
    if not videos and (video := video_of(page)):
        videos = [video]
    own = title(page)
    content.put_players([replace(video, title=video.title or own) for video in videos])
    return content


def audio_post(page: Page) -> Content:
    """Read a post of an audio (§4.4)."""
    content = _words_of_post(page, "audio")
    numbers = [str(item.get("voice_id") or "") for item in listed(page, "voice_in_appmsg")]
    assigned, seconds = _assigned_audio(page)
    # without a list there is one audio, which a script names
    if not any(numbers):
        numbers = [assigned or ""]
    if seconds is None:
        data = fields_of(page.variables.literal("cgiData"))
        seconds = decimal(data.get("duration"))
    own, length = title(page), seconds or None
    players = [
        Media("audio", number, own, f"{VOICE_URL}{number}", duration=length)
        for number in filter(None, numbers)
    ]
    content.put_players(players)
    return content


def music_post(page: Page) -> Content:
    """Read a post of a song (§4.4)."""
    content = _words_of_post(page, "music")
    content.put_players(songs_of(page))
    return content


def other_post(page: Page) -> Content:
    """Read a post of a kind we do not know: whatever text and pictures there are (§2.4, §4.6)."""
    text = _text_of_post(page)
    if isinstance(page.data.get("text_page_info"), dict):
        content = text_post(page)
    elif text and not _MARKUP_OF_ARTICLES.search(text):
        content = read(page, as_html(text))
    else:
        content = article_content(page)
    if not content.images:
        pictures = listed_pictures(page)
        content.put_above(_pictures(pictures))
        content.media += live_photos(pictures)
    if content.is_empty:
        content.blocks += read(page, _description(page)).blocks
    return content


def _drawn_from(page: Page) -> Facts:
    """What the server drew a post from, in templates before there was ``cgiDataNew`` (§4.3)."""
    return fields_of(page.variables.literal("__QMTPL_SSR_DATA__"))


def _text_of_post(page: Page) -> str:
    text = page.data.get("content_noencode")
    text = text or page.variable("content_noencode", "content_noencode")
    return text if isinstance(text, str) else ""


def _drawn_text(page: Page, kind: Kind) -> str:
    """The text of a post that the platform's own script wrote into its element, before a browser
    saved it, or that a tool wrote (§11).
    """
    drawn = page.element(selectors.DESCRIPTIONS[kind])
    return drawn or "".join(map(str, page.select(selectors.WRITTEN_TEXTS, 1)))


def _words_of_post(page: Page, kind: Kind) -> Content:
    """Read the first of the texts of a post that has something in it."""
    texts = (with_breaks(_text_of_post(page)), _drawn_text(page, kind), _description(page))
    for text in texts:
        content = read(page, text)
        if not content.is_empty:
            break
    return content


def _text_of_library(page: Page) -> str | None:
    """The text as pages from before December 2025 have it: in a script as long as a library
    (§10).
    """
    match = next(page.in_scripts(b"ContentNoEncode", _POST_TEXT), None)
    if match is None:
        return None
    written = match[1] or match[2]
    return js_string(written.decode("utf-8", "replace"))


def _assigned_audio(page: Page) -> tuple[str | None, float | None]:
    """The audio's number and seconds in the data scripts: in a library's, ``duration`` is something
    else (§4.4).
    """
    for script in page.scripts():
        if number := _VOICE.search(script):
            start, end = max(number.start() - _NEAR, 0), number.end() + _NEAR
            seconds = None
            if length := _DURATION.search(script[start:end]):
                seconds = decimal(length[1].decode())
            return number[1].decode(), seconds or None
    return None, None


def _pictures(facts: list[Facts]) -> list[Block]:
    return [picture(str(item["cdn_url"]), item) for item in facts]


def _add_drawn_pictures(page: Page, content: Content) -> None:
    """Add the pictures of a post without script data: in the body or the swiper that a browser
    filled.
    """
    drawn = page.content
    if not drawn:
        images = page.select(selectors.POST_PICTURES)
        drawn = "".join(f"<p>{image}</p>" for image in images)
    pictures = read(page, drawn)
    content.put_above(pictures.blocks)
    content.losses += [loss for loss in pictures.losses if loss not in content.losses]
    # a browser draws one of them, and a dot for each (§11)
    more = len(page.select(".swiper_dot")) - drawn.count("<img")
    if more > 0:
        content.losses.append(f"{more} pictures that the page counts and does not show")


def _description(page: Page) -> str:
    """The first description that does not only repeat the title, as HTML."""
    own = title(page)
    for text in _descriptions(page):
        if text and plain(text) != own:
            return with_breaks(html.unescape(str(text)))
    return ""


def _descriptions(page: Page) -> Iterator[object]:
    yield page.data.get("desc") or page.variables.get("msg_desc", "d.desc", "window.desc")
    yield page.text_of(".video_desc")
    text = page.metas.get("description") or page.metas.get("og:description")
    yield text or next(written_texts(page), None)

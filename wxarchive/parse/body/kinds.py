"""The body of an article's page according to the kind of article that it is."""

from collections.abc import Callable

from wxarchive.models import Kind
from wxarchive.parse import selectors
from wxarchive.parse.body.article_body import article_content
from wxarchive.parse.body.cards import video_facts, with_page_facts
from wxarchive.parse.body.content import Content
from wxarchive.parse.body.listed import listed_videos
from wxarchive.parse.body.posts import (
    audio_post,
    image_post,
    music_post,
    other_post,
    text_post,
    video_post,
)
from wxarchive.parse.metadata import is_paid
from wxarchive.parse.page import Page

_READERS: dict[Kind, Callable[[Page], Content]] = {
    "article": article_content,
    "image": image_post,
    "text": text_post,
    "video": video_post,
    "audio": audio_post,
    "music": music_post,
    "short": other_post,
    "unknown": other_post,
}


def content_of(page: Page, kind: Kind) -> Content:
    """Read the body of an article's page according to its kind."""
    content = _READERS[kind](page)
    # the page's own list knows more of its videos than their players
    if any(item.type == "video" for item in content.media):
        facts = video_facts(listed_videos(page))
        content.media = [with_page_facts(item, facts) for item in content.media]
    if kind in ("video", "audio", "music") and not content.media:
        content.losses.append("what it plays: the page does not name it")
    if is_paid(page) and selectors.PAY_PREVIEW_CLASS.encode() in page.bytes:
        content.losses.append("only the free preview of a paid article: the rest is sold")
    return content

"""Video posts without script data: what plays and the words below it, as old templates have them
(docs/wechat-pages.md §4.2).
"""

import re

from lxml import etree

from wxarchive.models import Media
from wxarchive.parse import selectors
from wxarchive.parse.body.cards import players_in, video
from wxarchive.parse.elements import has_text
from wxarchive.parse.page import Page

_NUMBER = re.compile(
    rb"""\bvid\s*[:=]\s*+(?:xml\s*+\?[^:?\n]*+:\s*+)?["'](wxv_\d+|apiv_\d+|[a-z]\w{10})["']"""
)


def video_of(page: Page) -> Media | None:
    """Return the video that a script assigns, else the one of the player that a browser drew."""
    if match := _NUMBER.search(page.bytes):
        return video(match[1].decode("ascii"))
    for identifier in selectors.PLAYER_ELEMENTS:
        player = page.work.tree(page.element(identifier) or "")
        if player is None:
            continue
        for media in players_in(player):
            if media.type == "video":
                return media
    return None


def words_of_video(page: Page) -> str:
    """Return the author's words that stand below the player in the body's element, as HTML."""
    root = page.work.tree(page.content or "")
    if root is None:
        return ""
    for part in root.iter():
        classes = (part.get("class") or "").split()
        # a browser drew several places for them, and filled one
        if not selectors.VIDEO_DESCRIPTIONS.isdisjoint(classes) and has_text(part):
            return etree.tostring(part, encoding="unicode", with_tail=False)
    return ""

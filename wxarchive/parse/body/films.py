"""Video posts without script data: what plays and the words below it, as old templates have them
(docs/wechat-pages.md §4.2).
"""

import re

from lxml import etree

from wxarchive.models import Media
from wxarchive.parse import selectors
from wxarchive.parse.body.cards import players_in
from wxarchive.parse.elements import has_text
from wxarchive.parse.page import Page

_NUMBER = re.compile(
    rb"""\bvid\s*[:=]\s*+(?:xml\s*+\?[^:?\n]*+:\s*+)?["'](wxv_\d+|apiv_\d+|[a-z]\w{10})["']"""
)


def film_of(page: Page) -> Media | None:
    """Return the video that a script assigns, else the one of the player that a browser drew."""
    if match := _NUMBER.search(page.bytes):
        number = match[1].decode("ascii")
        is_platforms = number.startswith(("wxv_", "apiv_"))
        address = None if is_platforms else f"https://v.qq.com/x/page/{number}.html"
        return Media("video", number, None, address)
    drawn = (page.element(identifier) for identifier in selectors.PLAYER_ELEMENTS)
    trees = (page.work.tree(part) for part in drawn if part)
    players = (player for tree in trees if tree is not None for player in players_in(tree))
    return next((player for player in players if player.type == "video"), None)


def words_of_film(page: Page) -> str:
    """Return the author's words that stand below the player in the body's element, as HTML."""
    root = page.work.tree(page.content or "")
    if root is None:
        return ""
    for part in root.iter():
        classes = (part.get("class") or "").split()
        # a browser drew several places for them, and filled one
        if not selectors.FILM_DESCRIPTIONS.isdisjoint(classes) and has_text(part):
            return etree.tostring(part, encoding="unicode", with_tail=False)
    return ""

"""Read what a body embeds: players, cards, stickers, and how browsers drew them.

Source: docs/wechat-pages.md §3.8.
"""

import re
from collections import Counter

from lxml.etree import _Element as Element

from wxarchive.models import Media
from wxarchive.parse import phrases, selectors
from wxarchive.parse.body.cards import (
    VideoFacts,
    card,
    card_line,
    drawn_card,
    frame_loss,
    is_drawn_player,
    is_named_beside,
    may_be_player,
    media_of,
    with_page_facts,
)
from wxarchive.parse.body.text_style import TextStyle
from wxarchive.parse.body.walk import ORDINARY, Walk
from wxarchive.parse.elements import has_content

_BLOCKS = frozenset({"p", "section", "div", "h1", "h2", "h3", "ul", "ol"})
_CHROME = re.compile(r"profile|weui|card|player|audio|video|appmsg")


class Embedded:
    """The players and cards of one body, each read once."""

    def __init__(self, facts: VideoFacts) -> None:
        """``facts``: what the page's script data knows of its videos."""
        self._facts = facts
        # videos of which only the place was there so far
        self._places: set[object] = set()
        # lines of audio that a browser may have drawn
        self._not_drawn: Counter[str] = Counter()

    def read(self, walk: Walk, element: Element, tag: str, look: TextStyle) -> bool:
        """Read a player or card; its own children are chrome, but a swallowed part of the article
        is moved out.

        Source: docs/wechat-pages.md §3.8.
        """
        # nearly all there is: only a browser may have drawn a card in it
        if tag in ORDINARY and not may_be_player(element):
            return self._drawn(walk, element, look)
        if tag in selectors.STICKER_TAGS:
            walk.body.picture(element.get("data-emoji_url") or "", element, look)
            return True
        if media := media_of(element):
            media = with_page_facts(media, self._facts)
            if self._has_line(walk, element, media):
                return True
            walk.body.playing.setdefault(media.id or media, media)
        if is_named_beside(element):
            if has_content(element):
                _swallowed(walk, element, look)
            return True
        line = card_line(media) if media else card(element)
        if line is None:
            loss = frame_loss(element)
            if loss:
                walk.body.lose(loss)
            # what is in these is shown where they cannot be
            return loss is not None and tag not in ("object", "embed")
        walk.body.block(line, look)
        # what a card not known shows is at least read
        if not media and tag.startswith("mp") and tag not in phrases.CARD_LABELS:
            walk.body.lose(f"a card of a kind not known ({tag[:40]})")
            walk.children(element, look)
            walk.body.close_line(look)
        elif tag.startswith("mp") or tag == "qqmusic":
            _swallowed(walk, element, look)
        return True

    def _drawn(self, walk: Walk, element: Element, look: TextStyle) -> bool:
        """Read a card that a browser drew, but for the one of a player that was read before."""
        lines = drawn_card(element)
        for line in lines or ():
            if self._not_drawn[line.text] > 0:
                self._not_drawn[line.text] -= 1
            else:
                walk.body.block(line, look)
        return lines is not None

    def _has_line(self, walk: Walk, element: Element, media: Media) -> bool:
        """Tell whether a video has its line already: a player and the place held for it are one,
        whichever comes first. Of audio, note that its line may be drawn once more.
        """
        is_place = element.get("data-vid") is not None or is_drawn_player(element)
        if media.id in walk.body.playing and (is_place or media.id in self._places):
            self._places.discard(media.id)
            return True
        if is_place:
            self._places.add(media.id)
        if media.type in ("audio", "music"):
            self._not_drawn[card_line(media).text] += 1
        return False


def _swallowed(walk: Walk, element: Element, look: TextStyle) -> None:
    """Read what an unclosed card swallowed of the article behind it."""
    walk.body.text(element.text, look)
    for child in element:
        # the card's own parts are named after it
        is_chrome = _CHROME.search(child.get("class") or "")
        if child.tag in _BLOCKS and not is_chrome:
            walk.element(child, look)
        walk.body.text(child.tail, look)
    walk.body.close_line(look)

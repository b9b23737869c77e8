"""Read a body's tree into blocks: nested sections and spans become paragraphs, everything else
keeps its place.

The walk goes once through the lxml tree. Boldness, links and visibility are inherited as
:class:`TextStyle`; where a block begins or ends, the line in hand is closed. What cannot be kept is
named in ``losses``; nothing is dropped silently.
"""

import re
from collections import Counter

from lxml.etree import _Element as Element

from wxarchive.address import target_of
from wxarchive.models import Media
from wxarchive.parse import phrases, selectors
from wxarchive.parse.body.blocks import (
    NO_MARKS,
    Group,
    Paragraph,
    Rule,
    Run,
    Verbatim,
    is_filled,
    settled,
)
from wxarchive.parse.body.building import BodyBuilder
from wxarchive.parse.body.cards import (
    VideoFacts,
    card,
    card_line,
    drawn_card,
    frame_loss,
    is_player,
    may_be_player,
    media_of,
    place_line,
    players_in,
    with_page_facts,
)
from wxarchive.parse.body.code import (
    code_block,
    drawn_formula,
    drop_leaked_numbers,
    is_code,
    is_real_tex,
    may_be_formula,
    tex_of,
)
from wxarchive.parse.body.invisible import visible
from wxarchive.parse.body.pictures import alt_of, is_emoji, loss_without_address, picture_source
from wxarchive.parse.body.style import NOTHING, effect_of, flowing_as, lazy_background, lighter
from wxarchive.parse.body.tables import astray_in, cells_of, code_beside_numbers, rows_of, spans_of
from wxarchive.parse.body.text_style import HEADINGS, TextStyle, look_of, look_of_cell
from wxarchive.parse.elements import (
    address_of,
    first_number,
    has_content,
    has_text,
    shown_value,
    text_within,
)
from wxarchive.parse.work import Work

# tags that are neither players nor cards nor pictures: nearly all there are
_ORDINARY = frozenset(
    {"section", "span", "p", "div", "strong", "b", "em", "font", "o:p", "li", "ul", "ol"}
)
_LINES = frozenset({"p", "section", "div"})
_BARE: tuple[list[str], ...] = ([], ["style"])
_GROUPS = frozenset({"ul", "ol", "li", "blockquote", "figure"})


class BodyReader:
    """One walk over one body, which a :class:`BodyBuilder` takes down."""

    def __init__(self, facts: VideoFacts | None = None, work: Work | None = None) -> None:
        """``facts``: what the page's script data knows of its videos; ``work``: counts the tags."""
        self._facts = facts or {}
        self._work = work or Work()
        self._body = BodyBuilder()
        self._held: set[object] = set()  # videos of which only the place was there so far
        self._not_drawn: Counter[str] = Counter()  # lines of sounds that a browser may have drawn

    def read(self, html: str) -> BodyBuilder:
        """Read HTML text: an element with its content, or a piece of a body; after what was read
        before.
        """
        root = self._work.tree(lighter(html), self._body.lose)
        if root is not None:
            self._children(root, TextStyle())
            self._body.close_line(TextStyle())
        return self._body

    # elements

    def _children(self, element: Element, look: TextStyle) -> None:
        if text := element.text:
            self._body.text(text, look)
        for child in element:
            self._element(child, look)
            if text := child.tail:
                self._body.text(text, look)

    def _element(self, element: Element, outer: TextStyle) -> None:
        tag, attributes = element.tag, element.keys()
        if tag in _LINES and not attributes and not len(element):
            self._plain_line(element.text, outer)
            return
        effect = effect_of(element.get("style", "")) if "style" in attributes else NOTHING
        # most elements: nothing marks them as anything else
        bare = tag in _ORDINARY and attributes in _BARE
        if effect.is_removed and not is_player(element):
            self._body.hide(players_in(element))
            return
        if not (bare or _is_worth_reading(element, tag)):
            return
        look = look_of(tag, effect, outer)
        if bare or not (self._special(element, tag, look) or self._embedded(element, tag, look)):
            if picture := effect.picture or lazy_background(element):
                self._background(element, picture, look)
            tag = (
                flowing_as(tag, effect.flow, in_heading=outer.tag in HEADINGS)
                if effect.flow
                else tag
            )
            self._plain(element, tag, look, outer)

    def _plain_line(self, text: str | None, look: TextStyle) -> None:
        """Read an element of nothing but text, as most are: no detour."""
        if self._body.line:
            self._body.close_line(look)
        if text:
            self._body.text(text, look)
            self._body.close_line(look)

    def _plain(self, element: Element, tag: str, look: TextStyle, outer: TextStyle) -> None:
        if tag in _GROUPS:
            self._group(element, tag, look)
        elif tag in HEADINGS:
            self._body.close_line(outer)
            heading = look._replace(tag=tag, marks=look.marks - {"strong"})
            self._children(element, heading)
            self._body.close_line(heading)
        elif tag in selectors.BLOCK_TAGS:
            inner = look._replace(tag=tag) if tag in ("figcaption", "caption") else look
            if self._body.line:
                self._body.close_line(outer)
            self._children(element, inner)
            if self._body.line:
                self._body.close_line(inner)
        elif tag == "rp":  # minified HTML does not end it: the reading is in it
            for child in element:
                self._element(child, look)
        elif tag == "rt":  # the reading above a ruby character
            self._body.text("(", look)
            self._children(element, look)
            self._body.text(")", look)
        elif tag == "input":
            self._body.text(shown_value(element), look)
        elif tag in selectors.UNSHOWN_TAGS:
            if not look.hidden and text_within(element).strip():
                self._body.lose(f"text in a part that browsers do not show ({tag})")
        else:
            self._children(element, look)

    def _special(self, element: Element, tag: str, look: TextStyle) -> bool:
        if tag in _ORDINARY and not may_be_formula(element):
            return False
        if tag == "br":
            self._body.line.append(Run("break"))
        elif tag == "hr":
            self._body.block(Rule(), look)
        elif tag in ("img", "image") and not element.get("data-latex") and not media_of(element):
            self._picture(element, look)
        elif tag == "a":
            self._anchor(element, look)
        elif tag == "table":
            self._table(element, look)
        elif tag == "pre" and is_code(element):
            if block := code_block(element):
                self._body.close_line(look)
                drop_leaked_numbers(self._body.into[-1])
                self._body.block(block, look)
        elif tag == "code":
            self._code(element, look)
        elif formula := tex_of(element):
            self._formula(formula, look)
        elif tag == "svg" and (letters := drawn_formula(element)):
            self._body.lose("the TeX of a formula: the page has only its drawing")
            self._body.text(letters, look)
        else:
            return False
        return True

    def _embedded(self, element: Element, tag: str, look: TextStyle) -> bool:
        """Read a player or card; its own children are chrome, but a swallowed part of the article
        is moved out.

        Source: docs/wechat-pages.md §3.8.
        """
        if tag in _ORDINARY and not may_be_player(element):
            return self._drawn(element, look)
        if tag in selectors.STICKER_TAGS:
            self._body.picture(element.get("data-emoji_url") or "", element, look)
            return True
        media = media_of(element)
        media = with_page_facts(media, self._facts) if media else None
        line = card_line(media) if media else card(element)
        if media and self._is_told(media, line, is_place=element.get("data-vid") is not None):
            return True
        if media:
            self._body.playing.setdefault(media.id or media, media)
        if line is None:
            if loss := frame_loss(element):
                self._body.lose(loss)
            # theirs is shown where they cannot be
            return loss is not None and tag not in (
                "object",
                "embed",
            )
        self._body.block(line, look)
        if not media and tag.startswith("mp") and tag not in phrases.CARD_LABELS:
            self._body.lose(f"a card of a kind not known ({tag[:40]})")
            self._children(element, look)
            self._body.close_line(look)
        elif tag.startswith("mp") or tag == "qqmusic":
            self._swallowed(element, look)
        return True

    def _drawn(self, element: Element, look: TextStyle) -> bool:
        lines = drawn_card(element)
        for line in lines or ():
            if self._not_drawn[line.text] > 0:
                self._not_drawn[line.text] -= 1
            else:
                self._body.block(line, look)
        return lines is not None

    def _is_told(self, media: Media, line: Paragraph | None, *, is_place: bool) -> bool:
        """Tell whether a video has its line already: a player and the place held for it are one,
        whichever comes first. Of a sound, note that its line may be drawn once more.
        """
        if media.id in self._body.playing and (is_place or media.id in self._held):
            self._held.discard(media.id)
            return True
        if is_place:
            self._held.add(media.id)
        if line and media.type in ("audio", "music"):
            self._not_drawn[line.text] += 1
        return False

    def _swallowed(self, element: Element, look: TextStyle) -> None:
        self._body.text(element.text, look)
        for child in element:
            chrome = re.search(
                r"(?:profile|weui|card|player|audio|video|appmsg)", child.get("class") or ""
            )
            if child.tag in ("p", "section", "div", "h1", "h2", "h3", "ul", "ol") and not chrome:
                self._element(child, look)
            self._body.text(child.tail, look)
        self._body.close_line(look)

    # pictures

    def _picture(self, element: Element, look: TextStyle) -> None:
        source = picture_source(element)
        if is_emoji(element, source):
            self._body.text(alt_of(element), look)
            if not alt_of(element):
                self._body.lose("an emoji picture that has no name")
        elif not source and (loss := loss_without_address(element)):
            self._body.lose(loss)
        else:
            self._body.picture(source, element, look)

    def _background(self, element: Element, address: str, look: TextStyle) -> None:
        if element.tag == "svg" or not has_content(element):
            self._body.picture(address, element, look)

    # lines' parts

    def _anchor(self, element: Element, look: TextStyle) -> None:
        classes = element.get("class") or ""
        name = element.get("data-miniprogram-nickname")
        if "weapp" in classes or element.get("data-miniprogram-appid"):
            self._children(element, look._replace(href=None))
            if name and not has_content(element):
                self._body.text(f"[小程序 {name}]", look)
            return
        if "js_poi_entry" in classes and not has_text(element) and (place := place_line(element)):
            self._body.block(place, look)
        self._children(element, look._replace(href=target_of(address_of(element)) or look.href))

    def _code(self, element: Element, look: TextStyle) -> None:
        inner = {child.tag for child in element.iterdescendants()} if len(element) else set()
        words = text_within(element)
        lines = code_block(element) if "br" in inner or "\n" in words.strip() else None
        if lines and "\n" in lines.text:
            self._body.block(lines, look)
        elif "img" in inner:
            self._children(element, look)
        else:
            text = " ".join(visible(words).split())
            if text:
                self._body.line.append(Run("code", text, look.marks, look.href))

    def _formula(self, formula: tuple[str, bool], look: TextStyle) -> None:
        source, display = formula
        if not is_real_tex(source):
            self._body.text(source, look)
        elif display:
            self._body.block(Verbatim(source, tag="math"), look)
        else:
            self._body.line.append(Run("math", source, NO_MARKS, None))

    # groups

    def _group(self, element: Element, tag: str, look: TextStyle) -> None:
        self._body.close_line(look)
        group = Group(tag)
        if tag == "ol" and (first := first_number(element)) != 1:
            group.attributes["start"] = str(first)
        self._body.into.append(group.children)
        inner = look._replace(tag="p")
        self._children(element, inner)
        self._body.close_line(inner)
        self._body.into.pop()
        if group.children:
            self._body.into[-1].extend(settled(group))

    def _table(self, element: Element, look: TextStyle) -> None:
        self._body.close_line(look)
        self._astray(element, look)
        rows = rows_of(element)
        cells = [cell for row in rows for cell in cells_of(row)]
        if len(cells) == 1:  # a frame around a part of the body (docs/wechat-pages.md §10)
            inside = look_of_cell(cells[0], look)
            return self._children(cells[0], inside) if inside else None
        numbered = code_beside_numbers(element)
        if numbered is not None:
            return self._element(numbered, look)
        table = Group("table")
        for caption in element.findall("caption"):
            self._cell(table, caption, "caption", look)
        for row in rows:
            self._row(table, row, look)
        if any(isinstance(row, Group) and is_filled(row) for row in table.children):
            self._body.into[-1].append(table)
        return None

    def _astray(self, table: Element, look: TextStyle) -> None:
        for part in astray_in(table):
            if isinstance(part, str):
                self._body.text(part, look)
            else:
                self._element(part, look)
        self._body.close_line(look)

    def _row(self, table: Group, row: Element, look: TextStyle) -> None:
        section = row.getparent()
        of_section = look_of_cell(section, look) if section is not None else look
        of_row = look_of_cell(row, of_section) if of_section else None
        if of_row is None:
            self._body.hide(players_in(row))
            return
        line = Group("tr")
        for cell in cells_of(row):
            head = section is not None and section.tag == "thead"
            self._cell(line, cell, "th" if head else str(cell.tag), of_row)
        table.children.append(line)

    def _cell(self, row: Group, element: Element, tag: str, outer: TextStyle) -> None:
        look = look_of_cell(element, outer)
        if look is None:
            self._body.hide(players_in(element))
            return
        cell = Group(tag, attributes=spans_of(element))
        self._body.into.append(cell.children)
        inner = look._replace(
            tag="p", marks=outer.marks - {"strong"} if tag == "th" else look.marks
        )
        if picture := effect_of(element.get("style") or "").picture or lazy_background(element):
            self._background(element, picture, inner)
        self._children(element, inner)
        self._body.close_line(inner)
        self._body.into.pop()
        row.children.append(cell)


def _is_worth_reading(element: Element, tag: object) -> bool:
    """Tell an article's element from a page's furniture, comments and scripts."""
    if (
        tag in selectors.DROPPED_TAGS
        or not isinstance(tag, str)
        or element.get("id") in selectors.DROPPED_IDS
    ):
        return False
    classes = element.get("class")
    return not classes or selectors.DROPPED_CLASSES.isdisjoint(classes.split())

"""Read a body's tree into blocks: nested sections and spans become paragraphs, everything else
keeps its place.

The walk goes once through the lxml tree. Boldness, links and visibility are inherited as
:class:`TextStyle`; where a block begins or ends, the line in hand is closed. What cannot be kept is
named in ``losses``; nothing is dropped silently.
"""

import re
from collections import Counter

from lxml.etree import _Element as Element

from wxarchive.address import picture_url, target_of, unescape
from wxarchive.models import Media
from wxarchive.parse import phrases, selectors
from wxarchive.parse.body.blocks import (
    NO_MARKS,
    Block,
    Group,
    Paragraph,
    Rule,
    Run,
    Verbatim,
    is_filled,
    settled,
    split_at_gaps,
    tidy,
)
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
from wxarchive.parse.body.pictures import (
    INSIDE_PAGE,
    alt_of,
    is_emoji,
    is_inside_page,
    is_web_address,
    local_name_loss,
    picture_source,
    size_of,
)
from wxarchive.parse.body.style import NOTHING, effect_of, flowing_as, lazy_background, lighter
from wxarchive.parse.body.tables import astray_in, cells_of, code_beside_numbers, rows_of, spans_of
from wxarchive.parse.body.text_style import HEADINGS, TextStyle, lines_of, look_of, look_of_cell
from wxarchive.parse.elements import (
    address_of,
    first_number,
    has_content,
    has_text,
    shown_value,
    text_within,
)
from wxarchive.parse.work import Work

_ORDINARY = frozenset(
    {"section", "span", "p", "div", "strong", "b", "em", "font", "o:p", "li", "ul", "ol"}
)
"""Tags that are neither players nor cards nor pictures: nearly all there are."""
_LINES = frozenset({"p", "section", "div"})
_BARE: tuple[list[str], ...] = ([], ["style"])
_GROUPS = frozenset({"ul", "ol", "li", "blockquote", "figure"})


MOST_LOSSES = 200
"""Kinds of losses of one body that are named."""
MORE_LOSSES = "parts of further kinds"


class BodyReader:
    """One walk over one body. Results: ``blocks``, ``media``, ``losses``."""

    def __init__(self, facts: VideoFacts | None = None, work: Work | None = None) -> None:
        """``facts``: what the page's script data knows of its videos; ``work``: counts the tags."""
        self._facts = facts or {}
        self._work = work or Work()
        self.blocks: list[Block] = []
        self._media: dict[object, Media] = {}
        self._losses: Counter[str] = Counter()
        self._into: list[list[Block]] = [self.blocks]
        self._line: list[Run] = []

    @property
    def media(self) -> list[Media]:
        """What plays, each once, in reading order."""
        return list(self._media.values())

    @property
    def losses(self) -> list[str]:
        """What could not be kept, each said once, and how often."""
        return [
            what if times == 1 else f"{what}, {times} times" for what, times in self._losses.items()
        ]

    def read(self, html: str) -> "BodyReader":
        """Read HTML text: an element with its content, or a piece of a body."""
        root = self._work.tree(lighter(html), self._lose)
        if root is not None:
            self._children(root, TextStyle())
            self._close_line(TextStyle())
        return self

    # lines

    def _text(self, text: str | None, look: TextStyle) -> None:
        if (
            not text or look.hidden or (text.isspace() and not self._line)
        ):  # no line begins with a space
            return
        shown = visible(text)
        if look.keeps_lines and "\n" in shown:
            self._line += lines_of(shown, look)
        else:
            self._line.append(Run("text", shown, look.marks, look.href))

    def _close_line(self, look: TextStyle) -> None:
        if not self._line:
            return
        line, self._line = self._line, []
        for part in split_at_gaps(line) if len(line) > 2 else (line,):
            runs = tidy(part)
            if runs:
                self._into[-1].append(Paragraph(runs, look.tag))

    def _block(self, block: Block, look: TextStyle) -> None:
        self._close_line(look)
        self._into[-1].append(block)

    # elements

    def _children(self, element: Element, look: TextStyle) -> None:
        if text := element.text:
            self._text(text, look)
        for child in element:
            self._element(child, look)
            if text := child.tail:
                self._text(text, look)

    def _element(self, element: Element, outer: TextStyle) -> None:
        tag, attributes = element.tag, element.keys()
        if tag in _LINES and not attributes and not len(element):
            self._plain_line(element.text, outer)
            return
        effect = effect_of(element.get("style", "")) if "style" in attributes else NOTHING
        bare = (
            tag in _ORDINARY and attributes in _BARE
        )  # most elements: nothing marks them as anything else
        is_removed = effect.is_removed and not is_player(element)
        if is_removed or not (bare or _is_worth_reading(element, tag)):
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
        if self._line:
            self._close_line(look)
        if text:
            self._text(text, look)
            self._close_line(look)

    def _plain(self, element: Element, tag: str, look: TextStyle, outer: TextStyle) -> None:
        if tag in _GROUPS:
            self._group(element, tag, look)
        elif tag in HEADINGS:
            self._close_line(outer)
            heading = look._replace(tag=tag, marks=look.marks - {"strong"})
            self._children(element, heading)
            self._close_line(heading)
        elif tag in selectors.BLOCK_TAGS:
            inner = look._replace(tag=tag) if tag in ("figcaption", "caption") else look
            if self._line:
                self._close_line(outer)
            self._children(element, inner)
            if self._line:
                self._close_line(inner)
        elif tag == "rt":  # the reading above a ruby character
            self._text("(", look)
            self._children(element, look)
            self._text(")", look)
        elif tag == "input":
            self._text(shown_value(element), look)
        elif tag in selectors.UNSHOWN_TAGS:
            if not look.hidden and text_within(element).strip():
                self._lose(f"text in a part that browsers do not show ({tag})")
        else:
            self._children(element, look)

    def _special(self, element: Element, tag: str, look: TextStyle) -> bool:
        if tag in _ORDINARY and not may_be_formula(element):
            return False
        if tag == "br":
            self._line.append(Run("break"))
        elif tag == "hr":
            self._block(Rule(), look)
        elif tag in ("img", "image") and not element.get("data-latex") and not media_of(element):
            self._picture(element, look)
        elif tag == "a":
            self._anchor(element, look)
        elif tag == "table":
            self._table(element, look)
        elif tag == "pre" and is_code(element):
            if block := code_block(element):
                self._close_line(look)
                drop_leaked_numbers(self._into[-1])
                self._block(block, look)
        elif tag == "code":
            self._code(element, look)
        elif formula := tex_of(element):
            self._formula(formula, look)
        elif tag == "svg" and (letters := drawn_formula(element)):
            self._lose("the TeX of a formula: the page has only its drawing")
            self._text(letters, look)
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
            self._add_picture(element.get("data-emoji_url") or "", element, look)
            return True
        media = media_of(element)
        media = with_page_facts(media, self._facts) if media else None
        line = card_line(media) if media else card(element)
        if media and media.id in self._media and element.get("data-vid"):
            return True
        if media:
            self._media.setdefault(media.id or media, media)
        if line is None:
            if loss := frame_loss(element):
                self._lose(loss)
            return loss is not None and tag not in (
                "object",
                "embed",
            )  # theirs is shown where they cannot be
        self._block(line, look)
        if not media and tag.startswith("mp") and tag not in phrases.CARD_LABELS:
            self._lose(f"a card of a kind not known ({tag[:40]})")
            self._children(element, look)
            self._close_line(look)
        elif tag.startswith("mp") or tag == "qqmusic":
            self._swallowed(element, look)
        return True

    def _drawn(self, element: Element, look: TextStyle) -> bool:
        lines = drawn_card(element)
        for line in lines or ():
            self._block(line, look)
        return lines is not None

    def _swallowed(self, element: Element, look: TextStyle) -> None:
        self._text(element.text, look)
        for child in element:
            chrome = re.search(
                r"(?:profile|weui|card|player|audio|video|appmsg)", child.get("class") or ""
            )
            if child.tag in ("p", "section", "div", "h1", "h2", "h3", "ul", "ol") and not chrome:
                self._element(child, look)
            self._text(child.tail, look)
        self._close_line(look)

    # pictures

    def _picture(self, element: Element, look: TextStyle) -> None:
        source = picture_source(element)
        if is_emoji(element, source):
            self._text(alt_of(element), look)
            if not alt_of(element):
                self._lose("an emoji picture that has no name")
        elif not source and is_inside_page(element):
            self._lose(INSIDE_PAGE)
        else:
            self._add_picture(source, element, look)

    def _background(self, element: Element, address: str, look: TextStyle) -> None:
        if element.tag == "svg" or not has_content(element):
            self._add_picture(address, element, look)

    def _add_picture(self, source: str, element: Element, look: TextStyle) -> None:
        source = unescape(source)
        if is_web_address(source):
            run = Run(
                "picture",
                alt_of(element),
                NO_MARKS,
                look.href,
                picture_url(source),
                size_of(element),
            )
            self._line.append(run)
        elif loss := local_name_loss(source):
            self._lose(loss)

    # lines' parts

    def _anchor(self, element: Element, look: TextStyle) -> None:
        classes = element.get("class") or ""
        name = element.get("data-miniprogram-nickname")
        if "weapp" in classes or element.get("data-miniprogram-appid"):
            self._children(element, look._replace(href=None))
            if name and not has_content(element):
                self._text(f"[小程序 {name}]", look)
            return
        if "js_poi_entry" in classes and not has_text(element) and (place := place_line(element)):
            self._block(place, look)
        self._children(element, look._replace(href=target_of(address_of(element)) or look.href))

    def _code(self, element: Element, look: TextStyle) -> None:
        inner = {child.tag for child in element.iterdescendants()} if len(element) else set()
        words = text_within(element)
        lines = code_block(element) if "br" in inner or "\n" in words.strip() else None
        if lines and "\n" in lines.text:
            self._block(lines, look)
        elif "img" in inner:
            self._children(element, look)
        else:
            text = " ".join(visible(words).split())
            if text:
                self._line.append(Run("code", text, look.marks, look.href))

    def _formula(self, formula: tuple[str, bool], look: TextStyle) -> None:
        source, display = formula
        if not is_real_tex(source):
            self._text(source, look)
        elif display:
            self._block(Verbatim(source, tag="math"), look)
        else:
            self._line.append(Run("math", source, NO_MARKS, None))

    # groups

    def _group(self, element: Element, tag: str, look: TextStyle) -> None:
        self._close_line(look)
        group = Group(tag)
        if tag == "ol" and (first := first_number(element)) != 1:
            group.attributes["start"] = str(first)
        self._into.append(group.children)
        inner = look._replace(tag="p")
        self._children(element, inner)
        self._close_line(inner)
        self._into.pop()
        if group.children:
            self._into[-1].extend(settled(group))

    def _table(self, element: Element, look: TextStyle) -> None:
        self._close_line(look)
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
            self._into[-1].append(table)
        return None

    def _astray(self, table: Element, look: TextStyle) -> None:
        for part in astray_in(table):
            if isinstance(part, str):
                self._text(part, look)
            else:
                self._element(part, look)
        self._close_line(look)

    def _row(self, table: Group, row: Element, look: TextStyle) -> None:
        section = row.getparent()
        of_section = look_of_cell(section, look) if section is not None else look
        of_row = look_of_cell(row, of_section) if of_section else None
        if of_row is None:
            return
        line = Group("tr")
        for cell in cells_of(row):
            head = section is not None and section.tag == "thead"
            self._cell(line, cell, "th" if head else str(cell.tag), of_row)
        table.children.append(line)

    def _cell(self, row: Group, element: Element, tag: str, outer: TextStyle) -> None:
        look = look_of_cell(element, outer)
        if look is None:
            return
        cell = Group(tag, attributes=spans_of(element))
        self._into.append(cell.children)
        inner = look._replace(
            tag="p", marks=outer.marks - {"strong"} if tag == "th" else look.marks
        )
        if picture := effect_of(element.get("style") or "").picture or lazy_background(element):
            self._background(element, picture, inner)
        self._children(element, inner)
        self._close_line(inner)
        self._into.pop()
        row.children.append(cell)

    def _lose(self, what: str) -> None:
        is_named = what in self._losses or len(self._losses) < MOST_LOSSES
        self._losses[what if is_named else MORE_LOSSES] += 1


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

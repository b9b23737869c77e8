"""Read a body's tree into blocks: nested sections and spans become paragraphs, everything else
keeps its place.

The walk goes once through the lxml tree. Boldness, links and visibility are inherited as
:class:`TextStyle`; where a block begins or ends, the line in hand is closed. What cannot be kept is
named in ``losses``; nothing is dropped silently.
"""

from lxml.etree import _Element as Element

from wxarchive.address import target_of
from wxarchive.parse import selectors
from wxarchive.parse.body.blocks import (
    COUNTS_BACK,
    NO_MARKS,
    NUMBER,
    Group,
    Rule,
    Run,
    Verbatim,
    settled,
)
from wxarchive.parse.body.building import BodyBuilder
from wxarchive.parse.body.cards import (
    VideoFacts,
    is_player,
    media_of,
    place_line,
    players_in,
)
from wxarchive.parse.body.code import (
    code_block,
    drawn_formula,
    drop_leaked_numbers,
    is_code,
    is_laid_out,
    is_real_tex,
    may_be_formula,
    tex_of,
)
from wxarchive.parse.body.embedded import Embedded
from wxarchive.parse.body.invisible import visible
from wxarchive.parse.body.lighter import lighter
from wxarchive.parse.body.pictures import alt_of, is_emoji, loss_without_address, picture_source
from wxarchive.parse.body.style import NOTHING, effect_of, flowing_as, lazy_background
from wxarchive.parse.body.table_reading import read_table
from wxarchive.parse.body.text_style import HEADINGS, TextStyle, look_of
from wxarchive.parse.body.walk import ORDINARY, SPEAKING
from wxarchive.parse.elements import (
    address_of,
    article_named,
    has_content,
    has_text,
    number_of,
    shown_value,
    text_within,
)
from wxarchive.parse.work import Work

_LINES = frozenset({"p", "section", "div"})
_GROUPS = frozenset({"ul", "ol", "li", "blockquote", "figure"})


class BodyReader:
    """One walk over one body, which a :class:`BodyBuilder` takes down."""

    def __init__(self, facts: VideoFacts | None = None, work: Work | None = None) -> None:
        """``facts``: what the page's script data knows of its videos; ``work``: counts the tags."""
        self.body = BodyBuilder()
        self._work = work or Work()
        self._embedded = Embedded(facts or {})

    def read(self, html: str) -> BodyBuilder:
        """Read HTML text: an element with its content, or a piece of a body; after what was read
        before.
        """
        root = self._work.tree(lighter(html), self.body.lose)
        if root is not None:
            self.children(root, TextStyle())
            self.body.close_line(TextStyle())
        return self.body

    def children(self, element: Element, look: TextStyle) -> None:
        """Read what is in an element, in text of that look."""
        if text := element.text:
            self.body.text(text, look)
        for child in element:
            self.element(child, look)
            if text := child.tail:
                self.body.text(text, look)

    def element(self, element: Element, outer: TextStyle) -> None:
        """Read an element in text of the look ``outer``."""
        tag, attributes = element.tag, element.keys()
        if not attributes and self._plainest(element, tag, outer):
            return
        effect = NOTHING
        if "style" in attributes:
            effect = effect_of(element.get("style", ""))
        # most others: nothing marks them as anything else
        bare = tag in ORDINARY and SPEAKING.isdisjoint(attributes)
        is_removed = effect.is_removed or "hidden" in attributes
        if is_removed and not is_player(element):
            self.body.hide(players_in(element))
            return
        if not (bare or _is_worth_reading(element, tag)):
            return
        look = look_of(tag, effect, outer)
        picture = effect.picture
        if not bare:
            if self._special(element, tag, look) or self._embedded.read(self, element, tag, look):
                return
            picture = picture or lazy_background(element)
        if picture:
            self.background(element, picture, look)
        if effect.flow:
            tag = flowing_as(tag, effect.flow, in_heading=outer.tag in HEADINGS)
        if tag in _LINES:
            self._lines(element, look, outer)
        else:
            self._plain(element, tag, look, outer)

    def _plainest(self, element: Element, tag: str, outer: TextStyle) -> bool:
        """Read a break, or a line of nothing but text, as most are; tell whether it is one."""
        if tag == "br":
            self.body.line.append(Run("break"))
            return True
        if tag not in _LINES or len(element):
            return False
        if self.body.line:
            self.body.close_line(outer)
        if text := element.text:
            self.body.text(text, outer)
            self.body.close_line(outer)
        return True

    def _plain(self, element: Element, tag: str, look: TextStyle, outer: TextStyle) -> None:
        if tag in _GROUPS:
            self._group(element, tag, look)
        elif tag in HEADINGS:
            # a heading is bold by itself
            heading = look._replace(tag=tag, marks=look.marks - {"strong"})
            self._lines(element, heading, outer)
        elif tag in ("figcaption", "caption"):
            self._lines(element, look._replace(tag=tag), outer)
        elif tag in selectors.BLOCK_TAGS:
            self._lines(element, look, outer)
        # minified HTML does not end what stands before a reading: the reading is in it
        elif tag == "rp":
            for child in element:
                self.element(child, look)
        # the reading above a ruby character
        elif tag == "rt":
            self.body.text("(", look)
            self.children(element, look)
            self.body.text(")", look)
        elif tag == "input":
            self.body.text(shown_value(element), look)
        elif tag in selectors.UNSHOWN_TAGS:
            if not look.hidden and text_within(element).strip():
                self.body.lose(f"text in a part that browsers do not show ({tag})")
        else:
            if tag == "math" and is_laid_out(element):
                self.body.lose("the layout of a formula: the page has no TeX of it")
            self.children(element, look)

    def _lines(self, element: Element, look: TextStyle, outer: TextStyle) -> None:
        """Read what begins and ends a line of its own."""
        if self.body.line:
            self.body.close_line(outer)
        self.children(element, look)
        if self.body.line:
            self.body.close_line(look)

    def _special(self, element: Element, tag: str, look: TextStyle) -> bool:
        if tag in ORDINARY and not may_be_formula(element):
            return False
        if tag == "br":
            self.body.line.append(Run("break"))
        elif tag == "hr":
            self.body.block(Rule(), look)
        elif tag in ("img", "image") and not element.get("data-latex") and not media_of(element):
            self._picture(element, look)
        elif tag == "a":
            self._anchor(element, look)
        elif tag == "table":
            read_table(self, element, look)
        # the numbers of its lines may stand before it
        elif tag == "pre" and is_code(element):
            if block := code_block(element):
                self.body.close_line(look)
                drop_leaked_numbers(self.body.into[-1])
                self.body.block(block, look)
        elif tag == "code":
            self._code(element, look)
        elif formula := tex_of(element):
            self._formula(formula, look)
        # at least its letters can be read
        elif tag == "svg" and (letters := drawn_formula(element)):
            self.body.lose("the TeX of a formula: the page has only its drawing")
            self.body.text(letters, look)
        else:
            return False
        return True

    def _picture(self, element: Element, look: TextStyle) -> None:
        source = picture_source(element)
        if is_emoji(element, source):
            self.body.text(alt_of(element), look)
            if not alt_of(element):
                self.body.lose("an emoji picture that has no name")
        elif not source and (loss := loss_without_address(element)):
            self.body.lose(loss)
        else:
            self.body.picture(source, element, look)

    def background(self, element: Element, address: str, look: TextStyle) -> None:
        """Read the background picture of an element; behind text it is decoration."""
        if element.tag == "svg" or not has_content(element):
            self.body.picture(address, element, look)

    def _anchor(self, element: Element, look: TextStyle) -> None:
        classes = element.get("class") or ""
        name = element.get("data-miniprogram-nickname")
        if "weapp" in classes or element.get("data-miniprogram-appid"):
            self.children(element, look._replace(href=None))
            if name and not has_content(element):
                self.body.text(f"[小程序 {name}]", look)
            return
        if "js_poi_entry" in classes and not has_text(element):
            self.body.block(place_line(element), look)
        target = target_of(address_of(element)) or article_named(element) or look.href
        self.children(element, look._replace(href=target))

    def _code(self, element: Element, look: TextStyle) -> None:
        inner = {child.tag for child in element.iterdescendants()}
        words = text_within(element)
        # of several lines it is a block, by whatever tag
        if "br" in inner or "\n" in words.strip():
            lines = code_block(element)
            if lines and "\n" in lines.text:
                self.body.block(lines, look)
                return
        if "img" in inner:
            self.children(element, look)
        elif text := " ".join(visible(words).split()):
            self.body.line.append(Run("code", text, look.marks, look.href))

    def _formula(self, formula: tuple[str, bool], look: TextStyle) -> None:
        source, display = formula
        if not is_real_tex(source):
            self.body.text(source, look)
        elif display:
            self.body.block(Verbatim(source, tag="math"), look)
        else:
            self.body.line.append(Run("math", source, NO_MARKS, None))

    def _group(self, element: Element, tag: str, look: TextStyle) -> None:
        self.body.close_line(look)
        group = Group(tag)
        if tag in ("ol", "li") and (number := number_of(element)) is not None:
            group.attributes[NUMBER] = str(number)
        if tag == "ol" and element.get("reversed") is not None:
            group.attributes[COUNTS_BACK] = ""
        self.body.into.append(group.children)
        inner = look._replace(tag="p")
        self.children(element, inner)
        self.body.close_line(inner)
        self.body.into.pop()
        if group.children:
            self.body.into[-1].extend(settled(group))


def _is_worth_reading(element: Element, tag: object) -> bool:
    """Tell an article's element from a page's furniture, comments and scripts."""
    if tag in selectors.DROPPED_TAGS or not isinstance(tag, str):
        return False
    if element.get("id") in selectors.DROPPED_IDS:
        return False
    classes = element.get("class")
    return not classes or selectors.DROPPED_CLASSES.isdisjoint(classes.split())

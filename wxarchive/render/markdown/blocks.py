"""Clean HTML → a tree of the blocks that Markdown knows.

The input is the vocabulary of ``docs/architecture.md``; of anything else the text is kept.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from lxml import etree

from wxarchive.guarded import number
from wxarchive.markup import tree
from wxarchive.render.markdown.escape import WIKILINK, is_harmless, is_picture
from wxarchive.render.markdown.pieces import Mark, Piece, fold, paragraphs
from wxarchive.render.markdown.tables import SILENT, needs_html, raw_table, rows_of


@dataclass(slots=True)
class ParagraphBlock:
    """Running text, tidy and never empty."""

    pieces: list[Piece]


@dataclass(slots=True)
class HeadingBlock:
    """A heading of level 1 to 6."""

    level: int
    pieces: list[Piece]


@dataclass(slots=True)
class ThematicBreak:
    """A horizontal rule."""


@dataclass(slots=True)
class CodeBlock:
    """A block of code; ``language`` may be empty."""

    text: str
    language: str


@dataclass(slots=True)
class FormulaBlock:
    """TeX that stands on its own."""

    text: str


@dataclass(slots=True)
class RawBlock:
    """HTML without blank lines."""

    text: str


@dataclass(slots=True)
class TableBlock:
    """Rows of cells of running text; the first row is the head."""

    rows: list[list[list[Piece]]]


@dataclass(slots=True)
class QuoteBlock:
    """A quotation."""

    blocks: "list[Block]"


@dataclass(slots=True)
class ListBlock:
    """A list; ``start`` is the first number, ``None`` without numbers. No item is empty."""

    start: int | None
    items: "list[list[Block]]"


Block = (
    ParagraphBlock
    | HeadingBlock
    | ThematicBreak
    | CodeBlock
    | FormulaBlock
    | RawBlock
    | TableBlock
    | QuoteBlock
    | ListBlock
)

_MARKS = frozenset({"strong", "em", "del", "sup", "sub", "u"})
_BOXES = frozenset(
    {
        "p", "figure", "figcaption", "div", "section", "article", "main", "header", "footer", "nav",
        "aside",
        "html", "body", "li", "dl", "dt", "dd", "address", "details", "summary", "fieldset",
        "caption", "thead", "tbody", "tfoot", "tr", "td", "th",
    }
)  # fmt: skip
_LANGUAGE = re.compile(r"\blanguage-([\w+#.-]+)")
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_DEEPEST = 12
"""Quotes, lists and tables inside of each other; of one deeper only what is in it is kept, one
after another.

Each writes its sign before every line inside, so that deeper ones would make a small page large.
"""
_GROUPS = frozenset({"blockquote", "ul", "ol", "table"})


def read(html: str) -> "list[Block]":
    """Read clean HTML as blocks."""
    source = html.replace("\r\n", "\n").replace("\r", "\n")
    root = tree(f"<div>{source}</div>")
    if root is None:
        return []
    return blocks_of(root)


def blocks_of(node: etree._Element) -> "list[Block]":
    """Read what is in an element as blocks."""
    return _Reader().blocks(node, frozenset())


class _Flow:
    """Collects blocks, and the running text before the next one."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self.pieces: list[Piece] = []

    def text(self, text: str | None, marks: frozenset[Mark]) -> None:
        # running text begins with no space; between blocks there is often nothing else
        is_blank = not self.pieces and text and text.isascii() and text.isspace()
        if text and not is_blank:
            self.pieces.append(Piece("text", text, marks))

    def flush(self) -> None:
        # most boxes meet at an empty text
        if self.pieces:
            self.blocks += map(ParagraphBlock, paragraphs(self.pieces))
            self.pieces = []

    def add(self, block: Block) -> None:
        self.flush()
        self.blocks.append(block)


class _Reader:
    def __init__(self) -> None:
        self.depth = 0

    def blocks(self, node: etree._Element, marks: frozenset[Mark]) -> list[Block]:
        flow = _Flow()
        self._walk(node, marks, flow)
        flow.flush()
        return flow.blocks

    def _walk(self, node: etree._Element, marks: frozenset[Mark], flow: _Flow) -> None:
        flow.text(node.text, marks)
        for child in node:
            self._element(child, marks, flow)
            flow.text(child.tail, marks)

    def _element(self, node: etree._Element, marks: frozenset[Mark], flow: _Flow) -> None:
        is_group = node.tag in _GROUPS
        self.depth += is_group
        # a group too deep is no more than what is in it
        if is_group and self.depth > _DEEPEST:
            flow.flush()
            self._walk(node, marks, flow)
            flow.flush()
        else:
            self._known_element(node, marks, flow)
        self.depth -= is_group

    def _known_element(self, node: etree._Element, marks: frozenset[Mark], flow: _Flow) -> None:
        tag = node.tag
        if tag in _BOXES:
            flow.flush()
            self._walk(node, marks, flow)
            flow.flush()
        elif tag in _MARKS:
            self._walk(node, marks | {Mark(tag)}, flow)
        elif tag in _HEADINGS:
            flow.flush()
            blocks = self.blocks(node, marks)
            if line := _one_line(blocks):
                flow.add(HeadingBlock(_HEADINGS[str(node.tag)], line))
            # a heading of Markdown is one line: what is no line stands below it
            flow.blocks += [block for block in blocks if not isinstance(block, ParagraphBlock)]
        elif tag == "br":
            flow.pieces.append(Piece("break", "", marks))
        elif tag == "hr":
            flow.add(ThematicBreak())
        elif tag == "blockquote":
            if blocks := self.blocks(node, marks):
                flow.add(QuoteBlock(blocks))
        elif handle := _HANDLERS.get(tag):
            handle(self, node, marks, flow)
        elif tag not in SILENT:
            self._walk(node, marks, flow)

    def _link(self, node: etree._Element, marks: frozenset[Mark], flow: _Flow) -> None:
        href = (node.get("href") or "").strip()
        if href and (is_harmless(href) or href.startswith(WIKILINK)):
            # a link within another one takes its place
            outside = frozenset(mark for mark in marks if mark.name != "a")
            marks = outside | {Mark("a", href, fold(node.get("title") or ""))}
        self._walk(node, marks, flow)

    def _picture(self, node: etree._Element, marks: frozenset[Mark], flow: _Flow) -> None:
        source = (node.get("src") or "").strip()
        description = fold(node.get("alt") or "").strip()
        if source and is_picture(source):
            flow.pieces.append(Piece("image", description, marks, source))
        else:
            flow.text(description, marks)

    def _code(self, node: etree._Element, marks: frozenset[Mark], flow: _Flow) -> None:
        text = fold(_plain(node))
        bare = text.strip(" ")
        if node.get("class") == "math-inline":
            if text.strip():
                flow.pieces.append(Piece("math", text.strip(), marks))
            return
        # CommonMark takes a space off each end of code: what there is stands outside of it
        if text.startswith(" "):
            flow.text(" ", marks)
        if bare:
            flow.pieces.append(Piece("code", bare, marks))
            if text.endswith(" "):
                flow.text(" ", marks)

    def _pre(self, node: etree._Element, _: frozenset[Mark], flow: _Flow) -> None:
        text = _plain(node)
        # HTML takes no notice of a newline that follows the tag
        if (node.text or "").startswith("\n"):
            text = text[1:]
        if not text.strip():
            return
        if node.get("class") == "math-display":
            flow.add(FormulaBlock(text))
        else:
            classes = " ".join(part.get("class", "") for part in node.iter("pre", "code"))
            language = _LANGUAGE.search(classes)
            flow.add(CodeBlock(text.removesuffix("\n"), language[1] if language else ""))

    def _list(self, node: etree._Element, marks: frozenset[Mark], flow: _Flow) -> None:
        items = list(self._items(node, marks))
        if not items:
            return
        start = None
        if node.tag == "ol":
            start = number(node.get("start", "1"), digits=9)
            # CommonMark's numbers have nine digits
            if start is None or start + len(items) > 10**9:
                start = 1
        flow.add(ListBlock(start, items))

    def _items(self, node: etree._Element, marks: frozenset[Mark]) -> Iterator[list[Block]]:
        """Yield the items; what stands between them, such as a nested list, belongs to the one
        before.
        """
        item = _Flow()
        item.text(node.text, marks)
        for child in node:
            item.flush()
            if child.tag == "li":
                if item.blocks:
                    yield item.blocks
                item = _Flow()
                item.blocks = self.blocks(child, marks)
            else:
                self._element(child, marks, item)
                item.flush()
            item.text(child.tail, marks)
        item.flush()
        if item.blocks:
            yield item.blocks

    def _table(self, node: etree._Element, marks: frozenset[Mark], flow: _Flow) -> None:
        flow.flush()
        if needs_html(node):
            flow.add(RawBlock(raw_table(node)))
            return
        # pipes know no captions: it stands above the table
        for caption in node.iterchildren("caption"):
            flow.blocks += self.blocks(caption, marks)
        rows = [[self.blocks(cell, marks) for cell in row] for row in rows_of(node)]
        cells = [cell for row in rows for cell in row]
        # authors draw boxes with tables of one cell
        if len(cells) == 1:
            flow.blocks += cells[0]
        elif any(cells):
            flow.blocks.append(TableBlock([[_one_line(cell) for cell in row] for row in rows]))


_HANDLERS: dict[str, Callable[[_Reader, etree._Element, frozenset[Mark], _Flow], None]] = {
    "a": _Reader._link,
    "img": _Reader._picture,
    "code": _Reader._code,
    "pre": _Reader._pre,
    "ul": _Reader._list,
    "ol": _Reader._list,
    "table": _Reader._table,
}


def _plain(node: etree._Element) -> str:
    """Return the text of an element with its line breaks."""
    parts = []
    for event, child in etree.iterwalk(node, events=("start", "end")):
        if child.tag == "br" and event == "start":
            parts.append("\n")
        elif event == "start":
            parts.append(child.text or "")
        elif child is not node:
            parts.append(child.tail or "")
    return "".join(parts)


def _one_line(blocks: list[Block]) -> list[Piece]:
    """Join the paragraphs of a heading or cell, with breaks between them."""
    joined: list[Piece] = []
    for block in blocks:
        if isinstance(block, ParagraphBlock):
            if joined:
                joined.append(Piece("break", ""))
            joined += block.pieces
    return joined

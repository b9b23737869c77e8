"""Marks in an article's HTML, across the borders of elements: a passage over several paragraphs
gets a mark in each.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from lxml import etree

BLOCKS = frozenset({
    "h1", "h2", "h3", "h4", "h5", "h6", "p", "li", "td", "th", "pre", "blockquote", "figure",
    "figcaption", "br", "hr", "table", "ul", "ol",
})  # fmt: skip
"""Elements between which a text has a line's end."""


@dataclass(frozen=True, slots=True)
class MarkedSpan:
    """A part of a text that is marked, from ``start`` to before ``end``. ``name``: of its place in
    the page; ``look``: the class of its marks.
    """

    start: int
    end: int
    name: str
    look: str = ""


Spans = Callable[[str], Sequence[MarkedSpan]]
"""Returns what of a text is marked."""


@dataclass(slots=True)
class _Piece:
    """A text of the tree: an element's own, or what follows it; and where it begins in the
    whole.
    """

    node: etree._Element
    is_tail: bool
    start: int
    text: str


def mark(box: etree._Element, spans: Spans) -> int:
    """Mark parts of a tree's text; return how many there are."""
    whole = "".join(text for _, _, text in _texts(box))
    wanted = spans(whole)
    for layer in _layers(wanted):
        # marks of the layers before it have made other pieces of the same text
        pieces, length = [], 0
        for node, is_tail, text in _texts(box):
            if node is not None and text:
                pieces.append(_Piece(node, is_tail, length, text))
            length += len(text)
        # from the end on: what is before a mark stays where it is
        for piece in reversed(pieces):
            _mark_piece(piece, layer)
    return len(wanted)


def _layers(spans: Sequence[MarkedSpan]) -> list[list[MarkedSpan]]:
    """Part spans into layers, none of which has two that overlap."""
    layers: list[list[MarkedSpan]] = []
    # the longer of two that begin together is outside
    for span in sorted(spans, key=lambda one: (one.start, -one.end)):
        layer = next((one for one in layers if one[-1].end <= span.start), None)
        if layer is None:
            layers.append([span])
        else:
            layer.append(span)
    return layers


def _texts(node: etree._Element) -> Iterator[tuple[etree._Element | None, bool, str]]:
    """Yield the texts of a tree in reading order; blocks are parted by a line's end that is in no
    element.
    """
    yield node, False, node.text or ""
    for child in node:
        if child.tag in BLOCKS:
            yield None, False, "\n"
        yield from _texts(child)
        if child.tag in BLOCKS:
            yield None, False, "\n"
        yield child, True, child.tail or ""


def _mark_piece(piece: _Piece, spans: Sequence[MarkedSpan]) -> None:
    """Part a text into marks and what is between them."""
    end = piece.start + len(piece.text)
    inside = [one for one in spans if one.start < end and one.end > piece.start]
    if not inside:
        return
    # a mark may have begun in an earlier text
    before = piece.text[: max(inside[0].start - piece.start, 0)]
    marks: list[etree._Element] = []
    following = [*(one.start for one in inside[1:]), end]
    for span, after in zip(inside, following, strict=True):
        made = etree.Element("mark")
        # one over several elements has its name where it begins
        if span.start >= piece.start:
            made.set("id", span.name)
        if span.look:
            made.set("class", span.look)
            made.set("data-of", span.name)
        made.text = piece.text[max(span.start - piece.start, 0) : span.end - piece.start]
        made.tail = piece.text[min(span.end, end) - piece.start : after - piece.start]
        marks.append(made)
    if not piece.is_tail:
        piece.node.text = before
        piece.node[:0] = marks
        return
    parent = piece.node.getparent()
    piece.node.tail = before
    if parent is not None:
        at = parent.index(piece.node) + 1
        parent[at:at] = marks

"""An article's clean HTML as a page of ours shows it: own pictures and players, own links, marked
hits.

The archive may come from anyone. So what is shown is made of the clean vocabulary anew, and
sanitised at last.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import nh3
from lxml import etree

from wxarchive.api import MediaResolver
from wxarchive.markup import tree
from wxarchive.models import MediaUse, StoredArticle
from wxarchive.render import Addresses, rewritten
from wxarchive.web.words import Say

Places = Callable[[str], Sequence[tuple[int, int]]]
"""Returns where a text has what was looked for."""
MOST_MARKS = 1_000
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_BLOCKS = frozenset(
    {
        *_HEADINGS,
        "p",
        "li",
        "td",
        "th",
        "pre",
        "blockquote",
        "figure",
        "figcaption",
        "br",
        "hr",
        "table",
        "ul",
        "ol",
    }
)
GAPS_SAID = {
    "picture": "Pictures that are not here: {n}; their addresses stand in their places",
    "audio": "Sounds that are not here: {n}; their addresses stand in their places",
    "video": "Films that are not here: {n}; their addresses stand in their places",
    "cover": "Covers that are not here: {n}; their addresses stand in their places",
}
_ATTRIBUTES: dict[str, set[str]] = {
    "a": {"href", "title"},
    "img": {"src", "alt", "width", "height", "loading", "decoding"},
    "audio": {"src", "controls", "preload"},
    "video": {"src", "controls", "preload"},
    "ol": {"start"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan"},
    "code": {"class"},
    "pre": {"class"},
    "p": {"class"},
    "span": {"class"},
    "mark": {"id"},
    **{name: {"id"} for name in _HEADINGS},
}
_TAGS = _BLOCKS | {
    "a", "img", "audio", "video", "code", "caption", "thead", "tbody", "tfoot", "tr", "strong",
    "em", "del", "sup",
    "sub", "u", "span", "mark",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of the body: its level from 1, the name of its place in the page, what it says."""

    level: int
    place: str
    text: str


@dataclass(frozen=True, slots=True)
class ShownBody:
    """A body as HTML that may stand in a page of ours. ``notes``: what is not shown; ``hits``: how
    many are marked.
    """

    html: str
    headings: tuple[Heading, ...]
    notes: tuple[str, ...]
    hits: int


def shown_body(
    article: StoredArticle,
    uses: tuple[MediaUse, ...],
    find: Callable[[str], int | None],
    places: Places,
    say: Say,
) -> ShownBody:
    """Make an article's body fit for a page. ``find``: the id of an archived article; ``places``:
    what is marked.
    """
    showing = MediaResolver(
        article, uses, lambda use: f"/media/{use.sha256}", lambda _: None, "", plays=True
    )
    addresses = Addresses(
        link=lambda address: _own(address, find),
        picture=showing.picture,
        player=showing.player,
        note=say("[picture not archived] "),
        titles=True,
        bare=True,
    )
    html = rewritten(article.content.html if article.content else "", addresses)
    box = tree(f"<div>{html}</div>")
    if box is None:
        return ShownBody("", (), article.losses, 0)
    _size_pictures(box, {f"/media/{use.sha256}": use for use in uses if use.sha256})
    headings = tuple(_headings(box))
    hits = _mark(box, places)
    notes = (*_gaps(showing, say), *article.losses)
    return ShownBody(_clean(box), headings, notes, hits)


def _gaps(showing: MediaResolver, say: Say) -> Iterator[str]:
    """Say how many files are not here, and why, as far as that is known."""
    for (role, why), count in showing.problems.items():
        reason = why.removeprefix("not archived").strip(" ()")
        yield say(GAPS_SAID[role], n=count) + (f" ({reason})" if reason else "")


def _own(address: str, find: Callable[[str], int | None]) -> str:
    found = find(address)
    return address if found is None else f"/article/{found}"


def _size_pictures(box: etree._Element, files: Mapping[str, MediaUse]) -> None:
    """Say how large each picture is, so that nothing moves when it comes."""
    for picture in box.iter("img"):
        picture.set("loading", "lazy")
        picture.set("decoding", "async")
        use = files.get(picture.get("src") or "")
        if use and use.width and use.height:
            picture.set("width", str(use.width))
            picture.set("height", str(use.height))
    for player in box.iter("audio", "video"):
        player.set("preload", "none" if player.tag == "audio" else "metadata")


def _headings(box: etree._Element) -> Iterator[Heading]:
    for number, heading in enumerate(box.iter(*_HEADINGS), 1):
        heading.set("id", f"part-{number}")
        text = " ".join("".join(map(str, heading.itertext())).split())
        if text:
            yield Heading(_HEADINGS.index(str(heading.tag)) + 1, f"part-{number}", text)


@dataclass(slots=True)
class _Piece:
    """A text of the tree: an element's own, or what follows it; and where it begins in the
    whole.
    """

    node: etree._Element
    is_tail: bool
    start: int
    text: str


def _mark(box: etree._Element, places: Places) -> int:
    """Mark what was looked for, across the borders of elements; return how many places there
    are.
    """
    pieces: list[_Piece] = []
    parts: list[str] = []
    length = 0
    for node, is_tail, text in _texts(box):
        if node is not None and text:
            pieces.append(_Piece(node, is_tail, length, text))
        parts.append(text)
        length += len(text)
    found = places("".join(parts))[:MOST_MARKS]
    for piece in reversed(pieces):
        _mark_piece(piece, found)
    return len(found)


def _texts(node: etree._Element) -> Iterator[tuple[etree._Element | None, bool, str]]:
    """Yield the texts of a tree in reading order; blocks are parted by a line's end that is in no
    element.
    """
    yield node, False, node.text or ""
    for child in node:
        if child.tag in _BLOCKS:
            yield None, False, "\n"
        yield from _texts(child)
        if child.tag in _BLOCKS:
            yield None, False, "\n"
        yield child, True, child.tail or ""


def _mark_piece(piece: _Piece, found: Sequence[tuple[int, int]]) -> None:
    end = piece.start + len(piece.text)
    inside = [
        (number, a, b) for number, (a, b) in enumerate(found, 1) if a < end and b > piece.start
    ]
    if not inside:
        return
    before = piece.text[: max(inside[0][1] - piece.start, 0)]
    marks: list[etree._Element] = []
    for (number, a, b), after in zip(inside, [*(one[1] for one in inside[1:]), end], strict=True):
        mark = etree.Element("mark")
        mark.text = piece.text[max(a - piece.start, 0) : b - piece.start]
        mark.tail = piece.text[min(b, end) - piece.start : after - piece.start]
        # a hit that goes over the border of an element has its name at its beginning
        if a >= piece.start:
            mark.set("id", f"hit-{number}")
        marks.append(mark)
    if not piece.is_tail:
        piece.node.text = before
        piece.node[:0] = marks
        return
    parent = piece.node.getparent()
    piece.node.tail = before
    if parent is not None:
        at = parent.index(piece.node) + 1
        parent[at:at] = marks


def _clean(box: etree._Element) -> str:
    html = etree.tostring(box, encoding="unicode", method="html")
    return nh3.clean(
        html,
        tags=set(_TAGS) | {"div"},
        attributes=_ATTRIBUTES,
        url_schemes={"http", "https", "data"},
        link_rel="noopener noreferrer",
        clean_content_tags={"script", "style", "template"},
    )

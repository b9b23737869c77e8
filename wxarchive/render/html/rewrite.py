"""Clean HTML with other addresses: pictures and players where they are kept, articles where they
were exported to.

What has no file of its own any more is not left out silently: a line with its address takes its
place.
"""

import re
from base64 import b64encode
from collections.abc import Callable
from dataclasses import dataclass
from html import escape
from urllib.parse import quote

from lxml import etree

from wxarchive.markup import tree
from wxarchive.models import PLAYER_SIGNS
from wxarchive.render.html.bare_links import link_bare_addresses
from wxarchive.render.markdown import SILENT, VOCABULARY, without_odd_addresses

NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")
"""What no XML 1.0 document may hold, not even as a reference (XML 1.0, production 2), and old
controls.
"""
_UNSAFE_IN_ADDRESS = re.compile(r"[^\w\-.~:/?#@!$&'()*+,;=%]|%(?![0-9A-Fa-f]{2})", re.A)
_EMBEDDED = ("svg", "math", "iframe", "object", "noscript", "textarea", "select", "button")
_ALSO = {"img": ("width", "height"), "p": ("class",)}
"""What Markdown's raw tables do without."""
_NUMBERS = frozenset({"width", "height", "start", "colspan", "rowspan"})
_VOID = frozenset({"img", "br", "hr", "col"})


@dataclass(frozen=True, slots=True)
class Player:
    """Audio or video that is kept: what to show it with, and its address."""

    tag: str
    address: str


def data_address(kind: str, content: bytes) -> str:
    """Return an address that holds a whole file of this type."""
    return f"data:{kind};base64,{b64encode(content).decode()}"


@dataclass(frozen=True, slots=True)
class Addresses:
    """Where things are. ``link``: of an article; ``words``: of one behind a link without a picture
    in it.

    ``picture``: of an address in the page, ``None`` for one that is not shown.

    ``player``: of the line of a player (its words and its link). ``note``: how the line begins that
    stands for a picture not shown; without it there is no such line. ``titles``: links that lead
    elsewhere now say in their title where they led. ``bare``: addresses that stand in the text
    without being links are links too.
    """

    link: Callable[[str], str] = str
    words: Callable[[str], str] | None = None
    picture: Callable[[str], str | None] = str
    player: Callable[[str, str | None], Player | None] = lambda _, __: None
    note: str | None = None
    titles: bool = False
    bare: bool = False


def rewritten(html: str, addresses: Addresses, *, xml: bool = False) -> str:
    """Return clean HTML (``docs/architecture.md``) with other addresses, well-formed; ``xml``: as
    strict as EPUB is.
    """
    # what XML forbids goes first: an element with such a character in it cannot be written at all
    source = NOT_XML.sub("", html).replace("\r\n", "\n").replace("\r", "\n")
    body = tree(f"<div>{source}</div>")
    if body is None or (box := body.find("div")) is None:
        return ""
    # references bring in again what XML forbids
    if "&#" in source:
        _leave_out_forbidden(box)
    _reduce(box)
    if addresses.bare:
        link_bare_addresses(box)
    # lists, since each step takes elements out of the tree that is walked
    for link in list(box.iter("a")):
        _link(link, addresses)
    for paragraph in list(box.iter("p")):
        _paragraph(paragraph, addresses)
    for picture in list(box.iter("img")):
        _picture(picture, addresses)
    for paragraph in box.iter("p"):
        if _is_picture_alone(paragraph):
            paragraph.set("class", "picture")
    if xml:
        _make_strict(box)
    return _inside(box)


def _leave_out_forbidden(box: etree._Element) -> None:
    for node in box.iter():
        # lxml refuses to set any text that has such a character
        if node.text:
            node.text = NOT_XML.sub("", node.text)
        if node.tail:
            node.tail = NOT_XML.sub("", node.tail)
        for name, value in node.items():
            node.set(name, NOT_XML.sub("", str(value)))


def _reduce(box: etree._Element) -> None:
    """Leave the vocabulary and nothing else: an archive may come from anywhere, and no policy stops
    a refresh.
    """
    # these go with their text; of anything else unknown the text stays
    etree.strip_elements(box, *SILENT, *_EMBEDDED, with_tail=False)
    unknown = {str(node.tag) for node in box.iterdescendants()}.difference(VOCABULARY)
    etree.strip_tags(box, *unknown)
    for node in box.iterdescendants():
        names = node.keys()
        # most elements have no attributes
        if not names:
            continue
        allowed = (*VOCABULARY[str(node.tag)], *_ALSO.get(str(node.tag), ()))
        for name in set(names).difference(allowed):
            del node.attrib[name]
        without_odd_addresses(node)


def _inside(box: etree._Element) -> str:
    """Write what is in an element, so that readers of HTML and of XML understand it alike.

    The serialiser for HTML would percent-encode every Chinese name of a file.
    """
    for node in box.iterdescendants():
        # <p></p> and not <p/>, which HTML takes for a start tag
        if node.text is None and not len(node) and node.tag not in _VOID:
            node.text = ""
    parts = [escape(box.text or "", quote=False)]
    parts += (etree.tostring(child, encoding="unicode") for child in box)
    return "".join(parts)


def _paragraph(node: etree._Element, addresses: Addresses) -> None:
    """Put a player in the place of its line, if it is kept."""
    if node.get("class") != "card":
        return
    words = "".join(map(str, node.itertext())).strip()
    if not words.startswith((*PLAYER_SIGNS.values(),)):
        return
    link = next(node.iter("a"), None)
    href = None if link is None else link.get("href")
    player = addresses.player(words, href)
    if player is None:
        return
    for child in list(node):
        node.remove(child)
    node.text = None
    element = etree.SubElement(node, player.tag)
    if player.tag == "a":
        element.set("href", player.address)
        element.text = words
    else:
        element.set("controls", "controls")
        element.set("src", player.address)
        # the words stay behind a player without their sign, which would be a second button to see
        element.tail = words[1:].strip()


def _picture(node: etree._Element, addresses: Addresses) -> None:
    source = (node.get("src") or "").strip()
    if source and (place := addresses.picture(source)) is not None:
        node.set("src", place)
        return
    if not source or not addresses.note:
        _replace(node, None)
        return
    line = etree.Element("span", {"class": "missing"})
    line.text = addresses.note
    link = etree.SubElement(line, "a", {"href": as_address(source)})
    link.text = source
    _replace(node, line)


def _is_picture_alone(node: etree._Element) -> bool:
    """Tell whether a paragraph is a picture and nothing else; an emoji among words is not.

    A style sheet cannot ask this: to ``:only-child``, words are nothing.
    """
    if len(node) != 1 or node[0].tag != "img":
        return False
    return not ((node.text or "") + (node[0].tail or "")).strip()


def _replace(node: etree._Element, other: etree._Element | None) -> None:
    """Put an element in the place of another, or nothing; what follows it stays, empty boxes around
    it go.
    """
    parent = node.getparent()
    if parent is None:
        return
    if other is not None:
        # a link inside a link is none
        if next(node.iterancestors("a"), None) is not None:
            words = "".join(map(str, other[0].itertext()))
            other.text = f"{other.text}{words}"
            other.remove(other[0])
        other.tail, node.tail = node.tail, None
        parent.replace(node, other)
        return
    # lxml keeps what follows an element with it
    previous = node.getprevious()
    if previous is None:
        parent.text = (parent.text or "") + (node.tail or "")
    else:
        previous.tail = (previous.tail or "") + (node.tail or "")
    parent.remove(node)
    if parent.tag in {"p", "figure", "a"} and not len(parent) and not (parent.text or "").strip():
        _replace(parent, None)


def _link(node: etree._Element, addresses: Addresses) -> None:
    href = (node.get("href") or "").strip()
    if not href:
        return
    # the words of a link may lead elsewhere than a picture does
    target_of = addresses.link
    if addresses.words and next(node.iter("img"), None) is None:
        target_of = addresses.words
    node.set("href", target_of(href))
    if addresses.titles and node.get("href") != href:
        node.set("title", href)


def _make_strict(box: etree._Element) -> None:
    """Leave only what a checker of XHTML accepts: links that are addresses, pictures with a
    text.
    """
    for link in box.iter("a"):
        href = link.get("href")
        if href:
            link.set("href", as_address(href))
        # a link may have no address, but not an empty one
        elif href is not None:
            del link.attrib["href"]
    for picture in box.iter("img"):
        picture.set("alt", picture.get("alt", ""))
    # browsers also take `100%` or `12.5`
    for node in box.iter():
        for name in _NUMBERS.intersection(node.keys()):
            if not re.fullmatch("[0-9]{1,9}", node.get(name, "")):
                del node.attrib[name]


def as_address(text: str) -> str:
    """Percent-encode what no address may hold (RFC 3986); what is encoded already stays."""
    return _UNSAFE_IN_ADDRESS.sub(lambda sign: quote(sign[0], safe=""), text)


def relative(path: str) -> str:
    """Write a relative path of files as an address that readers of Markdown, HTML and EPUB
    understand.

    Letters of any language stay as they are: people read these addresses. A first part with a colon
    would be a scheme.
    """
    return "".join(quote(char) if char in _MEANT else char for char in path)


_MEANT = frozenset(" \"#%<>?[\\]^`{|}:\t\n()*_~&'")

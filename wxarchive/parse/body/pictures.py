"""What an ``img`` or SVG ``image`` says of its picture: address, alternative text, size
(docs/wechat-pages.md §3.2).
"""

import re

from lxml.etree import _Element as Element

from wxarchive.address import behind_proxy
from wxarchive.guarded import decimal, number
from wxarchive.markup import tree
from wxarchive.parse import phrases, selectors

_SOURCES = (
    "data-src", "data-original", "src", "data-sf-original-src", "data-original-src", "href",
    "{http://www.w3.org/1999/xlink}href", "xlink:href",
)  # fmt: skip


INSIDE = "data:inside"
"""Stands for the bytes of a picture in a style."""
LEAST_DATA = 600
"""Characters of a picture inside a page; what is shorter stands where it was not loaded yet
(§3.2).
"""
INSIDE_PAGE = "a picture that has no address, only its bytes in the page (data:)"
_NOT_SAVED = "a picture of which the page that was saved has neither address nor bytes"
_LONGEST_ALT = 200
_ON_THE_WEB = re.compile(r"(?:https?:)?//\w")
# what SingleFile writes in the place of what it could not have
_EMPTY = ("data:,", "data:")
# where SingleFile keeps the bytes of pictures that a page shows several times
_IN_STYLE = "var(--sf-img-"


def picture_source(element: Element) -> str:
    """Return the address of an element's picture: ``data-src`` first, for ``src`` may be a
    placeholder.
    """
    for name in _SOURCES:
        source = element.get(name)
        if source and source.strip() and not source.startswith(("data:", "blob:", "about:")):
            return behind_proxy(source)
    # the largest is the last, or the only one
    listed = (element.get("data-srcset") or element.get("srcset") or "").split()
    addresses = [word.strip(",") for word in listed if _ON_THE_WEB.match(word)]
    return behind_proxy(addresses[-1]) if addresses else ""


def is_emoji(element: Element, source: str) -> bool:
    """Tell whether a picture is an emoji character, which is text and not a picture."""
    classes = set((element.get("class") or "").split())
    return bool(classes & selectors.EMOJI_CLASSES) or is_emoji_address(source)


def is_emoji_address(source: str) -> bool:
    """Tell whether a picture's address alone says that it is an emoji character."""
    return any(mark in source for mark in selectors.EMOJI_MARKS)


def alt_of(element: Element) -> str:
    """Return a picture's alternative text where it says something: editors fill in ``图片`` and
    ``null``.
    """
    alt = " ".join((element.get("alt") or "").split())
    if alt.lower() in phrases.JUNK_ALTS:
        return ""
    return alt[:_LONGEST_ALT]


def loss_without_address(element: Element) -> str | None:
    """Say what is lost with a picture that has no address: its bytes are in the page (``data:``;
    smaller ones hold its place), or were not saved with it. ``None`` if nothing is.
    """
    sources = [element.get(name) or "" for name in _SOURCES]
    data = (source for source in sources if source.startswith("data:image/"))
    if any(len(source) >= LEAST_DATA for source in data):
        return INSIDE_PAGE
    if _IN_STYLE in (element.get("style") or ""):
        return INSIDE_PAGE
    if any(source.strip() in _EMPTY for source in sources):
        return _NOT_SAVED
    return None


def local_name_loss(source: str) -> str | None:
    """Say what is lost with a picture that has no address in the web; ``None`` if that is
    nothing.
    """
    if source == INSIDE:
        return INSIDE_PAGE
    if source in _EMPTY:
        return _NOT_SAVED
    if not source or source.startswith(("data:", "blob:", "about:", "javascript:")):
        return None
    return f"a picture kept only under a local name ({source[:80]})"


def is_web_address(source: str) -> bool:
    """Tell whether a picture can be asked for."""
    return bool(re.match(r"(?:https?:)?//[\w.-]+/", source))


def size_of(element: Element) -> tuple[int, int] | None:
    """Return width and height in pixels; ``data-ratio`` of a picture is height by width (§3.2)."""
    width, ratio = decimal(element.get("data-w")), decimal(element.get("data-ratio"))
    if width is None or ratio is None or not (0 < width < 100_000 and 0 < ratio < 1_000):
        return None
    return round(width), max(1, round(width * ratio))


def stated_sizes(html: str) -> dict[str, tuple[int, int]]:
    """Return width and height of each picture of a clean body that has them, by address."""
    body = tree(html)
    sizes: dict[str, tuple[int, int]] = {}
    if body is None:
        return sizes
    for picture in body.iter("img"):
        width, height = (number(picture.get(name), digits=9) for name in ("width", "height"))
        address = picture.get("src") or ""
        # what is said last of a picture counts
        sizes.pop(address, None)
        if width and height:
            sizes[address] = (width, height)
    return sizes

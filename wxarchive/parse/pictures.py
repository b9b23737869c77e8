"""What an ``img`` or SVG ``image`` says of its picture: address, alternative text, size (wechat-pages.md §3.2)."""

from lxml.etree import _Element as Element

from wxarchive.parse import phrases, selectors

_SOURCES = ("data-src", "data-original", "src", "href", "{http://www.w3.org/1999/xlink}href", "xlink:href")


def picture_source(element: Element) -> str:
    """Return the address of an element's picture: ``data-src`` first, for ``src`` may be a placeholder."""
    return next((source for name in _SOURCES if _usable(source := element.get(name) or "")), "")


def is_emoji(element: Element, source: str) -> bool:
    """Tell whether a picture is an emoji character, which is text and not a picture."""
    classes = set((element.get("class") or "").split())
    return bool(classes & selectors.EMOJI_CLASSES) or any(mark in source for mark in selectors.EMOJI_MARKS)


def _usable(source: str) -> bool:
    return bool(source and source.strip() and not source.startswith(("data:", "blob:", "about:")))


def alt_of(element: Element) -> str:
    """Return a picture's alternative text where it says something; editors fill in ``图片`` and ``null``."""
    alt = " ".join((element.get("alt") or "").split())
    return "" if alt.lower() in phrases.JUNK_ALTS else alt[:200]


def size_of(element: Element) -> tuple[int, int] | None:
    """Return width and height in pixels; ``data-ratio`` of a picture is height by width (§3.2)."""
    try:
        width, ratio = float(element.get("data-w") or ""), float(element.get("data-ratio") or "")
    except ValueError:
        return None
    if not (0 < width < 100_000 and 0 < ratio < 1_000):
        return None
    return round(width), max(1, round(width * ratio))

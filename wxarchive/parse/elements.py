"""A piece of HTML as lxml elements, and what they say of themselves."""

from lxml import etree
from lxml.etree import HTMLParser
from lxml.etree import _Element as Element

from wxarchive.guarded import number

_WRITTEN = frozenset({"text", "button", "submit", "reset", "search", "email", "url", "tel", "number", "date"})
"""Types of ``input`` that show their value as text."""


def tree(html: str) -> Element | None:
    """Build the tree of a piece of HTML; ``None`` if there is nothing in it."""
    text = html.replace("\0", "")
    if not text or text.isspace():
        return None
    parser = HTMLParser(remove_comments=True, remove_pis=True, huge_tree=True)
    try:
        document = etree.fromstring(f"<html><body>{text}</body></html>", parser)
    except (etree.ParseError, ValueError):
        return None
    return document.find("body") if document is not None else None


def first_number(numbered: Element) -> int:
    """Return the number a list begins with: its own, or that of its first item."""
    items = (item.get("value") for item in numbered if item.tag == "li")
    told = numbered.get("start") or next(items, None) or ""
    begins = number(told, digits=9)
    return 1 if begins is None else begins


def shown_value(field: Element) -> str | None:
    """Return the text that an ``input`` shows."""
    return field.get("value") if field.get("type", "text").lower() in _WRITTEN else None

"""What elements say of themselves."""

import re
from urllib.parse import unquote

from lxml import etree
from lxml.etree import _Element as Element

from wxarchive.address import PAGE_HOST, article_ref, unescape
from wxarchive.guarded import number

# types of ``input`` that show their value as text
_WRITTEN = frozenset(
    {"text", "button", "submit", "reset", "search", "email", "url", "tel", "number", "date"}
)

# an article's path on the site; where wget saved pages, the file of another one
_PATH = re.compile(
    r"(?:file://)?(/(?:s[?/]|mp/appmsg/show\?).*)|(?:\./)?(s(?:\?|%3F)__biz=.*)", re.S
)


def number_of(element: Element) -> int | None:
    """Return the number that a list begins with or an item has; ``None`` where it tells none."""
    name = "value"
    if element.tag == "ol":
        name = "start"
    return number(element.get(name), digits=9)


def shown_value(field: Element) -> str | None:
    """Return the text that an ``input`` shows."""
    kind = field.get("type", "text").lower()
    if kind not in _WRITTEN:
        return None
    return field.get("value")


def first_attribute(element: Element, *names: str) -> str:
    """Return the first of these attributes that says something, else an empty text."""
    return next(filter(None, map(element.get, names)), "")


def text_within(element: Element) -> str:
    """Return all text in an element."""
    return etree.tostring(element, method="text", encoding="unicode", with_tail=False)


def has_text(element: Element) -> bool:
    """Tell whether there is text in an element."""
    return any(not str(text).isspace() for text in element.itertext())


def has_content(element: Element) -> bool:
    """Tell whether there is text or a picture in an element."""
    return has_text(element) or next(element.iter("img"), None) is not None


def address_of(anchor: Element) -> str | None:
    """Return where an anchor leads; one in a drawing may say it in the way of SVG, one in a saved
    page without the site's name.
    """
    names = ("href", "xlink:href", "{http://www.w3.org/1999/xlink}href")
    address = next(filter(None, map(anchor.get, names)), None)
    if address and (path := _PATH.match(address)):
        whole = f"https://{PAGE_HOST}{path[1]}"
        if path[2]:
            whole = f"https://{PAGE_HOST}/{unquote(path[2])}"
        # a site that shows what it copied has paths of its own
        if article_ref(unescape(whole)):
            return whole
    return address


def article_named(element: Element) -> str | None:
    """Return the address of the article that an element names, by whatever attribute."""
    values = (value for value in map(str, element.values()) if PAGE_HOST in value)
    refs = filter(None, map(article_ref, values))
    return next((ref.url for ref in refs), None)

"""A piece of HTML, from anywhere, as a tree that can be walked: never deeper or larger than the
limits here.

No article comes near them; a page that is made to be slow does. The text beyond them is kept:
elements nested too deep stand beside each other at the deepest place, of tags that are too many
only the text is left. Both are told as losses.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from itertools import islice

from lxml import etree
from lxml.etree import _Element as Element

DEEPEST = 100
"""Elements inside of each other; the deepest article known has 35. The walks of trees and blocks
recurse so deep.
"""
MOST_TAGS = 50_000
"""Start and end tags; the article with the most has 3,500."""
MOST_ATTRIBUTES = 200
"""Of one element."""

TOO_DEEP = (
    f"how elements are nested below {DEEPEST} levels: what is in them stands one after another"
)
TOO_MANY_TAGS = f"all but the text of what follows the first {MOST_TAGS:,} tags"
TOO_MANY_ATTRIBUTES = f"all but the first {MOST_ATTRIBUTES} attributes of an element"

_ATTRIBUTE = (
    r"""(?:[\s/]++[^\s/>=][^\s/>=]*+(?:\s*+=\s*+(?:"[^"]*+"|'[^']*+'|[^\s>"'][^\s>]*+))?+)"""
)
_LONG_TAG = re.compile(rf"(<[a-zA-Z][^\s/><]*+{_ATTRIBUTE}{{{MOST_ATTRIBUTES}}}){_ATTRIBUTE}++")
_TAG = re.compile(r"<([a-zA-Z][^\s/><]*)|</([a-zA-Z][^\s/><]*)[^<>]*>?")
_ANY_TAG = re.compile(r"<[^<>]*>?")
# characters, from which on libxml2's limit of 10 MB is lifted, and that of 256 levels with it:
# they cost time
_LONG = 3_000_000
_VOID = frozenset({
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source",
    "track", "wbr",
})  # fmt: skip
# tags that mean something only within each other; side by side they are plain parts
_OF_TABLES = frozenset({"table", "caption", "thead", "tbody", "tfoot", "tr", "td", "th"})
_is_too_deep = etree.XPath(f"boolean({'/'.join(['*'] * (DEEPEST + 1))})")


def tree(html: str, lose: Callable[[str], None] | None = None) -> Element | None:
    """Build the tree of a piece of HTML; ``None`` if there is nothing in it. ``lose`` is told what
    it has not.
    """
    text, losses = _bounded(html.replace("\0", ""))
    if not text or text.isspace():
        return None
    body = _parsed(text)
    # what libxml2 gives up is too deep as well
    if body is None or _is_too_deep(body):
        body = _parsed("".join(_flattened(text)))
        losses.append(TOO_DEEP)
    if lose:
        for loss in losses:
            lose(loss)
    return body


def shallow(html: str, lose: Callable[[str], None]) -> str:
    """Return a piece of HTML within the limits, as it is if it is within them already."""
    text, losses = _bounded(html.replace("\0", ""))
    body = _parsed(text)
    if body is None or _is_too_deep(body):
        text = "".join(_flattened(text))
        losses.append(TOO_DEEP)
    for loss in losses:
        lose(loss)
    return text


def _parsed(text: str) -> Element | None:
    """Give the body; ``None`` if libxml2 finds nothing, or more levels than it allows itself."""
    parser = etree.HTMLParser(
        encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=len(text) > _LONG
    )
    whole = f"<html><body>{text}</body></html>".encode("utf-8", "replace")
    try:
        document = etree.fromstring(whole, parser)
    except etree.ParseError:
        return None
    # a parser that recovers may find nothing
    if document is None:
        return None
    return document.find("body")


def _bounded(text: str) -> tuple[str, list[str]]:
    """Return HTML with no more tags and attributes than may be, and what that lost."""
    losses = []
    if text.count("<") > MOST_TAGS:
        first = next(islice(re.finditer("<", text), MOST_TAGS, None)).start()
        text = text[:first] + _ANY_TAG.sub("\n", text[first:])
        losses.append(TOO_MANY_TAGS)
    text, number = _LONG_TAG.subn(r"\1", text)
    if number:
        losses.append(TOO_MANY_ATTRIBUTES)
    return text, losses


def _flattened(html: str) -> Iterator[str]:
    """Give the HTML in pieces, every element ended, those too deep before the next tag of any
    kind.
    """
    opened: list[str] = []
    known: Counter[str] = Counter()
    # the end tag of an element that is too deep
    end_tag, end = "", 0
    for tag in _TAG.finditer(html):
        yield html[end : tag.start()] + end_tag
        end_tag, end = "", tag.end()
        name = (tag[1] or tag[2]).lower()
        if tag[2]:
            yield from _closed(name, opened, known)
            continue
        # body and html are two levels of their own
        is_deep = len(opened) >= DEEPEST - 2
        written = name
        if is_deep and name in _OF_TABLES:
            written = "div"
        yield f"<{written}"
        if name in _VOID:
            continue
        if is_deep:
            end_tag = f"</{written}>"
        opened.append(name)
        known[name] += 1
    yield html[end:]


def _closed(name: str, opened: list[str], known: Counter[str]) -> Iterator[str]:
    """Give the end tags of what an end tag ends: nothing if no such element is open."""
    while known[name]:
        last = opened.pop()
        known[last] -= 1
        if len(opened) < DEEPEST - 2:
            yield f"</{last}>"
        if last == name:
            return

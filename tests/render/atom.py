"""What RFC 4287 asks of a feed document, as far as a schema and its prose can be checked."""

import re
from collections import Counter

from lxml import etree

NAMES = {"a": "http://www.w3.org/2005/Atom"}
_DATE = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)", re.ASCII)
_IRI = re.compile(r"[a-z][a-z0-9+.-]*:[^\s<>\"{}|\\^`]+", re.ASCII)
_ONCE = {"id", "title", "updated"}
_AT_MOST_ONCE = {
    "generator",
    "icon",
    "logo",
    "rights",
    "subtitle",
    "published",
    "summary",
    "content",
}
_OF_FEEDS = {"author", "category", "contributor", "link", *_ONCE, *_AT_MOST_ONCE}
_OF_ENTRIES = _OF_FEEDS | {"source"}


def entries_of(root: etree._Element) -> list[etree._Element]:
    """Return the entries of a feed."""
    return list(root.iterfind("a:entry", NAMES))


def check(root: etree._Element) -> None:
    """Fail where a document is no Atom feed; sections in brackets."""
    assert root.tag == f"{{{NAMES['a']}}}feed"
    _check_parts(root, _OF_FEEDS | {"entry"})
    entries = entries_of(root)
    for entry in entries:
        _check_parts(entry, _OF_ENTRIES)
        assert entry.find("a:author", NAMES) is not None, "each entry has an author [4.1.2]"
        content = entry.find("a:content", NAMES)
        alternate = entry.find("a:link[@rel='alternate']", NAMES)
        assert content is not None or alternate is not None, "one of both [4.1.2]"
        if content is not None:
            assert content.get("type") == "html"
            assert not len(content), "HTML is text here [4.1.3.3]"
    ids = [entry.findtext("a:id", namespaces=NAMES) for entry in entries]
    times = [entry.findtext("a:updated", namespaces=NAMES) for entry in entries]
    assert len({*zip(ids, times, strict=True)}) == len(entries), "one entry of one id [4.1.1]"


def _check_parts(node: etree._Element, allowed: set[str]) -> None:
    children = [etree.QName(child) for child in node]
    assert {one.namespace for one in children} <= {NAMES["a"]}
    counts = Counter(one.localname for one in children)
    assert set(counts) <= allowed
    assert {name: counts[name] for name in _ONCE} == dict.fromkeys(_ONCE, 1)
    assert all(counts[name] <= 1 for name in _AT_MOST_ONCE)
    for name in ("updated", "published"):
        for date in node.iterfind(f"a:{name}", NAMES):
            assert _DATE.fullmatch(date.text or ""), "dates are those of RFC 3339 [3.3]"
    assert _IRI.fullmatch(node.findtext("a:id", "", NAMES)), "an id is an IRI [4.2.6]"
    assert all(
        author.findtext("a:name", namespaces=NAMES) for author in node.iterfind("a:author", NAMES)
    )
    assert all(one.get("term") for one in node.iterfind("a:category", NAMES))
    _check_links(node)


def _check_links(node: etree._Element) -> None:
    links = list(node.iterfind("a:link", NAMES))
    assert all(_IRI.fullmatch(link.get("href", "")) for link in links), "[4.2.7.1]"
    alternates = [
        (link.get("type"), link.get("hreflang")) for link in links if link.get("rel") == "alternate"
    ]
    assert len(set(alternates)) == len(alternates), "one alternate of a type [4.1.1]"

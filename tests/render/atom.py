"""What RFC 4287 asks of a feed document: by a grammar, and what only its prose says."""

import re
from functools import cache
from pathlib import Path

from lxml import etree

NAMES = {"a": "http://www.w3.org/2005/Atom"}
_DATE = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)", re.ASCII)
_IRI = re.compile(r"[a-z][a-z0-9+.-]*:[^\s<>\"{}|\\^`]+", re.ASCII)


@cache
def schema() -> etree.RelaxNG:
    """Return the grammar of feed documents: ours, made from the text of the RFC."""
    return etree.RelaxNG(etree.parse(Path(__file__).with_name("atom.rng")))


def entries_of(root: etree._Element) -> list[etree._Element]:
    """Return the entries of a feed."""
    return list(root.iterfind("a:entry", NAMES))


def check(root: etree._Element) -> None:
    """Fail where a document is no Atom feed; sections in brackets."""
    schema().assertValid(root)
    _check_parts(root)
    entries = entries_of(root)
    for entry in entries:
        _check_parts(entry)
        assert entry.find("a:author", NAMES) is not None, "each entry has an author [4.1.2]"
        content = entry.find("a:content", NAMES)
        alternate = entry.find("a:link[@rel='alternate']", NAMES)
        assert content is not None or alternate is not None, "one of both [4.1.2]"
        if content is not None:
            assert content.get("type") == "html"
    ids = [entry.findtext("a:id", namespaces=NAMES) for entry in entries]
    times = [entry.findtext("a:updated", namespaces=NAMES) for entry in entries]
    assert len({*zip(ids, times, strict=True)}) == len(entries), "one entry of one id [4.1.1]"


def _check_parts(node: etree._Element) -> None:
    for name in ("updated", "published"):
        for date in node.iterfind(f"a:{name}", NAMES):
            assert _DATE.fullmatch(date.text or ""), "dates are those of RFC 3339 [3.3]"
    assert _IRI.fullmatch(node.findtext("a:id", "", NAMES)), "an id is an IRI [4.2.6]"
    assert all(author.findtext("a:name", "", NAMES) for author in node.iterfind("a:author", NAMES))
    assert all(one.get("term") for one in node.iterfind("a:category", NAMES))
    _check_links(node)


def _check_links(node: etree._Element) -> None:
    links = list(node.iterfind("a:link", NAMES))
    assert all(_IRI.fullmatch(link.get("href", "")) for link in links), "[4.2.7.1]"
    alternates = [
        (link.get("type"), link.get("hreflang")) for link in links if link.get("rel") == "alternate"
    ]
    assert len(set(alternates)) == len(alternates), "one alternate of a type [4.1.1]"

"""Addresses that stand in a text without being links, made links; not in links, code and
formulas.
"""

import re
from collections.abc import Iterator

from lxml import etree

_ADDRESS = re.compile(r"(?<![A-Za-z0-9])https?://[\w\-.~:/?#@!$&'()*+,;=%\[\]]+", re.A | re.I)
"""What an address may hold (RFC 3986 §2): Chinese letters and punctuation end it."""
_HOST = re.compile(r"https?://\w", re.A | re.I)
_PUNCTUATION = ".,;:!?'*"
_PAIRS = {")": "(", "]": "["}
_LEFT_ALONE = frozenset({"a", "code", "pre"})


def link_bare_addresses(box: etree._Element) -> None:
    """Make links of the addresses in the texts of an element, in a time that grows as the text
    does.
    """
    # a list, for links are put into the tree that is walked
    for node in list(_outside_of_links(box)):
        if node.tag not in _LEFT_ALONE:
            before, links = _parted(node.text or "")
            if links:
                node.text = before
                node[:0] = links
        # what follows the box itself is none of its text
        if node is not box:
            start, others = _parted(node.tail or "")
            if others:
                node.tail = None
                # the last first: each comes to stand just behind the element
                for link in reversed(others):
                    node.addnext(link)
                node.tail = start


def _outside_of_links(box: etree._Element) -> Iterator[etree._Element]:
    """Yield the elements that are in no link and no code, and these themselves: text may follow
    them.
    """
    waiting = [box]
    while waiting:
        node = waiting.pop()
        yield node
        if node.tag not in _LEFT_ALONE:
            waiting.extend(node)


def _parted(text: str) -> tuple[str, list[etree._Element]]:
    """Return the text before the first address, and each address as a link with the text behind
    it.
    """
    if "://" not in text:
        return text, []
    before, end = "", 0
    links: list[etree._Element] = []
    for match in _ADDRESS.finditer(text):
        address = without_punctuation(match[0])
        # nothing may be left but the scheme
        if not _HOST.match(address):
            continue
        before = _followed(before, links, text[end : match.start()])
        end = match.start() + len(address)
        link = etree.Element("a", {"href": address})
        link.text = address
        links.append(link)
    return _followed(before, links, text[end:]), links


def _followed(before: str, links: list[etree._Element], text: str) -> str:
    """Put a text behind the last link; without one it is what stands before the first."""
    if not links:
        return text
    links[-1].tail = text
    return before


def without_punctuation(address: str) -> str:
    """Return an address without what ends the sentence around it; a bracket stays if it was opened
    inside.
    """
    # counted once: counting again for each bracket would be quadratic in a row of brackets
    open_ = {close: address.count(begin) - address.count(close) for close, begin in _PAIRS.items()}
    end = len(address)
    while end and (address[end - 1] in _PUNCTUATION or open_.get(address[end - 1], 0) < 0):
        end -= 1
        if address[end] in open_:
            open_[address[end]] += 1
    return address[:end]

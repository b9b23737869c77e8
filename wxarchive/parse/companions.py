"""Which pictures a saved page kept, and where: browsers write them into a folder, into the page, or
into its MHTML.

The address is what WeChat's own attribute says (``data-src``), which all of them leave as it is
(docs/wechat-pages.md §3.2).
"""

import base64
import binascii
import re
from collections.abc import Iterator
from urllib.parse import unquote_to_bytes

from wxarchive.markup import tree
from wxarchive.models import RawPage
from wxarchive.parse.body import LEAST_DATA, is_web_address
from wxarchive.parse.page import Page, is_mhtml, is_webarchive, parts, resources

Kept = dict[str, str | bytes]
"""Address → the name of a file next to the page, or the bytes themselves."""

_ADDRESSES = ("data-src", "data-original", "data-original-src", "data-sf-original-src", "src")
_LOCAL = re.compile(rb"""<img\b[^<>]*?\ssrc\s*=\s*["']?(?!https?:|//|["'>\s])""", re.I)
_IN_STYLE = re.compile(rb"(--sf-img-\d{1,6}):\s*url\([\"']?(data:image/[^\"')\s]+)")
# SingleFile keeps what a page shows several times in a style, once (docs/wechat-pages.md §11)
_ELSEWHERE = re.compile(r"[a-z][a-z0-9+.-]+:|//", re.I)
_SHOWN_BY = re.compile(r"var\((--sf-img-\d{1,6})\)")
_DATA = re.compile(r"data:image/[\w.+-]+((?:;[\w=.+-]+)*),", re.I)


def kept_pictures(raw: RawPage) -> Kept:
    """Return the pictures that came with a saved page, by their addresses; empty for a page as it
    was served.
    """
    if is_mhtml(raw.body):
        return dict(_pictures_of_mhtml(raw.body))
    if is_webarchive(raw.body):
        images = (one for one in resources(raw.body) if one.type.startswith("image/"))
        return {image.url: image.content for image in images if is_web_address(image.url)}
    # the others keep them as data, in the elements or in a style
    page = Page(raw)
    if page.content_span is None or not _LOCAL.search(page.bytes, *page.content_span):
        return {}
    root = tree(page.content or "")
    if root is None:
        return {}
    shared = {name.decode(): data.decode() for name, data in _IN_STYLE.findall(page.bytes)}
    for element in root.iter("img"):
        if variable := _SHOWN_BY.search(element.get("style") or ""):
            element.set("src", shared.get(variable[1], ""))
    pictures: Kept = {}
    for element in root.iter("img"):
        source = element.get("src") or ""
        addresses = (element.get(name) or "" for name in _ADDRESSES)
        address = next(filter(is_web_address, addresses), "")
        # what is shorter stands where a picture was not loaded yet
        if address and source.startswith("data:"):
            if len(source) >= LEAST_DATA:
                pictures[address] = _bytes_of(source)
        elif address and source and not _ELSEWHERE.match(source):
            pictures[address] = source
    return pictures


def _bytes_of(source: str) -> bytes:
    """Return what a ``data:`` address holds; nothing of one that is damaged."""
    head = _DATA.match(source)
    if head is None:
        return b""
    content = unquote_to_bytes(source[head.end() :])
    if "base64" not in head[1].lower():
        return content
    try:
        return base64.b64decode(content)
    except (binascii.Error, ValueError):
        return b""


def _pictures_of_mhtml(body: bytes) -> Iterator[tuple[str, bytes]]:
    """Yield the pictures of an MHTML file by their ``Content-Location`` (RFC 2557 §4.2)."""
    for part in parts(body):
        location = str(part.get("Content-Location") or "").strip()
        if part.get_content_maintype() == "image" and is_web_address(location):
            content = part.get_payload(decode=True)
            if isinstance(content, bytes) and content:
                yield location, content

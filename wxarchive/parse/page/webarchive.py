"""Take a page that Safari saved (``.webarchive``) apart: one property list of the page and what it
shows.

Source: the keys that WebKit writes (``WebMainResource``, ``WebSubresources``, each with
``WebResourceData``, ``WebResourceURL``, ``WebResourceMIMEType``, ``WebResourceTextEncodingName``).
"""

import plistlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from xml.parsers.expat import ExpatError

_BEGINS = re.compile(
    rb"(?:bplist00|<\?xml[^<>]*>\s*<!DOCTYPE plist\b).{1,4000}?WebMainResource", re.S
)
_DESCRIPTION = ("WebResourceURL", "WebResourceMIMEType", "WebResourceTextEncodingName")
MOST_RESOURCES = 10_000
"""Resources that are looked at; a page has some hundred."""


@dataclass(frozen=True, slots=True)
class Resource:
    """The page or something it shows: its address, type, charset and bytes; ``""`` for what is not
    told.
    """

    url: str
    type: str
    charset: str
    content: bytes


def is_webarchive(body: bytes) -> bool:
    """Tell whether a file is a page that Safari saved."""
    return body.startswith((b"bplist00", b"<?xml")) and _BEGINS.match(body) is not None


def resources(body: bytes) -> Iterator[Resource]:
    """Yield the page, then what it shows; nothing of a file that is damaged."""
    try:
        properties = plistlib.loads(body)
    except (ValueError, ExpatError, LookupError, TypeError, OverflowError, RecursionError):
        return
    if not isinstance(properties, dict):
        return
    listed = [properties.get("WebMainResource")]
    others = properties.get("WebSubresources")
    if isinstance(others, list):
        listed += others[:MOST_RESOURCES]
    for item in listed:
        if not isinstance(item, dict):
            continue
        content = item.get("WebResourceData")
        if isinstance(content, bytes):
            url, type_, charset = (str(item.get(name) or "") for name in _DESCRIPTION)
            yield Resource(url, type_.lower(), charset, content)

"""Take a page saved as MHTML apart: one MIME message of the page and what it shows.

Source: RFC 2046 §5.1 (parts), RFC 2557 (pages). The standard library's own parser follows parts
within parts as deep as they go, which a file can choose so that Python gives up; so only headers
and the encodings of single parts are left to it.
"""

import email
import email.policy
import re
from collections.abc import Iterator
from email.message import Message
from itertools import islice

DEEPEST_PARTS = 10
"""Levels of parts within parts that are read; browsers write one."""
MOST_PARTS = 10_000
"""Parts of one level that are read; a page has some hundred."""
_LONGEST_HEADER = 65_536  # bytes
_VERSION = re.compile(rb"^mime-version:", re.M)
_END_OF_HEADER = re.compile(rb"(?:\A|\r?\n)\r?\n")


def is_mhtml(body: bytes) -> bool:
    """Tell whether a file is a page with its pictures in one MIME message."""
    head = body[:4000].lower()
    # plain searches first: nearly no page is a message
    has_parts = b"multipart/related" in head and b"mime-version:" in head
    return has_parts and _VERSION.search(head) is not None


def parts(body: bytes, levels: int = DEEPEST_PARTS) -> Iterator[Message]:
    """Yield the parts of a message that hold no others; those nested deeper are left out."""
    header = _END_OF_HEADER.search(body, 0, _LONGEST_HEADER)
    if header is None:
        return
    # of the header only: parts are followed here, as deep as is allowed
    message = email.message_from_bytes(body[: header.start()], policy=email.policy.compat32)
    content, boundary = body[header.end() :], message.get_boundary()
    if message.get_content_maintype() != "multipart" or not boundary:
        message.set_payload(content.decode("ascii", "surrogateescape"))
        yield message
    elif levels:
        for piece in islice(_between(content, boundary), MOST_PARTS):
            yield from parts(piece, levels - 1)


def _between(content: bytes, boundary: str) -> Iterator[bytes]:
    """Yield what stands between the lines of a boundary, of which the last has two hyphens behind;
    the end of the line before belongs to the boundary.
    """
    mark = re.escape(boundary.encode("utf-8", "surrogateescape"))
    start: int | None = None
    for line in re.finditer(rb"^--" + mark + rb"(--)?[ \t]*+\r?$\n?", content, re.M):
        if start is not None:
            yield content[start : line.start()].removesuffix(b"\n").removesuffix(b"\r")
        if line[1]:
            return
        start = line.end()
    # of a message that was cut off the last part has no end
    if start is not None:
        yield content[start:]

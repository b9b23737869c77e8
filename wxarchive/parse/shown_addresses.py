"""Under which addresses a page itself shows a picture: the record has one, of the original size."""

import re
from collections.abc import Iterator
from itertools import islice

from wxarchive.address import unescape
from wxarchive.models import picture_identity

_MOST = 20
"""Of the places in a page that name a picture so many are looked at."""
_SHORTEST_NAME = 16  # characters; WeChat's are longer, others would be found anywhere
_LONGEST = 300  # bytes of an address before and behind the name
_END = re.compile(rb"[\s\"'<>()#]")


def addresses_in_page(page: bytes, address: str) -> list[str]:
    """Return the addresses under which a received page itself shows a picture, in its order."""
    name = picture_identity(address).rpartition("/")[2].encode()
    if len(name) < _SHORTEST_NAME:
        return []
    identity = picture_identity(address)
    shown = (unescape(text) for text in islice(_around(page, name), _MOST))
    return list(dict.fromkeys(text for text in shown if picture_identity(text) == identity))


def _around(page: bytes, name: bytes) -> Iterator[str]:
    """Yield the addresses around each place of a name; searched from the name, so that no page can
    make it slow.
    """
    at = page.find(name)
    while at >= 0:
        start = page.rfind(b"http", max(at - _LONGEST, 0), at)
        stop = at + _LONGEST
        if end := _END.search(page, at, stop):
            stop = end.start()
        if start >= 0:
            yield page[start:stop].decode("ascii", "replace")
        at = page.find(name, at + len(name))

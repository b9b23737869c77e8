"""Bytes that a program has in memory → the page or file that is archived."""

import io
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from math import ceil
from pathlib import Path, PurePath

from wxarchive.address import article_ref, clean
from wxarchive.errors import SourceError, UsageError
from wxarchive.sniff import look
from wxarchive.sources import SavedPage
from wxarchive.store import MediaFile

_MARKDOWN = frozenset({".md", ".markdown"})


@dataclass(frozen=True, slots=True)
class _BytesFile:
    """A saved page's file of which only the bytes are there: no folder, no companions."""

    name: str
    content: bytes
    saved_at: datetime

    def read(self, limit: int, what: str) -> bytes:
        """Return its bytes; raises :class:`SourceError` for more than ``limit``."""
        if len(self.content) > limit:
            # rounded up: it is more than the limit, and has to read so
            size = f"{ceil(len(self.content) / 2**20)} MB"
            problem = f"the {what} has {size}, {limit // 2**20} are the most"
            raise SourceError(problem, self.name)
        return self.content

    def beside(self, _name: str, _limit: int) -> None:
        """There is nothing beside it."""


def page_at_hand(content: bytes, name: str, url: str | None, saved_at: datetime) -> SavedPage:
    """Return the page that these bytes are; an address that is no article's says nothing."""
    given, address = name, None
    # what it is shown as holds no session
    if url and article_ref(url):
        given, address = clean(url), url
    return SavedPage(
        given=given,
        path=Path(PurePath(name).name or "page.html"),
        url=address,
        is_markdown=PurePath(name).suffix.lower() in _MARKDOWN,
        contained=_BytesFile(name, content, saved_at),
    )


def file_at_hand(address: str, content: bytes) -> MediaFile:
    """Return the file that these bytes are; raises :class:`UsageError` if nobody can show it."""
    found = look(content)
    if found.fault or not found.type:
        raise UsageError(found.fault or "this is no picture, audio or video", address)
    name, size = sha256(content).hexdigest(), len(content)
    sides = found.width, found.height
    return MediaFile(io.BytesIO(content), name, size, found.type, address, *sides)

"""What comes in by the browser: addresses in any text, and saved pages."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path, PurePath

from wxarchive import archive, clock
from wxarchive.address import article_ref, clean
from wxarchive.errors import SourceError
from wxarchive.formats import addresses_in
from wxarchive.models import Outcome, Rules
from wxarchive.parse import parse
from wxarchive.sources import SavedPage, in_text
from wxarchive.store import Store

_MARKDOWN = frozenset({".md", ".markdown"})
MOST_ADDRESSES = 2_000


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that was posted: a member of nothing, with nothing beside it."""

    name: str
    content: bytes
    saved_at: datetime

    def read(self, limit: int, what: str) -> bytes:
        """Return its bytes; raises :class:`SourceError` for more than ``limit``."""
        if len(self.content) > limit:
            told = f"the {what} has {len(self.content) // 2**20} MB, {limit // 2**20} are the most"
            raise SourceError(told, self.name)
        return self.content

    def beside(self, _name: str, _limit: int) -> None:
        """There is nothing beside it."""


@dataclass(frozen=True, slots=True)
class Taken:
    """How many addresses a text names, and how many of them are new in the queue."""

    named: int
    queued: int


def take_text(store: Store, text: str, *, again: bool = False) -> Taken:
    """Put the addresses in a text into the queue: those of articles, albums and home pages. A text
    names no files here.
    """
    addresses = list(dict.fromkeys(addresses_in(text)))[:MOST_ADDRESSES]
    named = [found for address in addresses if (found := in_text(address))]
    rules = Rules(again=again)
    return Taken(len(named), archive.queue_up(named, store=store, now=clock.now(), rules=rules))


def take_files(store: Store, uploads: Iterable[Upload], url: str = "") -> list[Outcome]:
    """Archive saved pages and dumps. ``url``: the address of the one page, as a browser says."""
    address = url if article_ref(url) else None
    pages = [
        SavedPage(
            given=clean(address) if address else upload.name,
            path=Path(PurePath(upload.name).name or "page.html"),
            url=address,
            is_markdown=PurePath(upload.name).suffix.lower() in _MARKDOWN,
            held=upload,
        )
        for upload in uploads
    ]
    return list(archive.import_files(pages, store=store, parse=parse))

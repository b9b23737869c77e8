"""What comes in by the browser: addresses in any text, and saved pages."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from wxarchive.api import Archive, find_addresses
from wxarchive.models import Outcome

MOST_ADDRESSES = 2_000


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that was posted."""

    name: str
    content: bytes
    saved_at: datetime


@dataclass(frozen=True, slots=True)
class QueuedText:
    """How many addresses a text names, and how many of them are new in the queue."""

    named: int
    queued: int


def take_text(archive: Archive, text: str, *, again: bool = False) -> QueuedText:
    """Put the addresses in a text into the queue: those of articles, albums and home pages. A text
    names no files here.
    """
    named = find_addresses(text)[:MOST_ADDRESSES]
    return QueuedText(len(named), archive.enqueue(*named, again=again))


def take_files(archive: Archive, uploads: Iterable[Upload], url: str = "") -> list[Outcome]:
    """Archive saved pages and dumps. ``url``: the address of the one page, as a browser says."""
    outcomes: list[Outcome] = []
    for one in uploads:
        outcomes += archive.import_page(one.content, name=one.name, url=url, saved_at=one.saved_at)
    return outcomes

"""A file that was come across on the disk or in an archive, before it is known what it is."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import IO

from wxarchive.sources.containers import Container, Member, MemberEntry, spooled
from wxarchive.sources.files import changed_at, file_errors, head, read_limited
from wxarchive.sources.source import SavedPage

_HEAD = 16_384


@dataclass(frozen=True, slots=True)
class FoundFile:
    """A file that was come across: what it is shown as, its name, and where it is.

    ``is_named``: the user named this very file, so it must be of use; else it may be anything.
    """

    given: str
    path: Path
    is_named: bool
    archive: Container | None = None
    entry: MemberEntry | None = None
    url: str | None = None
    root: Path | None = None

    @property
    def saved_at(self) -> datetime:
        """When it was last changed."""
        if self.entry:
            return self.entry.saved_at
        return changed_at(self.path)

    def head(self) -> bytes:
        """Return its first bytes; none of what cannot be read."""
        if self.archive and self.entry:
            return self.archive.head(self.entry, _HEAD)
        return head(self.path, _HEAD)

    def read(self, limit: int, what: str) -> bytes:
        """Return its bytes; raises :class:`SourceError` if they cannot be had or are more than
        ``limit``.
        """
        if self.archive and self.entry:
            return self.archive.read(self.entry, limit, what)
        return read_limited(self.path, limit, what)

    def open(self) -> IO[bytes]:
        """Open it to be read line by line."""
        if self.archive and self.entry:
            return spooled(self.archive, self.entry)
        with file_errors(self.path):
            return self.path.open("rb")

    def page(self, *, is_markdown: bool = False) -> SavedPage:
        """Return it as the source that a page or dump is."""
        member = None
        if self.archive and self.entry:
            member = Member(self.archive, self.entry)
        return SavedPage(self.given, self.path, self.url, is_markdown, member, self.root)

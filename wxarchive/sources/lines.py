"""The lines of a file of records, each a source of its own, found by their places in the file."""

import codecs
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import IO

from wxarchive.errors import SourceError
from wxarchive.formats import UTF16_MARKS
from wxarchive.sources.containers import drop, temporary_errors, temporary_file
from wxarchive.sources.files import NO_DATE, PAGE_LIMIT, too_large

_LONGEST = PAGE_LIMIT + 1
_PIECE = 1024**2


def in_utf8(file: IO[bytes], given: str) -> IO[bytes]:
    """Return a file; of one in UTF-16, as Windows PowerShell 5 redirects what a command prints, a
    nameless copy in UTF-8, whose lines end with one byte. Raises :class:`SourceError` where no
    temporary file can be written.
    """
    mark = file.read(2)
    file.seek(0)
    if mark not in UTF16_MARKS:
        return file
    pieces = iter(partial(file.read, _PIECE), b"")
    with file:
        copy = temporary_file(given)
        try:
            with temporary_errors(given):
                for text in codecs.iterdecode(pieces, "utf-16", "replace"):
                    copy.write(text.encode())
                copy.seek(0)
        except BaseException:
            drop(copy)
            raise
    return copy


class Lines:
    """A file of lines; it is closed when nothing refers to it any more."""

    def __init__(self, file: IO[bytes], given: str) -> None:
        self.given = given
        self.file = file
        first = file.readline(_LONGEST)
        # blank ones before it say nothing
        while first and not first.strip():
            first = file.readline(_LONGEST)
        self.is_one = not first.rstrip().endswith(b"}") and len(first) < _LONGEST
        """Whether its first line is no whole record: then the file is one, over many lines."""

    def __iter__(self) -> Iterator["Line"]:
        """Yield the lines that are not blank."""
        start = 0
        while True:
            # whoever reads a line moves the place in the file
            self.file.seek(start)
            piece = self.file.readline(_LONGEST)
            size, is_blank = len(piece), not piece.strip()
            # the rest of a line that is too long is passed over
            while piece and not piece.endswith(b"\n"):
                piece = self.file.readline(_LONGEST)
                size += len(piece)
            if not size:
                return
            if not is_blank:
                yield Line(self, start, size)
            start += size

    def close(self) -> None:
        """Close the file."""
        self.file.close()

    __del__ = close


@dataclass(frozen=True, slots=True)
class Line:
    """One line, as a source."""

    lines: Lines
    start: int
    size: int

    @property
    def saved_at(self) -> datetime:
        """A line has no date: a record tells its own time."""
        return NO_DATE

    def read(self, limit: int, what: str) -> bytes:
        """Return the line; raises :class:`SourceError` if it is longer than ``limit``."""
        if self.size > limit:
            raise too_large(self.size, self.lines.given, what)
        try:
            self.lines.file.seek(self.start)
            return self.lines.file.read(self.size)
        except OSError as error:
            what = f"it cannot be read: {error.strerror}"
            raise SourceError(what, self.lines.given, "check the disk") from error

    def beside(self, name: str, limit: int) -> bytes | None:
        """Return nothing: a record has no files."""
        return None

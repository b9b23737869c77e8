"""The rows of a Parquet file, each a source of its own: records, and errors."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from wxarchive.errors import SourceError
from wxarchive.formats import record_in, rows_in
from wxarchive.sources.files import NO_DATE, too_large
from wxarchive.sources.foundfile import FoundFile
from wxarchive.sources.source import SavedPage, Source, Unusable


def in_parquet(found: FoundFile) -> Iterator[Source]:
    """Yield the records of a Parquet file; raises :class:`SourceError`."""
    with found.open() as file:
        for number, row in enumerate(rows_in(file, found.given), 1):
            given = f"{found.given}:{number}"
            if error := row.pop("error"):
                what = f"it could not be read when this file was made: {error}"
                yield Unusable(given, SourceError(what, str(row.get("source")), "get it anew"))
            else:
                yield SavedPage(given, found.path, contained=_Row(given, record_in(row)))


@dataclass(frozen=True, slots=True)
class _Row:
    """One row, as the record that it is."""

    given: str
    record: bytes

    @property
    def saved_at(self) -> datetime:
        """A row has no date: a record tells its own time."""
        return NO_DATE

    def read(self, limit: int, what: str) -> bytes:
        """Return the record; raises :class:`SourceError` if it is longer than ``limit``."""
        if len(self.record) > limit:
            raise too_large(len(self.record), self.given, what)
        return self.record

    def beside(self, name: str, limit: int) -> bytes | None:
        """Return nothing: a record has no files."""
        return None

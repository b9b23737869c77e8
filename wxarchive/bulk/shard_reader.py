"""One shard → one Parquet file, whole or not at all."""

import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from wxarchive.bulk.part import Part
from wxarchive.bulk.shard import Shard
from wxarchive.bulk.unfinished import UNFINISHED, unfinished
from wxarchive.characters import printable
from wxarchive.containment import contained
from wxarchive.errors import Bug, ExportError, SourceError, WxArchiveError
from wxarchive.formats import COLUMNS_STATE, ParquetRows, require_pyarrow
from wxarchive.parse import parse
from wxarchive.render import record
from wxarchive.sources import (
    SavedPage,
    Source,
    Unusable,
    found_among,
    importable,
    read_file,
)

_ABANDONED = 24 * 3600.0  # seconds; no shard takes so long


@dataclass(frozen=True, slots=True)
class ShardResult:
    """What became of a shard: its file, the rows in it, and how many of them are errors.

    ``unchanged``: it was made of the same inputs before. ``failed``: there is no file of it, for
    the reason that ``message`` says.
    """

    given: str
    status: Literal["done", "unchanged", "failed"]
    part: str
    rows: int = 0
    errors: int = 0
    message: str | None = None


Map = Callable[["ShardReader", Iterable[Shard]], Iterable[ShardResult]]
"""The built-in ``map``, or one that lets others work; it need not keep the order."""


@dataclass(frozen=True, slots=True)
class ShardReader:
    """Reads a shard and writes its rows into a folder, in whatever process this is.

    ``again``: also where it was done before.
    """

    folder: Path
    again: bool = False

    def __call__(self, shard: Shard) -> ShardResult:
        """Write the rows of a shard; what is wrong with it is told, not raised."""
        # another version of the program may have written other columns
        wanted = (shard.state, COLUMNS_STATE)
        try:
            with contained("read this shard"):
                before = Part.at(self.folder / shard.part)
                if before and not self.again and (before.inputs, before.columns) == wanted:
                    counts = before.rows, before.errors
                    return ShardResult(shard.given, "unchanged", shard.part, *counts)
                return self._made(shard)
        except WxArchiveError as error:
            return ShardResult(shard.given, "failed", shard.part, message=str(error))

    def lost(self, shard: Shard) -> ShardResult:
        """Report a shard whose reading ended the process it was read in."""
        what = "the process that read it broke off, maybe for want of memory"
        error = Bug(what, hint="run the command again, or leave it out")
        return ShardResult(shard.given, "failed", shard.part, message=str(error))

    def _made(self, shard: Shard) -> ShardResult:
        # what was named has to be there; a folder may have lost a file meanwhile
        if shard.folder is None and not Path(shard.given).exists():
            raise SourceError("there is no such file", hint="check the name")
        rows = errors = 0
        with unfinished(self.folder / shard.part) as file, ParquetRows(file) as parquet:
            for row in _rows(shard):
                parquet.write(row)
                rows += 1
                errors += row.get("error") is not None
            parquet.describe(Part(shard.state, rows, errors).about)
        return ShardResult(shard.given, "done", shard.part, rows, errors)


def _rows(shard: Shard) -> Iterator[dict[str, object]]:
    """Yield a record for each page of a shard, and for each that cannot be read why.

    Lists of articles, and pictures, are no pages, and passed over.
    """
    found: Iterable[Source] = importable(shard.paths)
    if shard.folder is not None:
        found = found_among(map(Path, shard.paths), Path(shard.folder))
    for source in found:
        name = printable(source.given)
        # a page that cannot be read is a row all the same: who counts rows counts pages
        if isinstance(source, Unusable):
            yield {"source": name, "error": printable(str(source.error))}
        elif isinstance(source, SavedPage):
            try:
                with contained("read this page"):
                    page = read_file(source)
                    row = record(parse(page), source=name, page=page)
            except WxArchiveError as error:
                row = {"source": name, "error": printable(str(error))}
            yield row


def prepare(folder: Path) -> None:
    """Make the folder of the rows, and remove what killed processes left there long ago.

    Raises :class:`UsageError` where the library for Parquet is not installed, and
    :class:`ExportError` where no folder can be made.
    """
    require_pyarrow()
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        what = f"no folder can be made here: {error.strerror}"
        raise ExportError(what, str(folder), "choose another place") from error
    # those of processes that are still at work are younger
    left = [*folder.glob(f".part-*{UNFINISHED}"), *folder.glob(f".README.md.*{UNFINISHED}")]
    for path in left:
        with suppress(OSError):
            if time.time() - path.stat().st_mtime > _ABANDONED:
                path.unlink()

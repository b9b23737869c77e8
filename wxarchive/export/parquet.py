"""Articles → one Parquet file: the records of docs/record.md, for programs that compute."""

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from wxarchive.containment import contained
from wxarchive.errors import Bug, DamagedRow, NotFound
from wxarchive.export.options import ExportOutcome
from wxarchive.export.plain_files import seekable
from wxarchive.export.selection import ExportSelection
from wxarchive.formats import ParquetRows, require_pyarrow
from wxarchive.render import record

if TYPE_CHECKING:
    from _typeshed import SupportsWrite


def write_parquet(
    selection: ExportSelection, file: "SupportsWrite[bytes]"
) -> Iterator[ExportOutcome]:
    """Write the articles into an open file; report each."""
    require_pyarrow()
    selection = selection.harmless()
    with seekable(file) as table, ParquetRows(table) as rows:
        for listed in selection.listed():
            about = listed.id, listed.key, listed.metadata.title
            outcome = ExportOutcome("written", None, *about)
            # a row is whole or not at all: the file goes on without it
            try:
                with contained("export this article"):
                    rows.write(record(selection.whole(listed.id)))
            except (DamagedRow, NotFound, Bug) as error:
                outcome = replace(outcome, status="failed", message=str(error))
            yield outcome

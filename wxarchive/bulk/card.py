"""The card of a dataset: what the files of rows are, for people and for programs that load them."""

from contextlib import suppress
from importlib.metadata import version
from pathlib import Path

from wxarchive.bulk.part import parts_in
from wxarchive.bulk.unfinished import unfinished
from wxarchive.formats import PARQUET_COLUMNS

_OURS = "made by wxarchive"
_CARD = """\
---
language: zh
configs:
- config_name: default
  data_files: "part-*.parquet"
---

# Articles of WeChat public accounts

One row a page, made by wxarchive {version}.

| files | rows | pages that could not be read |
|---|---|---|
| {parts:,} | {rows:,} | {errors:,} |

Of a page that could not be read `error` says why, and all else but `source` is empty.

Columns, as wxarchive's docs/record.md describes them: {columns}.

`state` tells articles (`ok`) from pages that say why there is none. The texts are their authors':
what may be done with them is for the law where you are to say.
"""


def write_card(folder: Path) -> None:
    """Write the card of what is in a folder; one that somebody else wrote is not touched.

    Raises :class:`ExportError` where it cannot be written.
    """
    path = folder / "README.md"
    # what cannot be read as a file is not ours either; writing it says why
    with suppress(OSError):
        if path.exists() and _OURS not in path.read_text("utf-8", "replace"):
            return
    parts = parts_in(folder).values()
    card = _CARD.format(
        rows=sum(part.rows for part in parts),
        parts=len(parts),
        errors=sum(part.errors for part in parts),
        version=version("wxarchive"),
        columns=", ".join(f"`{name}`" for name in PARQUET_COLUMNS),
    )
    # machines that share the folder may write it at the same time
    with unfinished(path) as file:
        file.write(card.encode())

"""The card of a dataset: what the files of rows are, for people and for programs that load them."""

from importlib.metadata import version
from pathlib import Path

from wxarchive.bulk.part import parts_in
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
    """Write the card of what is in a folder; one that somebody else wrote is not touched."""
    path = folder / "README.md"
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
    unfinished = folder / ".README.md.unfinished"
    unfinished.write_text(card, "utf-8", newline="\n")
    unfinished.replace(path)

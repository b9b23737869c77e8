"""The archive for other programs, and for the faces of this one: all that the command line does.

::

    wxarchive.open(path) ──► Archive ──┬── articles   listed, searched, read, and what became of each
                                       ├── content    text, Markdown, HTML, record, bytes, files
                                       ├── links      which article links to which, what is missing
                                       ├── similar    who has whose text, and what differs
                                       ├── overview   accounts, albums, counts, pages of a list, SQL
                                       ├── crawling   add, check, sync: what requests pages of WeChat
                                       ├── files      import, export, reparse, reindex
                                       ├── annotations   tags, stars, notes, highlights
                                       └── upkeep     merge, verify, back up

What is here and in :mod:`wxarchive` is promised to stay (``docs/python.md``, "Stability"). The
reader of ``serve`` and the MCP server stand on it, and on nothing behind it.
"""  # noqa: E501 -- the drawing

from importlib import import_module
from typing import TYPE_CHECKING

from wxarchive.api.archive import Archive
from wxarchive.api.opened import Ref
from wxarchive.api.pool import Pool
from wxarchive.api.texts import find_addresses, since, to_json, until
from wxarchive.differences import Change, DiffPiece
from wxarchive.store import Sort, SqlResult

if TYPE_CHECKING:
    from wxarchive.export import ExportOptions, ExportOutcome, MediaResolver
    from wxarchive.fetch import FetchSettings

__all__ = [
    "Archive", "Change", "DiffPiece", "ExportOptions", "ExportOutcome", "FetchSettings",
    "MediaResolver", "Pool", "Ref", "Sort", "SqlResult", "find_addresses", "since",
    "to_json", "until",
]  # fmt: skip

_LATER = {
    "ExportOptions": "wxarchive.export",
    "ExportOutcome": "wxarchive.export",
    "FetchSettings": "wxarchive.fetch",
    "MediaResolver": "wxarchive.export",
}
"""Names whose homes load what not every program needs."""


def __getattr__(name: str) -> object:
    if name in _LATER:
        return getattr(import_module(_LATER[name]), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")

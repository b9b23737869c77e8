"""The archive for other programs, and for the faces of this one: all that the command line does.

::

    wxarchive.open(path) ──► Archive ──┬── articles   listed, searched, read, and what became of each
                                       ├── content    text, Markdown, HTML, record, bytes, files
                                       ├── links      who leads to whom, what is missing
                                       ├── overview   accounts, albums, counts, pages of a list, SQL
                                       ├── crawling   add, check, sync: what asks WeChat
                                       └── files      import, export, what is made anew

What is here and in :mod:`wxarchive` is promised to stay (``docs/python.md``, "Stability"). The
reader of ``serve`` and the MCP server stand on it, and on nothing behind it.
"""  # noqa: E501 -- the drawing

from wxarchive.api.archive import Archive
from wxarchive.api.opened import Ref
from wxarchive.api.readers import Reader, Readers
from wxarchive.api.texts import since, to_json, until
from wxarchive.differences import Change, DiffPiece
from wxarchive.store import Sort, SqlResult

__all__ = [
    "Archive", "Change", "DiffPiece", "Reader", "Readers", "Ref", "Sort", "SqlResult", "since",
    "to_json", "until",
]  # fmt: skip

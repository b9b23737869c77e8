"""What a user gives, be it files, folders, archives, lists or addresses → saved pages and addresses
to ask for.

::

    file, folder, zip, tar ─► finding ─┬─► SavedPage ──read_file──► RawPage      a page, a dump, a line of records
    WARC, WACZ ─► recorded ────────────┼─► SavedPage … RecordedMedia             what other programs received
                                       ├─► ListFile                               addresses with titles and dates
    address ───────────────────────────┼─► Address, ListAddress                   an article's, an album's to ask for
    what cannot be used ───────────────┴─► Unusable                               and why

Nothing here knows what a page says. A page that is saved as MHTML is taken as it is: the file's
bytes are what was received.
"""  # noqa: E501 -- the drawing

from wxarchive.sources.companions import read_picture
from wxarchive.sources.files import PAGE_LIMIT, pages_in, read_limited
from wxarchive.sources.find import files_below, found_among, importable, sources
from wxarchive.sources.kinds import holds_pages
from wxarchive.sources.newcomers import Newcomers
from wxarchive.sources.source import (
    Address,
    ListAddress,
    ListFile,
    RecordedFile,
    RecordedMedia,
    RecordedReactions,
    SavedPage,
    Source,
    Unusable,
    in_text,
    not_a_file,
    read_file,
    read_list,
)

__all__ = [
    "PAGE_LIMIT",
    "Address",
    "ListAddress",
    "ListFile",
    "Newcomers",
    "RecordedFile",
    "RecordedMedia",
    "RecordedReactions",
    "SavedPage",
    "Source",
    "Unusable",
    "files_below",
    "found_among",
    "holds_pages",
    "importable",
    "in_text",
    "not_a_file",
    "pages_in",
    "read_file",
    "read_limited",
    "read_list",
    "read_picture",
    "sources",
]

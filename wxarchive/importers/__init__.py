"""What a user gives, be it files, folders, archives, lists or addresses → saved pages and addresses to ask for.

::

    file, folder, zip, tar ─► finding ─┬─► SavedPage ──read_file──► RawPage      a page, a dump, a line of records
                                       ├─► Listing                               addresses with titles and dates
    address ───────────────────────────┴─► Address

Nothing here knows what a page says. A page that is saved as MHTML is taken as it is: the file's bytes are what was
received.
"""

from wxarchive.importers.beside import read_picture
from wxarchive.importers.files import PAGE_LIMIT, PAGE_SUFFIXES, pages_in
from wxarchive.importers.finding import DUMP_SUFFIXES, importable, sources
from wxarchive.importers.sources import (
    Address,
    ListAddress,
    Listing,
    SavedPage,
    Source,
    Unusable,
    not_a_file,
    read_file,
    read_list,
    read_page,
)

__all__ = [
    "DUMP_SUFFIXES",
    "PAGE_LIMIT",
    "PAGE_SUFFIXES",
    "Address",
    "ListAddress",
    "Listing",
    "SavedPage",
    "Source",
    "Unusable",
    "importable",
    "not_a_file",
    "pages_in",
    "read_file",
    "read_list",
    "read_page",
    "read_picture",
    "sources",
]

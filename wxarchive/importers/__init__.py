"""What a user gives, be it files, folders, lists or addresses → saved pages and addresses to ask for.

Nothing here knows what a page says. A page that is saved as MHTML is taken as it is: the file's bytes are what was
received.
"""

from wxarchive.importers.dumps import DUMP_SUFFIXES, dumps_and_pages, not_a_file, read_file
from wxarchive.importers.sources import (
    PAGE_LIMIT,
    PAGE_SUFFIXES,
    Address,
    ListAddress,
    SavedPage,
    Source,
    Unusable,
    pages_in,
    read_list,
    read_page,
    sources,
)

__all__ = [
    "DUMP_SUFFIXES",
    "PAGE_LIMIT",
    "PAGE_SUFFIXES",
    "Address",
    "ListAddress",
    "SavedPage",
    "Source",
    "Unusable",
    "dumps_and_pages",
    "not_a_file",
    "pages_in",
    "read_file",
    "read_list",
    "read_page",
    "sources",
]

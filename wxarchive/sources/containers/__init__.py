"""Zip and tar archives, read without being unpacked."""

from wxarchive.sources.containers.container import (
    ARCHIVE_NAME,
    ARCHIVE_SUFFIXES,
    Archive,
    Member,
    open_archive,
    open_inner,
    spooled,
)
from wxarchive.sources.containers.members import Entry
from wxarchive.sources.containers.unpacking import BROKEN, short

__all__ = [
    "ARCHIVE_NAME",
    "ARCHIVE_SUFFIXES",
    "BROKEN",
    "Archive",
    "Entry",
    "Member",
    "open_archive",
    "open_inner",
    "short",
    "spooled",
]

"""Zip and tar archives, read without being unpacked."""

from wxarchive.sources.containers.container import (
    ARCHIVE_NAME,
    ARCHIVE_SUFFIXES,
    Container,
    Member,
    open_archive,
    open_inner,
    spooled,
)
from wxarchive.sources.containers.members import MemberEntry
from wxarchive.sources.containers.unpacking import BROKEN, short

__all__ = [
    "ARCHIVE_NAME",
    "ARCHIVE_SUFFIXES",
    "BROKEN",
    "Container",
    "Member",
    "MemberEntry",
    "open_archive",
    "open_inner",
    "short",
    "spooled",
]

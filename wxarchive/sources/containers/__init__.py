"""Zip and tar archives and WARC files, read without being unpacked into a folder."""

from wxarchive.sources.containers.container import (
    ARCHIVE_NAME,
    ARCHIVE_SUFFIXES,
    Container,
    Member,
    open_archive,
    open_inner,
    spooled,
)
from wxarchive.sources.containers.gzip_members import is_zipped_warc
from wxarchive.sources.containers.members import MemberEntry
from wxarchive.sources.containers.plain_warc import plain_warc
from wxarchive.sources.containers.unpacking import (
    BROKEN,
    Limits,
    drop,
    short,
    temporary_errors,
    temporary_file,
)

__all__ = [
    "ARCHIVE_NAME",
    "ARCHIVE_SUFFIXES",
    "BROKEN",
    "Container",
    "Limits",
    "Member",
    "MemberEntry",
    "drop",
    "is_zipped_warc",
    "open_archive",
    "open_inner",
    "plain_warc",
    "short",
    "spooled",
    "temporary_errors",
    "temporary_file",
]

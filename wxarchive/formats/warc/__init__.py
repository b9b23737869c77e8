"""WARC (ISO 28500): what programs received from the web, record by record.

::

    bytes, in any order ──WarcFile.records──► Record (its heads, where its payload is) │ Damage
    Record ──content──► bytes without encodings, held against their digest

``warcio`` reads the heads of records; it comes with the extra ``warc``, and is imported only where
a file is read. The limits, and how reading goes on behind damage, are ours: who made a file may
mean harm.
"""

from wxarchive.formats.warc.addresses import (
    HOST,
    is_page_address,
    page_address,
    reader_address,
    video_address,
    video_of,
)
from wxarchive.formats.warc.content import content
from wxarchive.formats.warc.reading import Damage, Record, WarcFile, is_warc, require_warcio

__all__ = [
    "HOST",
    "Damage",
    "Record",
    "WarcFile",
    "content",
    "is_page_address",
    "is_warc",
    "page_address",
    "reader_address",
    "require_warcio",
    "video_address",
    "video_of",
]

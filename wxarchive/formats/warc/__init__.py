"""WARC (ISO 28500): what programs received from the web, record by record.

::

    bytes, in any order ──WarcFile.records──► Record (its heads, where its payload is) │ Damage
    Record ──content──► bytes without encodings, held against their digest

    Payload ──WarcWriter──► records, one after another ──writing_wacz──► a zip with their index and pages

``warcio`` reads heads and writes records; it comes with the extra ``warc``, and is imported only
where a file is read or written. The limits, and how reading goes on behind damage, are ours: who made a file may
mean harm.
"""  # noqa: E501 -- the drawing

from wxarchive.formats.warc.addresses import (
    HOST,
    is_page_address,
    page_address,
    reader_address,
    video_address,
    video_of,
)
from wxarchive.formats.warc.content import content
from wxarchive.formats.warc.reading import (
    MOST_DAMAGES,
    TOO_MUCH_DAMAGE,
    Damage,
    Record,
    WarcFile,
    is_warc,
    require_warcio,
)
from wxarchive.formats.warc.wacz import PageEntry, Wacz, writing_wacz
from wxarchive.formats.warc.writing import Payload, Sink, WarcWriter, Written

__all__ = [
    "HOST",
    "MOST_DAMAGES",
    "TOO_MUCH_DAMAGE",
    "Damage",
    "PageEntry",
    "Payload",
    "Record",
    "Sink",
    "Wacz",
    "WarcFile",
    "WarcWriter",
    "Written",
    "content",
    "is_page_address",
    "is_warc",
    "page_address",
    "reader_address",
    "require_warcio",
    "video_address",
    "video_of",
    "writing_wacz",
]

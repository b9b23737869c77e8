"""The forms in which others hand articles over: how to recognise, read and write their bytes. No article logic."""

from wxarchive.formats.columns import role_of
from wxarchive.formats.dump import (
    ACCOUNT_LABEL,
    ADDRESS_LABEL,
    COVER_LABEL,
    HEADER_TIME,
    LOCATION_LABEL,
    MANIFEST,
    NOTES_MARK,
    PUBLISHED_LABEL,
    UNKNOWN_PLACE,
    Header,
    is_dump,
    is_dump_text,
    read_dump,
)
from wxarchive.formats.listing import (
    Field,
    addresses_in,
    listed_in,
    listed_in_row,
    listed_in_text,
    merged,
    title_of,
    title_of_link,
    words_of,
)
from wxarchive.formats.moments import moment
from wxarchive.formats.record import dated_by, gone_of, is_record, is_recorded, read_record, time_of
from wxarchive.formats.spreadsheet import START, cell, csv_line

__all__ = [
    "ACCOUNT_LABEL",
    "ADDRESS_LABEL",
    "COVER_LABEL",
    "HEADER_TIME",
    "LOCATION_LABEL",
    "MANIFEST",
    "NOTES_MARK",
    "PUBLISHED_LABEL",
    "START",
    "UNKNOWN_PLACE",
    "Field",
    "Header",
    "addresses_in",
    "cell",
    "csv_line",
    "dated_by",
    "gone_of",
    "is_dump",
    "is_dump_text",
    "is_record",
    "is_recorded",
    "listed_in",
    "listed_in_row",
    "listed_in_text",
    "merged",
    "moment",
    "read_dump",
    "read_record",
    "role_of",
    "time_of",
    "title_of",
    "title_of_link",
    "words_of",
]

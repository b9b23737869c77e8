"""The forms in which others hand articles over: how to recognise, read and write their bytes. No
article logic.
"""

from wxarchive.formats.columns import role_of
from wxarchive.formats.dump import (
    ABOUT_MARK,
    ACCOUNT_LABEL,
    ADDRESS_LABEL,
    COVER_LABEL,
    HEADER_TIME,
    LOCATION_LABEL,
    MANIFEST,
    NOTED_MARK,
    NOTES_MARK,
    PUBLISHED_LABEL,
    UNKNOWN_PLACE,
    Header,
    as_told,
    inert,
    is_dump,
    is_dump_text,
    read_dump,
)
from wxarchive.formats.har import BadHarEntry, HarEntry, har_entries, is_har
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
from wxarchive.formats.noted import (
    NotedElsewhere,
    NotedPassage,
    RecordedNotes,
    noted_elsewhere,
    noted_in_record,
)
from wxarchive.formats.parquet import COLUMNS as PARQUET_COLUMNS
from wxarchive.formats.parquet import (
    COLUMNS_STATE,
    ParquetRows,
    described,
    is_parquet,
    record_in,
    require_pyarrow,
    rows_in,
)
from wxarchive.formats.payload import decoded, is_text
from wxarchive.formats.reactions import article_asked, of_reactions, read_reactions
from wxarchive.formats.record import is_record, is_recorded, read_record, time_of
from wxarchive.formats.spreadsheet import START, cell, csv_line, marked_text
from wxarchive.formats.text import UTF16_MARKS, text_of, utf8_of
from wxarchive.formats.webpage import ADDRESS_TERM, GENERATOR, PUBLISHED_TERM, is_exported

__all__ = [
    "ABOUT_MARK",
    "ACCOUNT_LABEL",
    "ADDRESS_LABEL",
    "ADDRESS_TERM",
    "COLUMNS_STATE",
    "COVER_LABEL",
    "GENERATOR",
    "HEADER_TIME",
    "LOCATION_LABEL",
    "MANIFEST",
    "NOTED_MARK",
    "NOTES_MARK",
    "PARQUET_COLUMNS",
    "PUBLISHED_LABEL",
    "PUBLISHED_TERM",
    "START",
    "UNKNOWN_PLACE",
    "UTF16_MARKS",
    "BadHarEntry",
    "Field",
    "HarEntry",
    "Header",
    "NotedElsewhere",
    "NotedPassage",
    "ParquetRows",
    "RecordedNotes",
    "addresses_in",
    "article_asked",
    "as_told",
    "cell",
    "csv_line",
    "decoded",
    "described",
    "har_entries",
    "inert",
    "is_dump",
    "is_dump_text",
    "is_exported",
    "is_har",
    "is_parquet",
    "is_record",
    "is_recorded",
    "is_text",
    "listed_in",
    "listed_in_row",
    "listed_in_text",
    "marked_text",
    "merged",
    "moment",
    "noted_elsewhere",
    "noted_in_record",
    "of_reactions",
    "read_dump",
    "read_reactions",
    "read_record",
    "record_in",
    "require_pyarrow",
    "role_of",
    "rows_in",
    "text_of",
    "time_of",
    "title_of",
    "title_of_link",
    "utf8_of",
    "words_of",
]

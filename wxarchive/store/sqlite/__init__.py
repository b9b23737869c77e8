"""One SQLite file: its connection, its migrations, the values of its columns, and how it is made
whole.
"""

from wxarchive.store.sqlite.atomic_file import clear_unfinished, unfinished
from wxarchive.store.sqlite.connection import Connection, Value
from wxarchive.store.sqlite.field_types import require_types
from wxarchive.store.sqlite.migrations import is_current, make_tables, migrate
from wxarchive.store.sqlite.open_files import LOCK, is_open
from wxarchive.store.sqlite.schema import tables
from wxarchive.store.sqlite.steps import APPLICATION_ID, STEPS
from wxarchive.store.sqlite.values import (
    as_json,
    media_json,
    media_of,
    merged,
    metadata_json,
    metadata_of,
    moment_of,
    optional_time_text,
    texts,
    time_among,
    time_of,
    time_text,
)

__all__ = [
    "APPLICATION_ID",
    "LOCK",
    "STEPS",
    "Connection",
    "Value",
    "as_json",
    "clear_unfinished",
    "is_current",
    "is_open",
    "make_tables",
    "media_json",
    "media_of",
    "merged",
    "metadata_json",
    "metadata_of",
    "migrate",
    "moment_of",
    "optional_time_text",
    "require_types",
    "tables",
    "texts",
    "time_among",
    "time_of",
    "time_text",
    "unfinished",
]

"""Records of docs/record.md as rows of Apache Parquet files: one row a record, lists nested.

A row has an ``error`` too: of a page that could not be read it is all there is, but the source.
"""

import json
from collections.abc import Iterator, Mapping
from datetime import datetime
from functools import cache
from hashlib import sha256
from importlib.util import find_spec
from typing import IO, TYPE_CHECKING, Any, Self

from wxarchive.clock import OFFSET, iso
from wxarchive.errors import SourceError, UsageError
from wxarchive.guarded import iso_time

if TYPE_CHECKING:
    import pyarrow

MAGIC = b"PAR1"
Row = Mapping[str, object]

_TEXTS = (
    "source", "state", "reason", "kind", "key", "url", "short_url", "title", "account",
    "account_id", "account_alias", "biz", "author", "location", "digest", "cover_url",
    "reprint_url", "reprint_account", "source_url", "text", "markdown", "html", "content_hash",
    "page_sha256", "dated_by", "told_by", "origin", "error",
)  # fmt: skip
_TIMES = ("published_at", "modified_at", "fetched_at", "gone_at")
_FLAGS = ("is_original", "is_reprint", "is_paid", "is_starred", "is_read")
_LISTS = ("images", "losses", "tags")
_OF_LISTS: dict[str, tuple[tuple[str, ...], ...]] = {
    "albums": (("id", "title"),),
    "media": (("type", "id", "title", "url", "cover_url"), ("duration",)),
    "links": (("key", "url", "text", "title", "section"),),
    "notes": (("uuid", "text", "made_at", "changed_at"),),
    "highlights": (
        ("uuid", "exact", "prefix", "suffix", "note", "content_hash", "made_at", "changed_at"),
        ("start", "end"),
    ),
    "counts": (("seen_at",), ("reads", "likes", "recommended", "shares", "comments")),
    "comments": (
        (
            "comment_id", "reply_to", "author", "text", "written_at", "location", "first_seen",
            "last_seen",
        ),
        ("likes",),
        ("is_by_account",),
    ),
}  # fmt: skip
"""The fields of what stands in lists: texts, numbers, and what is true or not."""
COLUMNS = (
    "source", "id", "state", "reason", "kind", "key", "url", "short_url", "title", "account",
    "account_id", "account_alias", "biz", "author", "published_at", "modified_at", "location",
    "digest", "cover_url", "is_original", "is_reprint", "reprint_url", "reprint_account",
    "source_url", "is_paid", "albums", "images", "media", "links", "text", "markdown", "html",
    "losses", "content_hash", "fetched_at", "page_sha256", "dated_by", "told_by", "origin",
    "gone_at", "tags", "is_starred", "is_read", "notes", "highlights", "counts",
    "comments", "error",
)  # fmt: skip
"""The fields of a record in their order, and what went wrong."""
COLUMNS_STATE = sha256(repr((COLUMNS, _TIMES, _FLAGS, _LISTS, _OF_LISTS)).encode()).hexdigest()[:16]
"""Tells these columns from those of other versions: files with others are no one dataset."""
_ROWS_AT_ONCE = 1_000
_CHARACTERS_AT_ONCE = 32_000_000
"""So much is written as one group of rows, which a reader has in memory at once."""
_ROWS_READ = 50


def is_parquet(head: bytes) -> bool:
    """Tell whether a file that begins with these bytes is one."""
    return head.startswith(MAGIC)


def require_pyarrow() -> None:
    """Raise :class:`UsageError` where the library is not installed."""
    if find_spec("pyarrow") is None:
        what = "Parquet needs a library that is not installed (pyarrow)"
        raise UsageError(what, hint="run: pip install 'wxarchive[parquet]'")


@cache
def schema() -> "pyarrow.Schema":
    """Return the columns and their types; times have the offset of Beijing."""
    import pyarrow as pa

    types: dict[str, pyarrow.DataType] = dict.fromkeys(_TEXTS, pa.string())
    types |= dict.fromkeys(_TIMES, pa.timestamp("s", tz=OFFSET))
    types |= dict.fromkeys(_FLAGS, pa.bool_())
    types |= dict.fromkeys(_LISTS, pa.list_(pa.string()))
    types["id"] = pa.int64()
    for name, groups in _OF_LISTS.items():
        kinds = zip(groups, (pa.string(), pa.int64(), pa.bool_()), strict=False)
        fields = [(field, kind) for names, kind in kinds for field in names]
        types[name] = pa.list_(pa.struct(fields))
    return pa.schema([(name, types[name]) for name in COLUMNS])


class ParquetRows:
    """Writes rows into an open file, some at a time. Use it in a ``with``: what is left is written
    at its end, and the file is no Parquet before.
    """

    def __init__(self, file: IO[bytes]) -> None:
        import pyarrow.parquet as pq

        self._writer = pq.ParquetWriter(
            file, schema(), compression="zstd", use_dictionary=_REPEATED
        )
        self._waiting: list[Row] = []
        self._characters = 0

    def write(self, row: Row) -> None:
        """Write one row; fields that are no column are left out."""
        # columns of times want moments, and no column half of a character
        typed = {name: _whole(row.get(name)) for name in COLUMNS}
        for name in _TIMES:
            if isinstance(text := typed[name], str):
                typed[name] = iso_time(text)
        self._waiting.append(typed)
        self._characters += sum(len(text) for text in row.values() if isinstance(text, str))
        if len(self._waiting) >= _ROWS_AT_ONCE or self._characters >= _CHARACTERS_AT_ONCE:
            self._flush()

    def describe(self, about: Mapping[str, str]) -> None:
        """Let the file say something of itself (:func:`described`)."""
        self._writer.add_key_value_metadata(dict(about))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._flush()
        self._writer.close()

    def _flush(self) -> None:
        import pyarrow as pa

        if self._waiting:
            self._writer.write_table(pa.Table.from_pylist(self._waiting, schema=schema()))
        self._waiting, self._characters = [], 0


_REPEATED = ["state", "kind", "account", "account_id", "account_alias", "biz", "location", "origin"]
"""Columns with few values."""


def described(file: IO[bytes]) -> dict[str, str]:
    """Return what a file says of itself; nothing where it is no whole Parquet file."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        found = pq.read_metadata(file).metadata or {}
    except (pa.ArrowException, OSError, ValueError):
        return {}
    return {key.decode("utf-8", "replace"): found[key].decode("utf-8", "replace") for key in found}


def rows_in(file: IO[bytes], given: str) -> Iterator[dict[str, Any]]:
    """Yield the rows of a file that was written by :class:`ParquetRows`, times as text.

    Raises :class:`SourceError` for a file that is damaged or has other columns.
    """
    require_pyarrow()
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        table = pq.ParquetFile(file)
        # a file of an older version lacks some
        names = [name for name in COLUMNS if name in table.schema_arrow.names]
        if not {"state", "error"}.issubset(names):
            what = "this Parquet file has no articles: its columns are others than a record's"
            raise SourceError(what, given, "columns are those of wxarchive bulk (docs/record.md)")
        for batch in table.iter_batches(batch_size=_ROWS_READ, columns=names):
            for row in batch.to_pylist():
                for name in _TIMES:
                    if isinstance(moment := row.get(name), datetime):
                        row[name] = iso(moment)
                yield row
    except (pa.ArrowException, OSError, ValueError, OverflowError) as error:
        what = f"this Parquet file cannot be read: {error}"
        raise SourceError(what, given, "make it anew, or get it once more") from error


def record_in(row: Row) -> bytes:
    """Return a row as the JSON that a record is."""
    # a column has a place for what a record leaves out
    fields = {name: row[name] for name in row if name in _ALWAYS or row[name] is not None}
    return json.dumps(fields, ensure_ascii=False).encode("utf-8", "replace")


_ALWAYS = frozenset({"state", "reason"})
"""A record is known by these."""


def _whole(value: object) -> object:
    """Replace what no UTF-8 can write, such as bytes of a file's name."""
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode()
    if isinstance(value, list):
        return [_whole(one) for one in value]
    if isinstance(value, dict):
        return {name: _whole(one) for name, one in value.items()}
    return value

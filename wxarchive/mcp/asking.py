"""Tools for any question in SQL, and for putting addresses into the queue."""

from contextlib import closing
from itertools import islice

from wxarchive.api import Archive, to_json
from wxarchive.errors import StoreError, UsageError, WxArchiveError
from wxarchive.mcp.answers import Items, cut, page_of
from wxarchive.mcp.requests import QueueRequest, SqlRequest
from wxarchive.mcp.settings import SQL_SECONDS

_LONGEST_CELL = 1_000


def sql(archive: Archive, asked: SqlRequest, seconds: float = SQL_SECONDS) -> str:
    """Answer a question in SQL."""
    try:
        return _answered(archive, asked, seconds)
    except UsageError as error:
        tables = "SELECT name, sql FROM sqlite_schema tells the tables"
        raise UsageError(error.what, hint=f"give one SELECT; {tables}") from error
    except StoreError:
        raise
    except WxArchiveError as error:
        raise WxArchiveError(error.what, hint="ask for less: WHERE, or count(*)") from error


def _answered(archive: Archive, asked: SqlRequest, seconds: float) -> str:
    answer = archive.sql(asked.query, seconds=seconds)
    with closing(answer.rows) as rows:
        columns = [cut(name, 60) for name in answer.columns]
        if len(to_json(columns)) > asked.max_characters // 2:
            raise UsageError(f"{len(columns)} columns are too many: name those you need")
        behind = (list(map(_cell, row)) for row in islice(rows, asked.offset, None))
        items = Items("quoted_rows", behind, asked.offset, asked.limit, None)
        return page_of({"columns": columns}, items, asked.max_characters)


def _cell(value: object) -> object:
    if isinstance(value, str) and len(value) > _LONGEST_CELL:
        return f"{value[:_LONGEST_CELL]}… ({len(value)} characters)"
    return value


def queue(archive: Archive, asked: QueueRequest) -> str:
    """Put addresses into the queue; nothing is fetched."""
    with Archive(archive.path, write=True) as writing:
        new = writing.enqueue(*asked.urls, again=asked.again)
        waiting = writing.queue_counts()["waiting"]
    hint = "they are fetched by: wxarchive fetch --resume" if new else "nothing new was in them"
    return to_json({"queued": new, "waiting_in_queue": waiting, "hint": hint})

"""Tools for any question in SQL, and for putting addresses into the queue."""

from contextlib import closing
from itertools import islice

from wxarchive.api import Archive, to_json
from wxarchive.errors import StoreError, UsageError, WxArchiveError
from wxarchive.mcp.answers import Items, cut, page_of
from wxarchive.mcp.requests import QueueRequest, SqlRequest
from wxarchive.mcp.settings import SQL_SECONDS

_LONGEST_CELL = 1_000


def sql(archive: Archive, request: SqlRequest, seconds: float = SQL_SECONDS) -> str:
    """Answer a question in SQL, which may take so many seconds."""
    most = request.max_characters
    try:
        answer = archive.sql(request.query, seconds=seconds)
        with closing(answer.rows) as rows:
            columns = [cut(name, 60) for name in answer.columns]
            # the names of columns stand in each answer: they must leave room for rows
            if len(to_json(columns)) > most // 2:
                what = f"{len(columns)} columns are too many: name those you need"
                raise UsageError(what)  # noqa: TRY301 -- it gets the same hint as any other
            asked = islice(rows, request.offset, None)
            records = (list(map(_cell, row)) for row in asked)
            items = Items("quoted_rows", records, request.offset, request.limit, None)
            return page_of({"columns": columns}, items, most)
    except UsageError as error:
        hint = "give one SELECT; SELECT name, sql FROM sqlite_schema tells the tables"
        raise UsageError(error.what, hint=hint) from error
    except StoreError:
        raise
    # it took too long
    except WxArchiveError as error:
        hint = "ask for less: WHERE, or count(*)"
        raise WxArchiveError(error.what, hint=hint) from error


def _cell(value: object) -> object:
    if isinstance(value, str) and len(value) > _LONGEST_CELL:
        return f"{value[:_LONGEST_CELL]}… ({len(value)} characters)"
    return value


def queue(archive: Archive, request: QueueRequest) -> str:
    """Put addresses into the queue; nothing is fetched."""
    with Archive(archive.path, write=True) as writable:
        new = writable.enqueue(*request.urls, again=request.again)
        waiting = writable.queue_counts()["waiting"]
    # only a person lets anything be fetched
    hint = "nothing new was in them"
    if new:
        hint = "they are fetched by: wxarchive fetch --resume"
    return to_json({"queued": new, "waiting_in_queue": waiting, "hint": hint})

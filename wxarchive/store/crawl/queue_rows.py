"""Rows of the queue as values."""

import json
from dataclasses import dataclass, fields
from datetime import datetime
from sqlite3 import Row

from wxarchive.models import CrawlTarget, QueueItem, Rules
from wxarchive.store.sqlite import moment_of, time_of


def is_article(row: QueueItem) -> bool:
    """Tell whether a row is of an article, not of a list."""
    return row.wanted.kind == "article"


def queue_item(row: Row) -> QueueItem:
    """Return a row of ``queue``."""
    wanted = CrawlTarget(
        row["address"],
        row["key"],
        row["why"],
        row["kind"],
        row["title"],
        time_of(row["published_at"]),
    )
    return QueueItem(
        id=row["id"],
        crawl_id=row["crawl_id"],
        wanted=wanted,
        state=row["state"],
        depth=row["depth"],
        from_id=row["from_id"],
        biz=row["biz"],
        attempts=row["attempts"],
        not_before=time_of(row["not_before"]),
        error=row["error"],
        added_at=moment_of(row["added_at"]),
    )


def rules_of(row: Row) -> Rules:
    """Return the rules of a row of ``crawls``; names that are not known are left out."""
    options = json.loads(row["options"])
    if not isinstance(options, dict):
        raise TypeError("no options")
    # another version of the program may know more rules, or fewer
    known = {field.name: options[field.name] for field in fields(Rules) if field.name in options}
    return Rules(**{**known, "since": time_of(known.get("since"))})


@dataclass(frozen=True, slots=True)
class HeldRow:
    """A row that a process took, until when."""

    row_id: int
    crawl_id: int
    by: str
    until: datetime


def held_row(row: Row) -> HeldRow:
    """Return who holds a row."""
    return HeldRow(row["id"], row["crawl_id"], row["taken_by"], moment_of(row["taken_until"]))

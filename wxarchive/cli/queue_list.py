"""Rows of the queue as lists print them: what waits, and what a crawl would fetch."""

from wxarchive import clock
from wxarchive.cli.discretion import discreet
from wxarchive.cli.output import json_line, json_lines
from wxarchive.cli.tables import Column, rows, whole
from wxarchive.clock import iso
from wxarchive.models import QueueItem

_QUEUE = (
    whole("id"),
    whole("state"),
    whole("why"),
    whole("depth", leaves=1),
    whole("tries"),
    Column("what"),
)
_PLAN = (whole("why"), whole("depth", leaves=1), Column("what"))


def print_plan(planned: list[QueueItem], *, as_json: bool) -> None:
    """Print what would be fetched: why, how many links away, title and address."""
    if as_json:
        names = ("url", "key", "why", "depth", "title")
        for row in planned:
            record = _record(row)
            json_line({name: record[name] for name in names})
    else:
        rows(((one.wanted.why, str(one.depth), _what(one)) for one in planned), _PLAN)


def print_rows(queued: list[QueueItem], *, as_json: bool) -> int:
    """Print rows of the queue and return how many there are."""
    if as_json:
        return json_lines(map(_record, queued))
    lines = (
        (str(one.id), one.state, one.wanted.why, str(one.depth), str(one.attempts), _what(one))
        for one in queued
    )
    return rows(lines, _QUEUE)


def _what(row: QueueItem) -> str:
    """Say what is to be fetched, what became of it so far, and when it is fetched again."""
    now, address = clock.now(), row.wanted.address
    parts = [row.wanted.title]
    # the address comes last in any case
    if row.error:
        parts.append(discreet(row.error.removeprefix(f"{address}: ")))
    if row.state == "waiting" and row.not_before and row.not_before > now:
        parts.append(f"again {clock.distance(row.not_before, now)}")
    parts.append(discreet(address))
    return " · ".join(filter(None, parts))


def _record(row: QueueItem) -> dict[str, object]:
    # of a plan, an address is as the user gave it, and may hold a credential
    return {
        "id": row.id,
        "state": row.state,
        "url": discreet(row.wanted.address),
        "key": row.wanted.key,
        "kind": row.wanted.kind,
        "why": row.wanted.why,
        "from_id": row.from_id,
        "depth": row.depth,
        "title": row.wanted.title,
        "published_at": iso(row.wanted.published_at),
        "attempts": row.attempts,
        "not_before": iso(row.not_before),
        "error": row.error and discreet(row.error),
        "added_at": iso(row.added_at),
    }

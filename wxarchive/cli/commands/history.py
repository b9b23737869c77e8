"""``history``: what became of an article."""

from collections.abc import Iterable
from dataclasses import asdict

import click

from wxarchive.cli.app import example
from wxarchive.cli.options import as_json, open_archive, reference
from wxarchive.cli.output import json_lines, text_of
from wxarchive.cli.plain import one_line, size
from wxarchive.cli.tables import Column, rows, time_column, whole
from wxarchive.clock import iso, local_minute
from wxarchive.models import CaptureEntry, HistoryEntry

_COLUMNS = (
    whole("what"),
    time_column("first seen", 22),
    time_column("last seen", 22),
    Column("changed, or why"),
)
_CAPTURE_COLUMNS = (
    whole("capture"),
    time_column("received", 22),
    Column("dated by", 16),
    Column("state", 13),
    Column("shows"),
    whole("size"),
)


@example("wxarchive history 12", "wxarchive history 12 --captures", "wxarchive history 12 --json")
@click.command
@reference
@click.option(
    "--captures", is_flag=True, help="List each page that was received; show --raw prints one."
)
@as_json
def history(ref: str, captures: bool, as_json: bool) -> None:
    """Say what became of an article, in order of time: its versions, what each changed, and the
    states it was in.
    """
    from wxarchive.history import history_of

    store = open_archive(read_only=True)
    article = store.articles.find(ref)
    if captures:
        _print_captures(store.versions.captures(article), as_json=as_json)
        return
    # versions and observations are one story to who asks
    past = history_of(store.versions.of(article), store.versions.sights(article))
    if as_json:
        json_lines(map(_record, past))
    else:
        rows(map(_row, past), _COLUMNS)


def _print_captures(captures: Iterable[CaptureEntry], *, as_json: bool) -> None:
    """Print each page that was received, and which version it shows."""
    if as_json:
        json_lines({**asdict(one), "at": iso(one.at)} for one in captures)
        return
    lines = []
    for one in captures:
        version = ""
        if one.version:
            version = f"version {one.version}"
        # of most the time is that of the receipt itself, which goes without saying
        told = {"receipt": "", "page": "as the page says", "file": "date of the file"}
        time = (local_minute(one.at), told[one.dated_by])
        lines.append((str(one.number), *time, one.state, version, size(one.size)))
    rows(lines, _CAPTURE_COLUMNS)


def _record(one: HistoryEntry) -> dict[str, object]:
    span = {"first_seen": iso(one.first_seen), "last_seen": iso(one.last_seen)}
    if one.version is not None:
        return {"what": f"version {one.version}", **span, "changed": list(one.changed)}
    return {"what": one.state, **span, "reason": one.reason, "life": one.life}


def _row(one: HistoryEntry) -> tuple[str, ...]:
    what, why = text_of(one.state), one.reason
    if one.version is not None:
        what, why = f"version {one.version}", ", ".join(one.changed)
    # the state alone would be "ok"
    elif one.life == "back":
        why = "back online"
    return what, local_minute(one.first_seen), local_minute(one.last_seen), one_line(why)

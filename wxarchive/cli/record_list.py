"""Records (accounts, albums, groups) as lists print them: for people, as JSON, as CSV."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from wxarchive.cli.output import csv_lines, json_lines, text_of
from wxarchive.cli.tables import Column, rows, time_column, whole
from wxarchive.clock import HOURS, iso

_HEADERS = {
    "first_published": f"first {HOURS}",
    "last_published": f"last {HOURS}",
    "account_alias": "WeChat id",
    "account_id": "gh id",
}
_WIDTHS = {"account": 20, "author": 12, "state": 13}
_USUAL_WIDTH = 25
_LEAST = {"note": 10}
"""Cells that a column of words is cut to at most: of fewer nobody makes sense."""
_LEAST_WIDEST = 10
_WHOLE = frozenset({
    "id", "articles", "gone", "listed", "kind", "account_alias", "account_id", "biz", "key", "url",
    "short_url", "cover_url", "source_url", "reprint_url", "content_hash", "page_sha256", "uuid",
})  # fmt: skip
_LEAVES = {"account_id": 5, "account_alias": 4, "id": 3, "listed": 2, "first_published": 1}
"""Columns of accounts and albums that are left out where room is scarce, the highest first."""


def print_records(
    records: Iterable[dict[str, object]], shown: Sequence[str], widest: str, form: str | None
) -> int:
    """Print records whole as JSON, else the fields that are ``shown``; return their number."""
    if form == "json":
        return json_lines(records)
    if form == "csv":
        return csv_lines(shown, ([record[name] for name in shown] for record in records))
    # the first column names the row, and stays
    leaves = [0, *(_LEAVES.get(name, 0) for name in shown[1:])]
    columns = [_column(name, widest, number) for name, number in zip(shown, leaves, strict=True)]

    def line(record: dict[str, object]) -> list[str]:
        texts = {name: text_of(record[name]) for name in shown}
        # of a time people see the day
        days = {name: text[:10] for name, text in texts.items() if name.endswith("_published")}
        return list((texts | days).values())

    return rows(map(line, records), columns)


def columns_of(names: Sequence[str], widest: str) -> list[Column]:
    """Return the columns of fields that the user named; what a terminal has left goes to
    ``widest``, else to the last.
    """
    if widest not in names:
        widest = names[-1]
    return [_column(name, widest) for name in names]


def _column(name: str, widest: str, leaves: int = 0) -> Column:
    if name == widest:
        return Column(name, least=_LEAST_WIDEST)
    header = _HEADERS.get(name, name)
    if name in _WHOLE:
        return whole(header, leaves)
    # of when an account published the day is enough; of what happened to an article it is not
    if name.endswith("_published"):
        return Column(header, 10, 10, leaves=leaves)
    # a name that has room above a day, too
    if name.endswith("_at"):
        return time_column(header.removesuffix("_at"), _USUAL_WIDTH)
    return Column(header, _WIDTHS.get(name, _USUAL_WIDTH), _LEAST.get(name, 5))


def publication_span(first: datetime | None, last: datetime | None) -> dict[str, object]:
    """Return the fields of a record that say from when to when its articles were published."""
    return {"first_published": iso(first), "last_published": iso(last)}

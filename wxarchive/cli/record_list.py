"""Records (accounts, albums, groups) as lists print them: for people, as JSON, as CSV."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from wxarchive.cli.output import csv_lines, json_lines, text_of
from wxarchive.cli.tables import Column, rows
from wxarchive.clock import HOURS, iso

_HEADERS = {
    "first_published": f"first {HOURS}",
    "last_published": f"last {HOURS}",
    "account_alias": "WeChat id",
    "account_id": "gh id",
}
_WIDTHS = {
    "id": 20, "articles": 8, "gone": 5, "first_published": 10, "last_published": 10, "listed": 7,
    "url": 60,
    "state": 13, "kind": 8, "account": 20, "author": 12, "account_alias": 20, "account_id": 18,
    "key": 40,
}  # fmt: skip
_USUAL_WIDTH = 25


def print_records(
    records: Iterable[dict[str, object]], shown: Sequence[str], widest: str, form: str | None
) -> int:
    """Print records whole as JSON, else the fields that are ``shown``; of a time a table has the
    day.
    """
    if form == "json":
        return json_lines(records)
    if form == "csv":
        return csv_lines(shown, ([record[name] for name in shown] for record in records))
    return rows(
        ([_short(name, record[name]) for name in shown] for record in records),
        columns_of(shown, widest),
    )


def _short(name: str, value: object) -> str:
    return text_of(value)[:10] if name.endswith("_published") else text_of(value)


def columns_of(names: Sequence[str], widest: str) -> list[Column]:
    """Return the columns of fields; what a terminal has left goes to ``widest``, else to the
    last.
    """
    widest = widest if widest in names else names[-1]
    return [
        _column(name, 0 if name == widest else _WIDTHS.get(name, _USUAL_WIDTH)) for name in names
    ]


def _column(name: str, most: int) -> Column:
    header = _HEADERS.get(name, name)
    return Column(header, most, 10) if name.endswith("_published") else Column(header, most)


def publication_span(first: datetime | None, last: datetime | None) -> dict[str, object]:
    """Return the fields of a record that say from when to when its articles were published."""
    return {"first_published": iso(first), "last_published": iso(last)}

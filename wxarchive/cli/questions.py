"""``stats`` and ``sql``: the archive in numbers, and any question one can write."""

import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from itertools import chain, islice
from typing import TYPE_CHECKING

import click

from wxarchive.answers import MediaTotals, Statistics
from wxarchive.characters import printable
from wxarchive.cli.options import as_json, form, open_archive
from wxarchive.cli.plain import size
from wxarchive.cli.printing import csv_lines, json_line, json_lines, rows, text_of
from wxarchive.cli.program import example

if TYPE_CHECKING:
    from wxarchive.store.question import Answer

_BAR = 40
"""Width of the longest bar."""
_MONTHS = 24
"""Months that are drawn, the newest."""
_MEASURED = 200
"""Rows that columns are made wide enough for."""
_WIDEST = 40
"""Cells of a terminal for a column that is not the last."""


@example("wxarchive stats", "wxarchive stats --json")
@click.command
@as_json
def stats(as_json: bool) -> None:
    """Count articles, accounts, versions, pages and links; draw the archive's growth and the publications by month."""
    found = open_archive(read_only=True).statistics()
    if as_json:
        told = asdict(found)
        json_line(told | {name: dict(told[name]) for name in ("states", "archived", "published")})
        return
    rows(_numbers(found), (20, 0))
    for title, counts in (("archived by month", found.archived), ("published by month", found.published)):
        click.echo(f"\n{title}")
        for line in _bars(counts):
            click.echo(printable(line))


@example("wxarchive sql 'select account, count(*) from article_list group by account'")
@click.command
@click.argument("query")
@click.option(
    "--timeout", type=click.FloatRange(min=0.01), default=10.0, show_default=True, metavar="S", help="Seconds to try."
)
@form("json", "JSON Lines for programs.")
@form("csv", "A table for spreadsheets.")
def sql(query: str, timeout: float, form: str | None) -> None:
    """Ask the archive a question in SQL; it can read everything and change nothing."""
    answer = open_archive(read_only=True).ask(query, seconds=timeout)
    if form == "json":
        names = answer.columns
        json_lines({name: _readable(cell) for name, cell in zip(names, row, strict=True)} for row in answer.rows)
    elif form == "csv":
        csv_lines(answer.columns, ([_readable(cell) for cell in row] for row in answer.rows))
    else:
        _print_table(answer)


def _print_table(answer: "Answer") -> None:
    """Print columns under their names on a terminal, else fields between tabs."""
    lines = ([text_of(_readable(cell)) for cell in row] for row in answer.rows)
    if not sys.stdout.isatty():
        rows(lines, ())
        return
    from rich.cells import cell_len

    seen = list(islice(lines, _MEASURED))
    header = list(answer.columns)
    widths = [min(max(map(cell_len, column)), _WIDEST) for column in zip(header, *seen, strict=True)]
    rows(chain([header], seen, lines), [*widths[:-1], 0])


def _numbers(found: Statistics) -> Iterable[tuple[str, str]]:
    times = found.received / found.stored if found.stored else 0
    yield "articles", str(found.articles)
    yield from ((f"  {state}", str(number)) for state, number in found.states)
    yield "accounts", str(found.accounts)
    yield "albums", str(found.albums)
    yield "versions", str(found.versions)
    yield "characters", str(found.characters)
    yield "pictures", str(found.pictures)
    yield "players", str(found.media)
    yield "links", f"{found.links}, {found.links_held} to archived articles; {found.missing} articles missing"
    yield "pages", f"{found.pages}, {size(found.received)} in {size(found.stored)}"
    yield "compression", f"{times:.1f} times, with {found.dictionaries} dictionaries"
    yield "media", _media(found.media_files)
    yield "file", size(found.file)


def _media(found: MediaTotals) -> str:
    missing = [(found.wanted, "wanted"), (found.failed, "failed"), (found.refused, "refused")]
    told = [f"{found.files} files", size(found.bytes), *(f"{n} {name}" for n, name in missing if n)]
    return ", ".join(told)


def _bars(counts: Sequence[tuple[str | None, int]]) -> Iterable[str]:
    """A bar for each of the newest months, also for those without any; the longest is :data:`_BAR` wide."""
    shown = list(_every_month(counts))[-_MONTHS:]
    longest = max((number for _, number in shown), default=0)
    for name, number in shown:
        bar = "█" * max(1, round(number / longest * _BAR)) if number else ""
        yield f"{name:8} {bar} {number}"


def _every_month(counts: Sequence[tuple[str | None, int]]) -> Iterator[tuple[str, int]]:
    known = {month: number for month, number in counts if month}
    yield from (("unknown", number) for month, number in counts if not month)
    month, last = min(known, default=""), max(known, default="")
    while month and month <= last:
        yield month, known.get(month, 0)
        month = _next(month)


def _next(month: str) -> str:
    year, number = map(int, month.split("-"))
    return f"{year + number // 12:04}-{number % 12 + 1:02}"


def _readable(cell: object) -> object:
    return f"({len(cell)} bytes)" if isinstance(cell, bytes) else cell

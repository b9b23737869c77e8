"""``sql``: any question one can write."""

import sys
from math import isfinite

import click

from wxarchive.characters import printable
from wxarchive.cli.app import example
from wxarchive.cli.options import form, open_archive
from wxarchive.cli.output import csv_lines, json_lines, text_of
from wxarchive.cli.tables import Column, rows

_WIDEST = 40
"""Cells of a terminal for a column that is not the last."""


@example("wxarchive sql 'select account, count(*) from article_list group by account'")
@click.command
@click.argument("query")
@click.option(
    "--timeout",
    type=click.FloatRange(min=0.01),
    default=10.0,
    show_default=True,
    metavar="SECONDS",
    help="Seconds to try.",
)
@form("json", "JSON Lines for programs.")
@form("csv", "A table for spreadsheets.")
def sql(query: str, timeout: float, form: str | None) -> None:
    """Query the archive in SQL; it can read everything and change nothing."""
    answer = open_archive(read_only=True).ask(query, seconds=timeout)
    if form == "json":
        names = answer.columns
        json_lines(
            {name: _readable(cell) for name, cell in zip(names, row, strict=True)}
            for row in answer.rows
        )
    elif form == "csv":
        csv_lines(answer.columns, ([_readable(cell) for cell in row] for row in answer.rows))
    else:
        lines = ([text_of(_readable(cell)) for cell in row] for row in answer.rows)
        *others, last = answer.columns
        columns = [*(Column(name, _WIDEST) for name in others), Column(last)]
        # even of no rows people want to see the columns
        if not rows(lines, columns) and sys.stdout.isatty():
            click.echo(printable("  ".join(answer.columns)))


def _readable(cell: object) -> object:
    if isinstance(cell, bytes):
        return f"({len(cell)} bytes)"
    # JSON knows neither infinity nor NaN
    if isinstance(cell, float) and not isfinite(cell):
        return str(cell)
    return cell

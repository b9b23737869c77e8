"""``stats`` and ``sql``: the archive in numbers, and any question one can write."""

from collections.abc import Iterable
from dataclasses import asdict
from itertools import islice

import click

from wxarchive.answers import MediaTotals, Statistics
from wxarchive.cli.options import as_json, form, open_archive
from wxarchive.cli.printing import csv_lines, json_line, rows, text_of
from wxarchive.cli.program import example

_BAR = 40
"""Width of the longest bar."""
_MONTHS = 24
"""Months that are drawn, the newest."""
_MEGABYTE = 1_000_000


@example("wxarchive stats", "wxarchive stats --json")
@click.command
@as_json
def stats(as_json: bool) -> None:
    """Count articles, accounts, versions, pages and links; draw publications by month."""
    found = open_archive(read_only=True).statistics()
    if as_json:
        told = asdict(found)
        json_line(told | {name: dict(told[name]) for name in ("states", "archived", "published")})
        return
    rows(_numbers(found), (20, 0))
    click.echo()
    for line in _bars([(month or "unknown", number) for month, number in found.published][-_MONTHS:]):
        click.echo(line)


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
        for row in answer.rows:
            json_line({name: _readable(cell) for name, cell in zip(answer.columns, row, strict=True)})
    elif form == "csv":
        csv_lines(answer.columns, ([_readable(cell) for cell in row] for row in answer.rows))
    else:
        for row in answer.rows:
            click.echo("\t".join(text_of(_readable(cell)).replace("\n", " ") for cell in row))


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
    yield "pages", f"{found.pages}, {found.received / _MEGABYTE:.1f} MB in {found.stored / _MEGABYTE:.1f} MB"
    yield "compression", f"{times:.1f} times, with {found.dictionaries} dictionaries"
    yield "media", _media(found.media_files)
    yield "file", f"{found.file / _MEGABYTE:.1f} MB"


def _media(found: MediaTotals) -> str:
    missing = [(found.wanted, "wanted"), (found.failed, "failed"), (found.refused, "refused")]
    told = [f"{found.files} files", f"{found.bytes / _MEGABYTE:.1f} MB", *(f"{n} {name}" for n, name in missing if n)]
    return ", ".join(told)


def _bars(counts: list[tuple[str, int]]) -> Iterable[str]:
    longest = max((number for _, number in counts), default=0)
    for name, number in islice(counts, _MONTHS):
        yield f"{name:8} {'█' * max(1, round(number / longest * _BAR))} {number}"


def _readable(cell: object) -> object:
    return f"({len(cell)} bytes)" if isinstance(cell, bytes) else cell

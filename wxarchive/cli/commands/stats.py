"""``stats``: the archive in numbers."""

import shutil
import sys
import textwrap
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict

import click

from wxarchive.characters import printable
from wxarchive.cli.app import example
from wxarchive.cli.options import as_json, open_archive
from wxarchive.cli.output import json_line
from wxarchive.cli.plain import size
from wxarchive.clock import BEIJING_NAME, months
from wxarchive.models import MediaTotals, Statistics

_NAME = 14
"""Width of the names of numbers."""
_BAR = 40
"""Width of the longest bar."""
_MONTHS = 24
"""Months that are drawn one by one; a longer time is drawn by years."""


@example("wxarchive stats", "wxarchive stats --json")
@click.command
@as_json
def stats(as_json: bool) -> None:
    """Count articles, accounts, versions, pages and links; draw its growth and the publications by
    month or year.
    """
    statistics = open_archive(read_only=True).statistics()
    if as_json:
        record = asdict(statistics)
        for name in ("states", "archived", "published"):
            record[name] = dict(record[name])
        json_line(record)
        return
    for name, value in _numbers(statistics):
        line = f"{name}\t{value}"
        if sys.stdout.isatty():
            # the rest of a long line stands under its beginning
            width = max(shutil.get_terminal_size().columns, _NAME + 8)
            line = textwrap.fill(f"{name:<{_NAME}}{value}", width, subsequent_indent=" " * _NAME)
        click.echo(printable(line))
    for what, counts in (("archived", statistics.archived), ("published", statistics.published)):
        click.echo(printable(f"\n{what} {_growth(counts)}"))


def _numbers(found: Statistics) -> Iterable[tuple[str, str]]:
    times = 0.0
    if found.stored:
        times = found.received / found.stored
    yield "articles", str(found.articles)
    yield from ((f"  {state}", str(number)) for state, number in found.states)
    yield "accounts", str(found.accounts)
    yield "albums", str(found.albums)
    yield "versions", str(found.versions)
    yield "characters", str(found.characters)
    yield "pictures", str(found.pictures)
    yield "players", str(found.media)
    yield (
        "links",
        f"{found.links}, {found.links_held} to archived articles; {found.missing} articles missing",
    )
    yield "pages", f"{found.pages}, {size(found.received)} in {size(found.stored)}"
    yield "compression", f"{times:.1f} times, with {found.dictionaries} dictionaries"
    yield "media", _media(found.media_files)
    yield "file", size(found.file)


def _media(found: MediaTotals) -> str:
    parts = [f"{found.files} files", size(found.bytes)]
    names = ("doubtful", "wanted", "failed", "refused")
    parts += [f"{number} {name}" for name in names if (number := getattr(found, name))]
    return ", ".join(parts)


def _growth(counts: Sequence[tuple[str | None, int]]) -> str:
    """Draw all of the time, by month or by year, and say how many have no date."""
    known = {month: number for month, number in counts if month}
    every = months(min(known, default="9999"), max(known, default=""))
    drawn = [(month, known.get(month, 0)) for month in every]
    undated = [("unknown", number) for month, number in counts if not month]
    if len(drawn) <= _MONTHS:
        return "\n".join((f"by month, {BEIJING_NAME}", *_bars([*undated, *drawn])))
    years: Counter[str] = Counter()
    for month, number in drawn:
        years[month[:4]] += number
    return "\n".join((f"by year, {BEIJING_NAME}", *_bars([*undated, *years.items()])))


def _bars(counts: Sequence[tuple[str, int]]) -> Iterator[str]:
    """Yield a bar for each, also for those without any; the longest is as wide as the terminal lets
    it be.
    """
    longest = max((number for _, number in counts), default=0)
    widest = max(
        min(_BAR, shutil.get_terminal_size().columns - len("2024-10   ") - len(str(longest))), 1
    )
    for name, number in counts:
        bar = ""
        if number:
            bar = "█" * max(1, round(number / longest * widest))
        yield f"{name:8} {bar} {number}"

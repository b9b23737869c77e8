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
from wxarchive.cli.output import json_line, message, print_lines
from wxarchive.cli.plain import one_line, rounded, size
from wxarchive.cli.tables import Column, table, whole
from wxarchive.clock import BEIJING_NAME, months
from wxarchive.models import COUNTS_BY, CountBy, Filter, GoneRate, Statistics

_NAME = 14
"""Width of the names of numbers."""
_BAR = 40
"""Width of the longest bar."""
_MONTHS = 24
"""Months that are drawn one by one; a longer time is drawn by years."""
_MOST_ACCOUNTS = 20
_GONE = (
    whole("gone"), whole("of"), whole("share"),
    whole("days lived", leaves=1), Column("why"),
)  # fmt: skip


@example("wxarchive stats", "wxarchive stats --json")
@click.command
@as_json
def stats(as_json: bool) -> None:
    """Count articles, accounts, versions, pages and links; draw its growth and the publications by
    month or year; say how many articles of each account and month are gone.
    """
    store = open_archive(read_only=True)
    statistics = store.statistics()
    gone: dict[CountBy, Sequence[GoneRate]] = {
        by: store.gone_rates(Filter(), by) for by in COUNTS_BY
    }
    if as_json:
        record = asdict(statistics)
        for name in ("states", "archived", "published"):
            record[name] = dict(record[name])
        for by, rates in gone.items():
            record[f"gone_by_{by}"] = [
                {
                    by: one.name,
                    "articles": one.articles,
                    "seen_again": one.seen_again,
                    "gone": one.gone,
                    "share": rounded(one.share, 6),
                    "states": dict(one.states),
                    "days": rounded(one.days, 1),
                    "gone_before": one.gone_before,
                }
                for one in rates
            ]
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
    _print_gone("account", gone["account"])
    # as the bars above: many months would be a page of small numbers
    if len(gone["month"]) <= _MONTHS:
        _print_gone("month", gone["month"])
    else:
        _print_gone("year", gone["year"])


def _numbers(found: Statistics) -> Iterable[tuple[str, str]]:
    """Yield the name and value of each number, in the order in which people ask for them."""
    times = 0.0
    # an empty archive has stored nothing
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
    media = found.media_files
    parts = [f"{media.files} files", size(media.bytes)]
    states = ("doubtful", "wanted", "failed", "refused")
    parts += [f"{number} {state}" for state in states if (number := getattr(media, state))]
    yield "media", ", ".join(parts)
    yield "file", size(found.file)


def _growth(counts: Sequence[tuple[str | None, int]]) -> str:
    """Draw all of the time, by month or by year, and say how many have no date."""
    known = {month: number for month, number in counts if month}
    # months without an article, too: a gap is what one looks for
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
    """Yield a line for each, with a bar unless it is 0; the longest bar is as wide as the terminal
    allows.
    """
    longest = max((number for _, number in counts), default=0)
    room = shutil.get_terminal_size().columns - len("2024-10   ") - len(str(longest))
    widest = max(min(_BAR, room), 1)
    for name, number in counts:
        bar = ""
        # one of a thousand is seen, too
        if number:
            bar = "█" * max(1, round(number / longest * widest))
        yield f"{name:8} {bar} {number}"


def _print_gone(by: CountBy, rates: Sequence[GoneRate]) -> None:
    """Print how many articles are gone, of those of which it is known; nothing where none is."""
    some = [one for one in rates if one.gone]
    if not some:
        return
    shown = some
    if by == "account":
        shown = some[:_MOST_ACCOUNTS]
    # a share says little without what it is a share of
    again = sum(one.seen_again for one in rates)
    never = sum(one.never_seen_again for one in rates)
    before = sum(one.gone_before for one in rates)
    click.echo(f"\ngone by {by}, of {again} articles that were seen again after they were kept")
    click.echo(f"not counted: {never} seen only once, {before} gone before they were kept")
    lines = []
    for one in shown:
        days = ""
        if one.days is not None:
            days = f"{one.days:.0f}"
        share = f"{100 * (one.share or 0):.1f} %"
        why = ", ".join(f"{number} {state}" for state, number in one.states)
        name = one.name or "unknown"
        lines.append((name, str(one.gone), str(one.seen_again), share, days, why))
    # no pager in the middle of a page
    if sys.stdout.isatty():
        print_lines(table(lines, (Column(by, 20), *_GONE)))
    else:
        print_lines("\t".join(map(one_line, fields)) for fields in lines)
    if len(some) > len(shown):
        message(f"{len(shown)} of {len(some)} accounts; --json has all")

"""What ``search`` prints of words: how often they are used over time, and line by line where."""

import shutil
import sys
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, islice

import click

from wxarchive.characters import printable
from wxarchive.cli.output import csv_lines, json_lines, text_of
from wxarchive.cli.plain import one_line, rounded
from wxarchive.cli.record_list import print_records
from wxarchive.cli.tables import Column, is_styled, page_through, rows, whole
from wxarchive.clock import in_form, iso
from wxarchive.models import ConcordanceLine, CountBy, WordUse

_RATE = "per_10000_characters"
_USES = ("articles", "articles_in_all", "share", "occurrences", "characters", _RATE)
_LINES = ("id", "published_at", "account", "title", "url", "start", "left", "hit", "right")
_SHORTEST_BAR, _LONGEST_BAR = 8, 40
_GAP = "  "
_MEASURED = 200
"""Lines whose ids and accounts decide how wide their columns are."""
_ACCOUNT = 12
_NARROW = 60
"""Cells of a terminal from which on a line of a concordance has day and account."""


def print_uses(uses: Sequence[WordUse], by: CountBy, form: str | None) -> None:
    """Print how words are used: as JSON, as CSV, between tabs, or for people with bars."""
    if form or not sys.stdout.isatty():
        print_records((_record(one, by) for one in uses), (by, *_USES), by, form)
        return
    lines = [
        [one_line(one.name) or "unknown", str(one.articles), str(one.articles_in_all)]
        for one in uses
    ]
    columns = [Column(by, 20), whole("articles"), whole("of")]
    # a query that looks in titles alone has no occurrences
    if any(one.occurrences is None for one in uses):
        drawn = Column("share, %")
        numbers = [one.share and 100 * one.share for one in uses]
    else:
        drawn = Column("times in 10,000 characters")
        numbers = [one.rate for one in uses]
        columns += [whole("share", leaves=2), whole("times", leaves=1)]
        for line, one in zip(lines, uses, strict=True):
            share = ""
            if one.share is not None:
                share = f"{100 * one.share:.1f} %"
            line += [share, text_of(one.occurrences)]
    # a bar is as long as the other columns leave room for
    names = [column.name for column in columns]
    bars = _bars(numbers, _room([names, *lines]))
    rows(([*cells, bar] for cells, bar in zip(lines, bars, strict=True)), [*columns, drawn])


def print_concordance(lines: Iterable[ConcordanceLine], form: str | None) -> int:
    """Print places of words with what stands around them, and return how many there are."""
    if form == "json":
        return json_lines(dict(zip(_LINES, _fields(line), strict=True)) for line in lines)
    if form == "csv":
        return csv_lines(_LINES, map(_fields, lines))
    if sys.stdout.isatty():
        return _print_aligned(lines)
    texts = ((*_head_of(line), line.left, line.hit, line.right) for line in lines)
    return rows(texts, [whole(name) for name in ("id", "day", "account", "left", "hit", "right")])


def _record(one: WordUse, by: CountBy) -> dict[str, object]:
    return {
        by: one.name,
        "articles": one.articles,
        "articles_in_all": one.articles_in_all,
        "share": rounded(one.share, 6),
        "occurrences": one.occurrences,
        "characters": one.characters,
        _RATE: rounded(one.rate, 4),
    }


def _room(lines: Sequence[Sequence[str]]) -> int:
    """Return how many cells a terminal leaves next to the columns of these lines."""
    from rich.cells import cell_len

    widths = [max(map(cell_len, column)) for column in zip(*lines, strict=True)]
    return shutil.get_terminal_size().columns - sum(widths) - len(_GAP) * len(widths)


def _bars(numbers: Sequence[float | None], room: int) -> Iterator[str]:
    """Yield each number with a bar after it, the longest for the highest."""
    most = max((number for number in numbers if number), default=0.0)
    width = len(f"{most:.2f}")
    longest = min(max(room - width - 1, _SHORTEST_BAR), _LONGEST_BAR)
    for number in numbers:
        text = bar = ""
        # where there was no article, nothing is known, which is not 0
        if number is not None:
            text = f"{number:.2f}"
        if number:
            bar = "█" * max(1, round(number / most * longest))
        yield f"{text:>{width}} {bar}".rstrip()


def _fields(line: ConcordanceLine) -> tuple[object, ...]:
    about, url = line.article.metadata, None
    if line.article.ref:
        url = line.article.ref.url
    head = (line.article.id, iso(about.published_at), about.account, about.title, url)
    return (*head, line.start, line.left, line.hit, line.right)


def _head_of(line: ConcordanceLine) -> tuple[str, str, str]:
    about = line.article.metadata
    day = in_form(about.published_at, "%Y-%m-%d") or "-"
    return str(line.article.id), day, one_line(about.account)


def _print_aligned(lines: Iterable[ConcordanceLine]) -> int:
    """Print lines with their hits below each other, as wide as the terminal."""
    coming = iter(lines)
    # the first ones decide the layout: a search may find more than a memory holds
    seen = list(islice(coming, _MEASURED))
    number = 0

    def printed() -> Iterator[str]:
        nonlocal number
        layout = _Layout(seen)
        for line in chain(seen, coming):
            number += 1
            yield layout.line(line)

    page_through(printed())
    return number


class _Layout:
    """How lines of a concordance are laid out: id, day and account, and the hit in the middle."""

    def __init__(self, seen: Sequence[ConcordanceLine]) -> None:
        from rich.cells import cell_len

        room = shutil.get_terminal_size().columns
        heads = [_head_of(line) for line in seen]
        self._widths = [max((cell_len(head[0]) for head in heads), default=1)]
        # a narrow terminal has the words themselves, and the id to look up the rest
        if room >= _NARROW:
            longest = max((cell_len(head[2]) for head in heads), default=1)
            self._widths += [len("2024-10-05"), min(longest, _ACCOUNT)]
        self._room = room - sum(self._widths) - len(_GAP) * len(self._widths)
        hit = max((cell_len(line.hit) for line in seen), default=0)
        self._left = max((self._room - hit) // 2, 4)

    def line(self, line: ConcordanceLine) -> str:
        """Return a line: what stands left of the hit ends where that of the others ends."""
        from rich.cells import cell_len, set_cell_size

        head = zip(_head_of(line), self._widths, strict=False)
        cells = [set_cell_size(text, width) for text, width in head]
        # what fills the cells depends on the characters: Chinese ones take two
        left = _end_of(printable(line.left), self._left)
        left = " " * (self._left - cell_len(left)) + left
        hit = printable(line.hit)
        rest = max(self._room - self._left - cell_len(hit), 0)
        right = set_cell_size(printable(line.right), rest).rstrip()
        if is_styled():
            hit = click.style(hit, bold=True)
        return f"{_GAP.join(cells)}{_GAP}{left}{hit}{right}"


def _end_of(text: str, width: int) -> str:
    """Return the last characters of a text, as many as so many cells hold."""
    from rich.cells import cell_len

    over = cell_len(text) - width
    at = 0
    while over > 0:
        over -= cell_len(text[at])
        at += 1
    return text[at:]

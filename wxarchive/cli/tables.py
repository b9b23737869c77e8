"""Lists on stdout: on a terminal a table as wide as it is, through a pager if it is long; else
fields between tabs.
"""

import os
import shutil
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, islice

import click

from wxarchive.cli.plain import one_line

_MEASURED = 200
"""Rows that columns are made wide enough for."""
_READABLE = 20
"""Cells that the column of titles keeps as long as others can be cut."""
_GAP = "  "


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table: its header, the cells it takes at most, and those it can be cut to.

    ``most`` 0: what the others leave of the terminal. ``is_time``: nothing shows that it is cut,
    from time to day.
    """

    name: str
    most: int = 0
    least: int = 5
    is_time: bool = False


def time_column(name: str) -> Column:
    """Return the column of a time to the minute, which is a day where room is scarce."""
    return Column(name, 16, 10, is_time=True)


def rows(lines: Iterable[Sequence[str]], columns: Sequence[Column]) -> int:
    """Print a list as it comes and return its length: on a terminal a table under headers, else
    whole fields.
    """
    counted = _Counted([one_line(field) for field in fields] for fields in lines)
    if sys.stdout.isatty():
        page_through(_table(counted, columns))
    else:
        for fields in counted:
            click.echo("\t".join(fields))
    return counted.number


def page_through(lines: Iterable[str]) -> None:
    """Print lines; more than a terminal shows go through ``$PAGER``, by default ``less``."""
    coming = iter(lines)
    first = (
        list(islice(coming, shutil.get_terminal_size().lines - 1)) if sys.stdout.isatty() else []
    )
    if sys.stdout.isatty() and (more := next(coming, None)) is not None:
        os.environ.setdefault(
            "LESS", "-FRX"
        )  # leave if it fits, pass colours on, leave the text on the screen
        click.echo_via_pager(f"{line}\n" for line in chain(first, [more], coming))
        return
    for line in chain(first, coming):
        click.echo(line)


def is_styled() -> bool:
    """Tell whether what is printed may be bold or coloured: on a terminal, unless ``NO_COLOR`` is
    set.
    """
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR")


class _Counted:
    """The fields of rows, counted as they pass."""

    def __init__(self, lines: Iterable[list[str]]) -> None:
        self._lines = lines
        self.number = 0

    def __iter__(self) -> Iterator[list[str]]:
        for fields in self._lines:
            self.number += 1
            yield fields


def _table(lines: Iterable[list[str]], columns: Sequence[Column]) -> Iterator[str]:
    """Yield the lines of a table; Chinese characters count as the two cells they fill."""
    coming = iter(lines)
    if not (seen := list(islice(coming, _MEASURED))):
        return
    header = [one_line(column.name) for column in columns]
    widths = _widths(columns, [header, *seen], shutil.get_terminal_size().columns)
    yield click.style(_line(header, columns, widths), bold=True)
    yield from (_line(fields, columns, widths) for fields in chain(seen, coming))


def _widths(columns: Sequence[Column], seen: Sequence[Sequence[str]], room: int) -> list[int]:
    """Return how wide columns are: as their fields, and the column of titles as the terminal leaves
    room for.

    If that is little, the others are cut, the widest first.
    """
    from rich.cells import cell_len

    longest = [max(map(cell_len, fields)) for fields in zip(*seen, strict=True)]
    widths = [min(size, column.most or size) for size, column in zip(longest, columns, strict=True)]
    title = next((at for at, column in enumerate(columns) if not column.most), len(columns) - 1)
    wanted = min(widths[title], max(_READABLE, room * 2 // 5))
    while (left := _left(widths, title, room)) < wanted:
        loose = [at for at, one in enumerate(columns) if at != title and widths[at] > one.least]
        if not loose:
            break
        at = max(loose, key=lambda at: (widths[at], columns[at].is_time))
        widths[at] = columns[at].least if columns[at].is_time else widths[at] - 1
    widths[title] = max(min(widths[title], left), columns[title].least)
    return widths


def _left(widths: Sequence[int], title: int, room: int) -> int:
    return room - sum(widths) + widths[title] - len(_GAP) * (len(widths) - 1)


def _line(fields: Sequence[str], columns: Sequence[Column], widths: Sequence[int]) -> str:
    cells = (_fitted(*one) for one in zip(fields, widths, columns, strict=True))
    return _GAP.join(cells).rstrip()


def _fitted(text: str, width: int, column: Column) -> str:
    from rich.cells import cell_len, set_cell_size

    if cell_len(text) <= width or column.is_time:
        return set_cell_size(text, width)
    return set_cell_size(text, width - 1) + "…"

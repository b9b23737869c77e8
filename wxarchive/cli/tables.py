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

from wxarchive.cli.app import NO_PAGER
from wxarchive.cli.output import message
from wxarchive.cli.plain import one_line

_MEASURED = 200
"""Rows that columns are made wide enough for."""
_READABLE = 20
"""Cells that the column of titles keeps as long as others can be cut or left out."""
_GAP = "  "


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table: its header, the cells it takes at most, and those it can be cut to.

    ``most`` 0: what the others leave of the terminal. ``is_time``: nothing shows that it is cut,
    from time to day. ``leaves``: where room is scarce, the columns with the highest number are left
    out first; 0: it stays.
    """

    name: str
    most: int = 0
    least: int = 5
    is_time: bool = False
    leaves: int = 0


def time_column(name: str, most: int = 16) -> Column:
    """Return the column of a time to the minute, which is a day where room is scarce."""
    return Column(name, most, 10, is_time=True)


def whole(name: str, leaves: int = 0) -> Column:
    """Return a column that is never cut: a part of an id or an address is of no use."""
    return Column(name, _ENDLESS, _ENDLESS, leaves=leaves)


_ENDLESS = 10_000


def rows(lines: Iterable[Sequence[str]], columns: Sequence[Column]) -> int:
    """Print a list as it comes and return its length: on a terminal a table under headers, else
    whole fields.
    """
    counted = _Counted(lines)
    if sys.stdout.isatty():
        page_through(table(counted, columns))
    else:
        for fields in counted:
            click.echo("\t".join(map(one_line, fields)))
    return counted.number


def page_through(lines: Iterable[str]) -> None:
    """Print lines; more than a terminal shows go through ``$PAGER``, by default ``less``.

    ``--no-pager`` and an empty ``$PAGER`` keep them out of it.
    """
    coming = iter(lines)
    first: list[str] = []
    is_refused = click.get_current_context().find_root().meta.get(NO_PAGER)
    if sys.stdout.isatty() and not is_refused and os.environ.get("PAGER", "less").strip():
        first += islice(coming, shutil.get_terminal_size().lines - 1)
    # a pager for what fits would only be in the way
    if first and (more := next(coming, None)) is not None:
        # pass bold on, and unless told otherwise leave if it fits, and the text on the screen
        os.environ["LESS"] = f"-R {os.environ.get('LESS', '-FX')}"
        color = None
        # without being told, click takes bold away from all but less, and hits would not be marked;
        # what Windows' own pager does with it nobody knows
        if os.name == "posix" and is_styled():
            color = True
        click.echo_via_pager((f"{line}\n" for line in chain(first, [more], coming)), color)
        return
    for line in chain(first, coming):
        click.echo(line)


def is_styled() -> bool:
    """Return whether what is printed may be bold or coloured: on a terminal that knows how, unless
    ``NO_COLOR`` is set.
    """
    is_plain = os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb"
    return sys.stdout.isatty() and not is_plain


class _Counted:
    """The fields of rows, counted as they pass."""

    def __init__(self, lines: Iterable[Sequence[str]]) -> None:
        self._lines = lines
        self.number = 0

    def __iter__(self) -> Iterator[Sequence[str]]:
        for fields in self._lines:
            self.number += 1
            yield fields


def table(lines: Iterable[Sequence[str]], columns: Sequence[Column]) -> Iterator[str]:
    """Yield the lines of a table for a terminal, headers first; nothing if there are no lines.

    Chinese characters count as the two cells they fill. A message names the columns that are left
    out for want of room.
    """
    coming = ([one_line(field) for field in fields] for fields in lines)
    # the first ones decide the widths: a list may have more than a memory holds
    if not (seen := list(islice(coming, _MEASURED))):
        return
    header = [one_line(column.name) for column in columns]
    widths = _widths(columns, [header, *seen], shutil.get_terminal_size().columns)
    left_out = [name for name, width in zip(header, widths, strict=True) if width is None]
    if left_out:
        message(f"left out for want of room: {', '.join(left_out)}; --json has it all")
    head = _line(header, columns, widths)
    if is_styled():
        head = click.style(head, bold=True)
    yield head
    yield from (_line(fields, columns, widths) for fields in chain(seen, coming))


def _widths(
    columns: Sequence[Column], seen: Sequence[Sequence[str]], room: int
) -> list[int | None]:
    """Return how wide columns are, ``None`` for those left out: as wide as their fields, and that
    of titles as the terminal leaves room for.

    If that is little, times become days, then columns leave, then the widest are cut; if a row were
    wider than the terminal, the last columns leave.
    """
    from rich.cells import cell_len

    longest = [max(map(cell_len, fields)) for fields in zip(*seen, strict=True)]
    widths: list[int | None] = [
        min(size, column.most or size) for size, column in zip(longest, columns, strict=True)
    ]
    title = next((at for at, column in enumerate(columns) if not column.most), len(columns) - 1)
    # step by step until a title can be read
    enough = min(longest[title], max(_READABLE, room * 2 // 5))
    while (left := _left(widths, title, room)) < enough:
        if not _make_room(widths, columns, title):
            break
    # rows wider than the terminal cannot be read: on a narrow one the first column and the title
    # stay, but where an address alone is wider, nothing would be saved by that
    narrow = min(longest[title], max(columns[title].least, room // 3))
    others = [width for at, width in enumerate(widths) if width and at != title]
    if max(others, default=0) <= room:
        for at in reversed(range(1, len(widths))):
            if left < narrow and at != title:
                widths[at] = None
                left = _left(widths, title, room)
    # better a row that the terminal breaks than one without any title
    if left < columns[title].least:
        left = _READABLE
    widths[title] = min(longest[title], left)
    return widths


def _make_room(widths: list[int | None], columns: Sequence[Column], title: int) -> bool:
    """Make the other columns smaller by one step; ``False`` if there is none left to take."""
    others = {at: width for at, width in enumerate(widths) if width is not None and at != title}
    days = [at for at, width in others.items() if columns[at].is_time and width > columns[at].least]
    leaving = [at for at in others if columns[at].leaves]
    loose = [at for at, width in others.items() if width > columns[at].least]
    # first what costs least: the minute of a time, then a number, then the end of a name
    if days:
        widths[days[0]] = columns[days[0]].least
    elif leaving:
        widths[max(leaving, key=lambda at: columns[at].leaves)] = None
    elif loose:
        widest = max(loose, key=others.__getitem__)
        widths[widest] = others[widest] - 1
    return bool(days or leaving or loose)


def _left(widths: Sequence[int | None], title: int, room: int) -> int:
    """Return the cells that the other columns leave for the title."""
    others = [width for at, width in enumerate(widths) if width is not None and at != title]
    return room - sum(others) - len(_GAP) * len(others)


def _line(fields: Sequence[str], columns: Sequence[Column], widths: Sequence[int | None]) -> str:
    """Return the cells of a row next to each other, each as wide as its column."""
    from rich.cells import cell_len, set_cell_size

    cells = []
    for text, width, column in zip(fields, widths, columns, strict=True):
        if width is None:
            continue
        # a time is cut to its day, which is whole by itself
        if cell_len(text) <= width or column.is_time:
            cells.append(set_cell_size(text, width))
        else:
            cells.append(set_cell_size(text, width - 1) + "…")
    return _GAP.join(cells).rstrip()

"""Tables that list articles → their rows: CSV with any separator, spreadsheets.

A row is read by the names of its columns (``wxarchive.formats.columns``), which stand in the first
row that has such names: above it there may be anything.
"""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from lxml import etree

from wxarchive.address import article_ref
from wxarchive.formats import (
    Field,
    listed_in_row,
    listed_in_text,
    marked_text,
    role_of,
    title_of_link,
    words_of,
)
from wxarchive.guarded import number
from wxarchive.models import ListItem
from wxarchive.sources.open_sheets import is_open_sheet, open_rows_of
from wxarchive.sources.sheets import MOST_COLUMNS, SheetCell, sheets_of

LIST_LIMIT = 64 * 1024 * 1024
"""Bytes of a list."""
_SEPARATORS = ",\t;|，；"
_SEPARATOR = re.compile(r"sep=(.)\r?\n", re.I)
"""The first line by which Excel is told what separates the cells."""
_LOOKED_AT = 200
"""Rows that tell what separates the cells, if none names its columns."""
_QUOTED = r'"(?:[^"]++|"")*+"'
_FORMULA = re.compile(rf"=\s*HYPERLINK\(\s*+((?:{_QUOTED}|[\s&])+)(?:[,;]\s*+({_QUOTED}))?", re.I)
_STRING = re.compile(r'"((?:[^"]++|"")*+)(?:"|\Z)')


@dataclass(frozen=True, slots=True)
class Cell:
    """What a cell says, and the articles it leads to."""

    words: str = ""
    listed: tuple[ListItem, ...] = ()


def rows_of_text(text: str) -> Iterator[ListItem]:
    """Yield the articles of a table in text; its separator is the one by which it has columns."""
    lines = _lines_of(text)
    if first := _SEPARATOR.match(text):
        separator = first[1]
        del lines[0]
    else:
        separator = max(_SEPARATORS, key=lambda one: _columns(lines, one))
    return listed_in_rows([_text_cell(value) for value in row] for row in _parted(lines, separator))


def names_columns(text: str) -> bool:
    """Tell whether a text is a table that names two columns at least."""
    lines = _lines_of(text)
    return max(_columns(lines, one)[0] for one in _SEPARATORS) > 1


def rows_of_elements(rows: Iterable[etree._Element], *cells: str) -> Iterator[ListItem]:
    """Yield the articles of a table of HTML or XML; ``cells``: what its cells are called."""
    return listed_in_rows(_cells_of(row, cells) for row in rows)


def rows_of_spreadsheet(body: bytes) -> Iterator[ListItem]:
    """Yield the articles of a spreadsheet, whose cells may lead to them by their text, link or
    formula.
    """
    sheets = sheets_of(body)
    if is_open_sheet(body):
        sheets = iter([open_rows_of(body)])
    for rows in sheets:
        yield from listed_in_rows([_spreadsheet_cell(cell) for cell in row] for row in rows)


def listed_in_rows(rows: Iterable[Sequence[Cell]]) -> Iterator[ListItem]:
    """Yield the articles of rows, each read by the names of the columns above it."""
    header: Sequence[str] = ()
    for row in rows:
        if any(cell.listed for cell in row):
            # a row may be longer than the one with the names
            names = [*header, *[""] * len(row)]
            named = zip(names, row, strict=False)
            fields = [Field(name, cell.words, cell.listed) for name, cell in named]
            yield from listed_in_row(fields)
            continue
        # one that has names for columns; after another one only if it has several
        words = [cell.words for cell in row]
        known = _names_in(words)
        if known > 1 or (known and not header):
            header = words


def _names_in(row: Iterable[str]) -> int:
    return sum(role_of(words) is not None for words in row)


def _lines_of(text: str) -> list[str]:
    """Split a text at line feeds and carriage returns alone: :meth:`str.splitlines` knows more
    ends, which may stand in a cell.
    """
    return io.StringIO(text, newline="").readlines()


def _parted(lines: Sequence[str], separator: str) -> Iterator[list[str]]:
    """Yield the cells of each row; of one that is quoted wrongly those of its first line alone, so
    that it takes no other rows in.
    """
    # a cell may hold a whole article; the module's limit is 128 KB
    csv.field_size_limit(LIST_LIMIT)
    at = 0
    while at < len(lines):
        rest = (lines[place] for place in range(at, len(lines)))
        reader = csv.reader(rest, delimiter=separator, strict=True)
        read = 0
        try:
            for row in reader:
                yield row
                read = reader.line_num
        except csv.Error:
            at += read + 1
            yield _badly_quoted(lines[at - 1], separator)
        else:
            return


def _badly_quoted(line: str, separator: str) -> list[str]:
    # a title may begin with a quotation mark that has its pair in it, or none
    if line.count('"') % 2 == 0:
        return next(csv.reader([line], delimiter=separator))
    return line.rstrip("\r\n").split(separator)


def _columns(lines: Sequence[str], separator: str) -> tuple[int, int]:
    """Return how many columns a separator makes that have names, and how many rows have more than
    one column.
    """
    rows = list(islice(_parted(lines, separator), _LOOKED_AT))
    named = max(map(_names_in, rows), default=0)
    return named, sum(len(row) > 1 for row in rows)


def _cell(text: str) -> Cell:
    if formula := _FORMULA.match(text):
        return _linked(_said(formula[2]), _said(formula[1]))
    return _plain(text)


def _said(strings: str | None) -> str:
    """Join the strings of a formula: a long address is written as several."""
    return "".join(one.replace('""', '"') for one in _STRING.findall(strings or ""))


def _text_cell(text: str) -> Cell:
    # what our own table marks as text is no formula
    if (marked := marked_text(text)) is not None:
        return _plain(marked)
    return _cell(text)


def _spreadsheet_cell(cell: SheetCell) -> Cell:
    """Read a cell: its formula if it is a link, else what it shows; the link behind it."""
    if formula := _FORMULA.match(f"={cell.formula}"):
        return _cell(formula.string)
    if cell.target:
        return _linked(cell.shown, cell.target)
    return _cell(cell.shown)


def _cells_of(row: etree._Element, names: tuple[str, ...]) -> list[Cell]:
    cells: list[Cell] = []
    for part in row:
        # comments and processing instructions have no name
        if not isinstance(part.tag, str) or etree.QName(part).localname not in names:
            continue
        # Excel leaves out empty cells, and numbers the one behind them
        told = (value for name, value in part.attrib.items() if str(name).endswith("}Index"))
        place = number(str(next(told, ""))) or 0
        cells += [Cell()] * (min(place, MOST_COLUMNS) - 1 - len(cells))
        cells.append(_element_cell(part))
    return cells


def _element_cell(cell: etree._Element) -> Cell:
    """Read a cell of HTML, with the first link in it, or one of XML, whose link is an attribute."""
    words = "".join(map(str, cell.itertext())).strip()
    anchor = cell.find(".//a[@href]")
    if anchor is not None and (target := anchor.get("href")):
        return _linked(words, target)
    for name, value in cell.attrib.items():
        if str(name).endswith("}HRef"):
            return _linked(words, str(value))
    return _cell(words)


def _linked(words: str, target: str) -> Cell:
    """Read a cell of words with a link behind them; one whose link leads elsewhere is as good as
    its words.
    """
    if ref := article_ref(target):
        return Cell(words_of(words), (ListItem(ref, title_of_link(words)),))
    return _plain(words)


def _plain(text: str) -> Cell:
    if "weixin" not in text.lower():
        return Cell(text)
    return Cell(words_of(text), tuple(listed_in_text(text)))

"""Spreadsheets of OpenDocument (.ods) → what their cells say, one row after the other (ODF 1.3
part 3 §9).

Rows and cells without content cost nothing, however often they are said to be repeated.
"""

import io
import re
import zipfile
from collections.abc import Iterator

from lxml import etree

from wxarchive.guarded import number
from wxarchive.sources.sheets import MOST_CELLS, MOST_COLUMNS, MOST_UNPACKED, SheetCell, let_go

_BEGINS = re.compile(
    rb"PK\x03\x04.{26}mimetype.{0,40}?application/vnd\.oasis\.opendocument\.spreadsheet", re.S
)
_CONTENT = "content.xml"
_NAMES = ("table-cell", "covered-table-cell", "table-row")


def is_open_sheet(head: bytes) -> bool:
    """Tell from the first bytes of a file whether it is a spreadsheet of OpenDocument."""
    return _BEGINS.match(head) is not None


def open_rows_of(body: bytes, most_cells: int = MOST_CELLS) -> Iterator[list[SheetCell]]:
    """Yield the rows of all sheets that have content.

    Raises ``ValueError`` for one that is too large, and what :mod:`zipfile` and :mod:`lxml` do for
    a damaged one.
    """
    row: list[SheetCell] = []
    empty, cells = 0, 0
    for element in _elements(body):
        if etree.QName(element).localname == "table-row":
            if row:
                yield row
            row, empty = [], 0
        # what is empty counts only where something follows
        elif (cell := _cell(element)) == SheetCell():
            repeated = number(_attribute(element, "number-columns-repeated")) or 1
            empty += min(repeated, MOST_COLUMNS)
        elif len(row) + empty < MOST_COLUMNS:
            row += [SheetCell()] * empty
            row.append(cell)
            empty = 0
            cells += 1
        if cells > most_cells:
            raise ValueError(f"it has more than {most_cells:,} cells")


def _elements(body: bytes) -> Iterator[etree._Element]:
    """Yield cells and rows as they end; each is whole only until the next."""
    tags = [f"{{*}}{name}" for name in _NAMES]
    with zipfile.ZipFile(io.BytesIO(body)) as packed:
        part = packed.getinfo(_CONTENT)
        # judged before any of it is unpacked
        if part.file_size > MOST_UNPACKED:
            raise ValueError("it unpacks to more than 64 MB")
        with packed.open(part) as file:
            for _, element in etree.iterparse(
                file, tag=tags, resolve_entities=False, no_network=True
            ):
                yield element
                let_go(element)


def _cell(element: etree._Element) -> SheetCell:
    # a date is shown in any order of day and month, and kept in one
    shown = _attribute(element, "date-value")
    if not shown:
        lines = ("".join(map(str, line.itertext())) for line in element.findall("{*}p"))
        shown = "\n".join(lines).strip()
    target = ""
    anchor = element.find("{*}p//{*}a")
    if anchor is not None:
        target = _attribute(anchor, "href")
    # it begins with the name of its language: ``of:=``
    formula = re.sub(r"^\w+:=", "", _attribute(element, "formula"))
    return SheetCell(shown, formula, target)


def _attribute(element: etree._Element, name: str) -> str:
    """Return an attribute by its name, in any namespace."""
    for full_name, value in element.attrib.items():
        if etree.QName(full_name).localname == name:
            return str(value)
    return ""

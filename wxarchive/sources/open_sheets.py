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
    with zipfile.ZipFile(io.BytesIO(body)) as packed, _content(packed) as file:
        wanted = [f"{{*}}{name}" for name in _NAMES]
        parsed = etree.iterparse(file, tag=wanted, resolve_entities=False, no_network=True)
        for _, element in parsed:
            if etree.QName(element).localname == "table-row":
                if row:
                    yield row
                row, empty = [], 0
            elif (cell := _cell(element)) == SheetCell():
                empty += _repeated(element)
            elif len(row) + empty < MOST_COLUMNS:
                # what is empty counts only where something follows
                row += [*[SheetCell()] * empty, cell]
                empty, cells = 0, cells + 1
            if cells > most_cells:
                raise ValueError(f"it has more than {most_cells:,} cells")
            let_go(element)


def _content(packed: zipfile.ZipFile) -> zipfile.ZipExtFile:
    part = packed.getinfo(_CONTENT)
    if part.file_size > MOST_UNPACKED:
        raise ValueError("it unpacks to more than 64 MB")
    return packed.open(part)  # type: ignore[return-value]


def _cell(element: etree._Element) -> SheetCell:
    lines = ["".join(map(str, line.itertext())) for line in element.findall("{*}p")]
    anchor = element.find("{*}p//{*}a")
    target = "" if anchor is None else _attribute(anchor, "href")
    formula = re.sub(r"^\w+:=", "", _attribute(element, "formula"))
    return SheetCell("\n".join(lines).strip(), formula, target)


def _repeated(element: etree._Element) -> int:
    return min(number(_attribute(element, "number-columns-repeated")) or 1, MOST_COLUMNS)


def _attribute(element: etree._Element, name: str) -> str:
    """Return an attribute by its name, in any namespace."""
    told = element.attrib.items()
    return next((str(value) for full, value in told if etree.QName(full).localname == name), "")

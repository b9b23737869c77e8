"""What a page's table is made of: its rows, what stands astray in it, code next to its line
numbers.

Source: docs/wechat-pages.md §10.
"""

import re

from lxml.etree import _Element as Element

from wxarchive.guarded import number
from wxarchive.parse.body.code import code_block

_SPAN = re.compile(r"[1-9]\d{0,2}")
_SECTIONS = frozenset({"thead", "tbody", "tfoot"})
# what is read in its place inside of a table or row; in a section, rows are
_PARTS = {"table": _SECTIONS | {"tr", "caption", "colgroup", "col"}, "tr": frozenset({"td", "th"})}


def rows_of(table: Element) -> list[Element]:
    """Return the rows of a table, not those of a table inside; what else stands in it is astray."""
    rows: list[Element] = []
    for part in table:
        if part.tag == "tr":
            rows.append(part)
        elif part.tag in _SECTIONS:
            rows += part.iterchildren("tr")
    return rows


def cells_of(row: Element) -> list[Element]:
    """Return the cells of a row."""
    return [cell for cell in row if cell.tag in ("td", "th")]


def spans_of(cell: Element) -> dict[str, str]:
    """Return how far a cell stretches, where that is more than itself."""
    spans: dict[str, str] = {}
    for name in ("colspan", "rowspan"):
        value = cell.get(name) or ""
        if _SPAN.fullmatch(value) and value != "1":
            spans[name] = value
    return spans


def astray_in(table: Element) -> list[Element | str]:
    """Return text and elements between the rows and cells, which a browser shows above the
    table.
    """
    astray: list[Element | str] = []
    sections = [part for part in table if part.tag in _SECTIONS]
    # each of these holds only the next, by the rules of HTML
    for part in (table, *sections, *rows_of(table)):
        astray.append(part.text or "")
        own = _PARTS.get(str(part.tag), {"tr"})
        for child in part:
            if child.tag not in own:
                astray.append(child)
            astray.append(child.tail or "")
    return [part for part in astray if not isinstance(part, str) or part.strip()]


def code_beside_numbers(table: Element) -> Element | None:
    """Return the code of a table that only numbers its lines: one cell of 1, 2, 3 …, one of
    code.
    """
    rows = rows_of(table)
    cells = [cell for row in rows for cell in cells_of(row)]
    if len(rows) != 1 or len(cells) != 2:
        return None
    column, code = (cell.findall(".//pre") for cell in cells)
    if not column or len(code) != 1:
        return None
    block = code_block(column[0])
    numbers = block.text.split() if block else []
    # the first may be any: the code may be a part of more
    first = number(next(iter(numbers), None), digits=6)
    if first is None:
        return None
    if numbers != [str(first + place) for place in range(len(numbers))]:
        return None
    return code[0]

"""What a page's table is made of: its rows, what stands astray in it, code next to its line
numbers.

Source: docs/wechat-pages.md §10.
"""

import re

from lxml.etree import _Element as Element

from wxarchive.guarded import number
from wxarchive.parse.body.code import code_block

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
    spans = {name: cell.get(name) or "" for name in ("colspan", "rowspan")}
    return {
        name: value
        for name, value in spans.items()
        if re.fullmatch(r"[1-9]\d{0,2}", value) and value != "1"
    }


def astray_in(table: Element) -> list[Element | str]:
    """Return text and elements between the rows and cells, which a browser shows above the
    table.
    """
    found: list[Element | str] = []
    sections = [part for part in table if part.tag in _SECTIONS]
    # each of these holds only the next, by the rules of HTML
    for part in (table, *sections, *rows_of(table)):
        found.append(part.text or "")
        own = _PARTS.get(str(part.tag), {"tr"})
        for child in part:
            if child.tag not in own:
                found.append(child)
            found.append(child.tail or "")
    return [part for part in found if not isinstance(part, str) or part.strip()]


def code_beside_numbers(table: Element) -> Element | None:
    """Return the code of a table that only numbers its lines: one cell of 1, 2, 3 …, one of
    code.
    """
    rows = rows_of(table)
    if len(rows) != 1:
        return None
    cells = cells_of(rows[0])
    found = [cell.find(".//pre") for cell in cells]
    if (
        len(found) != 2
        or found[0] is None
        or found[1] is None
        or len(cells[1].findall(".//pre")) > 1
    ):
        return None
    numbers = code_block(found[0])
    told = numbers.text.split() if numbers else []
    begins = number(next(iter(told), None), digits=6)
    # the first may be any: the code may be a part of more
    if begins is None or told != [str(begins + place) for place in range(len(told))]:
        return None
    return found[1]

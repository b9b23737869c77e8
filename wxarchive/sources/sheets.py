"""Spreadsheets (XLSX) → what their cells say, one row after the other, whatever size they claim
(ECMA-376 part 1 §18).

Only what is there is read: rows and cells without content cost nothing, and nothing is held but the
texts that cells share. A sheet is gone through twice, because its links stand behind its rows.
"""

import io
import posixpath
import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from lxml import etree

from wxarchive.guarded import number

MOST_UNPACKED = 64 * 1024 * 1024
"""Bytes of all parts."""
MOST_CELLS = 500_000
"""Cells in all sheets."""
MOST_COLUMNS = 1_000
"""Of each row; what stands further to the right is not read."""
_SHARED = "xl/sharedStrings.xml"
_PLACE = re.compile(r"([A-Z]{1,3})[0-9]{1,7}")


@dataclass(frozen=True, slots=True)
class SheetCell:
    """What a cell shows, the formula that made it, and where a link behind it leads; ``""`` for
    none.
    """

    shown: str = ""
    formula: str = ""
    target: str = ""


def sheets_of(body: bytes, most_cells: int = MOST_CELLS) -> Iterator[Iterator[list[SheetCell]]]:
    """Yield each sheet's rows, in order; take each sheet whole before the next.

    Raises ``ValueError`` for one that is too large, and what :mod:`zipfile` and :mod:`lxml` do for
    a damaged one.
    """
    with zipfile.ZipFile(io.BytesIO(body)) as packed:
        if sum(part.file_size for part in packed.infolist()) > MOST_UNPACKED:
            raise ValueError("it unpacks to more than 64 MB")
        book = _Workbook(packed, most_cells)
        for part in book.sheets():
            yield book.rows(part)


class _Workbook:
    """The parts of a spreadsheet."""

    def __init__(self, packed: zipfile.ZipFile, most_cells: int) -> None:
        self._packed = packed
        self._most_cells = most_cells
        self._cells = 0
        # texts that cells share
        self._texts: list[str] = []
        if _SHARED in packed.NameToInfo:
            self._texts += map(_words, self._each(_SHARED, "si"))

    def sheets(self) -> list[str]:
        """Name the parts of the sheets, in the order of the book."""
        related = self._related("xl/workbook.xml")
        names = [_relation(sheet) for sheet in self._each("xl/workbook.xml", "sheet")]
        # a book may name sheets that it lacks
        parts = filter(None, map(related.get, names))
        return [part for part in parts if part in self._packed.NameToInfo]

    def rows(self, part: str) -> Iterator[list[SheetCell]]:
        """Yield the rows of a sheet that have cells."""
        links = self._links(part)
        row: list[SheetCell] = []
        for element in self._each(part, "c", "row"):
            if etree.QName(element).localname == "row":
                yield row
                row = []
                continue
            self._cells += 1
            if self._cells > self._most_cells:
                raise ValueError(f"it has more than {self._most_cells:,} cells")
            place = element.get("r") or ""
            column = _column(place, len(row))
            # rows may leave cells out, and hold empty ones for their looks
            if column < MOST_COLUMNS and len(element):
                row += [SheetCell()] * (column + 1 - len(row))
                formula = element.findtext("{*}f") or ""
                row[column] = SheetCell(self._shown(element), formula, links.get(place, ""))

    def _shown(self, cell: etree._Element) -> str:
        """Return what a cell shows: a text of its own, or one of those that cells share
        (§18.3.1.4).
        """
        if cell.get("t") == "inlineStr":
            return _words(cell)
        value = cell.findtext("{*}v") or ""
        if cell.get("t") != "s":
            return value
        place = number(value)
        if place is None or place >= len(self._texts):
            return ""
        return self._texts[place]

    def _links(self, part: str) -> Mapping[str, str]:
        related = self._related(part)
        links: dict[str, str] = {}
        # cells and rows only to let them go
        for element in self._each(part, "c", "row", "hyperlink"):
            place = element.get("ref")
            if not place:
                continue
            target = related.get(_relation(element), "")
            # Excel keeps what follows `#` by itself (§18.3.1.47)
            location = element.get("location")
            if target and location:
                target = f"{target}#{location}"
            # of several cells the first has the words
            first, _, _ = place.partition(":")
            links[first] = target
        return links

    def _related(self, part: str) -> dict[str, str]:
        """Return what a part calls others by: addresses as they are, parts by their names."""
        folder, name = posixpath.split(part)
        place = f"{folder}/_rels/{name}.rels"
        if place not in self._packed.NameToInfo:
            return {}
        related: dict[str, str] = {}
        for relation in self._each(place, "Relationship"):
            target = relation.get("Target") or ""
            if relation.get("TargetMode") != "External":
                target = posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
            related[relation.get("Id") or ""] = target
        return related

    def _each(self, part: str, *names: str) -> Iterator[etree._Element]:
        """Yield the elements of these names; each is whole only until the next, so that little is
        held.
        """
        tags = [f"{{*}}{name}" for name in names]
        with self._packed.open(part) as file:
            for _, element in etree.iterparse(
                file, tag=tags, resolve_entities=False, no_network=True
            ):
                yield element
                let_go(element)


def let_go(element: etree._Element) -> None:
    """Empty an element that was read, and take those before it out of the tree, which lxml holds
    whole otherwise.
    """
    element.clear()
    parent = element.getparent()
    while parent is not None and element.getprevious() is not None:
        del parent[0]


def _words(element: etree._Element) -> str:
    """Join the runs of a text, without what tells how to read it aloud (``rPh``, §18.4.6)."""
    runs = element.xpath(".//*[local-name() = 't' and not(parent::*[local-name() = 'rPh'])]/text()")
    if not isinstance(runs, list):
        return ""
    return "".join(map(str, runs))


def _relation(element: etree._Element) -> str:
    """Return the attribute by which a part calls another one: ``id`` in a namespace that differs
    between variants.
    """
    for name, value in element.attrib.items():
        if str(name).endswith("}id"):
            return str(value)
    return ""


def _column(place: str, following: int) -> int:
    """Return the number of a cell's column, from 0; of one that does not tell, that of the next
    one.
    """
    letters = _PLACE.fullmatch(place)
    if letters is None:
        return following
    # A to Z, then AA: digits from 1 to 26
    column = 0
    for letter in letters[1]:
        column = column * 26 + ord(letter) - ord("A") + 1
    return column - 1

"""Spreadsheets that are damaged or mean harm are one clear error each, and cost no more than what
is in them.
"""

import io
import random
import tracemalloc
import zipfile
from collections.abc import Iterator

import openpyxl
import pytest

from tests.formats.test_listing import SHORT, long
from tests.support.importing import zipped
from wxarchive.address import article_ref
from wxarchive.errors import SourceError
from wxarchive.sources.lists import articles_listed
from wxarchive.sources.sheets import sheets_of


def spreadsheet(*cells: tuple[str, str]) -> bytes:
    book, packed = openpyxl.Workbook(), io.BytesIO()
    sheet = book.active
    assert sheet is not None
    for place, text in cells:
        sheet[place] = text
    sheet["A1"].hyperlink = SHORT
    book.save(packed)
    return packed.getvalue()


PLAIN = spreadsheet(("A1", "水"), ("A2", "石桥"), ("B2", long(1)))


def urls(body: bytes) -> list[str]:
    return [one.ref.url for one in articles_listed(body, "list.xlsx")]


def test_two_cells_at_the_ends_of_a_sheet_cost_no_more_than_two() -> None:
    body = spreadsheet(("A1", "水"), ("A1048576", long(1)), ("XFD1048576", long(2)))
    tracemalloc.start()
    found = urls(body)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    first = article_ref(long(1))
    assert first
    assert found == [SHORT, first.url]
    assert peak < 20_000_000


def parts(body: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(body)) as packed:
        return {name: packed.read(name) for name in packed.namelist()}


def mutated(body: bytes, chance: random.Random) -> bytes:
    damaged = bytearray(body)
    for _ in range(chance.randint(1, 8)):
        place = chance.randrange(len(damaged))
        match chance.randrange(3):
            case 0:
                damaged[place] = chance.randrange(256)
            case 1:
                del damaged[place : place + chance.randint(1, 40)]
            case _:
                damaged[place:place] = damaged[: chance.randint(1, 40)]
    return bytes(damaged)


def mutations() -> Iterator[bytes]:
    chance, inside = random.Random(11), parts(PLAIN)
    for _ in range(300):
        yield mutated(PLAIN, chance)
        name = chance.choice(list(inside))
        yield zipped({**inside, name: mutated(inside[name], chance)})


@pytest.mark.slow  # hundreds of spreadsheets
def test_a_damaged_one_is_read_or_refused() -> None:
    refused = 0
    for body in mutations():
        try:
            articles_listed(body, "list.xlsx")
        except SourceError:
            refused += 1
    assert 50 < refused < 550


ENTITY = b'<!DOCTYPE a [<!ENTITY b "' + long(1).encode() + b'">]>'


@pytest.mark.parametrize(
    ("sheet", "why"),
    [
        (b"<worksheet>" + b" " * (65 * 1024 * 1024), "more than 64 MB"),
        (
            ENTITY + b'<worksheet><c t="inlineStr"><is><t>&b;</t></is></c></worksheet>',
            "cannot be read|names no",
        ),
        (b"<worksheet>" + b"<row>" * 5_000, "cannot be read as a list"),
    ],
)
def test_what_unpacks_to_too_much_is_refused(sheet: bytes, why: str) -> None:
    inside = parts(PLAIN)
    with pytest.raises(SourceError, match=why):
        articles_listed(zipped({**inside, "xl/worksheets/sheet1.xml": sheet}), "list.xlsx")


def test_one_of_too_many_cells_is_refused() -> None:
    assert [[cell.shown for cell in row] for sheet in sheets_of(PLAIN, 3) for row in sheet] == [
        ["水"],
        ["石桥", long(1)],
    ]
    with pytest.raises(ValueError, match="more than 2 cells"):
        [list(sheet) for sheet in sheets_of(PLAIN, 2)]

"""Spreadsheets of OpenDocument are lists as those of Excel are, within the same limits."""

import io
import zipfile
from datetime import datetime
from pathlib import Path

import pytest

from tests.formats.test_listing import SHORT, long
from tests.support.importing import imported, saved
from wxarchive.address import article_ref
from wxarchive.clock import BEIJING
from wxarchive.errors import SourceError
from wxarchive.sources.lists import articles_listed
from wxarchive.sources.open_sheets import open_rows_of
from wxarchive.sources.sheets import SheetCell
from wxarchive.store.database import Store

HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?><office:document-content'
    ' xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
    ' xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"'
    ' xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"'
    ' xmlns:xlink="http://www.w3.org/1999/xlink"><office:body><office:spreadsheet>'
)


def ods(*rows: str, sheets: int = 1) -> bytes:
    """Write a book whose sheets have these rows of cells."""
    table = "".join(f"<table:table-row>{row}</table:table-row>" for row in rows)
    content = f"{HEAD}{f'<table:table>{table}</table:table>' * sheets}</office:spreadsheet></office:body></office:document-content>"
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as book:
        kind = "application/vnd.oasis.opendocument.spreadsheet"
        book.writestr(zipfile.ZipInfo("mimetype"), kind)
        book.writestr("content.xml", content)
    return packed.getvalue()


def cell(words: str = "", more: str = "") -> str:
    return (
        f"<table:table-cell{more}>{f'<text:p>{words}</text:p>' if words else ''}</table:table-cell>"
    )


def link(address: str, words: str) -> str:
    return cell(f'<text:a xlink:href="{address.replace("&", "&amp;")}">{words}</text:a>')


TITLES = (
    cell("标题") + cell("", ' table:number-columns-repeated="2"') + cell("链接") + cell("发布时间")
)
BOOK = ods(
    cell("我的单子"),
    TITLES,
    cell("甲") + "<table:covered-table-cell/>" + cell() + link(long(1), "打开") + cell("2025-06-23"),
    cell("乙") + cell() + cell() + cell(SHORT) + cell("2025-06-24 18:00"),
    cell("丙") + cell() + cell() + cell("打开", f' table:formula="of:=HYPERLINK(&quot;{long(2).replace("&", "&amp;")}&quot;;&quot;打开&quot;)"'),
    cell("", ' table:number-columns-repeated="16384"'),
)  # fmt: skip


def test_links_formulas_and_texts_are_articles_and_columns_have_names() -> None:
    found = articles_listed(BOOK, "list.ods")
    wanted = [article_ref(address) for address in (long(1), SHORT, long(2))]
    assert [item.ref for item in found] == wanted
    assert [item.title for item in found] == ["甲", "乙", "丙"]
    assert [item.published_at for item in found] == [
        datetime(2025, 6, 23, tzinfo=BEIJING),
        datetime(2025, 6, 24, 18, tzinfo=BEIJING),
        None,
    ]


@pytest.mark.parametrize("name", ["a.ods", "a", "a.xlsx", "a.zip", "x/a.ods"])
def test_it_is_a_list_whatever_its_name(store: Store, tmp_path: Path, name: str) -> None:
    path = saved(tmp_path / name, BOOK)
    for given in (path, *([path.parent] if path.suffix else [])):
        assert [one.status for one in imported(store, given)] == ["queued"] * 3


def test_what_is_empty_costs_nothing_however_often_it_is_repeated() -> None:
    endless = ' table:number-columns-repeated="999999999999"'
    rows = list(open_rows_of(ods(cell("水") + cell("", endless) + cell("far"), cell("", endless))))
    assert rows == [[SheetCell("水")]]


def test_a_note_on_a_cell_is_none_of_its_words() -> None:
    note = "<office:annotation><text:p>note</text:p></office:annotation>"
    rows = list(
        open_rows_of(ods(f"<table:table-cell>{note}<text:p>水</text:p></table:table-cell>"))
    )
    assert rows == [[SheetCell("水")]]


def test_one_of_too_many_cells_says_so() -> None:
    with pytest.raises(ValueError, match="it has more than 50 cells"):
        list(open_rows_of(ods(*[cell("水") * 6] * 9), most_cells=50))


@pytest.mark.parametrize(
    ("body", "what"),
    [
        (BOOK[:-60], "it cannot be read as a list"),
        (BOOK.replace(b"content.xml", b"content.xyz"), "it cannot be read as a list"),
        (ods(cell("水")), "it names no WeChat article"),
    ],
)
def test_one_that_is_damaged_or_too_large_says_so(body: bytes, what: str) -> None:
    with pytest.raises(SourceError, match=what):
        articles_listed(body, "list.ods")


def test_entities_are_not_expanded() -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as book:
        kind = "application/vnd.oasis.opendocument.spreadsheet"
        book.writestr(zipfile.ZipInfo("mimetype"), kind)
        entity = f'<!DOCTYPE x [<!ENTITY a "{SHORT}">]>'
        content = f"{HEAD}<table:table><table:table-row>{cell('&a;水')}</table:table-row></table:table></office:spreadsheet></office:body></office:document-content>"
        book.writestr("content.xml", content.replace("?>", f"?>{entity}", 1))
    rows = list(open_rows_of(packed.getvalue()))
    assert SHORT not in str(rows)


def test_a_date_is_the_stored_one_however_it_is_shown() -> None:
    kept = ' office:value-type="date" office:date-value="2025-06-07T18:00:00"'
    rows = (
        cell("链接") + cell("发布时间"),
        link(long(1), "打开") + cell("06/07/25 06:00 PM", kept),
    )
    [item] = articles_listed(ods(*rows), "list.ods")
    assert item.published_at == datetime(2025, 6, 7, 18, tzinfo=BEIJING)

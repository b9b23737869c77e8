"""Tables of characters in a PDF: radicals become the ideographs that share their glyph."""

import re
import zlib
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from wxarchive.browser.searchable import searchable

RIGHT = "1 beginbfchar\n<01> <6587>\nendbfchar\n1 beginbfrange\n<02> <04> <4E00>\nendbfrange\n"


def pdf(table: str, pack: bool = True) -> bytes:
    """Write a PDF of one page, as Chromium does, whose font has this table."""
    packed = zlib.compress(table.encode()) if pack else table.encode()
    stream = f"<</Filter /FlateDecode\n/Length {len(packed)}>> stream\n".encode()
    objects = [
        b"<</Type /Catalog\n/Pages 2 0 R>>",
        b"<</Type /Pages\n/Count 1\n/Kids [3 0 R]>>",
        b"<</Type /Page\n/Parent 2 0 R\n/Resources <</Font <</F 4 0 R>>>>>>",
        b"<</Type /Font\n/ToUnicode 5 0 R>>",
        stream + packed + b"\nendstream",
    ]
    data, lines = b"%PDF-1.4\n", [b"0000000000 65535 f \n"]
    for number, one in enumerate(objects, 1):
        lines.append(f"{len(data):010} 00000 n \n".encode())
        data += f"{number} 0 obj\n".encode() + one + b"\nendobj\n"
    end = f"trailer\n<</Size 6\n/Root 1 0 R>>\nstartxref\n{len(data)}\n%%EOF\n".encode()
    return data + b"xref\n0 6\n" + b"".join(lines) + end


def mended(path: Path, data: bytes) -> bytes:
    path.write_bytes(data)
    with path.open("rb") as file:
        return searchable(file)


@pytest.mark.parametrize(
    ("table", "lines"),
    [
        ("1 beginbfchar\n<C7> <2F42>\nendbfchar\n", ["<C7> <6587>"]),
        ("1 beginbfchar\n<0123> <2ED3>\nendbfchar\n", ["<0123> <957F>"]),
        ("1 beginbfchar\n<01> <2E87>\nendbfchar\n", ["<01> <D841DE28>"]),
        (
            "1 beginbfrange\n<0009> <000B> <2F00>\nendbfrange\n",
            ["<0009> <4E00>", "<000A> <4E28>", "<000B> <4E36>"],
        ),
        (
            f"{RIGHT}2 beginbfchar\n<0A> <00660069>\n<0B> <2F08>\nendbfchar\n",
            ["<01> <6587>", "<02> <04> <4E00>", "<0A> <00660069>", "<0B> <4EBA>"],
        ),
    ],
)
def test_a_radical_becomes_its_ideograph(tmp_path: Path, table: str, lines: list[str]) -> None:
    data = pdf(table)
    path = tmp_path / "x.pdf"
    path.write_bytes(data + mended(path, data))
    reader: Any = PdfReader(path, strict=True)
    font = reader.pages[0]["/Resources"]["/Font"]["/F"]
    text = font["/ToUnicode"].get_data().decode()
    assert re.findall("^<.*$", text, re.M) == lines


def test_blocks_have_at_most_a_hundred_lines(tmp_path: Path) -> None:
    data = pdf("1 beginbfrange\n<0000> <00D5> <2F00>\nendbfrange\n")
    path = tmp_path / "x.pdf"
    path.write_bytes(data + mended(path, data))
    reader: Any = PdfReader(path)
    text = reader.get_object(5).get_data().decode()
    assert re.findall(r"(\d+) beginbfchar", text) == ["100", "100", "14"]


@pytest.mark.parametrize(
    "data",
    [
        pdf(RIGHT),
        pdf("<01> <2F42>", pack=False),
        pdf("1 beginbfchar\n<01> <2F42>\nendbfchar\n").replace(b"xref\n0 6", b"xref\n1 6"),
        pdf("1 beginbfchar\n<01> <2F42>\nendbfchar\n").replace(b"5 0 R", b"7 0 R"),
        pdf("1 beginbfchar\n<01> <2F42>\nendbfchar\n")[:-7],
        b"%PDF-1.4\n",
    ],
    ids=["right", "not packed", "other references", "no such object", "cut off", "none"],
)
def test_what_is_right_or_of_another_kind_stays_as_it_is(tmp_path: Path, data: bytes) -> None:
    assert mended(tmp_path / "x.pdf", data) == b""

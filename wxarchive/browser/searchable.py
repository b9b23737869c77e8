"""The text of a PDF of Chromium's as people write it, so that it can be searched and copied.

A PDF says by ``ToUnicode`` tables which character a glyph stands for. Fonts for Chinese draw the
ideograph 文 (U+6587) and the radical ⽂ (U+2F42) by one glyph, and Chromium notes the lower number:
in a page that looks right, every twentieth character is one that nobody types. What mends these
tables is written behind the file (ISO 32000-1 §7.5.6, incremental updates); nothing else changes.
"""

import re
import unicodedata
import zlib
from collections.abc import Mapping
from mmap import ACCESS_READ, mmap
from typing import IO

from wxarchive.guarded import number

_SUPPLEMENT = (
    "⺂乛⺃乚⺅亻⺇𠘨⺉刂⺋㔾⺍𭕄⺎兀⺏尣⺐尢⺒巳⺓幺⺔彑⺕彐⺖忄⺘扌⺙攵⺛旡⺞歺⺟母⺠民⺡氵⺣灬⺤爫⺦丬⺨犭⺩𤣩⺫罒⺭礻⺮𥫗⺯糹⺰纟⺱罓⺲罒⺳㓁⺹耂"
    "⺺肀⺽𦥑⺾艹⺿艹⻁虎⻂衤⻃覀⻄西⻅见⻆角⻇𧢲⻈讠⻉贝⻊𧾷⻋车⻌辶⻍辶⻎辶⻐钅⻑長⻒镸⻓长⻔门⻕𨸏⻖阝⻘青⻙韦⻚页⻛风⻜飞⻝食⻞𩙿⻟飠"
    "⻠饣⻡𩠐⻢马⻣骨⻤鬼⻥鱼⻦鸟⻧卤⻨麦⻩黄⻪黾⻫斉⻬齐⻭歯⻮齿⻯竜⻰龙⻱龜⻲亀⻳龟"
)
"""Radicals (U+2E80–U+2EF3), each before the ideograph that shares its glyph in Noto CJK."""
_KANGXI = range(0x2F00, 0x2FD6)
_IDEOGRAPHS: Mapping[str, str] = {
    **dict(zip(_SUPPLEMENT[::2], _SUPPLEMENT[1::2], strict=True)),
    **{chr(code): unicodedata.normalize("NFKC", chr(code)) for code in _KANGXI},
}
_LARGEST_TABLE = 2**20
_MOST_OF_A_BLOCK = 100  # Adobe Technical Note 5411, "bfchar" and "bfrange"
_USED = re.compile(rb"/ToUnicode (\d{1,10}) 0 R")
_STREAM = re.compile(rb"\d+ 0 obj\s*<<[^>]{0,200}?/Length (\d{1,8})\s*>>\s*stream\n")
_REFERENCES = re.compile(rb"xref\s+0 \d+\s*\n")
_REFERENCE_BYTES = 20
_END_BYTES = 1024
_END = re.compile(rb"trailer\s*<<([^>]{1,400})>>\s*startxref\s*(\d{1,15})\s*%%EOF\s*$")
_BLOCK = re.compile(r"\d+ beginbf(char|range)\n(.*?)endbf\1\n", re.S)
_LINE = re.compile(r"<((?:[0-9A-F]{2})+)> (?:<((?:[0-9A-F]{2})+)> )?<((?:[0-9A-F]{4})+)>")


def searchable(file: IO[bytes]) -> bytes:
    """Return what is to be written behind a PDF; nothing for one that is right, or is written in
    another way than Chromium's.
    """
    with mmap(file.fileno(), 0, access=ACCESS_READ) as pdf:
        end = _END.search(pdf[-_END_BYTES:])
        if end is None:
            return b""
        start = _number(end[2])
        parts: dict[int, bytes] = {}
        for one in sorted({_number(found[1]) for found in _USED.finditer(pdf)}):
            table = _table(pdf, start, one)
            mended = _BLOCK.sub(_mended_block, table)
            if mended != table:
                packed = zlib.compress(mended.encode())
                head = f"{one} 0 obj\n<</Filter /FlateDecode\n/Length {len(packed)}>> stream\n"
                parts[one] = head.encode() + packed + b"\nendstream\nendobj\n"
        if not parts:
            return b""
        # the table of references that was there still holds for all else
        return _update(parts, len(pdf), end[1] + b"/Prev " + end[2])


def _table(pdf: mmap, start: int, one: int) -> str:
    """Read a table, by the cross references at ``start``; empty if it is none that Chromium
    writes.
    """
    references = _REFERENCES.match(pdf, start)
    if references is None:
        return ""
    line = references.end() + one * _REFERENCE_BYTES
    head = _STREAM.match(pdf, _number(pdf[line : line + 10]))
    if head is None:
        return ""
    begin, length = head.end(), _number(head[1])
    # of a table that is far too large only the beginning is unpacked, which is no table
    unpacking = zlib.decompressobj()
    try:
        packed = pdf[begin : begin + length]
        return unpacking.decompress(packed, _LARGEST_TABLE).decode("ascii")
    except (zlib.error, ValueError):
        return ""


def _mended_block(block: re.Match[str]) -> str:
    """Write a block with a radical in it anew, a line for each glyph: the ideographs of radicals
    that follow on each other do not.
    """
    lines: list[str] = []
    is_right = True
    for first, last, target in _LINE.findall(block[2]):
        text = bytes.fromhex(target).decode("utf-16-be", "replace")
        glyph, size = int.from_bytes(bytes.fromhex(first)), len(first)
        end = int.from_bytes(bytes.fromhex(last or first))
        for step in range(end - glyph + 1):
            # of several characters, such as those of a ligature, the last one counts on
            read = text[:-1] + chr(ord(text[-1]) + step)
            meant = _IDEOGRAPHS.get(read, read)
            is_right = is_right and meant == read
            code = meant.encode("utf-16-be", "replace").hex().upper()
            lines.append(f"<{glyph + step:0{size}X}> <{code}>\n")
    if is_right:
        return block[0]
    blocks = []
    for at in range(0, len(lines), _MOST_OF_A_BLOCK):
        few = lines[at : at + _MOST_OF_A_BLOCK]
        blocks.append(f"{len(few)} beginbfchar\n{''.join(few)}endbfchar\n")
    return "".join(blocks)


def _update(parts: Mapping[int, bytes], start: int, trailer: bytes) -> bytes:
    """Write objects that take the place of earlier ones of the same number, and where they are."""
    written = bytearray()
    # the first object of all is a free one (§7.5.4)
    references = bytearray(b"xref\n0 1\n0000000000 65535 f \n")
    for one, part in parts.items():
        references += f"{one} 1\n{start + len(written):010} 00000 n \n".encode()
        written += part
    end = f">>\nstartxref\n{start + len(written)}\n%%EOF\n".encode()
    return bytes(written + references + b"trailer\n<<" + trailer + end)


def _number(digits: bytes) -> int:
    return number(digits.decode("ascii", "replace")) or 0

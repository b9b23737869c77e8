"""Files that list articles → what they name: JSON, CSV, spreadsheets, bookmarks, OPML, plain text.

Whatever the shape, an article is named by its address; titles and times are taken from beside it.
"""

import csv
import io
import json
import re
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from lxml import etree

from wxarchive.address import article_ref
from wxarchive.errors import SourceError
from wxarchive.importers.unpacking import short
from wxarchive.lists import TIME_FIELDS, TITLE_FIELDS, listed_in, merged, moment, title_of
from wxarchive.models import Listed

LIST_LIMIT = 64 * 1024 * 1024
"""Bytes of a list, also of what a spreadsheet unpacks to."""
LIST_SUFFIXES = frozenset({".csv", ".tsv", ".json", ".jsonl", ".ndjson", ".opml", ".txt", ".url", ".webloc", ".xlsx"})

_BOOKMARKS = re.compile(rb"\s*<!doctype\s+netscape-bookmark-file-1", re.I)
_MARKDOWN_LINK = re.compile(r"\[([^\[\]]+)\]\(([^()\s]+(?:\([^()\s]*\)[^()\s]*)*)\)")
_EDGES = "<>()（）《》「」“”\"'，。；、,;"


def is_list(path: Path, head: bytes) -> bool:
    """Tell from a file's name and first bytes whether it lists articles instead of being one."""
    return path.suffix.lower() in LIST_SUFFIXES or _BOOKMARKS.match(head) is not None


def articles_listed(body: bytes, given: str) -> list[Listed]:
    """Return the articles that the bytes of a list name, each once, in its order; ``given``: the list's name.

    Raises :class:`SourceError` if they cannot be read as a list or name none.
    """
    try:
        found = merged(_reader_of(Path(given), body)(body))
    except (ValueError, RecursionError, KeyError, OSError, zipfile.BadZipFile, etree.LxmlError, csv.Error) as error:
        raise SourceError(f"it cannot be read as a list ({short(error)})", given, "check the file") from error
    if not found:
        raise SourceError("it names no WeChat article", given, "addresses begin with https://mp.weixin.qq.com/s")
    return found


def _reader_of(path: Path, body: bytes) -> Callable[[bytes], Iterator[Listed]]:
    if body.startswith(b"PK\x03\x04"):
        return _spreadsheet
    if _BOOKMARKS.match(body):
        return _bookmarks
    if body.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in (b"{", b"["):
        return _json
    return {".csv": _table, ".tsv": _table, ".opml": _outline}.get(path.suffix.lower(), _text)


def _text(body: bytes) -> Iterator[Listed]:
    """Addresses anywhere in a text; of a Markdown link its words are the title."""
    for line in _decoded(body).splitlines():
        rest = line
        for link in _MARKDOWN_LINK.finditer(line):
            if ref := article_ref(link[2]):
                yield Listed(ref, title_of(link[1]))
            rest = rest.replace(link[0], " ")
        refs = (article_ref(word.strip(_EDGES)) for word in rest.split() if "weixin" in word.lower())
        yield from (Listed(ref) for ref in refs if ref)


def _json(body: bytes) -> Iterator[Listed]:
    text = _decoded(body)
    try:
        yield from listed_in(json.loads(text))
    except json.JSONDecodeError:
        lines = [line for line in text.splitlines() if line.strip()]
        if len(lines) < 2:
            raise
        for line in lines:  # JSON Lines
            yield from listed_in(json.loads(line))


def _table(body: bytes) -> Iterator[Listed]:
    text = _decoded(body)
    dialect: type[csv.Dialect] = csv.excel
    with suppress(csv.Error):
        dialect = csv.Sniffer().sniff(text[:10_000], delimiters=",;\t|")
    yield from _rows(csv.reader(io.StringIO(text, newline=""), dialect))


def _spreadsheet(body: bytes) -> Iterator[Listed]:
    from openpyxl import load_workbook

    with zipfile.ZipFile(io.BytesIO(body)) as packed:
        if sum(part.file_size for part in packed.infolist()) > LIST_LIMIT:
            raise ValueError("it unpacks to more than 64 MB")
    book = load_workbook(io.BytesIO(body), data_only=True)
    for sheet in book.worksheets:
        yield from _rows([_shown(cell.value, cell.hyperlink) for cell in row] for row in sheet.iter_rows())


def _shown(value: object, hyperlink: object) -> str:
    """What a cell says; of one whose link is not its text, the link behind it."""
    target = getattr(hyperlink, "target", None)
    said = "" if value is None else str(value)
    return f"[{said}]({target})" if target and target not in said else said


def _rows(rows: Iterable[Sequence[str]]) -> Iterator[Listed]:
    """Of a row the first address; title and time from columns of known names, if the first row names them."""
    header: Sequence[str] = ()
    for row in rows:
        named = _linked(row)
        if named is None:
            header = header or [cell.strip().lower() for cell in row]
            continue
        fields = dict(zip(header, row, strict=False))
        title = named.title or _first(fields, TITLE_FIELDS)
        time = next((found for name in TIME_FIELDS if (found := moment(fields.get(name)))), None)
        yield Listed(named.ref, title, time or next(filter(None, map(moment, row)), None))


def _linked(row: Sequence[str]) -> Listed | None:
    cells = [cell for cell in row if "weixin" in cell.lower()]
    return next((item for cell in cells for item in _text(cell.encode())), None)


def _first(fields: Mapping[str, str], names: Iterable[str]) -> str | None:
    return next((title for name in names if (title := title_of(fields.get(name)))), None)


def _bookmarks(body: bytes) -> Iterator[Listed]:
    root = etree.fromstring(_decoded(body), etree.HTMLParser(huge_tree=True))
    for anchor in root.iter("a"):
        if ref := article_ref(anchor.get("href") or ""):
            yield Listed(ref, title_of("".join(map(str, anchor.itertext()))))


def _outline(body: bytes) -> Iterator[Listed]:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, recover=True)
    root: etree._Element | None = etree.fromstring(body, parser)  # a parser that recovers may find nothing
    if root is None:
        raise ValueError("no XML")
    for outline in root.iter("outline"):
        told = {str(name): str(value) for name, value in outline.attrib.items()}
        refs = (article_ref(value) for value in told.values() if "weixin" in value.lower())
        if ref := next(filter(None, refs), None):
            yield Listed(ref, title_of(told.get("title") or told.get("text")), moment(told.get("created")))


def _decoded(body: bytes) -> str:
    """Read text as UTF-8 or UTF-16, else in the Chinese encoding spreadsheets write."""
    if body.startswith((b"\xff\xfe", b"\xfe\xff")):
        return body.decode("utf-16", "replace")
    try:
        return body.decode("utf-8-sig")
    except UnicodeDecodeError:
        return body.decode("gb18030", "replace")

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
from dataclasses import replace
from functools import partial
from itertools import zip_longest
from pathlib import Path
from urllib.parse import unquote

from lxml import etree

from wxarchive.address import article_ref, unescape
from wxarchive.errors import SourceError
from wxarchive.importers.unpacking import short
from wxarchive.lists import OTHER_ADDRESSES, TIME_FIELDS, TITLE_FIELDS, listed_in, merged, moment, title_of
from wxarchive.models import ArticleRef, Listed

LIST_LIMIT = 64 * 1024 * 1024
"""Bytes of a list, also of what a spreadsheet unpacks to."""
_SHORTCUTS = frozenset({".url", ".webloc"})
_JSON_SUFFIXES = frozenset({".json", ".jsonl", ".ndjson"})
LIST_SUFFIXES = frozenset({".csv", ".tsv", ".json", ".jsonl", ".ndjson", ".opml", ".txt", ".url", ".webloc", ".xlsx"})

_BOOKMARKS = re.compile(rb"\s*<!doctype\s+netscape-bookmark-file-1", re.I)
_MARKDOWN_LINK = re.compile(r"\[([^\[\]]+)\]\(([^()\s]+(?:\([^()\s]*\)[^()\s]*)*)\)")
_START = r"(?:https?:)?(?://)?mp\.weixin\.qq\.com/"
_ESCAPED_START = r"https?%(?:25)*3A%(?:25)*2F%(?:25)*2Fmp\.weixin\.qq\.com%(?:25)*2F"
_ADDRESS = re.compile(  # an escaped address behind "=" is a parameter, elsewhere it is the next address
    rf"(?:{_START}|(?P<escaped>{_ESCAPED_START}))(?:(?!{_START}|(?<!=){_ESCAPED_START})[\w\-.~:/?#&+*=%])*", re.I | re.A
)
_TRAILING = ".:?"
"""What ends a sentence behind an address; before it may stand the end of Markdown's bold."""
_SHORT_FIELDS = frozenset({"short_link", "short_url", "短链接"})
_SEPARATOR = re.compile(r"sep=(.)\r?\n", re.I)
"""The first line by which Excel is told what separates the cells."""


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


def addresses_in(text: str) -> Iterator[str]:
    """Yield every address of WeChat's host in a text, each without its escapes and what stands around it.

    They need not be apart: an address ends where the next one begins, and at whatever no address of an article has:
    spaces, quotes, brackets, commas, semicolons, anything Chinese.
    """
    for found in _ADDRESS.finditer(unescape(text)) if "weixin" in text.lower() else ():
        address = found[0]
        while found["escaped"] and "://" not in address:
            address = unquote(address)
        yield address.rstrip(_TRAILING).removesuffix("**").rstrip(_TRAILING)


def _reader_of(path: Path, body: bytes) -> Callable[[bytes], Iterator[Listed]]:
    if body.startswith(b"PK\x03\x04"):
        return _spreadsheet
    if _BOOKMARKS.match(body):
        return _bookmarks
    suffix = path.suffix.lower()
    reader = {".csv": _table, ".tsv": _table, ".opml": _outline}.get(suffix, _text)
    if suffix not in _SHORTCUTS and body.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in (b"{", b"["):
        return _json if suffix in _JSON_SUFFIXES else partial(_json_or, reader)
    return reader


def _text(body: bytes) -> Iterator[Listed]:
    """Addresses anywhere in a text; of a Markdown link its words are the title."""
    for line in _decoded(body).splitlines():
        rest = line
        for link in _MARKDOWN_LINK.finditer(line):
            if ref := article_ref(link[2]):
                yield Listed(ref, title_of(link[1]))
            rest = rest.replace(link[0], " ")
        yield from (Listed(ref) for ref in map(article_ref, addresses_in(rest)) if ref)


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


def _json_or(reader: Callable[[bytes], Iterator[Listed]], body: bytes) -> Iterator[Listed]:
    """A file that begins as JSON, and need not be: a note that begins with a bracket."""
    try:
        found = list(_json(body))
    except (ValueError, RecursionError):
        return reader(body)
    return iter(found)


def _table(body: bytes) -> Iterator[Listed]:
    text = _decoded(body)
    if told := _SEPARATOR.match(text):
        yield from _rows(csv.reader(io.StringIO(text[told.end() :], newline=""), delimiter=told[1]))
        return
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
    """Every article of a row; the first has the title and time of the columns that the first row names so."""
    header: Sequence[str] = ()
    for row in rows:
        named = _linked(row, header)
        if not named:
            header = header or [cell.strip().lower() for cell in row]
            continue
        fields = dict(zip(header, row, strict=False))
        title = named[0].title or _first(fields, TITLE_FIELDS)
        time = next((found for name in TIME_FIELDS if (found := moment(fields.get(name)))), None)
        yield Listed(named[0].ref, title, time or next(filter(None, map(moment, row)), None))
        yield from named[1:]


def _linked(row: Sequence[str], header: Sequence[str]) -> list[Listed]:
    """Return the articles of a row, not those of columns for another article; long and short address name one."""
    found: list[Listed] = []
    for name, cell in zip_longest(header[: len(row)], row, fillvalue=""):
        items = list(_text(cell.encode())) if name not in OTHER_ADDRESSES and "weixin" in cell.lower() else []
        short = items[0].ref.short if items and name in _SHORT_FIELDS else None
        if short and found and found[0].ref.key:
            found[0] = replace(found[0], ref=ArticleRef(found[0].ref.url, found[0].ref.key, short))
            items = items[1:]
        found += items
    return found


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
    if unmarked := next((name for name in ("utf-16-le", "utf-16-be") if _is_in(body, name)), None):
        return body.decode(unmarked, "replace")
    try:
        return body.decode("utf-8-sig")
    except UnicodeDecodeError:
        return body.decode("gb18030", "replace")


def _is_in(body: bytes, encoding: str) -> bool:
    """Tell whether a list without a byte order mark is in this encoding: its addresses stand at even places."""
    return body.lower().find("weixin".encode(encoding)) % 2 == 0

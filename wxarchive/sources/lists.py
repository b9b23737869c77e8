"""Files that list articles → what they name: JSON, CSV, spreadsheets, bookmarks, OPML, plain text.

Whatever the shape, an article is named by its address; titles and times are taken from beside it.
"""

import csv
import json
import re
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from lxml import etree

from wxarchive.address import article_ref
from wxarchive.errors import SourceError
from wxarchive.formats import (
    listed_in,
    listed_in_text,
    merged,
    moment,
    text_of,
    title_of,
    title_of_link,
)
from wxarchive.models import ListItem
from wxarchive.sources.containers import BROKEN, short
from wxarchive.sources.tables import (
    names_columns,
    rows_of_elements,
    rows_of_spreadsheet,
    rows_of_text,
)

_SHORTCUTS = frozenset({".url", ".webloc"})
_JSON_SUFFIXES = frozenset({".json", ".jsonl", ".ndjson"})
_READ_AS_XML = frozenset({".opml", ".xml", ".rss", ".atom"})
_READ_AS_TABLE = frozenset({".csv", ".tsv"})
_READ_AS_TEXT = frozenset({".txt", ".ris", ".bib"})
LIST_SUFFIXES = frozenset(
    {
        *_READ_AS_XML,
        *_READ_AS_TABLE,
        *_READ_AS_TEXT,
        *_SHORTCUTS,
        *_JSON_SUFFIXES,
        ".xlsx",
        ".xlsm",
        ".xls",
    }
)

_XML_LIST = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*(?:<\?xml[^<>]*>\s*)?<(?:opml|rss|feed|rdf:RDF)\b", re.I
)
_BOOKMARKS = re.compile(rb"\s*+<!doctype\s+netscape-bookmark-file-1", re.I)


class EmptyList(SourceError):
    """A list can be read, and names no article."""


def is_list(path: Path, head: bytes) -> bool:
    """Tell from a file's name and first bytes whether it lists articles instead of being one."""
    is_told = _BOOKMARKS.match(head) or _XML_LIST.match(head)
    return path.suffix.lower() in LIST_SUFFIXES or is_told is not None


def articles_listed(body: bytes, given: str) -> list[ListItem]:
    """Return the articles that the bytes of a list name, each once, in its order; ``given``: the
    list's name.

    Raises :class:`SourceError` if they cannot be read as a list or name none.
    """
    try:
        found = merged(_reader_of(Path(given), body)(body))
    except (*BROKEN, KeyError, etree.LxmlError, csv.Error) as error:
        raise SourceError(
            f"it cannot be read as a list ({short(error)})", given, "check the file"
        ) from error
    if not found:
        if not body.strip():
            raise EmptyList("the file is empty", given, "check the file")
        raise EmptyList(
            "it names no WeChat article", given, "addresses begin with https://mp.weixin.qq.com/s"
        )
    return found


def _reader_of(path: Path, body: bytes) -> Callable[[bytes], Iterator[ListItem]]:
    told = next((reader for start, reader in _BY_START if start.match(body)), None)
    suffix = path.suffix.lower()
    if told or suffix in _READ_AS_XML:
        return told or _outline
    reader = _table if suffix in _READ_AS_TABLE else _text_or_table
    if body.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in (b"{", b"["):
        return _json if suffix in _JSON_SUFFIXES else partial(_json_or, reader)
    return reader


def _text(body: bytes) -> Iterator[ListItem]:
    """Addresses anywhere in a text."""
    for line in text_of(body).splitlines():
        yield from listed_in_text(line)


def _text_or_table(body: bytes) -> Iterator[ListItem]:
    """A text may be a table under another name: it is one if columns are named and no article is
    lost by it.
    """
    found = merged(_text(body))
    text = text_of(body)
    table = merged(rows_of_text(text)) if found and names_columns(text) else []
    return iter(table if len(table) == len(found) else found)


def _html(body: bytes) -> Iterator[ListItem]:
    """A table that a web page is saved as for spreadsheet programs; what is in no row is looked for
    in links.
    """
    root = etree.fromstring(text_of(body), etree.HTMLParser(huge_tree=True))
    yield from rows_of_elements(root.iter("tr"), "td", "th")
    yield from _linked(root)


def _json(body: bytes) -> Iterator[ListItem]:
    text = text_of(body)
    try:
        yield from listed_in(json.loads(text))
    except json.JSONDecodeError:
        lines = [line for line in text.splitlines() if line.strip()]
        if len(lines) < 2:
            raise
        for line in lines:  # JSON Lines
            yield from listed_in(json.loads(line))


def _json_or(reader: Callable[[bytes], Iterator[ListItem]], body: bytes) -> Iterator[ListItem]:
    """A file that begins as JSON, and need not be: a note that begins with a bracket."""
    try:
        found = list(_json(body))
    except (ValueError, RecursionError):
        return reader(body)
    return iter(found)


def _table(body: bytes) -> Iterator[ListItem]:
    return rows_of_text(text_of(body))


def _bookmarks(body: bytes) -> Iterator[ListItem]:
    yield from _linked(etree.fromstring(text_of(body), etree.HTMLParser(huge_tree=True)))


def _linked(root: etree._Element) -> Iterator[ListItem]:
    for anchor in root.iter("a"):
        if ref := article_ref(anchor.get("href") or ""):
            yield ListItem(ref, title_of_link("".join(map(str, anchor.itertext()))))


def _outline(body: bytes) -> Iterator[ListItem]:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, recover=True)
    # a parser that recovers may find nothing
    root: etree._Element | None = etree.fromstring(body, parser)
    if root is None:
        raise ValueError("no XML")
    yield from filter(None, map(_entry, root.iter("{*}item", "{*}entry")))
    yield from rows_of_elements(root.iter("{*}Row"), "Cell")  # a spreadsheet of 2003
    if (
        root.find(".//{*}item") is None
        and root.find(".//{*}entry") is None
        and root.find(".//{*}Row") is None
    ):
        yield from _text(body)
    for outline in root.iter("outline"):
        told = {str(name): str(value) for name, value in outline.attrib.items()}
        refs = (article_ref(value) for value in told.values() if "weixin" in value.lower())
        if ref := next(filter(None, refs), None):
            yield ListItem(
                ref, title_of(told.get("title") or told.get("text")), moment(told.get("created"))
            )


def _entry(entry: etree._Element) -> ListItem | None:
    """Read an article of a feed: RSS's ``item``, Atom's ``entry``; its text and comments are not
    looked into.
    """
    told: dict[str, str] = {}
    for child in entry:
        name = etree.QName(child).localname.lower() if isinstance(child.tag, str) else ""
        told.setdefault(name, (child.text or "").strip() or child.get("href") or "")
    ref = next(
        filter(None, (article_ref(told.get(name, "")) for name in ("link", "guid", "id"))), None
    )
    time = next(
        filter(None, (moment(told.get(name)) for name in ("published", "pubdate", "date"))), None
    )
    return ListItem(ref, title_of(told.get("title")), time) if ref else None


_BY_START = (
    (re.compile(rb"PK\x03\x04"), rows_of_spreadsheet),
    (_BOOKMARKS, _bookmarks),
    (re.compile(rb"(?:\xef\xbb\xbf)?\s*+<(?:\?xml|opml|rss|feed|rdf:RDF)\b", re.I), _outline),
    (
        re.compile(rb"(?:\xef\xbb\xbf)?\s*+<(?:!doctype html|html|meta|table|body|head)\b", re.I),
        _html,
    ),
)

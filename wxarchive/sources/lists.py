"""Files that list articles → what they name: JSON, CSV, spreadsheets, bookmarks, OPML, plain text.

Whatever the shape, an article is named by its address; titles and times are taken from next to it.
"""

import csv
import json
import re
from collections.abc import Callable, Iterator
from functools import partial
from operator import itemgetter
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
    utf8_of,
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
        ".ods",
        ".xls",
    }
)

_XML_LIST = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*(?:<\?xml[^<>]*>\s*)?<(?:opml|rss|feed|rdf:RDF)\b", re.I
)
_BOOKMARKS = re.compile(rb"\s*+<!doctype\s+netscape-bookmark-file-1", re.I)
_BARE_AMPERSAND = re.compile(rb"&(?!#?\w{1,30};)")
_BEGINNING = 1_000  # bytes that show what kind of list it is


class EmptyList(SourceError):
    """A list can be read, and names no article."""


def is_list(path: Path, head: bytes) -> bool:
    """Tell from a file's name and first bytes whether it lists articles instead of being one."""
    if path.suffix.lower() in LIST_SUFFIXES:
        return True
    return bool(_BOOKMARKS.match(head) or _XML_LIST.match(head))


def articles_listed(body: bytes, given: str) -> list[ListItem]:
    """Return the articles that the bytes of a list name, each once, in its order; ``given``: the
    list's name.

    Raises :class:`SourceError` if they cannot be read as a list or name none.
    """
    try:
        articles = merged(_reader_of(Path(given), body)(body))
    except (*BROKEN, KeyError, etree.LxmlError, csv.Error) as error:
        what = f"it cannot be read as a list ({short(error)})"
        raise SourceError(what, given, "check the file") from error
    if not articles:
        if not body.strip():
            raise EmptyList("the file is empty", given, "check the file")
        hint = "addresses begin with https://mp.weixin.qq.com/s"
        raise EmptyList("it names no WeChat article", given, hint)
    return articles


def _reader_of(path: Path, body: bytes) -> Callable[[bytes], Iterator[ListItem]]:
    """Choose by what the file begins with; its name only tells what looks alike."""
    start = utf8_of(body[:_BEGINNING])
    for begins, reader in _BY_START:
        if begins.match(start):
            return reader
    suffix = path.suffix.lower()
    if suffix in _READ_AS_XML:
        return _outline
    plain = _text_or_table
    if suffix in _READ_AS_TABLE:
        plain = _table
    if start.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] not in (b"{", b"["):
        return plain
    # other files may begin as JSON and be none: a note that begins with a bracket
    if suffix in _JSON_SUFFIXES:
        return _json
    return partial(_json_or, plain)


def _text(body: bytes) -> Iterator[ListItem]:
    """Addresses anywhere in a text."""
    for line in text_of(body).splitlines():
        yield from listed_in_text(line)


def _text_or_table(body: bytes) -> Iterator[ListItem]:
    """A text may be a table under another name: it is one if columns are named and no article is
    lost by it.
    """
    articles = merged(_text(body))
    text = text_of(body)
    if articles and names_columns(text):
        table = merged(rows_of_text(text))
        if len(table) == len(articles):
            return iter(table)
    return iter(articles)


def _html(body: bytes) -> Iterator[ListItem]:
    """A table that a web page is saved as for spreadsheet programs, or bookmarks; what is in no row
    is looked for in links.
    """
    parser = etree.HTMLParser(huge_tree=True)
    # of a file without any element there is no tree
    root: etree._Element | None = etree.fromstring(text_of(body), parser)
    if root is None:
        return
    yield from rows_of_elements(root.iter("tr"), "td", "th")
    yield from articles_linked(root)


def _json(body: bytes) -> Iterator[ListItem]:
    text = text_of(body)
    try:
        yield from listed_in(json.loads(text))
    except json.JSONDecodeError:
        # JSON Lines; titles may hold what else parts lines, such as U+2028
        lines = [line for line in text.split("\n") if line.strip()]
        if len(lines) < 2:
            raise
        for line in lines:
            yield from listed_in(json.loads(line))


def _json_or(reader: Callable[[bytes], Iterator[ListItem]], body: bytes) -> Iterator[ListItem]:
    try:
        return iter(list(_json(body)))
    except (ValueError, RecursionError):
        return reader(body)


def _table(body: bytes) -> Iterator[ListItem]:
    return rows_of_text(text_of(body))


def articles_linked(root: etree._Element) -> Iterator[ListItem]:
    """Yield the articles that the links of a tree of HTML lead to, titled by their words."""
    for anchor in root.iter("a"):
        if ref := article_ref(anchor.get("href") or ""):
            yield ListItem(ref, title_of_link("".join(map(str, anchor.itertext()))))


def _outline(body: bytes) -> Iterator[ListItem]:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, recover=True)
    # people and programs write addresses into XML unescaped; in UTF-16 it cannot be mended here
    if b"\0" not in body:
        body = _BARE_AMPERSAND.sub(b"&amp;", body)
    # a parser that recovers may find nothing
    root: etree._Element | None = etree.fromstring(body, parser)
    if root is None:
        raise ValueError("no XML")
    # feeds
    yield from filter(None, map(_entry, root.iter("{*}item", "{*}entry")))
    # a spreadsheet of Excel 2003
    yield from rows_of_elements(root.iter("{*}Row"), "Cell")
    # XML of any other kind
    if all(root.find(f".//{{*}}{name}") is None for name in ("item", "entry", "Row")):
        yield from _text(body)
    for outline in root.iter("outline"):
        values = {str(name): str(value) for name, value in outline.attrib.items()}
        # programs call the address `url`, `htmlUrl`, `link` and more
        refs = (article_ref(value) for value in values.values() if "weixin" in value.lower())
        if ref := next(filter(None, refs), None):
            title = title_of(values.get("title") or values.get("text"))
            yield ListItem(ref, title, moment(values.get("created")))


def _entry(entry: etree._Element) -> ListItem | None:
    """Read an article of a feed: RSS's ``item``, Atom's ``entry``; its text and comments are not
    looked into.
    """
    texts: dict[str, str] = {}
    links: list[tuple[bool, str]] = []
    # comments and processing instructions have no name
    for child in (one for one in entry if isinstance(one.tag, str)):
        name = etree.QName(child).localname.lower()
        said = (child.text or "").strip() or child.get("href") or ""
        texts.setdefault(name, said)
        # of several links the alternate one is the entry's own (RFC 4287 §4.2.7.2)
        if name == "link":
            links.append((child.get("rel", "alternate") != "alternate", said))
    links.sort(key=itemgetter(0))
    places = [*(link for _, link in links), texts.get("guid", ""), texts.get("id", "")]
    refs = map(article_ref, places)
    times = (moment(texts.get(name)) for name in ("published", "pubdate", "date"))
    ref = next(filter(None, refs), None)
    if ref is None:
        return None
    return ListItem(ref, title_of(texts.get("title")), next(filter(None, times), None))


_BY_START = (
    (re.compile(rb"PK\x03\x04"), rows_of_spreadsheet),
    (_BOOKMARKS, _html),
    (re.compile(rb"(?:\xef\xbb\xbf)?\s*+<(?:\?xml|opml|rss|feed|rdf:RDF)\b", re.I), _outline),
    (
        re.compile(rb"(?:\xef\xbb\xbf)?\s*+<(?:!doctype html|html|meta|table|body|head)\b", re.I),
        _html,
    ),
)

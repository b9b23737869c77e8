"""What a file is: told by its first bytes, and by its name only where they leave it open."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Literal

from wxarchive.formats import is_dump_text, is_exported, is_har, is_parquet, is_record, utf8_of
from wxarchive.formats.warc import is_warc
from wxarchive.sources.containers import ARCHIVE_NAME, is_zipped_warc
from wxarchive.sources.files import PAGE_SUFFIXES
from wxarchive.sources.lists import is_list

Kind = Literal[
    "exported",
    "dump",
    "records",
    "page",
    "archive",
    "warc",
    "har",
    "parquet",
    "list",
    "note",
    "other",
]
"""``exported``: a web page of ``export --html``. ``note``: Markdown that is no dump. ``other``:
anything.
"""

DUMP_SUFFIXES = frozenset({".md", ".markdown"})
_SPREADSHEETS = frozenset({".xlsx", ".xlsm", ".ods"})
_TABLES = frozenset({".xls"})
"""Tables in HTML or XML are saved under this name, so that a spreadsheet program opens them."""
WARC_NAME = re.compile(r"\.warc(?:\.gz|\.zst|\.bz2|\.xz)?$", re.IGNORECASE)
_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
_PAGE = re.compile(
    rb"""(?:\xef\xbb\xbf)?\s*+(?:"|b?')?"""
    rb"(?:(?>(?><!--.{0,4000}?-->)|<\?xml[^<>]*+>)\s*+)*+(?:<!doctype\s+html|<html)\b",
    re.I | re.S,
)
_MHTML = re.compile(rb"[\w-]+:.{0,2000}?^(?:mime-version|content-type):", re.I | re.M | re.S)
_SAFARI = re.compile(
    rb"(?:bplist00|<\?xml[^<>]*>\s*<!DOCTYPE plist\b).{1,4000}?WebMainResource", re.S
)
"""A page that Safari saved as one property list."""
_MARKUP = re.compile(
    rb"<(?:!doctype\s+html|html|head|body|div|section|p|meta|article|script)\b", re.I
)
# an article as the server answers it in JSON (docs/wechat-pages.md §6.8)
_ANSWER = re.compile(
    rb"""\s*+\{(?=.{0,2000}?"user_name"\s*:\s*"gh_)(?=.{0,4000}?"nick_name"\s*:\s*")""", re.S
)
_BEFORE_MARKUP = b'\xef\xbb\xbf \t\r\n"'


def holds_pages(name: str) -> bool:
    """Tell by its name whether a file is an archive of pages, be it only of what was received."""
    is_recorded = WARC_NAME.search(name) or name.lower().endswith((".wacz", ".har"))
    return bool(is_recorded or ARCHIVE_NAME.search(name))


_BY_HEAD: tuple[tuple[Kind, Callable[[bytes], bool]], ...] = (
    ("warc", is_warc),
    ("warc", is_zipped_warc),
    ("har", is_har),
    ("exported", is_exported),
    ("page", lambda head: _ANSWER.match(head) is not None),
    ("dump", is_dump_text),
    ("records", is_record),
    ("parquet", is_parquet),
)


def kind_of(name: str, head: bytes) -> Kind:
    """Return what a file of this name is that begins with these bytes."""
    suffix, head = Path(name).suffix.lower(), utf8_of(head)
    # what begins so is that, whatever its name
    for kind, begins in _BY_HEAD:
        if begins(head):
            return kind
    if _is_page(head) and suffix not in _TABLES:
        return "page"
    return _kind_by_name(name, head, suffix)


def _kind_by_name(name: str, head: bytes, suffix: str) -> Kind:
    # spreadsheets are zips, too
    if ARCHIVE_NAME.search(name) or (head.startswith(_ZIP) and suffix not in _SPREADSHEETS):
        return "archive"
    if WARC_NAME.search(name):
        return "warc"
    if is_list(Path(name), head):
        return "list"
    if suffix in DUMP_SUFFIXES:
        return "note"
    # an empty one is a page that says so when it is read
    is_empty = suffix in PAGE_SUFFIXES and not head.strip()
    if is_empty or _is_fragment(head, suffix):
        return "page"
    return "other"


def _is_page(head: bytes) -> bool:
    head = utf8_of(head, is_page=True)
    if b"multipart/related" in head.lower() and _MHTML.match(head):
        return True
    return bool(_PAGE.match(head) or _SAFARI.match(head))


def _is_fragment(head: bytes, suffix: str) -> bool:
    """Tell whether a file is a part of a page, without what pages begin with."""
    if suffix in _TABLES:
        return False
    first = head.lstrip(_BEFORE_MARKUP)[:1]
    # by its name a page may begin with words, but not as JSON does
    may_be = first == b"<" or (suffix in PAGE_SUFFIXES and first not in (b"{", b"["))
    return may_be and _MARKUP.search(head) is not None

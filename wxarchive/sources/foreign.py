"""Files that hold no page and no list: told by their first bytes, whatever their name, with what to
do instead.
"""

import re
from collections.abc import Set as AbstractSet

from wxarchive.errors import SourceError

_SAVE_THE_PAGE = (
    "open the article in a browser and save it as a web page or MHTML, or give its address to fetch"
)
_AS_TABLE = "save it as .xlsx or .csv"
_AS_TEXT = "save it as a web page or as plain text"
_TO_RECORDS = (
    "if wxarchive made it: wxarchive --db FILE export --jsonl -o records.jsonl, and import that"
)
_TO_PAGES = "give the pages it was made of, or a list of its articles' addresses"
_AS_ZIP = "unpack it and give the folder, or pack it as .zip"
_PICTURE, _DOCUMENT = "this is a picture", "this is a document of a word processor"
_BOOK = "this is a book (EPUB), and articles are not read out of those"
_SLIDES = "this is a presentation"
_NO_TEXT = "this is neither a web page nor a text"
_ZIP = rb"PK\x03\x04.{26}"
_OPEN_DOCUMENT = _ZIP + rb"mimetypeapplication/vnd\.oasis\.opendocument"
_OFFICE = rb"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_SVG = rb"\s*(?:<\?xml[^<>]*>\s*)?(?:<!--.{0,2000}?-->\s*)?(?:<!doctype svg[^<>]*>\s*)?<svg\b"
_BITMAP = (
    rb"\x89PNG|\xff\xd8\xff|GIF8[79]a|BM.{4}\0\0\0\0|RIFF.{4}WEBP|II\*\0|MM\0\*|\0\0[\x01\x02]\0"
)
_SOUND = (
    rb"ID3[\x01-\x04]|RIFF.{4}(?:WAVE|AVI"
    rb" )|.{4}ftyp|OggS|fLaC|\xff[\xf1-\xf3\xf9-\xfb]|\x1aE\xdf\xa3|FLV\x01|"
    rb".?#!(?:AMR|SILK)"
)
_OTHER_ARCHIVE = rb"Rar!\x1a\x07|7z\xbc\xaf\x27\x1c"
_PACKED = _OTHER_ARCHIVE + rb"|\x1f\x8b|BZh[1-9]1AY|\xfd7zXZ\0|\x28\xb5\x2f\xfd"
_NEITHER = "this is a packed file that is neither zip nor tar"
_KINDS = (
    (
        rb"(?:\xef\xbb\xbf)?\s{0,100}%PDF-",
        "this is a PDF, and articles are not read out of those",
        _SAVE_THE_PAGE,
    ),
    (_BITMAP + rb"|.{4}ftyp(?:heic|heix|mif1|avif)", _PICTURE, _SAVE_THE_PAGE),
    (_SVG, _PICTURE, _SAVE_THE_PAGE),
    (_SOUND, "this is a sound or a video", _SAVE_THE_PAGE),
    (
        rb"SQLite format 3\0.{52}wxAr",
        "this is an archive of wxarchive",
        "take it in with: wxarchive merge FILE",
    ),
    (rb"SQLite format 3\0", "this is a database", _TO_RECORDS),
    (_ZIP + rb"mimetypeapplication/epub", _BOOK, _TO_PAGES),
    (
        rb".{60}BOOKMOBI|TPZ\d",
        "this is a book (Kindle), and articles are not read out of those",
        _TO_PAGES,
    ),
    (_OPEN_DOCUMENT + rb"(?!\.spreadsheet)", _DOCUMENT, _AS_TEXT),
    (rb"PK\x03\x04.{1,8000}word/|\{\\rtf", _DOCUMENT, _AS_TEXT),
    (
        _OFFICE,
        "this is a file of an old office program",
        f"a table: {_AS_TABLE}; a document: {_AS_TEXT}",
    ),
    (_PACKED, _NEITHER, _AS_ZIP),
    (rb"MZ[\x90P]\0|\x7fELF", "this is a program", "leave it out"),
)
_FOREIGN = tuple((re.compile(pattern, re.S), what, hint) for pattern, what, hint in _KINDS)
_CONTAINERS = (
    ("word/document.xml", _DOCUMENT, _AS_TEXT),
    ("ppt/presentation.xml", _SLIDES, _AS_TEXT),
    ("META-INF/container.xml", _BOOK, _TO_PAGES),
)
"""Members that tell what a zip file is."""


def foreign(head: bytes, given: str) -> SourceError | None:
    """Return what to say of a file that begins with these bytes, if it is of a kind that is not
    read at all.
    """
    for pattern, what, hint in _FOREIGN:
        if pattern.match(head):
            return SourceError(what, given, hint)
    return None


def other_archive(head: bytes, given: str) -> SourceError | None:
    """Return what to say of an archive that begins with these bytes, if it is only called a zip or
    tar.
    """
    if re.match(_OTHER_ARCHIVE, head):
        return SourceError(_NEITHER, given, _AS_ZIP)
    return None


def foreign_container(names: AbstractSet[str], given: str) -> SourceError | None:
    """Return what to say of a zip file with members of these names, if it is a document and no
    archive.
    """
    for name, what, hint in _CONTAINERS:
        if name in names:
            return SourceError(what, given, hint)
    return None


def not_text(head: bytes, given: str) -> SourceError | None:
    """Return what to say of a file that begins with these bytes, if it is no text of any kind."""
    if b"\0" not in head or head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return None
    # UTF-16 without a mark: letters have their zeros at even places only, or at odd ones only
    if (head[::2].count(0) == 0) != (head[1::2].count(0) == 0):
        return None
    return SourceError(_NO_TEXT, given, _SAVE_THE_PAGE)

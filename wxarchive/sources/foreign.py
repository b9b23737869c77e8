"""Files that hold no page and no list: told by their first bytes, whatever their name, with what to
do instead.
"""

import re

from wxarchive.errors import SourceError

_SAVE_THE_PAGE = (
    "open the article in a browser and save it as a web page or MHTML, or give its address to fetch"
)
_AS_TABLE = "save it as .xlsx or .csv"
_AS_TEXT = "save it as a web page or as plain text"
_TO_RECORDS = (
    "if wxarchive made it: wxarchive --db FILE export --jsonl > records.jsonl, and import that"
)
_TO_PAGES = "give the pages it was made of, or a list of its articles' addresses"
_ZIP = rb"PK\x03\x04.{26}"
_OPEN_DOCUMENT = _ZIP + rb"mimetypeapplication/vnd\.oasis\.opendocument"
_OFFICE = rb"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_KINDS = (
    (rb"%PDF-", "this is a PDF, and articles are not read out of those", _SAVE_THE_PAGE),
    (
        rb"\x89PNG|\xff\xd8\xff|GIF8|BM.{4}\0\0\0\0|RIFF.{4}WEBP",
        "this is a picture",
        _SAVE_THE_PAGE,
    ),
    (
        rb"ID3|RIFF.{4}(?:WAVE|AVI )|.{4}ftyp|OggS|fLaC",
        "this is a sound or a video",
        _SAVE_THE_PAGE,
    ),
    (rb"SQLite format 3\0", "this is a database", _TO_RECORDS),
    (
        _ZIP + rb"mimetypeapplication/epub",
        "this is a book (EPUB), and articles are not read out of those",
        _TO_PAGES,
    ),
    (_OPEN_DOCUMENT + rb"\.spreadsheet", "this is a spreadsheet of OpenDocument", _AS_TABLE),
    (_OPEN_DOCUMENT, "this is a document of a word processor", _AS_TEXT),
    (rb"PK\x03\x04.{1,8000}word/|\{\\rtf", "this is a document of a word processor", _AS_TEXT),
    (
        _OFFICE,
        "this is a file of an old office program",
        f"a table: {_AS_TABLE}; a document: {_AS_TEXT}",
    ),
)
_FOREIGN = tuple((re.compile(pattern, re.S), what, hint) for pattern, what, hint in _KINDS)


def foreign(head: bytes, given: str) -> SourceError | None:
    """Return what to say of a file that begins with these bytes, if it is of a kind that is not
    read at all.
    """
    for pattern, what, hint in _FOREIGN:
        if pattern.match(head):
            return SourceError(what, given, hint)
    return None

"""Bytes of a text file in any of the encodings people have → text."""

import re
from codecs import BOM_UTF16_BE, BOM_UTF16_LE

UTF16_MARKS = (BOM_UTF16_LE, BOM_UTF16_BE)
# four characters of ASCII of two bytes each, with which every page begins
_UNMARKED = (
    (re.compile(rb"(?:[^\0]\0){4}"), "utf-16-le"),
    (re.compile(rb"(?:\0[^\0]){4}"), "utf-16-be"),
)
_UNKNOWN = "\ufffd"
_DAMAGE = 10
"""Decoded as UTF-8, a text in another encoding has an unknown character for nearly each of its own;
one that was cut inside a few characters has one for more than so many.
"""


def utf8_of(body: bytes, *, is_page: bool = False) -> bytes:
    """Return in UTF-8 what a byte order mark says to be UTF-16, such as what Windows PowerShell 5
    redirects; anything else as it is. ``is_page``: its first characters may show it, too.
    """
    if body.startswith(UTF16_MARKS):
        return body.decode("utf-16", "replace").encode()
    for begins, encoding in _UNMARKED:
        if is_page and begins.match(body):
            return body.decode(encoding, "replace").encode()
    return body


def text_of(body: bytes, *, is_beginning: bool = False) -> str:
    """Decode UTF-8 or UTF-16, else the Chinese encoding of older Windows programs.

    ``is_beginning``: the last character may be cut off.
    """
    if body.startswith(UTF16_MARKS):
        return body.decode("utf-16", "replace")
    # without a byte order mark it shows by its addresses, which stand at even places
    if b"\0" in body:
        for encoding in ("utf-16-le", "utf-16-be"):
            if body.lower().find("weixin".encode(encoding)) % 2 == 0:
                return body.decode(encoding, "replace")
    try:
        return body.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        text = body.decode("utf-8-sig", "replace")
        # a character of UTF-8 has four bytes at most: the end of a beginning may lack three
        if is_beginning and len(body) - error.start < 4:
            return text
    # programs cut titles and files anywhere, also within a character
    others = len(text) - len(text.encode("ascii", "ignore"))
    if others > _DAMAGE * text.count(_UNKNOWN):
        return text
    return body.decode("gb18030", "replace")

"""Bytes of a text file in any of the encodings people have → text."""


def text_of(body: bytes, *, is_beginning: bool = False) -> str:
    """Decode UTF-8 or UTF-16, else the Chinese encoding of older Windows programs.

    ``is_beginning``: the last character may be cut off.
    """
    if body.startswith((b"\xff\xfe", b"\xfe\xff")):
        return body.decode("utf-16", "replace")
    for encoding in ("utf-16-le", "utf-16-be") if b"\0" in body else ():
        if _is_in(body, encoding):
            return body.decode(encoding, "replace")
    try:
        return body.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        is_cut = is_beginning and len(body) - error.start < 4
        return body.decode("utf-8-sig" if is_cut else "gb18030", "replace")


def _is_in(body: bytes, encoding: str) -> bool:
    """Tell whether text without a byte order mark is in this encoding: its addresses stand at even
    places.
    """
    return body.lower().find("weixin".encode(encoding)) % 2 == 0

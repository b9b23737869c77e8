"""Bytes of a text file in any of the encodings people have → text."""


def text_of(body: bytes, *, is_beginning: bool = False) -> str:
    """Decode UTF-8 or UTF-16, else the Chinese encoding of older Windows programs.

    ``is_beginning``: the last character may be cut off.
    """
    if body.startswith((b"\xff\xfe", b"\xfe\xff")):
        return body.decode("utf-16", "replace")
    # without a byte order mark it shows by its addresses, which stand at even places
    if b"\0" in body:
        for encoding in ("utf-16-le", "utf-16-be"):
            if body.lower().find("weixin".encode(encoding)) % 2 == 0:
                return body.decode(encoding, "replace")
    encoding = "utf-8-sig"
    try:
        return body.decode(encoding)
    except UnicodeDecodeError as error:
        # a character of UTF-8 has four bytes at most: the end of a beginning may lack three
        if not is_beginning or len(body) - error.start >= 4:
            encoding = "gb18030"
    return body.decode(encoding, "replace")

"""What an HTTP answer carries → its bytes without transfer and content encoding, within a limit.

Nothing is believed: programs keep an answer decoded and leave its headers as they were, or cut it
off. What is not encoded as its headers say is taken as it is.
"""

import re
import zlib
from collections.abc import Mapping
from importlib.util import find_spec

from wxarchive.guarded import hexadecimal

_CHUNK = re.compile(rb"([0-9A-Fa-f]{1,8})[ \t]*(?:;[^\r\n]{0,1000})?\r\n")
_WINDOWS = {"gzip": 31, "x-gzip": 31, "deflate": 15}
_RAW_DEFLATE = -15
_ZSTD = b"\x28\xb5\x2f\xfd"
_MEMBERS = 64
"""Of one gzip body; servers send one."""
_NO_BROTLI = (
    "it is packed with Brotli, for which a library is not installed (brotli):"
    " pip install 'wxarchive[warc]'"
)
_CONTROLS = re.compile(rb"[\0-\x08\x0e-\x1f]")
"""Bytes of no text in UTF-8 or GBK; a tenth of what is packed is such."""


class TooMuch(ValueError):
    """The bytes are more than the limit."""


def decoded(raw: bytes, headers: Mapping[str, str], limit: int) -> bytes:
    """Return the body of an answer; ``headers`` by their lower-case names.

    Raises :class:`TooMuch` for more than ``limit`` bytes, :class:`ValueError` for an encoding that
    cannot be read.
    """
    body = raw
    if "chunked" in headers.get("transfer-encoding", "").lower():
        body = unchunked(raw)
    # what was done last is undone first (RFC 9110 §8.4)
    for told in reversed(headers.get("content-encoding", "").lower().split(",")):
        encoding = told.strip()
        if encoding in _WINDOWS:
            body = _inflated(body, _WINDOWS[encoding], limit)
        # what is packed with Brotli has no mark of its own
        elif encoding == "br" and not is_text(body):
            body = _unbrotli(body, limit)
        elif encoding == "zstd" and body.startswith(_ZSTD):
            body = _unzstd(body, limit)
    if len(body) > limit:
        raise TooMuch(f"it has more than {limit // 2**20} MB")
    return body


def unchunked(raw: bytes) -> bytes:
    """Join the chunks of a body (RFC 9112 §7.1); one that is not in chunks stays as it is."""
    parts, at = [], 0
    while head := _CHUNK.match(raw, at):
        size = hexadecimal(head[1].decode()) or 0
        # what was cut off is there as far as it goes
        parts.append(raw[head.end() : head.end() + size])
        at = head.end() + size + 2
        if not size:
            break
    return b"".join(parts) if at else raw


def _inflated(body: bytes, window: int, limit: int) -> bytes:
    parts: list[bytes] = []
    rest, left = body, limit + 1
    # gzip allows several members, one after another
    while rest and len(parts) < _MEMBERS:
        inflater = zlib.decompressobj(window)
        try:
            parts.append(inflater.decompress(rest, left))
        except zlib.error:
            break
        left -= len(parts[-1])
        if left <= 0:
            raise TooMuch(f"it unpacks to more than {limit // 2**20} MB")
        # what follows anything else is no part of it
        rest = inflater.unused_data if window == _WINDOWS["gzip"] else b""
    if parts:
        return b"".join(parts)
    # some servers leave out the frame, and some programs unpack and do not say so
    if window == _WINDOWS["deflate"]:
        return _inflated(body, _RAW_DEFLATE, limit)
    return body


def _unbrotli(body: bytes, limit: int) -> bytes:
    if find_spec("brotli") is None:
        raise ValueError(_NO_BROTLI)
    import brotli

    try:
        plain: bytes = brotli.Decompressor().process(body, output_buffer_limit=limit + 1)
    except brotli.error:
        return body
    if len(plain) > limit:
        raise TooMuch(f"it unpacks to more than {limit // 2**20} MB")
    return plain


def _unzstd(body: bytes, limit: int) -> bytes:
    from zstandard import ZstdDecompressor, ZstdError

    try:
        with ZstdDecompressor(max_window_size=2**27).stream_reader(body) as unpacked:
            plain: bytes = unpacked.read(limit + 1)
    except ZstdError as error:
        raise ValueError(str(error)) from error
    if len(plain) > limit:
        raise TooMuch(f"it unpacks to more than {limit // 2**20} MB")
    return plain


def is_text(body: bytes) -> bool:
    """Tell whether a body is text as it is, in whatever encoding, and not packed."""
    return _CONTROLS.search(body, 0, 1000) is None

"""Pictures, audio and video, whole or in parts, as players request them."""

import re
from collections.abc import Iterator

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from wxarchive.guarded import number
from wxarchive.web.readers import Readers
from wxarchive.web.site import readers_of

_PIECE = 256 * 1024
_RANGE = re.compile(r"bytes=(\d{0,18})-(\d{0,18})", re.A)
_SHOWN = re.compile(r"(?:image|audio|video)/[a-z0-9.+-]+")
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
"""For a file that is opened by itself: an SVG is a document, and nothing in it may run."""


def media(request: Request) -> Response:
    """Send an archived file."""
    readers, sha256 = readers_of(request), request.path_params["sha256"]
    with readers.reader() as reader:
        file = reader.archive.file(sha256)
    headers = {
        "accept-ranges": "bytes",
        "cache-control": "private, max-age=31536000, immutable",
        "content-security-policy": _POLICY,
        "content-disposition": "inline",
        "etag": f'"{sha256}"',
    }
    type_ = file.type
    # what a browser cannot show it saves, and does not open
    if not _SHOWN.fullmatch(file.type):
        type_, headers["content-disposition"] = "application/octet-stream", "attachment"
    if headers["etag"] in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    span = _span(request.headers.get("range", ""), file.size)
    if span is None:
        headers["content-range"] = f"bytes */{file.size}"
        return Response(status_code=416, headers=headers)
    start, end = span
    status = 200
    if request.headers.get("range") and (start, end) != (0, file.size):
        status = 206
        headers["content-range"] = f"bytes {start}-{end - 1}/{file.size}"
    headers["content-length"] = str(end - start)
    return StreamingResponse(_parts(readers, sha256, start, end), status, headers, type_)


def _parts(readers: Readers, sha256: str, start: int, end: int) -> Iterator[bytes]:
    """Yield a part of a file in pieces; between them no connection waits for a slow receiver."""
    while start < end:
        with readers.reader() as reader:
            piece = reader.archive.file_bytes(sha256, start, min(_PIECE, end - start))
        # the file became shorter meanwhile: an answer that ends early is an error to its receiver
        if not piece:
            return
        yield piece
        start += len(piece)


def _span(header: str, size: int) -> tuple[int, int] | None:
    """Return the first requested byte, and the one after the last; ``None`` if there are none.

    What is no range of bytes, or several of them, is answered with the whole file (RFC 9110 §14.2).
    """
    found = _RANGE.fullmatch(header.strip())
    if not found or found[0] == "bytes=-":
        return 0, size
    first, last = number(found[1]), number(found[2])
    # bytes=-500: the last 500 bytes
    if first is None:
        first, last = max(size - (last or 0), 0), None
    end = size
    if last is not None:
        end = min(last + 1, size)
    if first >= end:
        return None
    return first, end

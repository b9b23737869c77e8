"""Pictures, sounds and films, whole or in parts, as players ask for them."""

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
    """Send a kept file."""
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
    if not _SHOWN.fullmatch(file.type):
        # what a browser has no player for is kept for the user, not opened
        type_, headers["content-disposition"] = "application/octet-stream", "attachment"
    if headers["etag"] in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    span = _span(request.headers.get("range", ""), file.size)
    if span is None:
        return Response(
            status_code=416, headers=headers | {"content-range": f"bytes */{file.size}"}
        )
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
        yield piece
        start += len(piece)


def _span(asked: str, size: int) -> tuple[int, int] | None:
    """Return the first byte that is asked for, and the one behind the last; ``None`` if there are
    none.

    What is no range of bytes, or several of them, is answered with the whole file (RFC 9110 §14.2).
    """
    found = _RANGE.fullmatch(asked.strip())
    if not found or found[0] == "bytes=-":
        return 0, size
    first, last = number(found[1]), number(found[2])
    if first is None:
        # the last bytes, so many
        first, last = max(size - (last or 0), 0), None
    end = size
    if last is not None:
        end = min(last + 1, size)
    if first >= end:
        return None
    return first, end

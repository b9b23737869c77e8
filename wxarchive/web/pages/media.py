"""Pictures, audio and video, whole or in parts, as players request them."""

import re
from collections.abc import Iterator

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from wxarchive.guarded import number
from wxarchive.web.conditional import is_known
from wxarchive.web.readers import Readers
from wxarchive.web.site import readers_of

_PIECE = 256 * 1024
_RANGE = re.compile(r"bytes=(\d{0,18})-(\d{0,18})", re.A | re.I)
_SHOWN = re.compile(r"(?:image|audio|video)/[a-z0-9.+-]+")
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
"""For a file that is opened by itself: an SVG is a document, and nothing in it may run."""


def media(request: Request) -> Response:
    """Send an archived file."""
    readers, sha256 = readers_of(request), request.path_params["sha256"]
    with readers.reader() as reader:
        file = reader.archive.file(sha256)
    tag = f'"{sha256}"'
    headers = {
        "accept-ranges": "bytes",
        "cache-control": "private, max-age=31536000, immutable",
        "content-security-policy": _POLICY,
        "content-disposition": "inline",
        "etag": tag,
    }
    type_ = file.type
    # what a browser cannot show it saves, and does not open
    if not _SHOWN.fullmatch(file.type):
        type_, headers["content-disposition"] = "application/octet-stream", "attachment"
    if is_known(request, tag):
        return Response(status_code=304, headers=headers)
    start, end, status = 0, file.size, 200
    if part := _asked_part(request, tag):
        span = _span(part, file.size)
        # no cache is to keep this in the place of the file
        if span is None:
            return Response(status_code=416, headers={"content-range": f"bytes */{file.size}"})
        start, end = span
        status = 206
        headers["content-range"] = f"bytes {start}-{end - 1}/{file.size}"
    headers["content-length"] = str(end - start)
    # it asks what the file is: no byte of a film is read for that
    if request.method == "HEAD":
        return Response(None, status, headers, type_)
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


def _asked_part(request: Request, tag: str) -> re.Match[str] | None:
    """Return the range of bytes that is asked for; ``None`` where the whole is to be sent.

    That is also the answer to several ranges, to what is none (RFC 9110 §14.2), and to who has a
    part of something else (§13.1.5).
    """
    if request.method != "GET" or request.headers.get("if-range", tag) != tag:
        return None
    found = _RANGE.fullmatch(request.headers.get("range", "").strip())
    if found and any(found.groups()):
        return found
    return None


def _span(part: re.Match[str], size: int) -> tuple[int, int] | None:
    """Return the first byte of a range, and the one after the last; ``None`` if there are none."""
    first, last = number(part[1]), number(part[2])
    # bytes=-500: the last 500 bytes
    if first is None:
        first, last = max(size - (last or 0), 0), None
    end = size
    if last is not None:
        end = min(last + 1, size)
    if first >= end:
        return None
    return first, end

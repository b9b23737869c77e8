"""What a media file is, by its bytes. Pure.

Headers are read and nothing is ever decoded: a picture of 20,000 × 20,000 costs no more to look at
than a small one, and an SVG is searched for its size as text. The type is that of the first bytes:
``wx_fmt`` and ``Content-Type`` are often wrong (docs/wechat-pages.md §7).
"""

import re
import struct
import zlib
from collections.abc import Callable

from wxarchive.guarded import number
from wxarchive.models import FileInfo

MOST_PIXELS = 200_000_000
"""A picture of more is none: it would take 800 MB to show it. The site's own uploads end far
below.
"""
HEAD = 4096
"""The first bytes of audio and video, which show its type."""

CUT_OFF = "a picture that is cut off"
DAMAGED = "a damaged picture"
Size = tuple[int, int]
_Walked = tuple[Size | None, str | None]
"""Size, and what is wrong: :data:`CUT_OFF`, :data:`DAMAGED` or nothing."""
_MOST_SEGMENTS = 10_000


def look(data: bytes) -> FileInfo:
    """Say what a whole file is; for audio and video its first :data:`HEAD` bytes are enough."""
    if not data:
        return FileInfo(None, fault="an empty answer (0 bytes)")
    kind = _type(data)
    if kind is None:
        return FileInfo(None, fault=_what_else(data))
    if kind not in _PICTURES:
        return FileInfo(kind)
    # reading beyond the end is how a file that is cut off shows
    try:
        size, fault = _PICTURES[kind](data)
    except (struct.error, IndexError, ValueError):
        size, fault = None, CUT_OFF
    width, height = size or (None, None)
    if size and size[0] * size[1] > MOST_PIXELS:
        return FileInfo(kind, width, height, f"too many pixels ({size[0]} × {size[1]})")
    # most readers show a damaged picture, so it is kept, with a doubt
    if fault == DAMAGED:
        return FileInfo(kind, width, height, doubt=DAMAGED)
    return FileInfo(kind, width, height, fault)


def _type(data: bytes) -> str | None:
    for magic, kind in _MAGIC:
        if data.startswith(magic):
            return kind
    if data.startswith(b"RIFF"):
        return _RIFF.get(data[8:12])
    if data[4:8] == b"ftyp":
        return _FTYP.get(data[8:12], "video/mp4")
    if data.startswith(b"BM") and data[6:10] == b"\0\0\0\0":
        return "image/bmp"
    found = None
    if _MPEG_FRAME.match(data):
        found = "audio/mpeg"
    elif _SVG.match(data[:HEAD]):
        found = "image/svg+xml"
    return found


def _what_else(data: bytes) -> str:
    """Say what came in the place of a media file."""
    start = data[:1024].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if _HTML.match(start):
        return "an HTML page"
    if start[:1] in (b"{", b"["):
        return "a message of the server"
    return "a file in an unknown format"


_MAGIC = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"ID3", "audio/mpeg"),
    (b"#!AMR", "audio/amr"),
    (b"#!SILK_V3", "audio/silk"),
    (b"\x02#!SILK_V3", "audio/silk"),
    (b"OggS", "audio/ogg"),
    (b"fLaC", "audio/flac"),
    (b"\x1aE\xdf\xa3", "video/webm"),
    (b"FLV\x01", "video/x-flv"),
)
_HTML = re.compile(rb"<!doctype html|<html|<head|<body|<script|<!--|<div|<p>")
_MPEG_FRAME = re.compile(rb"\xff[\xe2\xe3\xf2\xf3\xfa\xfb]")
"""The first two bytes of a frame of MPEG audio, layer III."""
_RIFF = {b"WEBP": "image/webp", b"WAVE": "audio/wav", b"AVI ": "video/x-msvideo"}
_FTYP = {
    b"M4A ": "audio/mp4",
    b"M4B ": "audio/mp4",
    b"avif": "image/avif",
    b"avis": "image/avif",
    b"heic": "image/heic",
    b"heix": "image/heic",
    b"mif1": "image/heic",
    b"qt  ": "video/quicktime",
}
_MARKER = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")
"""What ends the data of a JPEG's scan: escaped bytes and restarts do not."""
# Atomic groups: a file of nothing but comments must not be tried in every combination.
_SVG = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*+(?><\?xml[^>]{0,500}>\s*)?"
    rb"(?>(?:<!--.*?-->|<!DOCTYPE svg[^>\[]*+(?:\[[^\]]*+\])?[^>]*+>)\s*+)*+"
    rb"<(?:svg:)?svg[\s>]",
    re.DOTALL | re.IGNORECASE,
)


def _png(data: bytes) -> _Walked:
    """Walk the chunks up to ``IEND``; each carries the checksum of its name and content."""
    width, height = struct.unpack_from(">II", data, 16)
    # a view: each chunk would be copied otherwise
    whole = memoryview(data)
    at, fault = 8, None
    while at + 12 <= len(data):
        length, name = struct.unpack_from(">I4s", data, at)
        at += 12 + length
        if at > len(data):
            break
        [checksum] = struct.unpack_from(">I", data, at - 4)
        if zlib.crc32(whole[at - 8 - length : at - 4]) != checksum:
            fault = DAMAGED
        if name == b"IEND":
            return (width, height), fault
    return (width, height), CUT_OFF


def _gif(data: bytes) -> _Walked:
    width, height, flags = struct.unpack_from("<HHB", data, 6)
    at = 13 + _colours(flags)
    while at < len(data):
        block = data[at]
        # the trailer; a picture; an extension (GIF89a, sections 18 to 27)
        if block == 0x3B:
            return (width, height), None
        if block == 0x2C:
            at = _after_blocks(data, at + 11 + _colours(data[at + 9]))
        elif block == 0x21:
            at = _after_blocks(data, at + 2)
        else:
            break
    return (width, height), CUT_OFF


def _colours(flags: int) -> int:
    """Return the length of a colour table."""
    if not flags & 0x80:
        return 0
    return 3 << (flags & 7) + 1


def _after_blocks(data: bytes, at: int) -> int:
    """Return where the blocks end that begin there: an empty one is the last."""
    while data[at]:
        at += data[at] + 1
    return at + 1


def _jpeg(data: bytes) -> _Walked:
    """Walk segments and scans up to the marker that ends the picture (that of a preview in a
    segment does not).
    """
    size, at, fault = None, 2, CUT_OFF
    end_of_picture = data.rfind(b"\xff\xd9")
    for _ in range(_MOST_SEGMENTS):
        start, marker, length = struct.unpack_from(">BBH", data, at)
        # any number of these bytes may stand before a marker (ITU T.81 §B.1.1.2)
        if start == marker == 0xFF:
            at += 1
            continue
        if start != 0xFF or length < 2:
            break
        # a frame, and none of the three tables that are numbered among them
        if 0xC0 <= marker <= 0xCF and marker not in {0xC4, 0xC8, 0xCC}:
            height, width = struct.unpack_from(">HH", data, at + 5)
            size = (width, height)
        at += 2 + length
        # a scan: its data go on to the next marker
        if marker == 0xDA:
            end = _MARKER.search(data, at)
            if end is None:
                return size, CUT_OFF
            if end[0] == b"\xff\xd9":
                return size, None
            # where the picture's end still comes, what is wrong before it is damage
            fault = CUT_OFF
            if end_of_picture > at:
                fault = DAMAGED
            at = end.start()
    return size, fault


def _webp(data: bytes) -> _Walked:
    fault = None
    if len(data) < 8 + int.from_bytes(data[4:8], "little"):
        fault = CUT_OFF
    # the sizes of RFC 9649 §2.5, §3.4 and §2.7: lossy, lossless, extended
    form = data[12:16]
    if form == b"VP8 ":
        width, height = struct.unpack_from("<HH", data, 26)
        return (width & 0x3FFF, height & 0x3FFF), fault
    if form == b"VP8L":
        bits = int.from_bytes(data[21:25], "little")
        return ((bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1), fault
    if form == b"VP8X":
        width, height = (int.from_bytes(data[at : at + 3], "little") for at in (24, 27))
        return (width + 1, height + 1), fault
    return None, CUT_OFF


def _bmp(data: bytes) -> _Walked:
    width, height = struct.unpack_from("<ii", data, 18)
    # a height below zero: its rows go from top to bottom
    size = (abs(width), abs(height))
    if len(data) < int.from_bytes(data[2:6], "little"):
        return size, CUT_OFF
    return size, None


def _svg(data: bytes) -> _Walked:
    """Read the size as text: a parser would follow entities."""
    tag, fault = b"", None
    if match := _SVG_TAG.search(data):
        tag = match[1]
    if not _SVG_END.search(data[-HEAD:]):
        fault = CUT_OFF
    width, height = (side.search(tag) for side in _SIDES)
    # without both sides the box it is drawn in tells
    box = _BOX.search(tag)
    if width and height:
        sides = [width[1], height[1]]
    elif box:
        sides = [box[1], box[2]]
    else:
        return None, fault
    across, down = (number(side.decode()) or 0 for side in sides)
    return (across, down), fault


def _unread(data: bytes) -> _Walked:
    """Return no size: the site does not send these formats; if they come, they are stored."""
    return None, None


_SVG_TAG = re.compile(rb"<(?:svg:)?svg\b([^>]{0,4000})", re.I)
_SVG_END = re.compile(rb"</(?:svg:)?svg\s*>", re.I)
_SIDES = tuple(
    re.compile(rb"\b%s\s*=\s*[\"']\s*(\d{1,6})(?:\.\d*)?(?:\s*+px)?\s*+[\"']" % side)
    for side in (b"width", b"height")
)
_BOX = re.compile(
    rb"viewbox\s*=\s*[\"']\s*[\d.+-]+[\s,]+[\d.+-]+[\s,]+(\d{1,6})[\d.]*[\s,]+(\d{1,6})", re.I
)
_PICTURES: dict[str, Callable[[bytes], _Walked]] = {
    "image/png": _png,
    "image/gif": _gif,
    "image/jpeg": _jpeg,
    "image/webp": _webp,
    "image/bmp": _bmp,
    "image/svg+xml": _svg,
    "image/avif": _unread,
    "image/heic": _unread,
}

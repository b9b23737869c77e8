"""Small valid pictures, made in code."""

import random
import struct
import zlib

GREY = (230, 230, 230)
_SIZES = {"Steam": (800, 1000), "Garden3": (900, 1200)}
"""Of pictures of the site that are not 1080 × 720."""


def png(width: int, height: int, colour: tuple[int, int, int]) -> bytes:
    """Return a picture of one colour."""
    return _png(width, height, (b"\x00" + bytes(colour) * width) * height)


def png_header(width: int, height: int) -> bytes:
    """Return a picture of which only the header is as large as it says."""
    return _png(width, height, b"")


def gif(width: int, height: int, frames: int = 1) -> bytes:
    """Return an animation of black frames."""
    head = b"GIF89a" + struct.pack("<HHBBB", width, height, 0x80, 0, 0) + b"\0\0\0\xff\xff\xff"
    frame = (
        b"\x21\xf9\x04\0\0\0\0\0"
        + b"\x2c"
        + struct.pack("<HHHHB", 0, 0, width, height, 0)
        + b"\x02\x02\x4c\x01\0"
    )
    return head + frame * frames + b"\x3b"


def jpeg(width: int, height: int, preview: bytes = b"") -> bytes:
    """Return the segments of a JPEG file, with a preview in one of them as cameras write it."""
    frame = struct.pack(">BHHB", 8, height, width, 1) + b"\x01\x11\x00"
    parts = [
        _segment(0xE0, b"JFIF\0\x01\x01\0\0\x01\0\x01\0\0"),
        _segment(0xE1, b"Exif\0\0" + preview),
    ]
    parts += [
        _segment(0xDB, b"\0" + b"\x10" * 64),
        _segment(0xC0, frame),
        _segment(0xDA, b"\x01\x01\0\0\x3f\0"),
    ]
    return b"\xff\xd8" + b"".join(parts) + b"\x12\x34" * 20 + b"\xff\xd9"


def bmp(width: int, height: int) -> bytes:
    """Return an uncompressed picture, black."""
    pixels = b"\0" * (((width * 3 + 3) & ~3) * height)
    info = struct.pack("<IiiHHIIiiII", 40, width, -height, 1, 24, 0, len(pixels), 0, 0, 0, 0)
    return b"BM" + struct.pack("<IHHI", 54 + len(pixels), 0, 0, 54) + info + pixels


def webp(width: int, height: int, form: bytes = b"VP8X") -> bytes:
    """Return the headers of a WebP file in one of its three forms, and no pixels."""
    data = {
        b"VP8X": b"\0\0\0\0"
        + (width - 1).to_bytes(3, "little")
        + (height - 1).to_bytes(3, "little"),
        b"VP8L": b"\x2f" + struct.pack("<I", (width - 1) | (height - 1) << 14),
        b"VP8 ": b"\0\0\0\x9d\x01\x2a" + struct.pack("<HH", width, height),
    }[form]
    data += b"\0" * (20 - len(data))
    return (
        b"RIFF"
        + struct.pack("<I", 4 + 8 + len(data))
        + b"WEBP"
        + form
        + struct.pack("<I", len(data))
        + data
    )


def picture_at(path: str) -> bytes:
    """Return the picture of an address, as large as the pages say: another colour for another
    path.
    """
    number = zlib.crc32(path.encode())
    width, height = next((size for name, size in _SIZES.items() if name in path), (1080, 720))
    row = b"\x00" * (1 + (width + 7) // 8)
    return _png(width, height, row * height, (number & 255, number >> 8 & 255, number >> 16 & 255))


def placeholder() -> bytes:
    """Return the picture of a line of text that a foreign Referer gets instead
    (docs/wechat-pages.md §7).
    """
    text = random.Random(7).randbytes(3 * 300 * 6)
    grey = b"\x00" + bytes(GREY) * 300
    lines = [b"\x00" + text[start : start + 900] for start in range(0, len(text), 900)]
    return _png(300, 225, grey * 110 + b"".join(lines) + grey * (115 - len(lines)))


def _png(width: int, height: int, rows: bytes, palette: tuple[int, ...] = ()) -> bytes:
    """Return a picture of 8-bit colours, of one bit a pixel if there is a palette."""
    header = struct.pack(">IIBBBBB", width, height, *((1, 3) if palette else (8, 2)), 0, 0, 0)
    colours = [_chunk(b"PLTE", bytes(palette))] if palette else []
    parts = [
        _chunk(b"IHDR", header),
        *colours,
        _chunk(b"IDAT", zlib.compress(rows)),
        _chunk(b"IEND", b""),
    ]
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def _segment(marker: int, data: bytes) -> bytes:
    return struct.pack(">BBH", 0xFF, marker, len(data) + 2) + data

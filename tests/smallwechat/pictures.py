"""Tiny valid pictures, made in code."""

import struct
import zlib

PLACEHOLDER_COLOUR = (230, 230, 230)


def png(width: int, height: int, colour: tuple[int, int, int]) -> bytes:
    """Return a picture of one colour."""
    rows = (b"\x00" + bytes(colour) * width) * height
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    parts = [_chunk(b"IHDR", header), _chunk(b"IDAT", zlib.compress(rows)), _chunk(b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


def picture_at(path: str) -> bytes:
    """Return the picture of an address: another colour for another path."""
    number = zlib.crc32(path.encode())
    return png(32, 20, (number & 255, number >> 8 & 255, number >> 16 & 255))


def placeholder() -> bytes:
    """Return the valid picture a foreign Referer gets instead of the real one (wechat-pages.md §7)."""
    return png(16, 16, PLACEHOLDER_COLOUR)


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

"""How long an audio or a video plays, by its bytes: whether it is all that was announced. Pure."""

import struct
from typing import IO

_MOST_BOXES = 10_000
_BOXES = frozenset({
    b"ftyp", b"moov", b"mvhd", b"trak", b"udta", b"iods", b"meta", b"mdat", b"free", b"skip",
    b"wide", b"uuid", b"moof", b"mvex", b"mfra", b"sidx", b"styp", b"pdin", b"emsg", b"prft",
    b"ssix", b"pnot",
})  # fmt: skip
"""What stands outside of boxes, or in ``moov``."""
_RATES = (44_100, 48_000, 32_000)
_KBITS_1 = (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320)
_KBITS_2 = (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160)
_TAG = 10_000
"""So many bytes behind the last frame may be a tag; in more of them the sound may go on."""


def too_short(content: IO[bytes], kind: str, announced: float | None) -> str | None:
    """Say why a file cannot be all of the ``announced`` seconds; ``None`` if it can be, or if its
    length is unknown.
    """
    content.seek(0)
    seconds: float | None = None
    if kind == "audio/mpeg":
        seconds = _of_frames(content.read())
    elif kind in {"audio/mp4", "video/mp4", "video/quicktime"}:
        seconds, is_whole = _of_boxes(content)
        if not is_whole:
            return "ends before the end its own parts tell"
    if announced is None or seconds is None or seconds >= announced * 0.9 - 2:
        return None
    return f"plays {seconds:.0f} s of the {announced:.0f} s announced"


def _of_frames(data: bytes) -> float | None:
    """Add up the frames of MPEG audio, layer III; ``None`` where there are none, or where much
    follows that is no frame.
    """
    at, seconds = 0, 0.0
    # a tag stands before the first frame; its length has seven bits in each byte (ID3v2 §3.1)
    if data[:3] == b"ID3" and len(data) >= 10:
        size = sum((byte & 0x7F) << 7 * place for place, byte in enumerate(reversed(data[6:10])))
        at = 10 + size
    while at + 4 <= len(data) and (frame := _frame(data[at : at + 4])):
        length, duration = frame
        if at + length > len(data):
            break
        at, seconds = at + length, seconds + duration
    if len(data) - at > _TAG:
        return None
    return seconds or None


def _frame(head: bytes) -> tuple[int, float] | None:
    """Return the length in bytes and the seconds of a frame."""
    version, rate, kbits = head[1] >> 3 & 3, head[2] >> 2 & 3, head[2] >> 4
    is_frame = head[0] == 0xFF and head[1] & 0xE6 == 0xE2
    if not is_frame or version == 1 or rate == 3 or not 0 < kbits < 15:
        return None
    # MPEG 1; 2 has half of its rates and samples, 2.5 (version 0) a quarter of the rates
    hertz, samples, table = _RATES[rate], 1152, _KBITS_1
    if version != 3:
        hertz, samples, table = hertz >> 1 + (version == 0), 576, _KBITS_2
    padding = head[2] >> 1 & 1
    length = samples * table[kbits] * 125 // hertz + padding
    return length, samples / hertz


def _of_boxes(content: IO[bytes]) -> tuple[float | None, bool]:
    """Walk the boxes of ISO media; return the seconds that ``mvhd`` states, and whether each box is
    whole.
    """
    at, end, seconds = 0, content.seek(0, 2), None
    for _ in range(_MOST_BOXES):
        if at >= end:
            break
        content.seek(at)
        head = content.read(16)
        if len(head) < 8:
            break
        length, name = struct.unpack_from(">I4s", head)
        # 1 says that a longer number follows, 0 that it is the last box
        if length == 1 and len(head) == 16:
            [length] = struct.unpack_from(">Q", head, 8)
        length = length or end - at
        # whatever follows the video
        if name not in _BOXES or length < 8:
            break
        if at + length > end:
            return seconds, False
        if name == b"mvhd":
            seconds = _seconds_of_movie(content, at)
        # into this one, over the others
        if name == b"moov":
            length = 8
        at += length
    return seconds, True


def _seconds_of_movie(content: IO[bytes], at: int) -> float | None:
    """Read the head of a video: its scale, units in a second, and its length in them."""
    content.seek(at + 8)
    head = content.read(32)
    form, start = ">II", 12
    # version 1 has longer times
    if head[:1] == b"\x01":
        form, start = ">IQ", 20
    if len(head) < start + struct.calcsize(form):
        return None
    scale, duration = struct.unpack_from(form, head, start)
    # one that is sent in fragments states no length here
    if not (scale and duration):
        return None
    seconds: float = duration / scale
    return seconds

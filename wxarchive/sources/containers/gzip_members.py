"""A WARC file that is compressed → its plain bytes, and where records begin in them.

Programs make each record a gzip member of its own (ISO 28500 annex D). So a damaged one costs no
other; a file that is one single member is read as far as it goes.
"""

import io
import zlib
from array import array
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import IO

from wxarchive.formats.warc import MOST_DAMAGES, TOO_MUCH_DAMAGE, is_warc
from wxarchive.sources.containers.unpacking import (
    Limits,
    drop,
    short,
    temporary_errors,
    temporary_file,
)

GZIP = b"\x1f\x8b\x08"
_WINDOW = 31  # of zlib: a gzip member
_READ, _PIECE = 16 * 1024, 256 * 1024
"""Bytes that are read at once, of members that may have no more than some hundred; and unpacked."""
_LEAST = 1_024  # bytes that are unpacked to tell whether a member begins


@dataclass(slots=True)
class Unzipped:
    """What a file unpacked to: a nameless temporary file, the places in it at which members with
    records begin, and the faults of those that are damaged. A single member gives no places.
    """

    file: IO[bytes]
    starts: "array[int]" = field(default_factory=lambda: array("Q"))
    faults: list[str] = field(default_factory=list)


def is_zipped_warc(head: bytes) -> bool:
    """Tell whether a file that begins so is a compressed WARC file."""
    return head.startswith(GZIP) and is_warc(_beginning(head))


def unzipped(packed: IO[bytes], limits: Limits, given: str) -> Unzipped:
    """Unpack a file, member by member; raises :class:`SourceError` for more than the limits."""
    found = Unzipped(temporary_file(given))
    size, at = packed.seek(0, io.SEEK_END), 0
    try:
        while at < size:
            start = found.file.tell()
            try:
                for piece, end in _member(packed, at):
                    with temporary_errors(given):
                        found.file.write(piece)
                    limits.check(found.file.tell(), size, given)
                    at = end
            except (zlib.error, EOFError) as error:
                _note(found, start, f"at byte {at:,} it cannot be unpacked: {short(error)}")
                if len(found.faults) >= MOST_DAMAGES:
                    found.faults.append(TOO_MUCH_DAMAGE)
                    break
                at = _next_member(packed, at + 1)
            with temporary_errors(given):
                found.file.seek(start)
            if is_warc(found.file.read(8)):
                found.starts.append(start)
            found.file.seek(0, io.SEEK_END)
    except BaseException:
        drop(found.file)
        raise
    if len(found.starts) < 2:
        found.starts = array("Q")
    return found


def _note(found: Unzipped, start: int, fault: str) -> None:
    """Note what is damaged, and drop it. What a single member holds before its damage may be nearly
    all of the file; its last record shows by itself that it is cut off.
    """
    if not found.starts and found.file.tell() > start:
        return
    found.file.seek(start)
    found.file.truncate()
    found.faults.append(fault)


def _member(packed: IO[bytes], at: int) -> Iterator[tuple[bytes, int]]:
    """Yield the pieces of the member at a place, each with the place of what is to be read next.

    Raises ``zlib.error`` and ``EOFError``.
    """
    member = zlib.decompressobj(_WINDOW)
    packed.seek(at)
    while not member.eof:
        data = member.unconsumed_tail
        if not data:
            data = packed.read(_READ)
        if not data:
            raise EOFError("it is cut off")
        piece = member.decompress(data, _PIECE)
        rest = len(member.unused_data)
        # until it ends, damage sends us back to its own beginning
        yield piece, packed.tell() - rest if member.eof else at


def _next_member(packed: IO[bytes], at: int) -> int:
    """Return the place of the next member that begins as a record does, or one behind the file."""
    while True:
        packed.seek(at)
        piece = packed.read(_PIECE)
        if not piece:
            return at
        place = piece.find(GZIP)
        while place >= 0:
            if is_warc(_beginning(piece[place : place + _LEAST])):
                return at + place
            place = piece.find(GZIP, place + 1)
        # one that begins at the end of this piece is looked at again in the next
        at += max(len(piece) - _LEAST, _LEAST)


def _beginning(packed: bytes) -> bytes:
    try:
        return zlib.decompressobj(_WINDOW).decompress(packed, 64)
    except zlib.error:
        return b""

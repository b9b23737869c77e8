"""The body of an answer, unpacked piece by piece. Pure.

Unpacked here and not by the HTTP library, so that a small packed answer cannot fill the memory
(urllib3 before 2.6 unpacks without bound) and a packed answer that was cut off is noticed (urllib3
takes what there is).
"""

import zlib
from collections.abc import Iterable, Iterator

_PIECE = 256 * 1024
_MEMBERS = 64
"""Of one gzip body; servers send one. Taking thousands apart costs time that no limit of size
bounds.
"""

_PIECES, _LEAST = 100_000, 16
"""From so many pieces of a body on they hold so many bytes on average; servers send thousands in
each.
"""


class DamagedBody(Exception):
    """The body is not what its headers promise: cut off, or no gzip."""


class OverLimit(Exception):
    """The unpacked body is larger than the limit."""


def unpacked(pieces: Iterable[bytes], encoding: str, limit: int) -> Iterator[bytes]:
    """Yield the pieces of a body, unpacked from ``encoding`` (``gzip`` or none), ``limit`` bytes at
    most.
    """
    # limited before, too: what unpacks to nothing may have no end either
    pieces = _limited(pieces, limit)
    if encoding in {"gzip", "x-gzip"}:
        pieces = _limited(_members(pieces), limit)
    elif encoding not in {"", "identity"}:
        raise DamagedBody(f"packed as {encoding!r}, which was not asked for")
    yield from pieces


def _limited(pieces: Iterable[bytes], limit: int) -> Iterator[bytes]:
    size = 0
    for number, piece in enumerate(pieces):
        size += len(piece)
        if number > _PIECES and size < number * _LEAST:
            raise DamagedBody("in too many parts")
        if size > limit:
            raise OverLimit
        yield piece


def _members(pieces: Iterable[bytes]) -> Iterator[bytes]:
    member, number = None, 0
    for packed in pieces:
        rest = packed
        while rest:
            # gzip allows several members, one after another
            if member is None or member.eof:
                member, number = zlib.decompressobj(wbits=31), number + 1
            if number > _MEMBERS:
                raise DamagedBody("in too many parts")
            try:
                yield member.decompress(rest, _PIECE)
            except zlib.error as error:
                raise DamagedBody("not what its Content-Encoding says") from error
            rest = member.unconsumed_tail
            if member.eof:
                rest = member.unused_data
    if member is not None and not member.eof:
        raise DamagedBody("cut off")

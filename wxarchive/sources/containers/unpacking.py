"""Streams of bytes that are unpacked piece by piece, with limits: few bytes may unpack to very
many.
"""

import bz2
import gzip
import io
import lzma
import struct
import tarfile
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import IO, Protocol

from wxarchive.errors import SourceError

_MOST_MEMORY = 128 * 1024**2  # bytes that an xz or zstd stream may ask for
_PIECE = 1024**2
_READ = 64 * 1024
"""Bytes that are read at once; of those with damage in them nothing is unpacked."""
BROKEN = (
    zipfile.BadZipFile,
    tarfile.TarError,
    zlib.error,
    lzma.LZMAError,
    struct.error,
    EOFError,
    OSError,
    ValueError,
    OverflowError,
    RuntimeError,
    NotImplementedError,
    RecursionError,
)
"""What the libraries raise for archives that are damaged, or meant to do damage."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How much of an archive is too much: ``members``; ``unpacked`` bytes of all; ``ratio``, times
    its own size.

    Similar pages in one stream shrink several hundred times. ``free``: bytes that any archive may
    unpack to.
    """

    members: int = 200_000
    unpacked: int = 50 * 1024**3
    ratio: int = 1_000
    free: int = 256 * 1024**2

    def check(self, unpacked: int, packed: int, given: str) -> None:
        """Raise :class:`SourceError` if ``packed`` bytes unpack to too many."""
        if unpacked > min(max(self.free, self.ratio * packed), self.unpacked):
            large, small = unpacked / 1_000_000, packed / 1_000_000
            what = f"it unpacks to {large:,.0f} MB or more out of {small:,.1f} MB"
            hint = "it was not opened: unpack it yourself if you trust it, and import the folder"
            raise SourceError(what, given, hint)


class _ByteReader(Protocol):
    def read(self, size: int, /) -> bytes: ...


def unpacked(file: IO[bytes], limits: Limits, given: str, faults: list[str]) -> IO[bytes]:
    """Return a file, or if it is compressed what it unpacks to, as far as that goes: a nameless
    temporary file, and it is closed. ``faults`` is told why it goes no further.
    """
    start = file.read(6)
    file.seek(0)
    for magic, unpack in _COMPRESSED:
        if start.startswith(magic):
            with file, archive_errors(given):
                packed = file.seek(0, io.SEEK_END)
                file.seek(0)
                return copied(_as_far(unpack(file), faults), packed, limits, given)
    return file


def _as_far(pieces: Iterator[bytes], faults: list[str]) -> Iterator[bytes]:
    """Yield pieces up to the one that cannot be unpacked; raises what is wrong with the first."""
    is_begun = False
    try:
        for piece in pieces:
            yield piece
            is_begun = is_begun or bool(piece)
    except BROKEN as error:
        if not is_begun:
            raise
        faults.append(f"what follows cannot be unpacked: {short(error)}")


def copied(pieces: Iterator[bytes], packed: int, limits: Limits, given: str) -> IO[bytes]:
    """Write what ``packed`` bytes unpack to into a nameless temporary file, which is gone with the
    process.
    """
    spool = temporary_file(given)
    try:
        for piece in pieces:
            with temporary_errors(given):
                spool.write(piece)
            limits.check(spool.tell(), packed, given)
        # what is not written yet is written now
        with temporary_errors(given):
            spool.seek(0)
    except BaseException:
        drop(spool)
        raise
    return spool


def temporary_file(given: str) -> IO[bytes]:
    """Make a nameless temporary file; raises :class:`SourceError` where none can be made."""
    with temporary_errors(given):
        # it lives as long as the archive that reads it
        return tempfile.TemporaryFile()


@contextmanager
def temporary_errors(given: str) -> Iterator[None]:
    """Raise :class:`SourceError` for a temporary file that cannot be made or written: the archive
    is not at fault.
    """
    try:
        yield
    except OSError as error:
        what = f"no temporary file can be written ({error.strerror or error})"
        raise SourceError(what, given, "make room, or set TMPDIR") from error


def drop(file: IO[bytes]) -> None:
    """Close a temporary file that is of no use; what it could not take does not matter."""
    with suppress(OSError):
        file.close()


def pieces(file: _ByteReader, most: int = 2**63) -> Iterator[bytes]:
    """Yield at most so many bytes of a file, piece by piece."""
    while most > 0 and (piece := file.read(min(_PIECE, most))):
        most -= len(piece)
        yield piece


def _gunzipped(file: IO[bytes]) -> Iterator[bytes]:
    with gzip.GzipFile(fileobj=file) as unpacked:
        # one reading at a time: of several nothing would be left where the last is of damage
        while piece := unpacked.read1(_PIECE):
            yield piece


def _unzstd(file: IO[bytes]) -> Iterator[bytes]:
    from zstandard import ZstdDecompressor, ZstdError

    decompressor = ZstdDecompressor(max_window_size=_MOST_MEMORY)
    try:
        with decompressor.stream_reader(file, read_across_frames=True, closefd=False) as unpacked:
            yield from pieces(unpacked)
    except ZstdError as error:
        raise ValueError(str(error)) from error


def _unpacked_by(
    start: Callable[[], bz2.BZ2Decompressor | lzma.LZMADecompressor],
) -> Callable[[IO[bytes]], Iterator[bytes]]:
    """Return what unpacks a file piece by piece; several streams in a row are one."""

    def unpack(file: IO[bytes]) -> Iterator[bytes]:
        decompressor, data = start(), file.read(_READ)
        while data or not decompressor.eof:
            if not data and decompressor.needs_input:
                raise EOFError("the archive is cut off")
            yield decompressor.decompress(data, _PIECE)
            data = b""
            if decompressor.eof:
                # tools pad streams with zeros; what follows is another stream
                data = (decompressor.unused_data or file.read(_READ)).lstrip(b"\0")
                if data:
                    decompressor = start()
            elif decompressor.needs_input:
                data = file.read(_READ)

    return unpack


_COMPRESSED: tuple[tuple[bytes, Callable[[IO[bytes]], Iterator[bytes]]], ...] = (
    (b"\x1f\x8b", _gunzipped),
    (b"BZh", _unpacked_by(bz2.BZ2Decompressor)),
    (b"\xfd7zXZ\0", _unpacked_by(lambda: lzma.LZMADecompressor(memlimit=_MOST_MEMORY))),
    (b"\x28\xb5\x2f\xfd", _unzstd),
)


@contextmanager
def archive_errors(given: str) -> Iterator[None]:
    """Raise what is wrong with an archive as :class:`SourceError`."""
    try:
        yield
    except BROKEN as error:
        what = f"it cannot be unpacked: {short(error)}"
        raise SourceError(what, given, "check the archive") from error


def short(error: BaseException) -> str:
    """Return what an exception says, on one line."""
    return " ".join(str(error).split())[:120] or type(error).__name__

"""Zip and tar archives: their files are read one at a time, and nothing is ever unpacked into a folder.

Who made an archive may mean harm, so nothing it says is believed: names may lead outside, sizes may lie, few bytes may
unpack to many, members may be links or devices. A member that cannot be read is a fault of its own, and the others are
still read. A compressed tar is unpacked once into a nameless temporary file, which is gone with the process.
"""

import bz2
import gzip
import io
import lzma
import re
import stat
import struct
import tarfile
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from pathlib import Path, PurePosixPath
from typing import IO, Protocol
from urllib.parse import unquote

from wxarchive.errors import SourceError
from wxarchive.importers.files import too_large
from wxarchive.models import BEIJING

ARCHIVE_NAME = re.compile(r"\.(?:zip|tar|tgz|tbz2?|txz|tzst|tar\.(?:gz|bz2|xz|zst))$", re.IGNORECASE)
MOST_MEMBERS = 200_000
MOST_BYTES = 50 * 1024**3
"""Of all that an archive unpacks to."""
RATIO = 1_000
"""Times its size that an archive may unpack to: similar pages in one stream shrink several hundred times."""
_FREE = 256 * 1024**2  # bytes that any archive may unpack to
_MOST_DIRECTORY = 100 * 1024**2  # bytes of a zip's table of contents, which is read at once
_LONGEST_HEADER = 4 * 1024**2  # bytes of a tar's header, which is read at once
_MOST_MEMORY = 128 * 1024**2  # bytes that an xz or zstd stream may ask for
_PIECE = 1024**2
_BROKEN = (
    zipfile.BadZipFile, tarfile.TarError, zlib.error, lzma.LZMAError, struct.error, EOFError, OSError, ValueError,
    OverflowError, RuntimeError, NotImplementedError, RecursionError,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Entry:
    """A member: its place, its name with ``/`` between folders, its date, and why it is not to be read, if so."""

    number: int
    name: str
    size: int
    saved_at: datetime
    fault: str | None = None


class _Readable(Protocol):
    def read(self, size: int, /) -> bytes: ...


class _Members(Protocol):
    def entries(self) -> Iterator[Entry]: ...

    def stream(self, number: int) -> IO[bytes]: ...

    def close(self) -> None: ...


class Archive:
    """An open archive. It is closed when nothing refers to it any more."""

    def __init__(self, file: IO[bytes], given: str, saved_at: datetime, *, is_inner: bool = False) -> None:
        """Read the table of contents. Raises :class:`SourceError` for what is no archive, or one that is too much."""
        self.given = given
        self.is_inner = is_inner
        self._file = file
        with _clear_errors(given):
            start = file.read(512)
            file.seek(0)
            kind = _Zip if start.startswith(b"PK") else _Tar
            self._members: _Members = kind(file, saved_at)
            self.entries = tuple(self._members.entries())
        self._refuse_bombs()

    def read(self, entry: Entry, limit: int, what: str) -> bytes:
        """Return a member's bytes; raises :class:`SourceError` if it cannot be read or has more than ``limit``."""
        given = f"{self.given}/{entry.name}"
        with self.opened(entry) as file, _clear_errors(given):
            body = b"".join(_pieces(file, limit + 1))
        if len(body) > limit:
            raise too_large(max(entry.size, len(body)), given, what)
        return body

    def head(self, entry: Entry, size: int) -> bytes:
        """Return the first bytes of a member, none of one that cannot be read: reading it whole says why."""
        try:
            with self.opened(entry) as file:
                return file.read(size)
        except (SourceError, *_BROKEN):
            return b""

    @contextmanager
    def opened(self, entry: Entry) -> Iterator[IO[bytes]]:
        """Open a member for reading; raises :class:`SourceError` if that may not be."""
        given = f"{self.given}/{entry.name}"
        if entry.fault:
            raise SourceError(entry.fault, given, "it was left out")
        with _clear_errors(given):
            file = self._members.stream(entry.number)
        with file:
            yield file

    def find(self, name: str) -> Entry | None:
        """Return the member of this name."""
        return self._by_name.get(name)

    @cached_property
    def _by_name(self) -> dict[str, Entry]:
        return {entry.name: entry for entry in self.entries if not entry.fault}

    def _refuse_bombs(self) -> None:
        if len(self.entries) > MOST_MEMBERS:
            what = f"it has more than {MOST_MEMBERS:,} members"
            raise SourceError(what, self.given, "unpack it and import the folder")
        packed = self._file.seek(0, io.SEEK_END)
        _refuse_many_bytes(sum(entry.size for entry in self.entries), packed, self.given)

    def close(self) -> None:
        """Close it."""
        if members := getattr(self, "_members", None):
            members.close()
        self._file.close()

    __del__ = close


@dataclass(frozen=True, slots=True)
class Member:
    """A file in an archive, as a source."""

    archive: Archive
    entry: Entry

    @property
    def saved_at(self) -> datetime:
        """When it was last changed, as the archive says."""
        return self.entry.saved_at

    def read(self, limit: int, what: str) -> bytes:
        """Return its bytes, as :meth:`Archive.read`."""
        return self.archive.read(self.entry, limit, what)

    def beside(self, name: str, limit: int) -> bytes | None:
        """Return the bytes of the member that this one calls ``name``, in the same archive."""
        for spelled in dict.fromkeys((unquote(name), name)):
            place = _joined(PurePosixPath(self.entry.name).parent, spelled)
            if place and (entry := self.archive.find(place)):
                try:
                    return self.archive.read(entry, limit, "picture")
                except SourceError:
                    return None
        return None


def open_archive(path: Path) -> Archive:
    """Open an archive on the disk; raises :class:`SourceError`."""
    with _clear_errors(str(path)):
        if not path.is_file():
            raise FileNotFoundError("there is no such file")
        return _opened(path.open("rb"), str(path), datetime.fromtimestamp(path.stat().st_mtime, BEIJING))


def open_inner(archive: Archive, entry: Entry) -> Archive:
    """Open an archive that is a member of another one; raises :class:`SourceError`."""
    given = f"{archive.given}/{entry.name}"
    return _opened(spooled(archive, entry), given, entry.saved_at, is_inner=True)


def spooled(archive: Archive, entry: Entry) -> IO[bytes]:
    """Copy a member into a nameless temporary file, whose bytes can be had in any order."""
    given = f"{archive.given}/{entry.name}"
    with archive.opened(entry) as file, _clear_errors(given):
        return _copied(_pieces(file), entry.size, given)


def _opened(file: IO[bytes], given: str, saved_at: datetime, *, is_inner: bool = False) -> Archive:
    start = file.read(6)
    file.seek(0)
    unpack = next((unpack for magic, unpack in _COMPRESSED if start.startswith(magic)), None)
    if unpack:
        with file, _clear_errors(given):
            packed = file.seek(0, io.SEEK_END)
            file.seek(0)
            file = _copied(unpack(file), packed, given)
    try:
        return Archive(file, given, saved_at, is_inner=is_inner)
    except BaseException:
        file.close()
        raise


def _copied(pieces: Iterator[bytes], packed: int, given: str) -> IO[bytes]:
    spool = tempfile.TemporaryFile()  # noqa: SIM115 -- it lives as long as the archive that reads it
    try:
        for piece in pieces:
            spool.write(piece)
            _refuse_many_bytes(spool.tell(), packed, given)
    except BaseException:
        spool.close()
        raise
    spool.seek(0)
    return spool


def _refuse_many_bytes(unpacked: int, packed: int, given: str) -> None:
    if unpacked > min(max(_FREE, RATIO * packed), MOST_BYTES):
        what = f"it unpacks to {unpacked / 1_000_000:,.0f} MB or more out of {packed / 1_000_000:,.1f} MB"
        raise SourceError(what, given, "it was not opened: unpack it yourself if you trust it, and import the folder")


class _Zip:
    """The members of a zip."""

    def __init__(self, file: IO[bytes], saved_at: datetime) -> None:
        if _directory_size(file) > _MOST_DIRECTORY:
            raise ValueError("its table of contents is too large")
        self._zip = zipfile.ZipFile(file)
        self._infos = self._zip.infolist()
        self._saved_at = saved_at

    def entries(self) -> Iterator[Entry]:
        for number, info in enumerate(self._infos):
            name = _zip_name(info)
            if not name.endswith("/"):
                yield Entry(number, name, info.file_size, self._date(info), _fault_of_name(name) or _zip_fault(info))

    def stream(self, number: int) -> IO[bytes]:
        return self._zip.open(self._infos[number])

    def close(self) -> None:
        self._zip.close()

    def _date(self, info: zipfile.ZipInfo) -> datetime:
        """A zip's times are local ones without a zone: Beijing's are the likeliest."""
        try:
            return datetime(*info.date_time, tzinfo=BEIJING)
        except ValueError:
            return self._saved_at


def _directory_size(file: IO[bytes]) -> int:
    """Return the size of a zip's table of contents, which its end tells (APPNOTE.TXT §4.3.14, §4.3.16)."""
    file.seek(-min(file.seek(0, io.SEEK_END), 70_000), io.SEEK_END)
    end = file.read()
    plain = end.rfind(b"PK\x05\x06")
    size = int(struct.unpack_from("<I", end, plain + 12)[0]) if plain >= 0 else 0
    if size < 0xFFFFFFFF:
        return size
    return int(struct.unpack_from("<Q", end, end.rfind(b"PK\x06\x06", 0, plain) + 40)[0])


def _zip_name(info: zipfile.ZipInfo) -> str:
    """Return a name as its maker meant it: without the flag for UTF-8 it may be that, or GBK from a Chinese Windows."""
    name = info.orig_filename
    if not info.flag_bits & 0x800:
        raw = name.encode("cp437", "replace")
        name = _decoded(raw)
    return name.replace("\\", "/")


def _zip_fault(info: zipfile.ZipInfo) -> str | None:
    if info.flag_bits & 0x1:
        return "it is encrypted"
    if stat.S_ISLNK(info.external_attr >> 16):
        return "it is a link, and those in archives are not followed"
    if info.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
        return f"it is compressed in a way that is not read (method {info.compress_type})"
    return None


class _Tar:
    """The members of a tar that is not compressed (any more)."""

    def __init__(self, file: IO[bytes], saved_at: datetime) -> None:
        self._tar = tarfile.open(fileobj=_Cautious(file), mode="r:", encoding="utf-8", errors="surrogateescape")  # noqa: SIM115
        self._infos: list[tarfile.TarInfo] = []
        self._saved_at = saved_at

    def entries(self) -> Iterator[Entry]:
        number = -1
        try:
            for number, info in enumerate(self._tar):
                self._infos.append(info)
                if not info.isdir():
                    name = _decoded(info.name.encode("utf-8", "surrogateescape")).replace("\\", "/").removeprefix("./")
                    yield Entry(number, name, info.size, self._date(info), _fault_of_name(name) or _tar_fault(info))
                if number > MOST_MEMBERS:
                    return
        except _BROKEN as error:
            fault = f"the archive is damaged here, what follows cannot be read ({_short(error)})"
            yield Entry(number + 1, "…", 0, self._saved_at, fault)

    def stream(self, number: int) -> IO[bytes]:
        file = self._tar.extractfile(self._infos[number])
        if file is None:
            raise ValueError("it has no content")
        return file

    def close(self) -> None:
        self._tar.close()

    def _date(self, info: tarfile.TarInfo) -> datetime:
        try:
            return datetime.fromtimestamp(info.mtime, BEIJING)
        except (ValueError, OverflowError, OSError):
            return self._saved_at


class _Cautious(io.BufferedIOBase):
    """A file of which nobody reads much at once: a tar says itself how long its headers are."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file

    def read(self, size: int | None = -1, /) -> bytes:
        if size is None or not 0 <= size <= _LONGEST_HEADER:
            raise tarfile.ReadError("a header is too long")
        return self._file.read(size)

    def seek(self, offset: int, whence: int = io.SEEK_SET, /) -> int:
        return self._file.seek(offset, whence)

    def tell(self) -> int:
        return self._file.tell()


def _tar_fault(info: tarfile.TarInfo) -> str | None:
    if info.issym() or info.islnk():
        return "it is a link, and those in archives are not followed"
    return None if info.isreg() else "it is a device or a pipe, no file"


def _fault_of_name(name: str) -> str | None:
    outside = name.startswith("/") or ".." in name.split("/") or re.match(r"[A-Za-z]:", name) or "\0" in name
    return "its name leads outside of the archive" if outside else None


def _joined(folder: PurePosixPath, name: str) -> str | None:
    """Return the name of a member that a page in ``folder`` calls ``name``; ``None`` if that leads outside."""
    parts = list(folder.parts)
    for part in name.replace("\\", "/").split("/"):
        if part == "..":
            if not parts:
                return None
            parts.pop()
        elif part not in {"", "."}:
            parts.append(part)
    return "/".join(parts)


def _decoded(name: bytes) -> str:
    try:
        return name.decode("utf-8")
    except UnicodeDecodeError:
        return name.decode("gb18030", "replace")


def _pieces(file: _Readable, most: int = MOST_BYTES) -> Iterator[bytes]:
    while most > 0 and (piece := file.read(min(_PIECE, most))):
        most -= len(piece)
        yield piece


def _gunzipped(file: IO[bytes]) -> Iterator[bytes]:
    with gzip.GzipFile(fileobj=file) as unpacked:
        yield from _pieces(unpacked)


def _unzstd(file: IO[bytes]) -> Iterator[bytes]:
    from zstandard import ZstdDecompressor, ZstdError

    decompressor = ZstdDecompressor(max_window_size=_MOST_MEMORY)
    try:
        with decompressor.stream_reader(file, read_across_frames=True, closefd=False) as unpacked:
            yield from _pieces(unpacked)
    except ZstdError as error:
        raise ValueError(str(error)) from error


def _unpacked_by(
    start: Callable[[], bz2.BZ2Decompressor | lzma.LZMADecompressor],
) -> Callable[[IO[bytes]], Iterator[bytes]]:
    """Return what unpacks a file piece by piece; several streams in a row are one."""

    def unpack(file: IO[bytes]) -> Iterator[bytes]:
        decompressor, data = start(), file.read(_PIECE)
        while data or not decompressor.eof:
            if not data and decompressor.needs_input:
                raise EOFError("the archive is cut off")
            yield decompressor.decompress(data, _PIECE)
            data = b""
            if decompressor.eof:
                data = (decompressor.unused_data or file.read(_PIECE)).lstrip(b"\0")
                decompressor = start() if data else decompressor
            elif decompressor.needs_input:
                data = file.read(_PIECE)

    return unpack


_COMPRESSED: tuple[tuple[bytes, Callable[[IO[bytes]], Iterator[bytes]]], ...] = (
    (b"\x1f\x8b", _gunzipped),
    (b"BZh", _unpacked_by(bz2.BZ2Decompressor)),
    (b"\xfd7zXZ\0", _unpacked_by(lambda: lzma.LZMADecompressor(memlimit=_MOST_MEMORY))),
    (b"\x28\xb5\x2f\xfd", _unzstd),
)


@contextmanager
def _clear_errors(given: str) -> Iterator[None]:
    try:
        yield
    except FileNotFoundError as error:
        raise SourceError("there is no such file", given, "check the name") from error
    except PermissionError as error:
        raise SourceError("it may not be read", given, "check its permissions") from error
    except _BROKEN as error:
        raise SourceError(f"it cannot be unpacked: {_short(error)}", given, "check the archive") from error


def _short(error: BaseException) -> str:
    return " ".join(str(error).split())[:120] or type(error).__name__

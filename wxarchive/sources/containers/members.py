"""What the tables of contents of zip and tar archives say: names, sizes, dates, and why a member is
not to be read.
"""

import io
import re
import stat
import sys
import tarfile
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import IO, Protocol

from wxarchive.clock import BEIJING
from wxarchive.formats import text_of
from wxarchive.guarded import calendar_time, epoch_time
from wxarchive.sources.containers.unpacking import BROKEN, short

_LONGEST_TABLE = 100 * 1024**2  # bytes of a zip's table of contents, which is read at once
_IN_TABLE = b"PK\1\2"  # begins what it says of a member (APPNOTE.TXT §4.3.12)
_LONGEST_END = 70_000  # bytes of a zip's end: behind the table may be a comment of 64 kB
_LONGEST_HEADER = 4 * 1024**2  # bytes of a tar's header, which is read at once
LONGEST_NAME = 1_000
"""Characters of a name; few systems take longer ones."""
REST = "…"
"""The name of what cannot be read any more."""
_NOWHERE = re.compile(r"(?:(?<=/)|^)(?:\./)+|(?<=/)/+")


class TooManyMembers(Exception):
    """The archive has more members than may be."""


@dataclass(frozen=True, slots=True)
class MemberEntry:
    """A member: its place, its name with ``/`` between folders, its date, and why it is not to be
    read, if so.
    """

    number: int
    name: str
    size: int
    saved_at: datetime
    fault: str | None = None


class Members(Protocol):
    """An archive's members, by their places."""

    def entries(self) -> Iterator[MemberEntry]:
        """Yield what there is; once."""
        ...

    def stream(self, number: int) -> IO[bytes]:
        """Open the member at this place; raises one of :data:`BROKEN`."""
        ...

    def close(self) -> None:
        """Close it, not the file it is read from."""
        ...


def members_of(file: IO[bytes], saved_at: datetime, most: int) -> Members:
    """Read the table of contents of a zip, or of a tar that is not compressed.

    Raises one of :data:`BROKEN` for what is neither. ``saved_at`` is the date of members whose own
    is none. With more than ``most`` members this raises :class:`TooManyMembers`, or
    :meth:`Members.entries` does.
    """
    start = file.read(512)
    file.seek(0)
    if start.startswith(b"PK"):
        return _Zip(file, saved_at, most)
    return _Tar(file, saved_at, most)


class _Zip:
    """The members of a zip."""

    def __init__(self, file: IO[bytes], saved_at: datetime, most: int) -> None:
        reads = _ZipReads(file, most)
        self._zip = zipfile.ZipFile(reads)
        # what is read from now on is in members, and may look like anything
        reads.most = sys.maxsize
        self._infos = self._zip.infolist()
        self._saved_at = saved_at

    def entries(self) -> Iterator[MemberEntry]:
        for number, info in enumerate(self._infos):
            name = info.orig_filename
            # without the flag for UTF-8 it may be that, or GBK from a Chinese Windows
            if not info.flag_bits & 0x800:
                name = text_of(name.encode("cp437", "replace"))
            # a folder
            if name.endswith(("/", "\\")):
                continue
            # a zip's times are local ones without a zone: Beijing's are the likeliest
            date = calendar_time(info.date_time, BEIJING) or self._saved_at
            yield _entry(number, name, info.file_size, date, _zip_fault(info))

    def stream(self, number: int) -> IO[bytes]:
        return self._zip.open(self._infos[number])

    def close(self) -> None:
        self._zip.close()


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

    def __init__(self, file: IO[bytes], saved_at: datetime, most: int) -> None:
        self._tar = tarfile.open(  # noqa: SIM115 -- it lives as long as the archive that reads it
            fileobj=_TarReads(file), mode="r:", encoding="utf-8", errors="surrogateescape"
        )
        self._infos: list[tarfile.TarInfo] = []
        self._saved_at = saved_at
        self._most = most

    def entries(self) -> Iterator[MemberEntry]:
        number = -1
        try:
            for number, info in enumerate(self._tar):
                self._infos.append(info)
                if not info.isdir():
                    # a tar does not say how its names are encoded
                    name = text_of(info.name.encode("utf-8", "surrogateescape"))
                    date = epoch_time(info.mtime, BEIJING) or self._saved_at
                    yield _entry(number, name, info.size, date, _tar_fault(info))
                # what else its header says may have megabytes, and is not needed to read it
                info.name = info.linkname = ""
                info.pax_headers = {}
                # folders count, too: each takes memory
                if number >= self._most:
                    raise TooManyMembers
        except BROKEN as error:
            fault = f"the archive is damaged here, what follows cannot be read ({short(error)})"
            yield MemberEntry(number + 1, REST, 0, self._saved_at, fault)

    def stream(self, number: int) -> IO[bytes]:
        file = self._tar.extractfile(self._infos[number])
        if file is None:
            raise ValueError("it has no content")
        return file

    def close(self) -> None:
        self._tar.close()


class _Reads(io.BufferedIOBase):
    """A file of which a library reads no more at once than is good: what an archive says of its own
    size is not believed.
    """

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file

    def seek(self, offset: int, whence: int = io.SEEK_SET, /) -> int:
        return self._file.seek(offset, whence)

    def tell(self) -> int:
        return self._file.tell()


class _TarReads(_Reads):
    def read(self, size: int | None = -1, /) -> bytes:
        if size is None or not 0 <= size <= _LONGEST_HEADER:
            raise tarfile.ReadError("a header is too long")
        return self._file.read(size)


class _ZipReads(_Reads):
    def __init__(self, file: IO[bytes], most: int) -> None:
        self._file = file
        self.most = most

    def read(self, size: int | None = -1, /) -> bytes:
        # without a size what is left is read, which should be the end
        if size is None or size < 0:
            return self._file.read(_LONGEST_END)
        if size > _LONGEST_TABLE:
            raise ValueError("its table of contents is too large")
        piece = self._file.read(size)
        # a member takes 46 bytes of the table, and twenty times as much as an object
        if len(piece) > self.most and piece.count(_IN_TABLE) > self.most:
            raise TooManyMembers
        return piece


def _tar_fault(info: tarfile.TarInfo) -> str | None:
    if info.issym() or info.islnk():
        return "it is a link, and those in archives are not followed"
    if not info.isreg():
        return "it is a device or a pipe, no file"
    return None


def _entry(number: int, name: str, size: int, saved_at: datetime, fault: str | None) -> MemberEntry:
    """Return a member under its plain name; what is wrong with the name counts before the rest."""
    plain = _NOWHERE.sub("", name.replace("\\", "/"))
    # a header may have a name of megabytes
    if len(plain) > LONGEST_NAME:
        fault = "its name is longer than a file's can be"
        return MemberEntry(number, f"{plain[:200].rstrip('/')}/…", size, saved_at, fault)
    # from the root, through a folder above, to a drive of Windows; a NUL ends a name for the system
    is_above = plain.startswith("/") or ".." in plain.split("/")
    if is_above or re.match(r"[A-Za-z]:", plain) or "\0" in plain:
        fault = "its name leads outside of the archive"
    return MemberEntry(number, plain, size, saved_at, fault)

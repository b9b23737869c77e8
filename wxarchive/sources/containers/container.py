"""Zip and tar archives: their files are read one at a time, and nothing is ever unpacked into a
folder.

Who made an archive may mean harm, so nothing it says is believed: names may lead outside, sizes may
lie, few bytes may unpack to many, members may be links or devices. A member that cannot be read is
a fault of its own, and the others are still read. A compressed tar is unpacked once into a nameless
temporary file, which is gone with the process.
"""

import io
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import IO
from urllib.parse import unquote

from wxarchive.errors import SourceError
from wxarchive.sources.containers.members import (
    REST,
    MemberEntry,
    Members,
    TooManyMembers,
    members_of,
)
from wxarchive.sources.containers.unpacking import (
    BROKEN,
    Limits,
    archive_errors,
    copied,
    pieces,
    unpacked,
)
from wxarchive.sources.files import changed_at, file_errors, too_large

ARCHIVE_NAME = re.compile(
    r"\.(?:zip|tar|tgz|tbz2?|txz|tzst|tar\.(?:gz|bz2|xz|zst))$", re.IGNORECASE
)
ARCHIVE_SUFFIXES = frozenset(
    {".zip", ".tar", ".tgz", ".tbz", ".tbz2", ".txz", ".tzst", ".gz", ".bz2", ".xz", ".zst"}
)
"""What such a name ends in; not each file that ends so is one: ``.gz`` counts after ``.tar``."""
USUAL = Limits()


class Container:
    """An open archive. It is closed when nothing refers to it any more."""

    def __init__(
        self, file: IO[bytes], given: str, saved_at: datetime, limits: Limits, *, is_inner: bool
    ) -> None:
        """Read the table of contents. Raises :class:`SourceError` for what is no archive, or one
        that is too much.

        ``is_inner``: it is a member of another one.
        """
        self.given = given
        self.limits = limits
        self.is_inner = is_inner
        self._file = file
        # all of it is judged before any of it is read
        try:
            with archive_errors(given):
                self._members: Members = members_of(file, saved_at, limits.members)
                self.entries = tuple(self._members.entries())
        except TooManyMembers as error:
            what = f"it has more than {limits.members:,} members"
            raise SourceError(what, given, "unpack it and import the folder") from error
        self._by_name = {entry.name: entry for entry in self.entries if not entry.fault}
        packed = self._file.seek(0, io.SEEK_END)
        self.limits.check(sum(entry.size for entry in self.entries), packed, self.given)

    def read(self, entry: MemberEntry, limit: int, what: str) -> bytes:
        """Return a member's bytes; raises :class:`SourceError` if it cannot be read or has more
        than ``limit``.
        """
        given = f"{self.given}/{entry.name}"
        with self.opened(entry) as file, archive_errors(given):
            body = b"".join(pieces(file, limit + 1))
        if len(body) > limit:
            raise too_large(max(entry.size, len(body)), given, what)
        return body

    def head(self, entry: MemberEntry, size: int) -> bytes:
        """Return the first bytes of a member, none of one that cannot be read: reading it whole
        says why.
        """
        try:
            with self.opened(entry) as file:
                return file.read(size)
        except (SourceError, *BROKEN):
            return b""

    @contextmanager
    def opened(self, entry: MemberEntry) -> Iterator[IO[bytes]]:
        """Open a member for reading; raises :class:`SourceError` if that may not be."""
        given = f"{self.given}/{entry.name}"
        if entry.fault:
            raise SourceError(entry.fault, given, "it was left out")
        with archive_errors(given):
            file = self._members.stream(entry.number)
        with file:
            yield file

    def find(self, name: str) -> MemberEntry | None:
        """Return the member of this name."""
        return self._by_name.get(name)

    def close(self) -> None:
        """Close it."""
        if members := getattr(self, "_members", None):
            members.close()
        self._file.close()

    __del__ = close


@dataclass(frozen=True, slots=True)
class Member:
    """A file in an archive, as a source."""

    archive: Container
    entry: MemberEntry

    @property
    def saved_at(self) -> datetime:
        """When it was last changed, as the archive says."""
        return self.entry.saved_at

    def read(self, limit: int, what: str) -> bytes:
        """Return its bytes, as :meth:`Container.read`."""
        return self.archive.read(self.entry, limit, what)

    def beside(self, name: str, limit: int) -> bytes | None:
        """Return the bytes of the member that this one calls ``name``, in the same archive."""
        folder = PurePosixPath(self.entry.name).parent
        # browsers write the address of a file, people's tools its name
        for spelled in dict.fromkeys((unquote(name), name)):
            place = _joined(folder, spelled)
            if place and (entry := self.archive.find(place)):
                try:
                    return self.archive.read(entry, limit, "picture")
                except SourceError:
                    return None
        return None


def open_archive(path: Path, limits: Limits = USUAL) -> Container:
    """Open an archive on the disk; raises :class:`SourceError`."""
    with file_errors(path):
        if not path.is_file():
            raise FileNotFoundError("there is no such file")
        saved_at = changed_at(path)
        file = path.open("rb")
    return _opened(file, str(path), saved_at, limits, is_inner=False)


def open_inner(archive: Container, entry: MemberEntry) -> Container:
    """Open an archive that is a member of another one; raises :class:`SourceError`."""
    given = f"{archive.given}/{entry.name}"
    return _opened(spooled(archive, entry), given, entry.saved_at, archive.limits, is_inner=True)


def spooled(archive: Container, entry: MemberEntry) -> IO[bytes]:
    """Copy a member into a nameless temporary file, whose bytes can be had in any order."""
    given = f"{archive.given}/{entry.name}"
    with archive.opened(entry) as file, archive_errors(given):
        return copied(pieces(file), entry.size, archive.limits, given)


def _opened(
    file: IO[bytes], given: str, saved_at: datetime, limits: Limits, *, is_inner: bool
) -> Container:
    faults: list[str] = []
    plain = unpacked(file, limits, given, faults)
    # nobody else knows the file yet
    try:
        archive = Container(plain, given, saved_at, limits, is_inner=is_inner)
    except BaseException:
        plain.close()
        raise
    # a tar that ends too early says so itself, but not why
    if faults:
        whole = [entry for entry in archive.entries if entry.name != REST]
        archive.entries = (*whole, MemberEntry(len(whole), REST, 0, saved_at, faults[0]))
    return archive


def _joined(folder: PurePosixPath, name: str) -> str | None:
    """Return the name of a member that a page in ``folder`` calls ``name``; ``None`` if that leads
    outside.
    """
    parts = list(folder.parts)
    for part in name.replace("\\", "/").split("/"):
        if part == "..":
            if not parts:
                return None
            parts.pop()
        elif part not in {"", "."}:
            parts.append(part)
    return "/".join(parts)

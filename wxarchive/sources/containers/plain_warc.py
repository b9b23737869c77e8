"""A WARC file, compressed or not → its records, and what of it could not be unpacked."""

from collections.abc import Sequence
from typing import IO

from wxarchive.errors import SourceError
from wxarchive.formats.warc import WarcFile, is_warc
from wxarchive.sources.containers.gzip_members import GZIP, unzipped
from wxarchive.sources.containers.unpacking import Limits, archive_errors, unpacked


def plain_warc(file: IO[bytes], given: str, limits: Limits) -> tuple[WarcFile, list[str]]:
    """Open a WARC file, and return it with the faults of what could not be unpacked.

    Raises :class:`SourceError` for what is none, or unpacks to too much.
    """
    starts: Sequence[int] = ()
    faults: list[str] = []
    with archive_errors(given):
        head = file.read(8)
        file.seek(0)
        if head.startswith(GZIP):
            with file:
                found = unzipped(file, limits, given)
            file, starts, faults = found.file, found.starts, found.faults
        else:
            file = unpacked(file, limits, given, faults)
        file.seek(0)
        # a file of which only some is damaged has records all the same
        if not (is_warc(file.read(8)) or faults):
            file.close()
            what = "it is called a web archive (WARC), and is none"
            raise SourceError(what, given, "check the file")
        return WarcFile(file, starts), faults

"""WACZ 1.1.1: a zip with the records of a WARC file, their index, the pages to begin with, and the
digests of all that.

Nothing in it is compressed once more, so that a reader finds each record by its place.
"""

import gzip
import hashlib
import io
import json
import shutil
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice
from tempfile import TemporaryFile
from typing import IO

from wxarchive.formats.warc.index import RecordIndex
from wxarchive.formats.warc.writing import WarcWriter

_WARC = "data.warc.gz"
_INDEX = "index.cdx.gz"
_FORM = {"format": "cdxj-gzip-1.0", "filename": _INDEX}
_LINES = 300
"""Of the index, in one piece."""
_MARK = b"\xfe\xca\0\0"
"""A field without content (APPNOTE 4.5) in the heads of every file inside. ReplayWeb.page looks for
what Python adds to the first of the two heads, for files of any size, only where the second has a
field, too; else it reads 20 bytes too early.
"""
_DATE = (2012, 8, 23, 0, 0, 0)  # of every file inside: the same things make the same bytes
_PAGES = {"format": "json-pages-1.0", "id": "pages", "title": "All Pages"}


@dataclass(frozen=True, slots=True)
class PageEntry:
    """A page to begin with: its address, the time of the record, and its title."""

    url: str
    at: datetime
    title: str


class Wacz:
    """A WACZ that is being written: records by ``warc``, pages by :meth:`add_page`."""

    def __init__(self, warc: WarcWriter, pages: IO[bytes]) -> None:
        self.warc = warc
        self._pages = pages
        self._number = 0

    def add_page(self, page: PageEntry) -> None:
        """List a page that was written."""
        self._number += 1
        time = page.at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
        fields = {"id": f"p{self._number}", "url": page.url, "ts": time, "title": page.title}
        self._pages.write(_json_line(fields))


@contextmanager
def writing_wacz(file: IO[bytes], title: str, software: str) -> Iterator[Wacz]:
    """Write a WACZ into a file; what is listed and described comes when the records are there."""
    with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as packed, TemporaryFile() as pages:
        index, described = RecordIndex(_WARC), _Described(packed)
        pages.write(_json_line(_PAGES))
        with described.opened(f"archive/{_WARC}") as sink:
            yield Wacz(WarcWriter(sink, index.add), pages)
        with described.opened(f"indexes/{_INDEX}") as sink:
            blocks = list(_write_blocks(index.lines(), sink))
        with described.opened("indexes/index.idx") as sink:
            sink.write(f"!meta 0 {json.dumps(_FORM)}\n".encode())
            for block in blocks:
                sink.write(block)
        pages.seek(0)
        with described.opened("pages/pages.jsonl") as sink:
            shutil.copyfileobj(pages, sink)
        about = {
            "profile": "data-package",
            "wacz_version": "1.1.1",
            "title": title,
            "software": software,
            "resources": described.resources,
        }
        package = json.dumps(about, ensure_ascii=False, indent=2).encode()
        digest = f"sha256:{hashlib.sha256(package).hexdigest()}"
        packed.writestr(_entry("datapackage.json"), package)
        named = {"path": "datapackage.json", "hash": digest}
        packed.writestr(_entry("datapackage-digest.json"), json.dumps(named, indent=2))


def _write_blocks(lines: Iterator[str], sink: "_Hashing") -> Iterator[bytes]:
    """Write an index in pieces that are packed each by itself, and yield a line for each: where it
    is, and what it begins with (ZipNum). A reader gets only the piece that it needs.
    """
    while some := list(islice(lines, _LINES)):
        start = sink.size
        sink.write(gzip.compress("".join(some).encode(), mtime=0))
        key = some[0].partition(" {")[0]
        place = {"offset": start, "length": sink.size - start, "filename": _INDEX}
        yield f"{key} {json.dumps(place)}\n".encode()


class _Described:
    """The files of a zip, with their sizes and digests as they are written."""

    def __init__(self, packed: zipfile.ZipFile) -> None:
        self._packed = packed
        self.resources: list[dict[str, str | int]] = []

    @contextmanager
    def opened(self, path: str) -> Iterator["_Hashing"]:
        # it may have more than 4 GB
        with self._packed.open(_entry(path), "w", force_zip64=True) as member:
            sink = _Hashing(member)
            yield sink
        name = path.rpartition("/")[2]
        digest = f"sha256:{sink.digest.hexdigest()}"
        self.resources.append({"name": name, "path": path, "hash": digest, "bytes": sink.size})


class _Hashing(io.RawIOBase):
    """Hashes and counts what it passes on."""

    def __init__(self, sink: IO[bytes]) -> None:
        self._sink = sink
        self.digest = hashlib.sha256()
        self.size = 0

    def writable(self) -> bool:
        return True

    def write(self, data: bytes) -> int:  # type: ignore[override] # never anything else
        self._sink.write(data)
        self.digest.update(data)
        self.size += len(data)
        return len(data)


def _entry(path: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(path, _DATE)
    entry.extra = _MARK
    return entry


def _json_line(fields: dict[str, str]) -> bytes:
    return json.dumps(fields, ensure_ascii=False).encode() + b"\n"

"""What is archived → the records of a WARC file, each a gzip member of its own.

``warcio`` writes them, with their digests. The same things make the same bytes: the name of a
record is made of what it is.
"""

import hashlib
import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import IO, TYPE_CHECKING, Any, Protocol
from uuid import NAMESPACE_URL, uuid5

from wxarchive.formats.warc.reading import require_warcio

if TYPE_CHECKING:
    from warcio.statusandheaders import StatusAndHeaders

_NO_MORE_TRUE = frozenset({"content-encoding", "content-length", "transfer-encoding"})
"""Headers of an answer that say how it was sent; what is archived is the body without that."""
_PIECE = 1024 * 1024
Headers = Sequence[tuple[str, str]]


class Sink(Protocol):
    """Whatever bytes can be written to."""

    def write(self, data: bytes, /) -> object:
        """Write all of the bytes."""
        ...


@dataclass(frozen=True, slots=True)
class Payload:
    """Bytes to be written under an address and a time.

    ``status`` and ``headers`` of the answer that they were; without a status they are a file of
    this ``type``. ``about``: the name of the record that they were made of.
    """

    url: str
    at: datetime
    content: IO[bytes]
    type: str
    status: int | None = None
    headers: Headers = ()
    about: str | None = None


@dataclass(frozen=True, slots=True)
class Written:
    """A record that was written: its name, address and time, the digest of its payload, and its
    place and size in the file.
    """

    id: str
    url: str
    at: datetime
    digest: str
    type: str
    status: int | None
    offset: int
    length: int


class WarcWriter:
    """Writes records, one after another; ``note`` is told of each but the first."""

    def __init__(self, sink: Sink, note: Callable[[Written], object] = lambda _: None) -> None:
        require_warcio()
        from warcio.warcwriter import WARCWriter

        self._sink = _Counting(sink)
        self._note = note
        self._writer = WARCWriter(self._sink, gzip=True, warc_version="1.1")

    def begin(self, software: str, at: datetime) -> None:
        """Write the record that comes first: who wrote the file, of what time it is."""
        told = f"software: {software}\r\nformat: WARC File Format 1.1\r\n".encode()
        name = _name("warcinfo", software, at, "")
        fields = {"WARC-Record-ID": name, "WARC-Date": _time(at)}
        record = self._writer.create_warc_record(
            "", "warcinfo", io.BytesIO(told), len(told), warc_headers_dict=fields
        )
        self._writer.write_record(record)

    def write(self, payload: Payload) -> Written:
        """Write bytes as the answer that they were, or as a file."""
        # an archive may be anyone's: a line's end would begin another field
        url, media_type = _one_line(payload.url), _one_line(payload.type)
        payload = replace(payload, url=url, type=media_type)
        kind, head = "resource", None
        if payload.status is not None:
            kind, head, media_type = "response", _head(payload), ""
        digest = hashlib.sha256()
        payload.content.seek(0)
        while piece := payload.content.read(_PIECE):
            digest.update(piece)
        fields = {
            "WARC-Record-ID": _name(kind, url, payload.at, digest.hexdigest()),
            "WARC-Date": _time(payload.at),
        }
        if payload.about:
            fields["WARC-Refers-To"] = payload.about
        size = payload.content.seek(0, io.SEEK_END)
        payload.content.seek(0)
        record = self._writer.create_warc_record(
            url,
            kind,
            payload.content,
            size,
            warc_content_type=media_type,
            http_headers=head,
            warc_headers_dict=fields,
        )
        return self._written(record, payload)

    def write_again(self, first: Written, url: str, at: datetime) -> Written:
        """Write that the bytes of another record came once more, at this address and time."""
        # the bytes are not written a second time: the record names the first one
        url = _one_line(url)
        name = _name("revisit", url, at, first.digest)
        fields = {"WARC-Record-ID": name, "WARC-Date": _time(at)}
        again = Payload(url, at, io.BytesIO(), first.type, first.status or 200)
        record = self._writer.create_revisit_record(
            url, first.digest, first.url, _time(first.at), _head(again), fields
        )
        return self._written(record, again)

    def _written(self, record: Any, payload: Payload) -> Written:
        start = self._sink.size
        self._writer.write_record(record)
        said: Callable[[str], str] = record.rec_headers.get_header
        is_revisit = record.rec_type == "revisit"
        written = Written(
            said("WARC-Record-ID"),
            payload.url,
            payload.at,
            said("WARC-Payload-Digest"),
            "warc/revisit" if is_revisit else payload.type,
            payload.status,
            start,
            self._sink.size - start,
        )
        self._note(written)
        return written


class _Counting:
    """Counts the bytes on their way."""

    def __init__(self, sink: Sink) -> None:
        self._sink = sink
        self.size = 0

    def write(self, data: bytes) -> None:
        self._sink.write(data)
        self.size += len(data)

    def flush(self) -> None:
        """Do nothing: who opened the file closes it."""


def _head(payload: Payload) -> "StatusAndHeaders":
    from warcio.statusandheaders import StatusAndHeaders

    kept = (one for one in payload.headers if one[0].lower() not in _NO_MORE_TRUE)
    # an archive may be anyone's: a line's end would begin another header
    headers = [(_one_line(name), _one_line(value)) for name, value in kept]
    if not any(name.lower() == "content-type" for name, _ in headers):
        headers.append(("Content-Type", payload.type))
    size = payload.content.seek(0, io.SEEK_END)
    payload.content.seek(0)
    headers.append(("Content-Length", str(size)))
    return StatusAndHeaders(f"{payload.status} OK", headers, protocol="HTTP/1.1")


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _name(kind: str, url: str, at: datetime, digest: str) -> str:
    # two files of one article may have one date: their bytes tell them apart
    return f"<urn:uuid:{uuid5(NAMESPACE_URL, f'{kind} {at.isoformat()} {url} {digest}')}>"


def _time(at: datetime) -> str:
    """Write a time as the head of a record has it, to the millionth of a second."""
    # with less, two captures of one second would have one name
    text = at.astimezone(UTC).isoformat()
    return text.replace("+00:00", "Z")

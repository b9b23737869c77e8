"""A WARC file that is not compressed (any more) → its records, one by one, and what is damaged."""

import io
import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import IO, TYPE_CHECKING

from wxarchive.errors import UsageError
from wxarchive.formats.headers import by_name
from wxarchive.formats.moments import utc_time
from wxarchive.formats.warc.digests import Digest, read_digest
from wxarchive.guarded import number

if TYPE_CHECKING:
    from warcio.statusandheaders import StatusAndHeaders, StatusAndHeadersParser

LONGEST_LINE = 64 * 1024
"""Bytes of one line in the head of a record."""
LONGEST_HEAD = 256 * 1024
"""Bytes of the heads of a record, its own and that of the answer in it."""
MOST_DAMAGES = 1_000
"""So many damaged places are told of one file; what follows them is left out."""
TOO_MUCH_DAMAGE = "there is too much damage, and what follows is left out"
_PIECE, _OVERLAP = 1024 * 1024, 100
_BEGINNING = re.compile(rb"WARC/[01]\.\d{1,2}\r?\n[A-Za-z-]{1,50}:")
_START = re.compile(rb"WARC/[01]\.\d")
# the longer ones first: what follows is the status
_PROTOCOLS = ["HTTP/1.1", "HTTP/1.0", "HTTP/2.0", "HTTP/3.0", "HTTP/2", "HTTP/3"]
_RECEIVED = frozenset({"response", "resource", "revisit"})


@dataclass(frozen=True, slots=True)
class Record:
    """A record: what its head says, and where its payload is.

    ``kind``: ``other`` is whatever is no answer: requests, metadata, texts made of pages.
    ``status`` and ``headers`` (by lower-case name) are those of the HTTP answer, or request.
    ``payload``: its place and size in the file, in bytes. A ``revisit`` says by ``digest``, or by
    ``refers_to`` (address and time), which record has its payload;
    ``truncated``: why the program that wrote it cut it off, if it did.
    ``id`` and ``about``: its own name, and that of the record it tells something of.
    """

    kind: str
    url: str
    at: datetime | None
    payload: tuple[int, int]
    status: int | None = None
    type: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    digest: Digest | None = None
    refers_to: tuple[str, datetime | None] = ("", None)
    truncated: str = ""
    id: str = ""
    about: str = ""

    @property
    def media_type(self) -> str:
        """What the payload is said to be, such as ``text/html``."""
        told = self.headers.get("content-type", "")
        if self.kind == "resource":
            told = self.type
        return told.partition(";")[0].strip().lower()


@dataclass(frozen=True, slots=True)
class Damage:
    """A place in the file (in bytes, as it is unpacked) at which no record can be read, and why."""

    at: int
    what: str


class _Damaged(ValueError):
    """No record can be read here."""


def is_warc(head: bytes) -> bool:
    """Tell whether a file that begins so is a WARC file, not compressed."""
    return _START.match(head) is not None


def require_warcio() -> None:
    """Raise :class:`UsageError` without the extra that reads and writes the heads of records."""
    try:
        import warcio  # noqa: F401 -- asked for, not used
    except ImportError:
        what = "WARC and WACZ files need the extra warc"
        raise UsageError(what, hint="run: pip install 'wxarchive[warc]'") from None


class WarcFile:
    """The records of an open file. It is closed when nothing refers to it any more.

    ``starts``: places at which a record begins for certain, in order, such as those of the members
    of a compressed file: no record goes on beyond the next of them.
    """

    def __init__(self, file: IO[bytes], starts: Sequence[int] = ()) -> None:
        require_warcio()
        from warcio.statusandheaders import StatusAndHeadersParser

        self._file = file
        self._starts = starts
        self._of_record = StatusAndHeadersParser(["WARC/0.", "WARC/1."])
        self._of_answer = StatusAndHeadersParser(_PROTOCOLS)
        self._of_request = StatusAndHeadersParser([], verify=False)
        self._size = file.seek(0, io.SEEK_END)

    def records(self) -> Iterator[Record | Damage]:
        """Yield what there is, in the order of the file; reading goes on behind what is damaged."""
        # lines may be empty before the first record, and between two
        at, damages = self._next_line(0), 0
        while at < self._size:
            try:
                record, end = self._read(at)
            except _Damaged as error:
                yield Damage(at, str(error))
                damages += 1
                if damages >= MOST_DAMAGES:
                    yield Damage(at, TOO_MUCH_DAMAGE)
                    return
                # a compressed file tells where its members begin; else records are looked for
                end = self._bound(at) if self._starts else self._next_beginning(at)
            else:
                yield record
            at = self._next_line(end)

    def payload(self, record: Record, limit: int) -> bytes:
        """Return the first ``limit`` bytes of a record's payload, as they are in the file."""
        start, size = record.payload
        self._file.seek(start)
        return self._file.read(min(size, limit))

    def close(self) -> None:
        """Close the file."""
        self._file.close()

    __del__ = close

    def _read(self, at: int) -> tuple[Record, int]:
        """Read the heads of the record at a place; return it and where the record ends."""
        bound = self._bound(at)
        self._file.seek(at)
        window = _Window(self._file, bound - at)
        head = _parsed(self._of_record, window)
        if head is None:
            raise _Damaged("no record begins here")
        length = number(head.get_header("Content-Length"), digits=15)
        if length is None:
            raise _Damaged("its head does not tell its length")
        end = at + window.tell() + length
        if end > bound:
            raise _Damaged("it is cut off, or shorter than its head tells")
        # the answer's head is within the record
        window.size = end - at
        answer = None
        kind = head.get_header("WARC-Type")
        if kind in {"response", "revisit"}:
            answer = _parsed(self._of_answer, window)
        elif kind == "request":
            answer = _parsed(self._of_request, window)
        start = at + window.tell()
        if not self._ends_at(end, bound):
            raise _Damaged("its length is not what its head tells")
        return _record_of(head, answer, (start, end - start)), end

    def _bound(self, at: int) -> int:
        """Return the place that the record at a place cannot go beyond."""
        place = bisect_right(self._starts, at)
        if place < len(self._starts):
            return self._starts[place]
        return self._size

    def _ends_at(self, end: int, bound: int) -> bool:
        """Tell whether what follows is what stands between two records, or nothing."""
        self._file.seek(end)
        if self._file.read(4) == b"\r\n\r\n":
            return True
        # some programs leave it out, or write less
        following = self._next_line(end)
        if following >= bound:
            return True
        self._file.seek(following)
        return is_warc(self._file.read(8))

    def _next_line(self, at: int) -> int:
        """Return the place of the next byte that is no line's end."""
        while at < self._size:
            self._file.seek(at)
            piece = self._file.read(64)
            rest = piece.lstrip(b"\r\n")
            at += len(piece) - len(rest)
            if rest:
                break
        return at

    def _next_beginning(self, at: int) -> int:
        """Return the place behind this one at which a record may begin."""
        at += 1
        while at < self._size:
            self._file.seek(at)
            piece = self._file.read(_PIECE)
            if found := _BEGINNING.search(piece):
                return at + found.start()
            # one that begins at the end of this piece is found in the next
            at += max(len(piece) - _OVERLAP, _OVERLAP)
        return self._size


class _Window:
    """The part of a file that a record may be in; no line and no head of more than the limits is
    read in it.
    """

    def __init__(self, file: IO[bytes], size: int) -> None:
        self._file = file
        self._at = 0
        self.size = size

    def tell(self) -> int:
        return self._at

    def seek(self, at: int) -> None:
        self._file.seek(at - self._at, io.SEEK_CUR)
        self._at = at

    def readline(self) -> bytes:
        line = self._file.readline(min(LONGEST_LINE, self.size - self._at))
        self._at += len(line)
        if len(line) >= LONGEST_LINE or self._at > LONGEST_HEAD:
            raise _Damaged("its head is too long")
        return line


def _parsed(parser: "StatusAndHeadersParser", window: _Window) -> "StatusAndHeaders | None":
    """Read a head; without one the window stays where it is."""
    from warcio.statusandheaders import StatusAndHeadersParserException

    at = window.tell()
    try:
        return parser.parse(window)
    except (StatusAndHeadersParserException, EOFError):
        window.seek(at)
        return None


def _record_of(
    head: "StatusAndHeaders", answer: "StatusAndHeaders | None", payload: tuple[int, int]
) -> Record:
    def said(name: str) -> str:
        return str(head.get_header(name) or "").strip()

    # requests, metadata and the like tell something of an answer, and are none
    kind = "other"
    if said("WARC-Type") in _RECEIVED:
        kind = said("WARC-Type")
    return Record(
        kind,
        # some programs write addresses between angle brackets, as version 1.0 has it
        said("WARC-Target-URI").strip("<>"),
        # times are UTC (ISO 28500 §5.4)
        utc_time(said("WARC-Date")),
        payload,
        status=number(answer.get_statuscode(), digits=3) if answer else None,
        type=said("Content-Type"),
        headers=by_name(answer.headers) if answer else {},
        digest=read_digest(said("WARC-Payload-Digest")),
        refers_to=(
            said("WARC-Refers-To-Target-URI").strip("<>"),
            utc_time(said("WARC-Refers-To-Date")),
        ),
        truncated=said("WARC-Truncated"),
        id=said("WARC-Record-ID"),
        about=said("WARC-Refers-To"),
    )

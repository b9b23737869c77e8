"""HAR files of a browser's developer tools → the answers in them."""

from collections.abc import Iterator, Mapping
from functools import partial
from typing import IO

from wxarchive.errors import SourceError
from wxarchive.formats import BadHarEntry, HarEntry, decoded, har_entries, is_text
from wxarchive.sources.foundfile import FoundFile
from wxarchive.sources.recorded import RecordedAnswer, cookies_sent, cookies_set, named, recorded
from wxarchive.sources.source import Source, Unusable

_OTHERS = "those that can be read are"
_NOT_KEPT = "the browser did not keep what came: save the HAR “with content”"
_KEEP_ALL = "Firefox keeps all with devtools.netmonitor.responseBodyLimit = 0 (about:config)"
_OF_TEXT = ("text/", "application/json", "application/xhtml")
_OF_TRANSFER = frozenset({"content-encoding", "content-length", "transfer-encoding"})
_UNCOUNTED = 1_000
"""Bytes that may be missing from a whole page: programs count a mark, or line ends, otherwise."""


def in_har(found: FoundFile) -> Iterator[Source]:
    """Yield the pages of a HAR file and then its media; raises :class:`SourceError`."""
    yield from recorded(found.given, found.path, _HarFile(found.given, found.open()).answers)


class _HarFile:
    """An open HAR file. It is closed when nothing refers to it any more."""

    def __init__(self, given: str, file: IO[bytes]) -> None:
        self._given = given
        self._file = file

    def answers(self) -> Iterator[RecordedAnswer | Unusable]:
        """Yield the answers in it, and what cannot be read."""
        for entry in har_entries(self._file):
            if isinstance(entry, BadHarEntry):
                what = f"its entry {entry.number:,} cannot be read: {entry.what}"
                yield Unusable(self._given, SourceError(what, self._given, _OTHERS))
            else:
                yield _answer(self._given, entry)

    def close(self) -> None:
        """Close the file."""
        self._file.close()

    __del__ = close


def _answer(given: str, entry: HarEntry) -> RecordedAnswer:
    # what the headers say of the way it was sent is no more true
    headers = {name: value for name, value in entry.headers.items() if name not in _OF_TRANSFER}
    return RecordedAnswer(
        named(given, entry.url),
        entry.url,
        entry.at,
        partial(_content, entry),
        entry.status,
        entry.media_type,
        headers,
        secrets=(*cookies_sent(entry.sent), *cookies_set(entry.headers)),
        posted=entry.posted,
    )


def _content(entry: HarEntry, limit: int) -> tuple[bytes, str | None]:
    if entry.body is None:
        raise ValueError(_NOT_KEPT)
    # a browser has unpacked it, whatever the headers say; some proxies write what came
    headers: Mapping[str, str] = {}
    if entry.media_type.startswith(_OF_TEXT) and not is_text(entry.body):
        headers = entry.headers
    body = decoded(entry.body, headers, limit)
    # a browser keeps the beginning of what is long, and tells how long it was
    doubt = None
    if entry.size and entry.size > len(body) + _UNCOUNTED:
        kept, came = len(body) / 1_000_000, entry.size / 1_000_000
        doubt = f"the browser kept the first {kept:,.2f} MB of {came:,.2f}; {_KEEP_ALL}"
    return body, doubt

"""HAR 1.2: what a browser's developer tools write down of a session, entry by entry.

::

    {"log": {…, "entries": [ {"startedDateTime", "request": {…}, "response": {…}}, … ]}}

The file is one JSON value of any size, so entries are read one at a time; what is no entry costs no
other one.
"""

import base64
import binascii
import codecs
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import IO, Any

from wxarchive.formats.headers import by_name
from wxarchive.formats.moments import utc_time

LARGEST_ENTRY = 64 * 1024 * 1024
"""Characters of one entry, with its body in base 64."""
_PIECE = 1024 * 1024
_IS_HAR = re.compile(rb'(?:\xef\xbb\xbf)?\s*\{\s*"log"\s*:\s*\{')
_ENTRIES = re.compile(r'"entries"\s*:\s*\[')
_BETWEEN = ", \t\r\n"


@dataclass(frozen=True, slots=True)
class HarEntry:
    """A request and its answer.

    ``headers`` of the answer and ``sent`` with the request are by their lower-case names,
    ``posted`` is a form. ``body``: as the browser unpacked it; ``None`` if it was not kept.
    """

    url: str
    at: datetime | None
    status: int
    media_type: str
    headers: Mapping[str, str] = field(default_factory=dict)
    sent: Mapping[str, str] = field(default_factory=dict)
    posted: str = ""
    body: bytes | None = None


@dataclass(frozen=True, slots=True)
class BadHarEntry:
    """A place in the list of entries, from 1, at which there is none that can be read, and why."""

    number: int
    what: str


def is_har(head: bytes) -> bool:
    """Tell whether a file that begins so is a HAR file."""
    return _IS_HAR.match(head) is not None


def har_entries(file: IO[bytes]) -> Iterator[HarEntry | BadHarEntry]:
    """Yield the entries of an open file, from its beginning."""
    file.seek(0)
    text = _Text(file)
    if not text.skip_to(_ENTRIES):
        yield BadHarEntry(1, "there is no list of entries")
        return
    number = 0
    while True:
        number += 1
        try:
            value = text.value()
        except ValueError as error:
            yield BadHarEntry(number, str(error))
            return
        if value is None:
            return
        entry = _entry(value)
        yield entry or BadHarEntry(number, "it is no request with an answer")


class _Text:
    """A text that is read as far as it is needed."""

    def __init__(self, file: IO[bytes]) -> None:
        self._read = codecs.getreader("utf-8-sig")(file, "replace").read
        self._decoder = json.JSONDecoder()
        self._text = ""
        self._is_over = False

    def skip_to(self, what: re.Pattern[str]) -> bool:
        """Go on behind the first place that is like this; return whether there is one."""
        while not (found := what.search(self._text)):
            # it may begin at the end of what is here
            self._text = self._text[-100:]
            if not self._more():
                return False
        self._text = self._text[found.end() :]
        return True

    def value(self) -> Any:
        """Return the next value of a list, ``None`` at its end; raises :class:`ValueError`."""
        self._text = self._text.lstrip(_BETWEEN)
        while not self._text and self._more():
            self._text = self._text.lstrip(_BETWEEN)
        if self._text.startswith("]"):
            return None
        while True:
            try:
                value, end = self._decoder.raw_decode(self._text)
            except (ValueError, RecursionError) as error:
                if len(self._text) > LARGEST_ENTRY:
                    what = f"it has more than {LARGEST_ENTRY // 2**20} MB"
                    raise ValueError(what) from error
                # twice as much each time: a large entry is not begun again for each piece
                if not self._more(len(self._text)):
                    raise ValueError("the file is cut off or damaged here") from error
            else:
                self._text = self._text[end:]
                return value

    def _more(self, least: int = 0) -> bool:
        piece = self._read(max(least, _PIECE))
        self._text += piece
        return bool(piece)


def _entry(value: Any) -> HarEntry | None:
    # without an address or a status there is nothing to archive; all else may be missing
    match value:
        case {
            "request": {"url": str(url)} as request,
            "response": {"status": int(status)} as answer,
        }:
            content = answer.get("content")
            if not isinstance(content, dict):
                content = {}
            posted = request.get("postData")
            return HarEntry(
                url,
                utc_time(value.get("startedDateTime")),
                status,
                str(content.get("mimeType") or "").partition(";")[0].strip().lower(),
                _headers(answer.get("headers")),
                _headers(request.get("headers")),
                str(posted.get("text") or "") if isinstance(posted, dict) else "",
                _body(content),
            )
    return None


def _body(content: Mapping[str, Any]) -> bytes | None:
    text = content.get("text")
    # a browser leaves it out of what came from its cache, or was too much for it
    if not isinstance(text, str) or not text:
        return None
    if content.get("encoding") != "base64":
        return text.encode("utf-8", "replace")
    try:
        return base64.b64decode(text)
    except (binascii.Error, ValueError):
        return None


def _headers(told: Any) -> dict[str, str]:
    if not isinstance(told, list):
        return {}
    listed = (one for one in told if isinstance(one, dict))
    return by_name((str(one.get("name")), str(one.get("value"))) for one in listed)

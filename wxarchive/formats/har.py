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
from urllib.parse import urlencode

from wxarchive.formats.headers import by_name
from wxarchive.formats.moments import utc_time
from wxarchive.guarded import number

LARGEST_ENTRY = 64 * 1024 * 1024
"""Characters of one entry, with its body in base 64."""
_PIECE = 1024 * 1024
_IS_HAR = re.compile(rb'(?:\xef\xbb\xbf)?\s*\{\s*"log"\s*:\s*\{')
_ENTRIES = re.compile(r'"entries"\s*:\s*\[')
_BETWEEN = re.compile(r"[,\s]*+")
_LONGEST_TOKEN = 12
"""Characters of an escape, or of a word of JSON, that the end of a text may cut in two."""


@dataclass(frozen=True, slots=True)
class HarEntry:
    """A request and its answer.

    ``headers`` of the answer and ``sent`` with the request are by their lower-case names,
    ``posted`` is a form. ``body``: as the browser unpacked it; ``None`` if it was not kept.
    ``size``: the bytes of the whole body, if told; of a long one browsers keep the beginning.
    """

    url: str
    at: datetime | None
    status: int
    media_type: str
    headers: Mapping[str, str] = field(default_factory=dict)
    sent: Mapping[str, str] = field(default_factory=dict)
    posted: str = ""
    body: bytes | None = None
    size: int | None = None


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
    place = 0
    while not text.ends_list():
        place += 1
        try:
            value = text.value()
        except ValueError as error:
            yield BadHarEntry(place, str(error))
            return
        entry = _entry(value)
        yield entry or BadHarEntry(place, "it is no request with an answer")


class _Text:
    """A text that is read from the file piece by piece; what lies behind is let go of."""

    def __init__(self, file: IO[bytes]) -> None:
        self._read = codecs.getreader("utf-8-sig")(file, "replace").read
        # not all programs escape the line ends in a text
        self._decoder = json.JSONDecoder(strict=False)
        self._text = ""
        self._at = 0

    def skip_to(self, what: re.Pattern[str]) -> bool:
        """Go on behind the first place that is like this; return whether there is one."""
        while not (found := what.search(self._text, self._at)):
            # it may begin at the end of what is here
            self._at = max(len(self._text) - 100, self._at)
            if not self._more():
                return False
        self._at = found.end()
        return True

    def ends_list(self) -> bool:
        """Go on to the next value of a list; return whether the list ends there instead."""
        while True:
            if between := _BETWEEN.match(self._text, self._at):
                self._at = between.end()
            if self._at < len(self._text):
                return self._text[self._at] == "]"
            if not self._more():
                return False

    def value(self) -> Any:
        """Return the value that begins here; raises :class:`ValueError`."""
        while True:
            try:
                value, self._at = self._decoder.raw_decode(self._text, self._at)
            except (ValueError, RecursionError) as error:
                left = len(self._text) - self._at
                if left > LARGEST_ENTRY:
                    what = f"it has more than {LARGEST_ENTRY // 2**20} MB"
                    raise ValueError(what) from error
                # twice as much each time: a large entry is not begun again for each piece
                if not self._is_cut(error) or not self._more(left):
                    raise ValueError("the file is cut off or damaged here") from error
            else:
                return value

    def _is_cut(self, error: Exception) -> bool:
        """Tell whether a value may be whole once more of the text is read."""
        if not isinstance(error, json.JSONDecodeError):
            return False
        # the place of a string without an end is its beginning
        is_at_end = error.pos + _LONGEST_TOKEN >= len(self._text)
        return is_at_end or error.msg.startswith("Unterminated string")

    def _more(self, least: int = 0) -> bool:
        """Read the next piece; return whether there was one."""
        piece = self._read(max(least, _PIECE))
        self._text = self._text[self._at :] + piece
        self._at = 0
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
            return HarEntry(
                url,
                utc_time(value.get("startedDateTime")),
                status,
                str(content.get("mimeType") or "").partition(";")[0].strip().lower(),
                by_name(_pairs(answer.get("headers"))),
                by_name(_pairs(request.get("headers"))),
                _form(request.get("postData")),
                _bytes(content),
                number(content.get("size")),
            )
    return None


def _form(posted: Any) -> str:
    """Return what was posted: browsers write its text, many proxies only the fields in it."""
    if not isinstance(posted, dict):
        return ""
    if text := _bytes(posted):
        return text.decode("utf-8", "replace")
    return urlencode([*_pairs(posted.get("params"))], errors="replace")


def _bytes(told: Mapping[str, Any]) -> bytes | None:
    text = told.get("text")
    # a browser leaves it out of what came from its cache, or was too much for it
    if not isinstance(text, str) or not text:
        return None
    if told.get("encoding") != "base64":
        return text.encode("utf-8", "replace")
    try:
        return base64.b64decode(text)
    except (binascii.Error, ValueError):
        return None


def _pairs(told: Any) -> Iterator[tuple[str, str]]:
    """Yield the names and values of a list of them."""
    if not isinstance(told, list):
        return
    for one in told:
        match one:
            case {"name": str(name), "value": str(value)}:
                yield name, value

"""An article's record (docs/record.md) as JSON: how to recognise and read it. ``export --jsonl``
writes one a line.
"""

import json
import re
from datetime import datetime
from typing import Any

from wxarchive.formats.text import utf8_of
from wxarchive.guarded import iso_time
from wxarchive.models import RawPage

_RECORD = re.compile(
    rb"""(?:\xef\xbb\xbf)?\s*\{\s*(?:"source"\s*:\s*"(?:[^"\\]|\\.){0,4000}"\s*,\s*)?"""
    rb"""(?:"id"\s*:\s*\d{1,19}\s*,\s*)?"state"\s*:\s*"[a-z_]{1,20}"\s*,\s*"reason"\s*:"""
)
_HEAD = 8_192


def is_record(head: bytes) -> bool:
    """Tell whether a file or line that begins with these bytes is a record, or several."""
    return _RECORD.match(head[:_HEAD]) is not None


def is_recorded(page: RawPage) -> bool:
    """Tell whether a received page is a record. No website sends records."""
    # in UTF-16 a head is twice as long
    return page.from_file and is_record(utf8_of(page.body[: 2 * _HEAD]))


def read_record(body: bytes) -> dict[str, Any]:
    """Return the fields of a record; none at all of one that is cut off."""
    try:
        fields = json.loads(utf8_of(body).decode("utf-8-sig", "replace"))
    # also lists in each other as deep as Python cannot follow
    except (ValueError, RecursionError):
        return {}
    if not isinstance(fields, dict):
        return {}
    return fields


def time_of(value: object) -> datetime | None:
    """Return a time of a record, which has an offset; ``None`` if it is none."""
    # one without an offset was written by somebody else, in a zone that nobody knows
    time = iso_time(value)
    if time is None or time.tzinfo is None:
        return None
    return time

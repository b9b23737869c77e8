"""When a saved page was saved, as far as the page itself tells: by its server or by what saved
it.
"""

import re
from datetime import datetime, timedelta, timezone, tzinfo

from wxarchive.clock import BEIJING
from wxarchive.guarded import formed_time, http_time, number
from wxarchive.parse.page.mhtml import is_mhtml
from wxarchive.parse.page.page import Page

_DATE = re.compile(rb"^date:[ \t]*([^\r\n]{6,80})", re.I | re.M)
_SINGLE_FILE = re.compile(
    rb"saved date:\s*\w{3} (\w{3} \d{1,2} \d{4} \d{2}:\d{2}:\d{2}) GMT([+-]\d{4})"
)
_OFFSET = re.compile(rb"([+-])(\d{2})(\d{2})$")
_HEAD = 4_000  # bytes in which either stands


def zone_of_browser(page: Page) -> tzinfo | None:
    """Return the zone of the browser that saved the page, in which it shows times; ``None`` if
    nothing tells.

    SingleFile's comment does, and MHTML's ``Date`` where it has an offset: Chromium writes
    ``-0000`` in any zone.
    """
    head = page.raw.body[:_HEAD] if page.raw.from_file else b""
    pattern = _DATE if is_mhtml(head) else _SINGLE_FILE
    found = pattern.search(head)
    offset = _OFFSET.search(found[pattern.groups].strip()) if found else None
    if offset is None or (pattern is _DATE and offset[2] + offset[3] == b"0000"):
        return None
    hours, minutes = (number(part.decode()) or 0 for part in offset.groups()[1:])
    distance = timedelta(hours=hours, minutes=minutes)
    return (
        timezone(-distance if offset[1] == b"-" else distance)
        if distance < timedelta(days=1)
        else None
    )


def saved_at(page: Page) -> datetime | None:
    """Return when a browser says that it saved the page: MHTML's ``Date``, SingleFile's comment;
    ``None`` without.
    """
    head = page.raw.body[:_HEAD] if page.raw.from_file else b""
    told = None
    if is_mhtml(head) and (date := _DATE.search(head)):
        told = http_time(date[1].decode("ascii", "replace"))
    elif b"SingleFile" in head and (date := _SINGLE_FILE.search(head)):
        told = formed_time(f"{date[1].decode()} {date[2].decode()}", "%b %d %Y %H:%M:%S %z")
    return told.astimezone(BEIJING) if told else None

"""When a saved page was saved, as far as the page itself tells: by its server or by what saved
it.
"""

import re
from contextlib import suppress
from datetime import datetime, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from wxarchive.clock import BEIJING
from wxarchive.guarded import formed_time, http_time, number
from wxarchive.parse.page.mhtml import is_mhtml
from wxarchive.parse.page.page import Page
from wxarchive.parse.page.webarchive import is_webarchive

_DATE = re.compile(rb"^date:[ \t]*([^\r\n]{6,80})", re.I | re.M)
_SINGLE_FILE = re.compile(
    rb"saved date:\s*\w{3} (\w{3} \d{1,2} \d{4} \d{2}:\d{2}:\d{2}) GMT([+-]\d{4})"
)
_NAMED = re.compile(rb"saved date:[^\n]{30,45} \(([^()\n]{3,80})\)")
# what Chromium calls the zones whose clocks change, in English and Chinese
_ZONES = (
    ("Pacific|P[SD]T|北美太平洋", "America/Los_Angeles"),
    ("Mountain|M[SD]T|北美山区", "America/Denver"),
    ("Central (?:Standard|Daylight)|C[SD]T|北美中部", "America/Chicago"),
    ("Eastern (?:Standard|Daylight)|E[SD]T|北美东部", "America/New_York"),
    ("Greenwich|British|GMT|BST|格林尼治|英国", "Europe/London"),
    ("Central European|CES?T|中欧", "Europe/Berlin"),
    ("Eastern European|EES?T|东欧", "Europe/Athens"),
    ("Australian Eastern|AE[SD]T|澳大利亚东部", "Australia/Sydney"),
    ("New Zealand|NZ[SD]T|新西兰", "Pacific/Auckland"),
)
# between these, no clock is changed in summer: India, Thailand, China, Japan
_FIRST_WITHOUT, _LAST_WITHOUT = timedelta(hours=5), timedelta(hours=9)
_UNIVERSAL = re.compile(rb"GMT\+0000 \((?:Coordinated Universal Time|UTC)\)")
_OFFSET = re.compile(rb"([+-])(\d{2})(\d{2})$")
_HEAD = 4_000  # bytes in which either stands


def _head(page: Page) -> bytes:
    """The bytes in which a file says what saved it; a page that was fetched does not say that."""
    if page.raw.from_file:
        return page.raw.body[:_HEAD]
    return b""


def is_saved_by_browser(page: Page) -> bool:
    """Tell whether a page says that a browser saved it, which shows times in a zone of its own."""
    head = _head(page)
    return is_mhtml(head) or is_webarchive(head) or _SINGLE_FILE.search(head) is not None


def zone_of_browser(page: Page, shown: datetime) -> tzinfo | None:
    """Return the zone in which the browser that saved the page showed this time; ``None`` if
    nothing tells.

    SingleFile's comment tells the offset of the day of saving, and MHTML's ``Date`` if it has one:
    Chromium writes ``-0000`` in any zone. On another day clocks may have been an hour off: the
    comment's name of the zone tells then.
    """
    zone, saved = zone_when_saved(page), saved_at(page)
    if zone is None or saved is None:
        return None
    head = page.raw.body[:_HEAD]
    offset = zone.utcoffset(None) or timedelta()
    if _UNIVERSAL.search(head) or _FIRST_WITHOUT <= offset <= _LAST_WITHOUT:
        return zone
    season = _season(shown)
    if season and season == _season(saved):
        return zone
    # a name is believed only where it agrees with the offset
    if name := _NAMED.search(head):
        named = _zone_named(name[1].decode("utf-8", "replace"))
        if named and saved.astimezone(named).utcoffset() == offset:
            return named
    return None


def _zone_named(words: str) -> tzinfo | None:
    """Return the zone of that name; ``None`` also where the system does not know when its clocks
    change.
    """
    for pattern, name in _ZONES:
        if re.match(pattern, words):
            with suppress(ZoneInfoNotFoundError):
                return ZoneInfo(name)
            return None
    return None


def _season(moment: datetime) -> str | None:
    """Return in which part of the year a day is; ``None`` where clocks change somewhere."""
    day = (moment.month, moment.day)
    if (4, 8) <= day <= (9, 20):
        return "summer"
    if day >= (11, 8) or day <= (3, 7):
        return "winter"
    return None


def zone_when_saved(page: Page) -> tzinfo | None:
    """Return the zone of the clock at the time of saving, if the file tells it."""
    head = _head(page)
    pattern = _DATE if is_mhtml(head) else _SINGLE_FILE
    date = pattern.search(head)
    if date is None:
        return None
    offset = _OFFSET.search(date[pattern.groups].strip())
    if offset is None:
        return None
    sign, *digits = offset.groups()
    hours, minutes = (number(part.decode()) or 0 for part in digits)
    distance = timedelta(hours=hours, minutes=minutes)
    # Chromium writes -0000 in any zone
    if pattern is _DATE and not distance:
        return None
    if distance >= timedelta(days=1):
        return None
    return timezone(-distance if sign == b"-" else distance)


def saved_at(page: Page) -> datetime | None:
    """Return when a browser says that it saved the page: MHTML's ``Date``, SingleFile's comment;
    ``None`` without.
    """
    head = _head(page)
    time = None
    if is_mhtml(head) and (date := _DATE.search(head)):
        time = http_time(date[1].decode("ascii", "replace"))
    elif b"SingleFile" in head and (date := _SINGLE_FILE.search(head)):
        written = b" ".join(date.groups()).decode()
        time = formed_time(written, "%b %d %Y %H:%M:%S %z")
    if time is None:
        return None
    return time.astimezone(BEIJING)

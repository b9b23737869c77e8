"""When a saved page was saved, as far as the page itself tells: by its server or by what saved it."""

import re
from contextlib import suppress
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from wxarchive.models import BEIJING
from wxarchive.parse.page import Page, is_mhtml

_DATE = re.compile(rb"^date:[ \t]*([^\r\n]{6,80})", re.I | re.M)
_SINGLE_FILE = re.compile(rb"saved date:\s*\w{3} (\w{3} \d{1,2} \d{4} \d{2}:\d{2}:\d{2}) GMT([+-]\d{4})")
_HEAD = 4_000  # bytes in which either stands


def saved_at(page: Page) -> datetime | None:
    """Return when a browser says that it saved the page: MHTML's ``Date``, SingleFile's comment; ``None`` without."""
    head = page.raw.body[:_HEAD] if page.raw.from_file else b""
    with suppress(ValueError, TypeError, OverflowError):
        if is_mhtml(head) and (date := _DATE.search(head)):
            told = parsedate_to_datetime(date[1].decode("ascii", "replace").strip())
            return told.replace(tzinfo=told.tzinfo or UTC).astimezone(BEIJING)
        if b"SingleFile" in head and (date := _SINGLE_FILE.search(head)):
            text = f"{date[1].decode()} {date[2].decode()}"
            return datetime.strptime(text, "%b %d %Y %H:%M:%S %z").astimezone(BEIJING)
    return None

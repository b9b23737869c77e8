"""When a page says that its article was published, and how sharply it says so
(docs/wechat-pages.md §2.2, §11).
"""

import re
from datetime import datetime, tzinfo
from typing import NamedTuple

from wxarchive.clock import BEIJING
from wxarchive.formats import moment as written_time
from wxarchive.guarded import calendar_time
from wxarchive.parse import selectors
from wxarchive.parse.page import (
    Page,
    is_saved_by_browser,
    saved_at,
    zone_of_browser,
    zone_when_saved,
)
from wxarchive.parse.values import text_value, time_value
from wxarchive.parse.yearless import told_from

_DAY = re.compile(
    r"(\d{4})\s*[-/年.]\s*(\d{1,2})\s*[-/月.]\s*(\d{1,2})(?:日|号)?(?:\s*(\d{1,2}):(\d{2}))?"
)
# characters of what stands for a time
_CLOCK = re.compile(r"\d\s*[:：时時点點]\s*\d|\d\s*[ap]\.?m\b", re.I)
_NO_NUMBER = re.compile(r"[-/年月:\sA-Za-z]")
_LONGEST = 30
_ORIGINAL_TIME = re.compile(rb"""oriCreateTime\s*=\s*["'](1\d{9})["']""")


def published_at(page: Page) -> datetime | None:
    """Return when the article was first published: epoch seconds, else a string in Beijing time
    (§2.2).
    """
    if moment := _moment_in_seconds(page):
        return moment
    # then texts, in the zone of the server
    data, variables = page.data, page.variables_if_needed("create_time")
    texts = (
        text_value(data.get("create_time")),
        variables.get("createTime", "create_time"),
        variables.get("publish_time"),
    )
    for text in filter(None, texts):
        if moment := day_or_minute(text):
            return moment
    return _original_time(page) or _time_shown(page)


def _moment_in_seconds(page: Page) -> datetime | None:
    """The time in epoch seconds, of the data or a variable: midnight is a time there (§11)."""
    for name in ("create_timestamp", "ori_create_time", "ori_send_time"):
        if moment := time_value(page.data.get(name)):
            return moment
    variables = page.variables_if_needed("create_time")
    for name in ("ct", "create_time", "createTimestamp", "ori_create_time"):
        if moment := time_value(variables.get(name)):
            return moment
    return None


class _HeadTime(NamedTuple):
    """The time in a page's head as it stands there. ``zone``: of the clock that showed it, as far
    as it is known. ``is_counted``: it was told from the time of saving.
    """

    time: datetime
    has_clock: bool
    zone: tzinfo | None
    is_counted: bool = False


def served_at(page: Page) -> datetime | None:
    """Return when the page's server made it, else when a browser says that it saved it."""
    if "svr_time" in page.data:
        seconds = page.data["svr_time"]
    else:
        seconds = page.variables.get("svr_time")
    return time_value(seconds) or saved_at(page)


def _head_time(page: Page) -> _HeadTime | None:
    """Read the time in the page's head, which a script wrote in the zone of the browser."""
    text = _date_in_frame(page) or ""
    is_foreign = is_saved_by_browser(page)
    if time := day_or_minute(text):
        zone = zone_of_browser(page, time) if is_foreign else BEIJING
        return _HeadTime(time, _CLOCK.search(text) is not None, zone)
    # a time without a year is counted back from when the page was seen
    seen_at = served_at(page)
    if seen_at is None:
        return None
    here = zone_when_saved(page) if is_foreign else BEIJING
    counted = told_from(text, seen_at, here or BEIJING)
    if counted is None:
        return None
    if here and is_foreign:
        here = zone_of_browser(page, counted[0])
    return _HeadTime(*counted, here, is_counted=True)


def _time_shown(page: Page) -> datetime | None:
    """Return the time in the page's head; the day, if it shows no more or its zone is not known."""
    head = _head_time(page)
    if head is None:
        return None
    if head.has_clock and head.zone:
        return head.time.replace(tzinfo=head.zone).astimezone(BEIJING)
    return head.time.replace(hour=0, minute=0, tzinfo=BEIJING)


def is_of_unknown_zone(page: Page, moment: datetime) -> bool:
    """Tell whether ``moment`` is the day of a time that a browser wrote in a zone that nothing
    tells.
    """
    # the zone of all other pages is known, whatever they show: what they show is not looked for
    if not is_saved_by_browser(page):
        return False
    head = _head_time(page)
    if head is None or head.zone or moment != _time_shown(page):
        return False
    return head.has_clock or head.is_counted


def date_not_read(page: Page) -> str | None:
    """Return what a page shows for the time of publication, if that is no date: ``今天``."""
    words = page.text_of("#publish_time") or page.words_of("publish_time")
    if not words or len(words) > _LONGEST or day_or_minute(words):
        return None
    return words


def _original_time(page: Page) -> datetime | None:
    """Found by a plain search: it stands in a script as long as a library."""
    match = next(page.in_scripts(b"oriCreateTime", _ORIGINAL_TIME), None)
    if match is None:
        return None
    return time_value(match[1].decode())


def _date_in_frame(page: Page) -> str | None:
    text = page.text_of(*selectors.DATE_ELEMENTS) or page.words_of("publish_time")
    return text or page.labelled("published_at")


def knows_day_only(page: Page, moment: datetime | None) -> bool:
    """Tell whether ``moment`` came from a text without a time of day."""
    if moment is None or (moment.hour, moment.minute, moment.second) != (0, 0, 0):
        return False
    # midnight is a time there
    if moment == _moment_in_seconds(page) or moment == _original_time(page):
        return False
    text = _date_in_frame(page) or page.variables.get("publish_time") or ""
    if day_or_minute(text):
        return not _CLOCK.search(text)
    head = _head_time(page)
    return head is not None and not head.has_clock


def day_or_minute(text: str | None) -> datetime | None:
    """Read ``2025-11-10 12:00``, ``2016-10-28`` or ``2018年6月20日`` as Beijing time; ``None`` if
    it is no date.
    """
    words = (text or "").strip()
    # a number alone is none, though lists have such times
    is_written = len(words) <= _LONGEST and _NO_NUMBER.search(words)
    if is_written and (whole := written_time(words)):
        return whole
    match = _DAY.search(words)
    if match is None:
        return None
    return calendar_time(match.groups(), BEIJING)

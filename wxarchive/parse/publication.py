"""When a page says that its article was published, and how sharply it says so
(docs/wechat-pages.md §2.2, §11).
"""

import re
from datetime import datetime

from wxarchive.clock import BEIJING
from wxarchive.guarded import calendar_time
from wxarchive.parse import selectors
from wxarchive.parse.byline import may_be_byline
from wxarchive.parse.page import (
    Page,
    is_saved_by_browser,
    zone_of_browser,
)
from wxarchive.parse.values import text_value, time_value

_DAY = re.compile(
    r"(\d{4})\s*[-/年.]\s*(\d{1,2})\s*[-/月.]\s*(\d{1,2})(?:日|号)?(?:\s*(\d{1,2}):(\d{2}))?"
)


_ORIGINAL_TIME = re.compile(rb"""oriCreateTime\s*=\s*["'](1\d{9})["']""")


def published_at(page: Page) -> datetime | None:
    """Return when the article was first published: epoch seconds, else a string in Beijing time
    (§2.2).
    """
    if moment := _moment_told(page):
        return moment
    data, variables = page.data, page.variables_if_needed("create_time")
    texts = (
        text_value(data.get("create_time")),
        variables.get("createTime", "create_time"),
        variables.get("publish_time"),
    )
    told = next((moment for moment in map(day_or_minute, filter(None, texts)) if moment), None)
    return told or _original_time(page) or _time_shown(page)


def _moment_told(page: Page) -> datetime | None:
    """The time in epoch seconds, of the data or a variable: midnight is a time there (§11)."""
    told = (
        time_value(page.data.get(name))
        for name in ("create_timestamp", "ori_create_time", "ori_send_time")
    )
    if moment := next(filter(None, told), None):
        return moment
    variables = page.variables_if_needed("create_time")
    names = ("ct", "create_time", "createTimestamp", "ori_create_time")
    return next(filter(None, (time_value(variables.get(name)) for name in names)), None)


def _time_shown(page: Page) -> datetime | None:
    """Read the time in the page's head, which a script wrote in the zone of the browser; of no zone
    known, the day.
    """
    told = day_or_minute(_date_in_frame(page))
    if told is None or not _shows_clock(page):
        return told
    if not is_saved_by_browser(page):
        return told
    zone = zone_of_browser(page, told)
    if zone is None:
        return told.replace(hour=0, minute=0)
    return told.replace(tzinfo=zone).astimezone(BEIJING)


def is_of_unknown_zone(page: Page, moment: datetime) -> bool:
    """Tell whether ``moment`` is the day of a time that a browser wrote in a zone that nothing
    tells.
    """
    if not (is_saved_by_browser(page) and _shows_clock(page) and moment == _time_shown(page)):
        return False
    told = day_or_minute(_date_in_frame(page))
    return told is not None and zone_of_browser(page, told) is None


def date_not_read(page: Page) -> str | None:
    """Return what a page shows for the time of publication, if that is no date: ``今天``."""
    shown = page.text_of("#publish_time") or page.words_of("publish_time")
    return shown if shown and not may_be_byline(shown) and not day_or_minute(shown) else None


def _shows_clock(page: Page) -> bool:
    shown = _DAY.search(_date_in_frame(page) or "")
    return shown is not None and shown[4] is not None


def _original_time(page: Page) -> datetime | None:
    """Found by a plain search: it stands in a script as long as a library."""
    match = next(page.in_scripts(b"oriCreateTime", _ORIGINAL_TIME), None)
    return time_value(match[1].decode()) if match else None


def _date_in_frame(page: Page) -> str | None:
    shown = page.text_of(*selectors.DATE_ELEMENTS) or page.words_of("publish_time")
    return shown or page.labelled("published_at")


def knows_day_only(page: Page, moment: datetime | None) -> bool:
    """Tell whether ``moment`` came from a text without a time of day."""
    if moment is None or moment in (_moment_told(page), _original_time(page)):
        return False
    text = _date_in_frame(page) or page.variables.get("publish_time") or ""
    match = _DAY.search(text)
    midnight = (moment.hour, moment.minute, moment.second) == (0, 0, 0)
    return midnight and match is not None and match[4] is None


def day_or_minute(text: str | None) -> datetime | None:
    """Read ``2025-11-10 12:00``, ``2016-10-28`` or ``2018年6月20日`` as Beijing time; ``None`` if
    it is no date.
    """
    match = _DAY.search(text or "")
    if not match:
        return None
    return calendar_time(match.groups(), BEIJING)

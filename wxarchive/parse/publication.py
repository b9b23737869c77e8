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
    if moment := _moment_told(page):
        return moment
    # then texts, in the zone of the server
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


class _Shown(NamedTuple):
    """The time in a page's head as it stands there. ``zone``: of the clock that showed it, as far
    as it is known. ``is_counted``: it was told from the time of saving.
    """

    time: datetime
    has_clock: bool
    zone: tzinfo | None
    is_counted: bool = False


def served_at(page: Page) -> datetime | None:
    """Return when the page's server made it, else when a browser says that it saved it."""
    data = page.data
    told = data["svr_time"] if "svr_time" in data else page.variables.get("svr_time")
    return time_value(told) or saved_at(page)


def _shown(page: Page) -> _Shown | None:
    """Read the time in the page's head, which a script wrote in the zone of the browser."""
    text = _date_in_frame(page) or ""
    is_foreign = is_saved_by_browser(page)
    if told := day_or_minute(text):
        zone = zone_of_browser(page, told) if is_foreign else BEIJING
        return _Shown(told, _CLOCK.search(text) is not None, zone)
    # a time without a year is counted back from when the page was seen
    seen = served_at(page)
    here = zone_when_saved(page) if is_foreign else BEIJING
    counted = told_from(text, seen, here or BEIJING) if seen else None
    if counted is None:
        return None
    zone = zone_of_browser(page, counted[0]) if is_foreign else BEIJING
    return _Shown(*counted, zone if here else None, is_counted=True)


def _time_shown(page: Page) -> datetime | None:
    """Return the time in the page's head; the day, if it shows no more or its zone is not known."""
    shown = _shown(page)
    if shown is None:
        return None
    if shown.has_clock and shown.zone:
        return shown.time.replace(tzinfo=shown.zone).astimezone(BEIJING)
    return shown.time.replace(hour=0, minute=0, tzinfo=BEIJING)


def is_of_unknown_zone(page: Page, moment: datetime) -> bool:
    """Tell whether ``moment`` is the day of a time that a browser wrote in a zone that nothing
    tells.
    """
    # the zone of all other pages is known, whatever they show: what they show is not looked for
    if not is_saved_by_browser(page):
        return False
    shown = _shown(page)
    if shown is None or shown.zone or moment != _time_shown(page):
        return False
    return shown.has_clock or shown.is_counted


def date_not_read(page: Page) -> str | None:
    """Return what a page shows for the time of publication, if that is no date: ``今天``."""
    shown = page.text_of("#publish_time") or page.words_of("publish_time")
    if not shown or len(shown) > _LONGEST or day_or_minute(shown):
        return None
    return shown


def _original_time(page: Page) -> datetime | None:
    """Found by a plain search: it stands in a script as long as a library."""
    match = next(page.in_scripts(b"oriCreateTime", _ORIGINAL_TIME), None)
    return time_value(match[1].decode()) if match else None


def _date_in_frame(page: Page) -> str | None:
    shown = page.text_of(*selectors.DATE_ELEMENTS) or page.words_of("publish_time")
    return shown or page.labelled("published_at")


def knows_day_only(page: Page, moment: datetime | None) -> bool:
    """Tell whether ``moment`` came from a text without a time of day."""
    if moment is None or moment == _moment_told(page) or moment == _original_time(page):
        return False
    text = _date_in_frame(page) or page.variables.get("publish_time") or ""
    midnight = (moment.hour, moment.minute, moment.second) == (0, 0, 0)
    if day_or_minute(text):
        return midnight and not _CLOCK.search(text)
    shown = _shown(page)
    return midnight and shown is not None and not shown.has_clock


def day_or_minute(text: str | None) -> datetime | None:
    """Read ``2025-11-10 12:00``, ``2016-10-28`` or ``2018年6月20日`` as Beijing time; ``None`` if
    it is no date.
    """
    told = (text or "").strip()
    # a number alone is none, though lists have such times
    is_written = len(told) <= _LONGEST and _NO_NUMBER.search(told)
    if is_written and (whole := written_time(told)):
        return whole
    match = _DAY.search(told)
    return calendar_time(match.groups(), BEIJING) if match else None

"""One received page: its regions, the values in its scripts, and when it was saved."""

from wxarchive.parse.page.capture import (
    is_saved_by_browser,
    saved_at,
    zone_of_browser,
    zone_when_saved,
)
from wxarchive.parse.page.mhtml import is_mhtml, parts
from wxarchive.parse.page.page import Page, attribute, plain
from wxarchive.parse.page.scripts import object_literal, unescape
from wxarchive.parse.page.webarchive import is_webarchive, resources

__all__ = [
    "Page",
    "attribute",
    "is_mhtml",
    "is_saved_by_browser",
    "is_webarchive",
    "object_literal",
    "parts",
    "plain",
    "resources",
    "saved_at",
    "unescape",
    "zone_of_browser",
    "zone_when_saved",
]

"""The pages: one module for each, one endpoint for each address. Each endpoint runs in a thread,
with a reader of its own.
"""

from wxarchive.web.pages.annotations import (
    add_highlight,
    add_note,
    change_highlight,
    change_note,
    read,
    star,
    tag,
)
from wxarchive.web.pages.article import article
from wxarchive.web.pages.books import book, catalogue
from wxarchive.web.pages.feeds import articles_feed, events_feed
from wxarchive.web.pages.getting import add, singlefile, take
from wxarchive.web.pages.graph import graph
from wxarchive.web.pages.history import difference, history, version
from wxarchive.web.pages.library import LINES, facets, library
from wxarchive.web.pages.media import media
from wxarchive.web.pages.overviews import account, accounts, albums, gone, missing, statistics
from wxarchive.web.pages.queue import act, events, queue
from wxarchive.web.pages.received import received, received_bytes
from wxarchive.web.pages.settings import change_feed_key, sample, settings
from wxarchive.web.pages.similar import beside
from wxarchive.web.pages.static import static
from wxarchive.web.pages.words import words

__all__ = [
    "LINES",
    "account",
    "accounts",
    "act",
    "add",
    "add_highlight",
    "add_note",
    "albums",
    "article",
    "articles_feed",
    "beside",
    "book",
    "catalogue",
    "change_feed_key",
    "change_highlight",
    "change_note",
    "difference",
    "events",
    "events_feed",
    "facets",
    "gone",
    "graph",
    "history",
    "library",
    "media",
    "missing",
    "queue",
    "read",
    "received",
    "received_bytes",
    "sample",
    "settings",
    "singlefile",
    "star",
    "static",
    "statistics",
    "tag",
    "take",
    "version",
    "words",
]

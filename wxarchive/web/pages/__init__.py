"""The pages: one module for each, an endpoint for each address. Endpoints run in threads, a reader
each.
"""

from wxarchive.web.pages.article import article
from wxarchive.web.pages.graph import graph
from wxarchive.web.pages.history import difference, history, version
from wxarchive.web.pages.library import LINES, library
from wxarchive.web.pages.media import media
from wxarchive.web.pages.overviews import account, accounts, albums, gone, missing, statistics
from wxarchive.web.pages.received import received, received_bytes
from wxarchive.web.pages.static import static

__all__ = [
    "LINES", "account", "accounts", "albums", "article", "difference", "gone", "graph", "history",
    "library", "media",
    "missing", "received", "received_bytes", "static", "statistics", "version",
]  # fmt: skip

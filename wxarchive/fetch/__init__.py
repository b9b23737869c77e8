"""Address → :class:`~wxarchive.models.RawPage`: slowly, politely and never anywhere but to WeChat.

::

    address ─► hosts: allowed? ─► pace: wait ─► transfer: one request ─► redirect? ─► hosts: allowed? ─► … (5 at most)
                                    ▲                  │
                                    └── can heal? ◄────┤ failed
                                                       ▼
                                              body: counted, unpacked ─► RawPage

This package knows HTTP and nothing of articles: a verification page is an answer like any other.
"""

from wxarchive.fetch.fetcher import Fetcher
from wxarchive.fetch.media import MediaFetcher
from wxarchive.fetch.settings import FetchSettings, parse_connect_to

__all__ = ["FetchSettings", "Fetcher", "MediaFetcher", "parse_connect_to"]

"""Address → :class:`~wxarchive.models.RawPage`: slowly, politely and never anywhere but to WeChat.

::

    address ─► hosts: allowed? ─► pace: wait ─► transport: one request ─► redirect? ─► hosts … (5 at most)
                                    ▲                  │  over a connection: public? in time?
                                    └── can heal? ◄────┤ failed
                                                       ▼
                                              body: counted, unpacked ─► RawPage

This package knows HTTP and nothing of articles: a verification page is an answer like any other.
"""  # noqa: E501 -- the drawing

from wxarchive.fetch.assisted import AssistedFetcher
from wxarchive.fetch.cookies import Cookies, is_open_to_others, read_cookies
from wxarchive.fetch.fetcher import Fetcher
from wxarchive.fetch.media import MediaFetcher
from wxarchive.fetch.pace import Wait
from wxarchive.fetch.posting import post, receiver_of
from wxarchive.fetch.settings import FetchSettings, parse_connect_to, parse_proxy, parse_user_agent
from wxarchive.fetch.transports import (
    Answer,
    Assistance,
    HttpTransport,
    Request,
    Temporary,
    Transport,
)

__all__ = [
    "Answer",
    "Assistance",
    "AssistedFetcher",
    "Cookies",
    "FetchSettings",
    "Fetcher",
    "HttpTransport",
    "MediaFetcher",
    "Request",
    "Temporary",
    "Transport",
    "Wait",
    "is_open_to_others",
    "parse_connect_to",
    "parse_proxy",
    "parse_user_agent",
    "post",
    "read_cookies",
    "receiver_of",
]

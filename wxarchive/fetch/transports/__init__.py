"""How one request becomes one answer. The only place that knows ``requests`` and ``urllib3``."""

from wxarchive.fetch.transports.connection import Resolve, resolved
from wxarchive.fetch.transports.http import (
    MAX_PAUSE,
    MAX_REDIRECTS,
    REDIRECTS,
    Answer,
    Temporary,
    download,
    exchange,
    is_busy,
    open_session,
)

__all__ = [
    "MAX_PAUSE",
    "MAX_REDIRECTS",
    "REDIRECTS",
    "Answer",
    "Resolve",
    "Temporary",
    "download",
    "exchange",
    "is_busy",
    "open_session",
    "resolved",
]

"""How one request becomes one answer: :class:`Transport` is the seam, :class:`HttpTransport` the
way over HTTP.

Nothing outside of this package knows ``requests`` or ``urllib3``.
"""

from wxarchive.fetch.transports.base import Answer, Request, Temporary, Transport
from wxarchive.fetch.transports.browser import Assistance, BrowserTransport, browser_options
from wxarchive.fetch.transports.http import HttpTransport

__all__ = [
    "Answer",
    "Assistance",
    "BrowserTransport",
    "HttpTransport",
    "Request",
    "Temporary",
    "Transport",
    "browser_options",
]

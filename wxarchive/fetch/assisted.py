"""Pages through a window in which a person passes WeChat's verification: all of them, or from the
first verification on.

::

    get_page ─► plain request ─► verification? ──no──► RawPage
       │                              │yes                ▲
       └── window open already ───────┴──► window ────────┘

Once the window is open it stays, for the rest of the run: that the person passed is known by the
browser's cookies, so a plain request would be asked for verification again.
"""

from wxarchive.closing import Closing
from wxarchive.errors import NoBrowser
from wxarchive.fetch.fetcher import Fetcher
from wxarchive.fetch.settings import FetchSettings
from wxarchive.fetch.transports import Assistance, BrowserTransport, browser_options
from wxarchive.models import RawPage


class AssistedFetcher(Closing):
    """Fetches pages as ``plain`` does, at its pace, and through a window where a person is needed
    and helps; ``assistance`` is ``None`` where nobody does.

    ``at_once``: through the window from the beginning. Raises then as :class:`BrowserTransport`
    does, and always :class:`UsageError` for settings that no browser can follow. Leaving it closes
    the window; ``plain`` is closed by whom it belongs to.
    """

    def __init__(
        self,
        plain: Fetcher,
        settings: FetchSettings,
        assistance: Assistance | None = None,
        *,
        at_once: bool = False,
    ) -> None:
        self._plain = plain
        self._settings = settings
        self.assistance = assistance
        self.transport: BrowserTransport | None = None
        """What asks through the window; ``None`` as long as none is needed."""
        # what no browser can follow is said before anything is asked for
        if assistance:
            browser_options(settings)
        if at_once and assistance:
            self.transport = BrowserTransport(settings, assistance)

    def close(self) -> None:
        """Close the window."""
        if self.transport:
            self.transport.close()

    def get_page(self, url: str) -> RawPage:
        """Fetch a page (:meth:`Fetcher.get_page`).

        Raises :class:`BrowserError` and :class:`Blocked`, too. Where no window can be opened, the
        verification that was to be passed in it is returned.
        """
        if self.transport is None:
            page = self._plain.get_page(url)
            help_ = self.assistance
            if help_ is None or not help_.asks(page.final_url or "", page.body):
                return page
            try:
                self.transport = BrowserTransport(self._settings, help_)
            except NoBrowser as error:
                help_.say(str(error))
                return page
        return self._plain.over(self.transport).get_page(url)

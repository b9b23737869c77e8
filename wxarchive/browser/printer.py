"""HTML → PDF, by a browser that asks for nothing: document and pictures come from memory.

Scripts are off. Each request is answered here before it leaves the browser
(DevTools ``Fetch``): with the document, with one of its files, or not at all. Should anything else
of the browser want to the network, it finds no name and no proxy there.
"""

import base64
import re
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from tempfile import TemporaryFile
from typing import IO, Any

from wxarchive.browser.browser import Browser
from wxarchive.browser.installed import find_browser
from wxarchive.browser.searchable import searchable
from wxarchive.browser.tab import Tab
from wxarchive.closing import Closing
from wxarchive.errors import NoBrowser
from wxarchive.guarded import number

ORIGIN = "https://wxarchive.invalid/"
"""Where documents seem to be: a name that exists nowhere (RFC 2606)."""

_ALONE = ("--host-resolver-rules=MAP * ~NOTFOUND", "--no-proxy-server", "--user-agent=wxarchive")
"""It finds nobody; a PDF says that it was made by the last of these."""
_OLDEST = 122
"""The first Chromium that writes outlines (``Page.printToPDF``, ``generateDocumentOutline``)."""
_PIECE = 2**20


@dataclass(frozen=True, slots=True)
class PrintDocument:
    """A document to be printed: ``html`` in UTF-8, what stands at the ``foot`` of each page
    (HTML, https://chromedevtools.github.io/devtools-protocol/tot/Page/#method-printToPDF), and its
    files: ``file`` gives type and content of one by its relative address, ``None`` if there is no
    such file. ``seconds``: that it may take.
    """

    html: bytes
    foot: str
    file: Callable[[str], tuple[str, bytes] | None]
    seconds: float


class Printer(Closing):
    """Prints one document after the other with one browser, which starts with the first, and again
    when one has ended it. For a ``with``.
    """

    def __init__(self, path: str | None = None) -> None:
        self._path = path
        self._browser: Browser | None = None
        self._tab: Tab | None = None
        self._document: PrintDocument | None = None

    def write(self, document: PrintDocument, file: IO[bytes]) -> None:
        """Print a document into an open file: A4 unless its style says otherwise, tagged, with an
        outline of its headings.

        Raises :class:`NoBrowser` where there is none to print with, :class:`BrowserError` if this
        document cannot be printed, and what ``document.file`` raises.
        """
        tab = self._started()
        assert self._browser is not None  # noqa: S101 -- for mypy: it has a tab
        self._document = document
        try:
            with self._browser.within(document.seconds):
                tab.open(ORIGIN)
                # what mends it needs to look at the whole
                with TemporaryFile() as whole:
                    _print(tab, document.foot, whole)
                    whole.flush()
                    mending = searchable(whole)
                    whole.seek(0)
                    shutil.copyfileobj(whole, file)
                    file.write(mending)
        except BaseException:
            # in the midst of a document nothing is sure: the next one gets a new browser
            self.close()
            raise
        finally:
            self._document = None

    def close(self) -> None:
        """End the browser."""
        browser, self._browser, self._tab = self._browser, None, None
        if browser:
            browser.close()

    def _started(self) -> Tab:
        if self._tab is not None:
            return self._tab
        browser = Browser(find_browser(self._path), options=_ALONE)
        found = re.search(r"/(\d+)", browser.product)
        # of a browser with another sort of number there is no telling
        version = found and number(found[1])
        if version is not None and version < _OLDEST:
            browser.close()
            what = f"this browser is too old ({browser.product})"
            raise NoBrowser(what, browser.path, f"version {_OLDEST} or newer is needed")
        self._browser = browser
        with browser.within(60):
            tab = browser.tab()
            tab.call("Emulation.setScriptExecutionDisabled", value=True)
            tab.on("Fetch.requestPaused", self._answer)
            tab.call("Fetch.enable", patterns=[{"urlPattern": "*"}])
        self._tab = tab
        return tab

    def _answer(self, paused: Mapping[str, Any]) -> None:
        """Answer a request of the tab."""
        assert self._tab is not None  # noqa: S101 -- for mypy: it asked
        asked = paused["requestId"]
        url, document = str(paused["request"]["url"]), self._document
        found = None
        if document and url == ORIGIN:
            found = "text/html; charset=utf-8", document.html
        elif document and url.startswith(ORIGIN):
            found = document.file(url.removeprefix(ORIGIN))
        # what is not of the document stays out of it
        if found is None:
            self._tab.send("Fetch.failRequest", requestId=asked, errorReason="AccessDenied")
            return
        kind, content = found
        self._tab.send(
            "Fetch.fulfillRequest",
            requestId=asked,
            responseCode=200,
            responseHeaders=[{"name": "Content-Type", "value": kind}],
            body=base64.b64encode(content).decode(),
        )


def _print(tab: Tab, foot: str, file: IO[bytes]) -> None:
    printed = tab.call(
        "Page.printToPDF",
        printBackground=True,
        preferCSSPageSize=True,
        displayHeaderFooter=True,
        headerTemplate="<span></span>",
        footerTemplate=foot,
        generateTaggedPDF=True,
        generateDocumentOutline=True,
        # a book of many pictures need not be in memory as a whole
        transferMode="ReturnAsStream",
    )
    stream, is_over = printed["stream"], False
    while not is_over:
        piece = tab.call("IO.read", handle=stream, size=_PIECE)
        data = str(piece["data"]).encode()
        if piece.get("base64Encoded"):
            data = base64.b64decode(data)
        file.write(data)
        is_over = bool(piece["eof"])
    tab.call("IO.close", handle=stream)

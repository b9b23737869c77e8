"""A window that a person and the program share: the program opens addresses and gets the bytes that
came; the person does what only a person can, such as passing a verification or signing in.

::

    open(url) ─► request ─► may it go there? ─► answer ─► its bytes ─► the page is shown ─► Document
                    ▲                             │
                    └────────── redirect ◄────────┘
    wait(until) ─► the same for whatever the person makes the window go to

Each document of the window's own frame is held twice (DevTools ``Fetch``): before it is requested,
to see whether the window may go there, and when its answer begins, to have the bytes that the
server sent, unpacked and not decoded. Whatever else a page asks for (scripts, pictures, frames) is
the browser's own affair. Nothing is hidden from the page and nothing changed in what is sent: it
can tell that a program drives the window.
"""

import base64
import os
import sys
import time
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from threading import Event
from typing import Any, Literal

from wxarchive.browser.browser import Browser
from wxarchive.browser.pipe import Refusal
from wxarchive.browser.profile import wait_until_free
from wxarchive.closing import Closing
from wxarchive.errors import NoBrowser
from wxarchive.guarded import number

_SHOWN = ("--hide-crash-restore-bubble", "about:blank")
"""No word of an earlier end, and an empty page to begin with instead of the browser's own."""
_OF_THE_WINDOW: dict[str, object] = {"urlPattern": "*", "resourceType": "Document"}
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_NAP = 0.2
_LATE = "net::ERR_TIMED_OUT"
_OUTER_HTML = """new Promise(done => {
    const tell = () => done('<!DOCTYPE html>\\n' + document.documentElement.outerHTML);
    document.readyState === 'complete' ? tell() : addEventListener('load', tell);
})"""


@dataclass(frozen=True, slots=True)
class Document:
    """What a window came to: the URL that answered, its status, headers (lower-case names) and the
    bytes of its answer; none of another status than 200. ``is_rendered``: the answer's own bytes
    were not to be had, these are what the browser made of them.
    """

    url: str
    status: int
    headers: Mapping[str, str]
    body: bytes
    is_rendered: bool = False


class NotLoaded(Exception):
    """Nothing came; ``code`` is the browser's word for it, such as ``net::ERR_TIMED_OUT``."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class NotAllowed(Exception):
    """A redirect leads to ``url``, where the window may not go."""

    def __init__(self, url: str) -> None:
        super().__init__(url)
        self.url = url


class TooLong(Exception):
    """The answer has more bytes than are wanted."""


def check_display() -> None:
    """Raise :class:`NoBrowser` where windows have no place to be shown."""
    has_display = bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
    if sys.platform != "win32" and sys.platform != "darwin" and not has_display:
        hint = (
            "run it in a desktop session (over ssh: ssh -X), or save the page in your own browser"
            " and give the file to wxarchive fetch"
        )
        raise NoBrowser("there is no display to open a browser's window on", "", hint)


class Window(Closing):
    """A browser's window, for a ``with``. ``path``: its program; ``profile``: a folder of ours that
    stays; ``may_go``: whether the window may show an address; ``options``: more of the browser's;
    ``proxy_login``: name and password for its proxy, which a command line would show to others.

    Raises :class:`NoBrowser` if it does not open. Every method raises :class:`BrowserError` when
    the window is closed or the browser ends.
    """

    def __init__(
        self,
        path: str,
        profile: Path,
        *,
        may_go: Callable[[str], bool] = lambda _: True,
        options: Sequence[str] = (),
        proxy_login: tuple[str, str] | None = None,
    ) -> None:
        check_display()
        wait_until_free(profile)
        self._may_go = may_go
        self._login = proxy_login
        self._paused: deque[Mapping[str, Any]] = deque()
        self._ends: dict[str, str] = {}
        self._method: Literal["GET", "POST"] = "GET"
        self._browser = Browser(path, profile=profile, is_visible=True, options=[*options, *_SHOWN])
        # a window that is half open is closed: nobody else would
        try:
            self._browser.deny_downloads()
            self._tab = self._browser.first_tab()
            self._listen()
        except BaseException:
            self._browser.close()
            raise

    def close(self) -> None:
        """Close the window, and end the browser."""
        self._browser.close()

    def open(
        self, url: str, *, seconds: float, limit: int, method: Literal["GET", "POST"] = "GET"
    ) -> Document:
        """Go to an address, over its redirects, and return what came within ``seconds`` and of at
        most ``limit`` bytes.

        Raises :class:`NotLoaded`, :class:`NotAllowed` or :class:`TooLong`.
        """
        self._paused.clear()
        self._ends.clear()
        self._method = method
        with self._tab.stopping_after(seconds) as is_late:
            asked = self._tab.ask("Page.navigate", url=url)
            while True:
                if document := self._next(limit, is_late):
                    return document
                if answer := self._tab.answer(asked):
                    code = answer.get("errorText")
                    if code and is_late.is_set():
                        raise NotLoaded(_LATE)
                    if code:
                        raise NotLoaded(str(code))
                    # shown without an answer that could be held, by a script of the site's
                    return self._rendered(Document(url, 200, {}, b""), is_late)
                self._read(is_late)

    def wait(
        self,
        until: Callable[[Document], bool],
        *,
        seconds: float,
        limit: int,
        sleep: Callable[[float], object] = time.sleep,
        clock: Callable[[], float] = time.monotonic,
    ) -> Document | None:
        """Return the first document for which ``until`` holds that the person brings the window to;
        ``None`` if there is none within ``seconds``.

        ``sleep`` is where the time passes, and may raise what ends the wait.
        """
        ends = clock() + seconds
        while (left := ends - clock()) > 0:
            sleep(min(_NAP, left))
            self._tab.catch_up()
            if not self._paused:
                continue
            with self._tab.stopping_after(left) as is_late:
                try:
                    document = self._next(limit, is_late)
                # what a person tries in vain is no error of ours
                except (NotAllowed, NotLoaded, TooLong):
                    continue
                if document and until(document):
                    return document
        return None

    def show(self) -> None:
        """Bring the window to the front."""
        self._tab.send("Page.bringToFront")

    def cookies(self, urls: Sequence[str]) -> list[Mapping[str, Any]]:
        """Return the cookies that would be sent to these URLs (DevTools ``Network.Cookie``)."""
        return list(self._tab.call("Network.getCookies", urls=list(urls))["cookies"])

    def _listen(self) -> None:
        tab = self._tab

        def note_end(parameters: Mapping[str, Any]) -> None:
            self._ends[str(parameters["requestId"])] = str(parameters.get("errorText", ""))

        def answer_dialog(parameters: Mapping[str, Any]) -> None:
            # "leave this page?" is ours to answer; what else a page says is for the person
            if parameters.get("type") == "beforeunload":
                tab.send("Page.handleJavaScriptDialog", accept=True)

        tab.on("Page.javascriptDialogOpening", answer_dialog)
        tab.on("Fetch.requestPaused", self._paused.append)
        tab.on("Network.loadingFinished", note_end)
        tab.on("Network.loadingFailed", note_end)
        # that something came to its end is wanted of it, and no content
        tab.call("Network.enable", maxTotalBufferSize=0, maxResourceBufferSize=0)
        # a page that a site's own script kept would have no answer to hold
        tab.call("Network.setBypassServiceWorker", bypass=True)
        stages = ({"requestStage": "Request"}, {"requestStage": "Response"})
        patterns = [_OF_THE_WINDOW | stage for stage in stages]
        tab.on("Fetch.authRequired", self._sign_in)
        tab.call("Fetch.enable", patterns=patterns, handleAuthRequests=self._login is not None)

    def _sign_in(self, asked: Mapping[str, Any]) -> None:
        """Answer a proxy that wants a name and a password, once: the person is asked then."""
        reply: dict[str, object] = {"response": "Default"}
        if self._login and asked["authChallenge"].get("source") == "Proxy":
            name, password = self._login
            reply = {"response": "ProvideCredentials", "username": name, "password": password}
            self._login = None
        request = asked["requestId"]
        self._tab.send("Fetch.continueWithAuth", requestId=request, authChallengeResponse=reply)

    def _read(self, is_late: Event) -> None:
        if is_late.is_set():
            raise NotLoaded(_LATE)
        self._tab.read()

    def _next(self, limit: int, is_late: Event) -> Document | None:
        """Let go on what is held; return the next document of the window that has come whole."""
        while self._paused:
            paused = self._paused.popleft()
            status = paused.get("responseStatusCode")
            if paused.get("frameId") != self._tab.target:
                self._go_on(paused)
            elif status is None and "responseErrorReason" not in paused:
                url = str(paused["request"]["url"])
                if not self._may_go(url):
                    # the window stays at what it shows
                    self._abort(paused)
                    raise NotAllowed(url)
                method, self._method = self._method, "GET"
                changes: dict[str, object] = {}
                # a navigation is always a GET, until it is made another one here
                if method == "POST":
                    changes = {"method": method, "postData": ""}
                self._go_on(paused, **changes)
            elif status is None or status in _REDIRECTS:
                self._go_on(paused)
            else:
                return self._document(paused, limit, is_late)
        return None

    def _go_on(self, paused: Mapping[str, Any], **changes: object) -> None:
        self._tab.send("Fetch.continueRequest", requestId=paused["requestId"], **changes)

    def _abort(self, paused: Mapping[str, Any]) -> None:
        request = paused["requestId"]
        self._tab.send("Fetch.failRequest", requestId=request, errorReason="Aborted")

    def _document(self, paused: Mapping[str, Any], limit: int, is_late: Event) -> Document:
        url, status = str(paused["request"]["url"]), paused["responseStatusCode"]
        said = paused.get("responseHeaders", ())
        headers = {str(one["name"]).lower(): str(one["value"]) for one in said}
        document = Document(url, status, headers, b"")
        if status != 200:
            self._go_on(paused)
            return document
        # an announced length may be too large already
        announced = number(headers.get("content-length", "")) or 0
        if announced > limit:
            self._abort(paused)
            raise TooLong
        body = self._body(paused, is_late)
        self._go_on(paused)
        if body is not None and len(body) > limit:
            raise TooLong
        # an answer that is cut off gives bytes like any other, and tells only at its end
        while (code := self._ends.get(str(paused["networkId"]))) is None:
            self._read(is_late)
        if code:
            raise NotLoaded(code)
        if body is None:
            return self._rendered(document, is_late)
        return replace(document, body=body)

    def _body(self, paused: Mapping[str, Any], is_late: Event) -> bytes | None:
        """Return the bytes of the answer that is held; ``None`` if the browser gives none."""
        asked = self._tab.ask("Fetch.getResponseBody", requestId=paused["requestId"])
        try:
            answer = self._answer(asked, is_late)
        except Refusal:
            return None
        if answer.get("base64Encoded"):
            return base64.b64decode(answer["body"])
        return str(answer["body"]).encode()

    def _rendered(self, document: Document, is_late: Event) -> Document:
        asked = self._tab.ask(
            "Runtime.evaluate", expression=_OUTER_HTML, returnByValue=True, awaitPromise=True
        )
        shown = self._answer(asked, is_late)["result"]
        html = str(shown.get("value", ""))
        return replace(document, body=html.encode("utf-8", "replace"), is_rendered=True)

    def _answer(self, asked: int, is_late: Event) -> Mapping[str, Any]:
        while (answer := self._tab.answer(asked)) is None:
            self._read(is_late)
        return answer

"""The transport through a window of the user's own browser, in which a person passes WeChat's
verification.

::

    send ─► the window opens the address ─► verification? ──no──────────────────────► Answer
                      ▲                          │yes                                   ▲
                      │                     the person passes it, in time? ──no─────────┤
                      └──── another address ◄────┘yes ──── the very address ────────────┘

Nothing is solved, hidden or changed here: the browser sends what it always sends, and its cookies
stay in its profile. What is returned is always the answer to the address that was asked for, as the
server sent it.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import unquote

from wxarchive.address import clean
from wxarchive.browser import (
    Document,
    NotAllowed,
    NotLoaded,
    TooLong,
    Window,
    check_display,
    find_browser,
    profile_of,
)
from wxarchive.clock import span
from wxarchive.credentials import secret_values
from wxarchive.errors import (
    BadAnswer,
    Blocked,
    BrowserError,
    HostNotAllowed,
    NetworkError,
    NoBrowser,
    TooLarge,
    UsageError,
)
from wxarchive.fetch.hosts import PAGE_HOSTS, is_allowed, shown
from wxarchive.fetch.settings import DIRECT, FetchSettings, without_password
from wxarchive.fetch.transports.base import Answer, Request, Temporary
from wxarchive.guarded import split

_GO_ON = "go on with: wxarchive fetch --resume --browser"
_CUT_OFF = frozenset({"CONTENT_LENGTH_MISMATCH", "INCOMPLETE_CHUNKED_ENCODING", "EMPTY_RESPONSE"})
_NOT_SECURE = ("CERT_", "SSL_")
_PROXY = ("PROXY_", "TUNNEL_")


@dataclass(frozen=True, slots=True)
class Assistance:
    """How a person helps.

    ``asks``: whether a page, by its URL and bytes, asks for verification. ``path``: the browser's
    program; by default the one that is installed. ``seconds``: to wait for the person at most.
    ``say`` tells the person something; ``sleep`` is where the waiting passes, which may raise what
    ends it.
    """

    asks: Callable[[str, bytes], bool]
    path: str | None = None
    seconds: float = 600.0
    say: Callable[[str], object] = lambda _: None
    sleep: Callable[[float], object] = time.sleep


class BrowserTransport:
    """Asks through one window, which opens with the first request and stays to the end.

    Raises :class:`NoBrowser` where there is no browser or no display, :class:`UsageError` for
    settings that no browser can follow. For one thread.
    """

    def __init__(self, settings: FetchSettings, assistance: Assistance) -> None:
        check_display()
        self._path = find_browser(assistance.path)
        self._options = browser_options(settings)
        self._login: tuple[str, str] | None = None
        proxy = split(settings.proxy or "")
        if proxy.username:
            self._login = unquote(proxy.username), unquote(proxy.password or "")
        self._assistance = assistance
        self._window: Window | None = None
        self._ended: BrowserError | None = None

    def send(self, request: Request, write: Callable[[bytes], object]) -> Answer:
        """Ask once (:meth:`Transport.send`), but redirects are the browser's to follow, as far as
        they lead to WeChat's hosts.

        Raises :class:`BrowserError` when the window is closed or its browser ends, and
        :class:`Blocked` when it does so instead of a verification that was asked for.
        """
        # who closed the window does not want another one
        if self._ended:
            raise self._ended
        try:
            if self._window is None:
                self._window = Window(
                    self._path,
                    profile_of(self._path),
                    may_go=is_allowed,
                    options=self._options,
                    proxy_login=self._login,
                )
            window = self._window
            document = self._open(window, request)
            if self._asks(document):
                document = self._verified(window, request, document)
            cookies = window.cookies([f"https://{host}/" for host in sorted(PAGE_HOSTS)])
        except BrowserError as error:
            self._ended = error
            raise
        if document.status == 200:
            write(document.body)
        secrets = secret_values((str(one["name"]), str(one["value"])) for one in cookies)
        return Answer(
            document.url, document.status, document.headers, secrets, document.is_rendered
        )

    def close(self) -> None:
        """Close the window."""
        if self._window:
            self._window.close()

    def _open(self, window: Window, request: Request) -> Document:
        which = shown(request.url)
        try:
            return window.open(
                request.url, seconds=request.seconds, limit=request.limit, method=request.method
            )
        except TooLong as error:
            what = f"the answer is larger than {request.limit / 2**20:.3g} MB"
            raise TooLarge(what, which, "it is not kept") from error
        except NotAllowed as error:
            what = f"is redirected to {shown(error.url)}, which is not followed"
            raise HostNotAllowed(what, which) from error
        except NotLoaded as error:
            raise _failure(error.code, which, request.seconds) from error
        except BrowserError as error:
            raise _ended(error, "") from error

    def _asks(self, document: Document) -> bool:
        is_page = split(document.url).hostname in PAGE_HOSTS and document.status == 200
        return is_page and self._assistance.asks(document.url, document.body)

    def _verified(self, window: Window, request: Request, document: Document) -> Document:
        """Wait until the person has passed; the verification itself if nobody does."""
        help_, seconds = self._assistance, self._assistance.seconds
        while self._asks(document):
            passed = self._passed(window, request.limit)
            if passed is None:
                help_.say(f"nobody passed the verification within {span(seconds)}")
                return document
            help_.say("passed; going on")
            document = passed
            # it may have led elsewhere, or say that it is busy
            if passed.status != 200 or clean(passed.url) != clean(request.url):
                document = self._open(window, request)
        return document

    def _passed(self, window: Window, limit: int) -> Document | None:
        help_, seconds = self._assistance, self._assistance.seconds
        window.show()
        help_.say(
            "WeChat asks for verification: pass it in the browser's window;"
            f" waiting {span(seconds)} for you"
        )
        try:
            return window.wait(
                lambda document: not self._asks(document),
                seconds=seconds,
                limit=limit,
                sleep=help_.sleep,
            )
        except BrowserError as error:
            ended = _ended(error, " before the verification was passed")
            raise Blocked(ended.what, hint=ended.hint) from error


def browser_options(settings: FetchSettings) -> list[str]:
    """Return the browser's own options for a proxy and mirrors; :class:`UsageError` for settings
    that it cannot follow.
    """
    options: list[str] = []
    rules: list[str] = []
    for host, base in settings.connect_to.items():
        parts = split(base)
        if parts.scheme != "https" or parts.path:
            what = "a browser asks over https only, and for the same path"
            raise UsageError(what, without_password(f"{host}={base}"), "name such a server")
        rules.append(f"MAP {host}:443 {parts.hostname}:{parts.port or 443}")
    if rules:
        options.append(f"--host-resolver-rules={','.join(rules)}")
    if settings.proxy == DIRECT:
        options.append("--no-proxy-server")
    elif settings.proxy:
        parts = split(settings.proxy)
        options.append(f"--proxy-server={parts.scheme}://{parts.hostname}:{parts.port or 80}")
        # the user said where to connect
        options.append(f"--proxy-bypass-list={';'.join(settings.connect_to)}")
    return options


def _ended(error: BrowserError, when: str) -> BrowserError:
    if isinstance(error, NoBrowser):
        return error
    return BrowserError(f"not fetched: {error.what}{when}", hint=_GO_ON)


def _failure(code: str, which: str, seconds: float) -> NetworkError | Temporary:
    """Return the error for what the browser calls ``code`` (Chromium's net_error_list.h)."""
    name = code.removeprefix("net::ERR_")
    again = "try again later"
    if name.startswith(_NOT_SECURE):
        hint = "check the clock and what filters your network"
        return NetworkError("the connection is not secure", which, hint)
    if name.startswith(_PROXY):
        hint = "check --proxy, and the proxy settings of your system"
        return NetworkError("no connection through the proxy", which, hint)
    if name in _CUT_OFF:
        return Temporary(BadAnswer("the answer was cut off", which, again))
    if name == "TIMED_OUT":
        what = f"the answer was not complete after {seconds:g} s"
        return Temporary(NetworkError(what, which, again))
    if name == "NAME_NOT_RESOLVED":
        what = "its name could not be resolved"
        return Temporary(NetworkError(what, which, "check the network, then try again"))
    what = f"the browser could not load it ({code})"
    return Temporary(NetworkError(what, which, "check the network, then try again"))

"""The transport over HTTP: ``requests`` and ``urllib3`` under rules of our own.

Foreign exceptions become the project's here, the most specific first. Those that may heal come out
wrapped in :class:`Temporary`; the others as they are. Their texts hold whole addresses, so nothing
of them is quoted.
"""

import time
from collections.abc import Callable
from functools import partial
from http.cookiejar import DefaultCookiePolicy
from threading import local

import requests
from requests import exceptions as outer
from urllib3 import exceptions as inner

from wxarchive.errors import BadAnswer, HostNotAllowed, NetworkError, TooLarge
from wxarchive.fetch.hosts import shown
from wxarchive.fetch.session import SessionWithoutRedirects
from wxarchive.fetch.settings import DIRECT, FetchSettings
from wxarchive.fetch.transports.base import Answer, Request, Temporary
from wxarchive.fetch.transports.body import DamagedBody, OverLimit, unpacked
from wxarchive.fetch.transports.connection import (
    ExchangeTerms,
    GuardedAdapter,
    PrivateAddress,
    Resolve,
    TooSlow,
    resolved,
    under,
)
from wxarchive.guarded import number, split

_NO_PROXY: dict[str, None] = {"http": None, "https": None, "all": None}
_PIECE = 256 * 1024
_AGAIN = "try again later"
_PROXY = "check --proxy, and the proxy settings of your environment; it must be an HTTP proxy"


class HttpTransport:
    """Asks over HTTP, through the proxy and to the servers that the settings name.

    ``clock`` (seconds) and ``resolve`` (host and port → IP addresses) are the world outside, given
    for tests.
    """

    def __init__(
        self,
        settings: FetchSettings,
        *,
        clock: Callable[[], float] = time.monotonic,
        resolve: Resolve = resolved,
    ) -> None:
        self._settings = settings
        self._clock = clock
        self._resolve = resolve
        self._own = local()
        self._sessions: list[requests.Session] = []

    def send(self, request: Request, write: Callable[[bytes], object]) -> Answer:
        """Ask once (:meth:`Transport.send`); private networks are asked only where ``connect_to``
        says so.
        """
        anywhere = split(request.url).hostname in self._settings.connect_to
        terms = ExchangeTerms(self._clock, self._clock() + request.seconds, anywhere)
        try:
            with under(terms), self._response(request) as response:
                headers = {name.lower(): value for name, value in response.headers.items()}
                # requests joins them with commas, of which their dates have some, too
                cookies = tuple(response.raw.headers.getlist("set-cookie"))
                answer = Answer(request.url, response.status_code, headers, cookies=cookies)
                if answer.status == 200:
                    # an announced length may be too large already
                    announced = headers.get("content-length", "")
                    length = number(announced)
                    # none: more digits than any length has
                    if announced.isdecimal() and (length is None or length > request.limit):
                        raise OverLimit
                    encoding = headers.get("content-encoding", "").strip().lower()
                    # read1 returns what has come; read would wait for a full piece
                    come = partial(response.raw.read1, _PIECE, decode_content=False)
                    for piece in unpacked(iter(come, b""), encoding, request.limit):
                        write(piece)
                return answer
        except _FOREIGN as error:
            if lasting := _lasting(error, request):
                raise lasting from error
            healing = _healing(error, request, self._settings.timeout)
            raise Temporary(healing) from error

    def close(self) -> None:
        """Close the connections of all threads."""
        for session in self._sessions:
            session.close()

    def _response(self, request: Request) -> requests.Response:
        parts = split(request.url)
        base = self._settings.connect_to.get(parts.hostname or "")
        headers = {**request.headers, "Accept-Encoding": "gzip"}
        url, proxy = request.url, self._settings.proxy
        if base is not None:
            url = base + url.removeprefix(f"https://{parts.netloc}")
            headers = {"Host": parts.netloc, **headers}
            # the user said where to connect
            proxy = DIRECT
        # none chosen: requests takes that of the environment
        proxies: dict[str, str] | dict[str, None] | None = None
        if proxy == DIRECT:
            proxies = _NO_PROXY
        elif proxy:
            proxies = dict.fromkeys(_NO_PROXY, proxy)
        return self._session().request(
            request.method,
            url,
            headers=headers,
            data=request.form,
            timeout=self._settings.timeout,
            stream=True,
            allow_redirects=False,
            # None for a scheme means no proxy, whatever the environment says
            proxies=proxies,  # type: ignore[arg-type]
        )

    def _session(self) -> requests.Session:
        """Return this thread's session."""
        if not hasattr(self._own, "session"):
            new = SessionWithoutRedirects()
            for scheme in ("https://", "http://"):
                new.mount(scheme, GuardedAdapter(self._resolve))
            new.headers.clear()
            # without any, requests would add a password that ~/.netrc has for the host
            new.auth = lambda sent: sent
            # what a server sets is not sent back
            new.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
            self._own.session = new
            self._sessions.append(new)
        session: requests.Session = self._own.session
        return session


_FOREIGN = (
    outer.RequestException,
    inner.HTTPError,
    DamagedBody,
    OverLimit,
    PrivateAddress,
    TooSlow,
)


def _lasting(error: Exception, request: Request) -> NetworkError | None:
    """Return the error for what asking again will not mend."""
    which = shown(request.url)
    match error:
        case OverLimit():
            what = f"the answer is larger than {request.limit / 2**20:.3g} MB"
            return TooLarge(what, which, "it is not kept")
        case PrivateAddress():
            what = f"its name leads into a private network ({error}), where nothing is fetched"
            hint = "check the DNS, or name that server with --connect-to"
            return HostNotAllowed(what, which, hint)
        # InvalidSchema is what requests says of SOCKS without its extra library
        case outer.ProxyError() | outer.InvalidProxyURL() | outer.InvalidSchema():
            what = "this kind of proxy cannot be used"
            if isinstance(error, outer.ProxyError):
                what = "no connection through the proxy"
            return NetworkError(what, which, _PROXY)
        case outer.SSLError() | inner.SSLError():
            hint = "check the clock and what filters your network"
            return NetworkError("the connection is not secure", which, hint)
        case outer.InvalidURL() | outer.InvalidHeader() | inner.InvalidHeader():
            hint = "check the address, and your proxy if you have one"
            return BadAnswer("address or answer cannot be understood", which, hint)
    return None


def _healing(error: Exception, request: Request, timeout: float) -> NetworkError:
    """Return the error for what may heal."""
    which = shown(request.url)
    match error:
        case TooSlow():
            what = f"the answer was not complete after {request.seconds:g} s"
            return NetworkError(what, which, _AGAIN)
        case outer.Timeout() | inner.TimeoutError():
            return NetworkError(f"no answer within {timeout:g} s", which, _AGAIN)
        case outer.ConnectionError():
            what = "no connection"
            # requests wraps what urllib3 raised, which wraps what the socket raised
            cause = next(iter(error.args), None)
            match getattr(cause, "reason", cause):
                case inner.NameResolutionError():
                    what = "its name could not be resolved"
                case inner.ProtocolError():
                    what = "the connection broke off before an answer came"
            return NetworkError(what, which, "check the network, then try again")
        case DamagedBody():
            return BadAnswer(f"the answer is damaged ({error})", which, _AGAIN)
    return BadAnswer("the answer was cut off", which, _AGAIN)

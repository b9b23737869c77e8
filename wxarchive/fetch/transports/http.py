"""One request, one answer: no redirect followed, nothing tried twice. The only place that knows ``requests``.

Foreign exceptions become the project's here, the most specific first. Those that may heal come out wrapped in
:class:`Temporary`; the others as they are. Their texts hold whole addresses, so nothing of them is quoted.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from http.cookiejar import DefaultCookiePolicy
from typing import Any

import requests
from requests import exceptions as outer
from urllib3 import exceptions as inner

from wxarchive.errors import BadAnswer, HostNotAllowed, NetworkError, TooLarge
from wxarchive.fetch.hosts import method_of, shown
from wxarchive.fetch.settings import DIRECT, FetchSettings
from wxarchive.fetch.transports.body import Damaged, OverLimit, collect, unpacked
from wxarchive.fetch.transports.connection import (
    GuardedAdapter,
    PrivateAddress,
    Resolve,
    Terms,
    TooSlow,
    resolved,
    under,
)
from wxarchive.guarded import number, split

# What a desktop browser sends (wechat-pages.md §7); the language decides that of the error pages.
_HEADERS = {
    "User-Agent": (
        "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) "
        "Chrome/131.0.0.0 Safari/537.36"
    ),
    "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
    "Accept-Language": "zh-CN,zh;q=0.9",
    "Accept-Encoding": "gzip",
    "Referer": "https://mp.weixin.qq.com/",
}
REDIRECTS = frozenset({301, 302, 303, 307, 308})
MAX_REDIRECTS = 5
MAX_PAUSE = 120.0
"""Seconds to wait for a host at most; one that asks for more is asked another day."""
_NO_PROXY: dict[str, None] = {"http": None, "https": None, "all": None}
_PIECE = 256 * 1024
_AGAIN = "try again later"
_PROXY = "check --proxy, and the proxy settings of your environment; it must be an HTTP proxy"


class Temporary(Exception):
    """A failure that may heal; ``error`` is what to raise if it does not, ``pause`` what the server asked for."""

    def __init__(self, error: NetworkError, pause: str | None = None) -> None:
        super().__init__(error, pause)
        self.error = error
        self.pause = pause


def is_busy(status: int) -> bool:
    """Tell whether a status says that the server has too much to do, so that asking again may help."""
    return status == 429 or status >= 500


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer; ``headers`` have lower-case names, ``body`` is empty unless ``status`` is 200."""

    address: str
    status: int
    headers: dict[str, str]
    body: bytes


class _Session(requests.Session):
    """A session that leaves redirects alone.

    Even when told not to follow, requests reads the whole body of a redirect, whatever its size, and trips over a
    Location that is no address.
    """

    def get_redirect_target(self, resp: requests.Response) -> None:
        """Say that no answer is a redirect."""


def open_session(user_agent: str | None, resolve: Resolve = resolved) -> requests.Session:
    """Return a session that looks like a browser, keeps no cookies and sends no password from ``.netrc``.

    Proxies of the environment are used as usual. ``resolve`` gives the addresses of a host.
    """
    session = _Session()
    for scheme in ("https://", "http://"):
        session.mount(scheme, GuardedAdapter(resolve))
    session.headers.clear()
    session.headers.update(_HEADERS)
    if user_agent:
        session.headers["User-Agent"] = user_agent
    session.auth = _no_password  # any value here keeps requests from looking into .netrc
    session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
    return session


def exchange(session: requests.Session, address: str, settings: FetchSettings, clock: Callable[[], float]) -> Answer:
    """Ask for an address once.

    Raises :class:`Temporary` for what may heal, a :class:`NetworkError` for what will not. Any status but 200
    comes back as an answer without body. Hosts in private networks are asked only where ``connect_to`` says so.
    """
    with _asked(session, address, settings, clock) as (answer, pieces):
        if answer.status != 200:
            return answer
        return replace(answer, body=collect(pieces, _encoding(answer, settings.page_limit), settings.page_limit))


def download(
    session: requests.Session,
    address: str,
    settings: FetchSettings,
    clock: Callable[[], float],
    write: Callable[[bytes], object],
) -> Answer:
    """Ask for an address once as :func:`exchange` does, and give the body to ``write`` piece by piece."""
    with _asked(session, address, settings, clock) as (answer, pieces):
        if answer.status == 200:
            for piece in unpacked(pieces, _encoding(answer, settings.page_limit), settings.page_limit):
                write(piece)
        return answer


@contextmanager
def _asked(
    session: requests.Session, address: str, settings: FetchSettings, clock: Callable[[], float]
) -> Iterator[tuple[Answer, Iterator[bytes]]]:
    """Give the answer without its body, and the pieces of that."""
    terms = Terms(clock, clock() + settings.total_timeout, split(address).hostname in settings.connect_to)
    try:
        with (
            under(terms),
            session.request(
                method_of(address), stream=True, allow_redirects=False, **_request(address, settings)
            ) as response,
        ):
            headers = {name.lower(): value for name, value in response.headers.items()}
            yield Answer(address, response.status_code, headers, b""), _pieces(response)
    except _FOREIGN as error:
        raise _translated(error, shown(address), settings) from error


def _request(address: str, settings: FetchSettings) -> dict[str, Any]:
    parts = split(address)
    base = settings.connect_to.get(parts.hostname or "")
    cookies = settings.cookies.header(address) if settings.cookies else None
    headers = {"Cookie": cookies} if cookies else {}
    if base is None:
        return {"url": address, "timeout": settings.timeout, "headers": headers, "proxies": _proxies(settings.proxy)}
    return {
        "url": base + address.removeprefix(f"https://{parts.netloc}"),
        "timeout": settings.timeout,
        "headers": {"Host": parts.netloc, **headers},
        "proxies": _NO_PROXY,  # the user said where to connect
    }


def _proxies(chosen: str | None) -> dict[str, str] | dict[str, None] | None:
    if chosen == DIRECT:
        return _NO_PROXY
    return dict.fromkeys(_NO_PROXY, chosen) if chosen else None


def _pieces(response: requests.Response) -> Iterator[bytes]:
    # read1 returns what has come; read would wait for a full piece.
    while piece := response.raw.read1(_PIECE, decode_content=False):
        yield piece


def _encoding(answer: Answer, limit: int) -> str:
    """Return how the body is packed; an announced length may be too large already."""
    announced = answer.headers.get("content-length", "")
    length = number(announced)
    if announced.isdecimal() and (length is None or length > limit):  # none: more digits than any length has
        raise OverLimit
    return answer.headers.get("content-encoding", "").strip().lower()


def _no_password(request: requests.PreparedRequest) -> requests.PreparedRequest:
    return request


_FOREIGN = (outer.RequestException, inner.HTTPError, Damaged, OverLimit, PrivateAddress, TooSlow)


def _translated(error: Exception, which: str, settings: FetchSettings) -> Exception:
    lasting = _lasting(error, which, settings)
    return lasting or Temporary(_healing(error, which, settings))


def _lasting(error: Exception, which: str, settings: FetchSettings) -> NetworkError | None:
    match error:
        case OverLimit():
            return TooLarge(f"the answer is larger than {settings.page_limit / 2**20:.3g} MB", which, "it is not kept")
        case PrivateAddress():
            what = f"its name leads into a private network ({error}), where nothing is fetched"
            return HostNotAllowed(what, which, "check the DNS, or name that server with --connect-to")
        case outer.ProxyError() | outer.InvalidProxyURL() | outer.InvalidSchema():  # the last one: SOCKS
            found = isinstance(error, outer.ProxyError)
            what = "no connection through the proxy" if found else "this kind of proxy cannot be used"
            return NetworkError(what, which, _PROXY)
        case outer.SSLError() | inner.SSLError():
            return NetworkError("the connection is not secure", which, "check the clock and what filters your network")
        case outer.InvalidURL() | outer.InvalidHeader() | inner.InvalidHeader():
            return BadAnswer(
                "address or answer cannot be understood", which, "check the address, and your proxy if you have one"
            )
    return None


def _healing(error: Exception, which: str, settings: FetchSettings) -> NetworkError:
    match error:
        case TooSlow():
            return NetworkError(f"the answer was not complete after {settings.total_timeout:g} s", which, _AGAIN)
        case outer.Timeout() | inner.TimeoutError():
            return NetworkError(f"no answer within {settings.timeout:g} s", which, _AGAIN)
        case outer.ConnectionError():
            return NetworkError(_unconnected(error), which, "check the network, then try again")
        case Damaged():
            return BadAnswer(f"the answer is damaged ({error})", which, _AGAIN)
    return BadAnswer("the answer was cut off", which, _AGAIN)


def _unconnected(error: Exception) -> str:
    cause = error.args[0] if error.args else None
    match getattr(cause, "reason", cause):
        case inner.NameResolutionError():
            return "its name could not be resolved"
        case inner.ProtocolError():
            return "the connection broke off before an answer came"
    return "no connection"

"""Telling a receiver that the user named something: one POST, repeated where that can help.

The receiver may be anywhere, on this machine too: its address is not out of a page. What it answers
is not read, and it can send the notice to nobody else.
"""

import time
from collections.abc import Callable, Mapping

import requests
from requests.utils import get_auth_from_url

from wxarchive.errors import NetworkError, UsageError
from wxarchive.guarded import joined, number, split_strictly

TIMES = (5.0, 10.0)
"""Seconds to connect, and to wait for an answer."""
PAUSES = (1.0, 5.0)
"""Seconds before the second attempt, and the third."""
_LONGEST_PAUSE = 30
_MOVED = frozenset({301, 302, 307, 308})
_HOPS = 3


def receiver_of(url: str) -> str:
    """Return the scheme, host and port of a receiver's address, for messages: the rest may be as
    good as a password. Raises :class:`UsageError` for what is no address of the web.
    """
    parts = split_strictly(url)
    if not parts or parts.scheme not in {"http", "https"} or not parts.hostname:
        raise UsageError("this is no address that a notice can go to", hint="write https://HOST/…")
    port = f":{parts.port}" if parts.port else ""
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    return f"{parts.scheme}://{host}{port}"


def post(
    url: str,
    body: bytes,
    headers: Mapping[str, str],
    *,
    sleep: Callable[[float], object] = time.sleep,
) -> None:
    """Send a body to a receiver; three attempts where it is away, busy or broken.

    Raises :class:`NetworkError` without anything secret of the address.
    """
    with requests.Session() as session:
        session.auth = get_auth_from_url(url) if "@" in url else _as_it_is
        for pause in PAUSES:
            try:
                _sent(session, url, body, headers)
            except _Temporary as failure:
                sleep(max(pause, failure.pause))
            else:
                return
        try:
            _sent(session, url, body, headers)
        except _Temporary as failure:
            raise failure.error from failure


class _Temporary(Exception):
    """Another attempt may help, after so many seconds."""

    def __init__(self, error: NetworkError, pause: int = 0) -> None:
        super().__init__(error)
        self.error = error
        self.pause = min(pause, _LONGEST_PAUSE)


def _as_it_is(request: requests.PreparedRequest) -> requests.PreparedRequest:
    """Keep requests from adding a password that ~/.netrc has for the host."""
    return request


def _sent(session: requests.Session, url: str, body: bytes, headers: Mapping[str, str]) -> None:
    where = receiver_of(url)
    for _ in range(_HOPS):
        try:
            answer = session.post(
                url, data=body, headers=headers, timeout=TIMES, allow_redirects=False, stream=True
            )
        # also errors of urllib3 and of the codec of host names
        except ValueError as error:
            what = "the address, or the one that it redirects to, is none"
            raise NetworkError(what, where, "correct it") from error
        except requests.RequestException as error:
            what = f"no answer ({type(error).__name__})"
            raise _Temporary(NetworkError(what, where)) from error
        with answer:
            status, headers_of_answer = answer.status_code, answer.headers
        if status < 300 or status == 303:
            return
        if status not in _MOVED:
            _refuse(status, where, number(headers_of_answer.get("retry-after")) or 0)
        url = _next(url, headers_of_answer.get("location", ""), where)
    raise NetworkError("it redirects again and again", where, "give its last address")


def _refuse(status: int, where: str, pause: int) -> None:
    error = NetworkError(f"the receiver answered with HTTP {status}", where)
    if status >= 500 or status in {408, 425, 429}:
        raise _Temporary(error, pause)
    raise error


def _next(url: str, location: str, where: str) -> str:
    """Return where the same host wants to be asked; no other one gets the notice."""
    address = joined(url, location)
    here, there = split_strictly(url), split_strictly(address)
    is_same = here and there and here.hostname == there.hostname
    # never from https back to http
    if not is_same or not there or there.scheme not in {"https", url.partition(":")[0].lower()}:
        raise NetworkError("the receiver redirects to another host", where, "give that address")
    return address

"""Telling a receiver that the user named something: one POST, repeated where that can help.

The receiver may be anywhere, on this machine too: its address is not out of a page. What it answers
is not read, and it can send the notice to nobody else.
"""

import time
from collections.abc import Callable, Mapping

import requests
from requests.utils import get_auth_from_url

from wxarchive.errors import NetworkError, UsageError
from wxarchive.fetch.session import SessionWithoutRedirects
from wxarchive.guarded import joined, number, split_strictly

TIMES = (5.0, 10.0)
"""Seconds to connect, and to wait for an answer."""
PAUSES = (1.0, 5.0)
"""Seconds before the second attempt, and the third."""
_LONGEST_PAUSE = 30
_MOVED = frozenset({301, 302, 307, 308})
_BUSY = frozenset({408, 425, 429})
_HOPS = 3


def receiver_of(url: str) -> str:
    """Return the scheme, host and port of a receiver's address, for messages: the rest may be as
    good as a password. Raises :class:`UsageError` for what is no address of the web.
    """
    parts = split_strictly(url)
    if not parts or parts.scheme not in {"http", "https"} or not parts.hostname:
        raise UsageError("this is no address that a notice can go to", hint="write https://HOST/…")
    receiver = parts.hostname
    # an address of IPv6
    if ":" in receiver:
        receiver = f"[{receiver}]"
    if parts.port:
        receiver += f":{parts.port}"
    return f"{parts.scheme}://{receiver}"


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
    with SessionWithoutRedirects() as session:
        # without any, requests would add a password that ~/.netrc has for the host
        session.auth = get_auth_from_url(url) if "@" in url else lambda request: request
        for pause in (*PAUSES, None):
            try:
                _send(session, url, body, headers)
            except _Temporary as failure:
                # that was the last attempt
                if pause is None:
                    raise failure.error from failure
                sleep(max(pause, failure.pause))
            else:
                return


class _Temporary(Exception):
    """Another attempt may help, after so many seconds."""

    def __init__(self, error: NetworkError, pause: int = 0) -> None:
        self.error = error
        self.pause = min(pause, _LONGEST_PAUSE)


def _send(session: requests.Session, url: str, body: bytes, headers: Mapping[str, str]) -> None:
    """Send a body once, also to where the receiver redirects to."""
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
        # its body is of no interest
        with answer:
            status, answered = answer.status_code, answer.headers
        # 303: it was taken, and its page for people is elsewhere
        if status < 300 or status == 303:
            return
        if status not in _MOVED:
            refusal = NetworkError(f"the receiver answered with HTTP {status}", where)
            if status >= 500 or status in _BUSY:
                raise _Temporary(refusal, number(answered.get("retry-after")) or 0)
            raise refusal
        url = _next(url, answered.get("location", ""), where)
    raise NetworkError("it redirects again and again", where, "give its last address")


def _next(url: str, location: str, where: str) -> str:
    """Return where the same host wants to be asked; no other one gets the notice."""
    address = joined(url, location)
    here, there = split_strictly(url), split_strictly(address)
    is_same = here and there and here.hostname == there.hostname
    # never from https back to http
    if here and there and is_same and there.scheme in {"https", here.scheme}:
        return address
    raise NetworkError("the receiver redirects to another host", where, "give that address")

"""The connections under ``requests``: where they may lead, and that none outlasts its time.

Two things a library that fetches for anybody leaves open are closed here. A name is resolved once,
its addresses are checked, and one of those is connected to: a name of the allow-list that leads
into the user's own network is refused, also if it says something else when asked again. And each
piece that is read, of the status line and the headers as of the body, is read under the deadline of
the whole exchange: a time-out for each piece would let a server that drips byte by byte hold on for
ever.
"""

import socket
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from http.client import HTTPResponse
from io import BufferedReader, RawIOBase
from ipaddress import IPv6Address, IPv6Network, ip_address, ip_network
from typing import Any, Protocol

from requests.adapters import HTTPAdapter
from urllib3 import HTTPConnectionPool, HTTPSConnectionPool, ProxyManager
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import ConnectTimeoutError, NameResolutionError, NewConnectionError
from urllib3.util.connection import allowed_gai_family, create_connection

Resolve = Callable[[str, int], Sequence[str]]
"""Host and port → the IP addresses it has; raises :class:`OSError` if it has none."""

_UNICAST = IPv6Network("2000::/3")
"""All of IPv6 that is given out to the internet. What wraps an IPv4 address lies outside: mapped,
compatible (``::127.0.0.1``), translated, and NAT64 (``64:ff9b::/96``, ``64:ff9b:1::/48``); it leads
wherever that address does.
"""
_ODD = (IPv6Network("2002::/16"), IPv6Network("2001::/32"), IPv6Network("3fff::/20"))
"""6to4 and Teredo, which wrap one as well; documentation."""
_RELAYS = ip_network("192.88.99.0/24")
"""Where 6to4 was relayed (RFC 7526)."""
_FAKE = ip_network("198.18.0.0/15")
"""For benchmarks by its registration; what Clash, Surge and their like answer for every name they
tunnel.
"""


class TooSlow(Exception):
    """The whole answer did not come in its time."""


class PrivateAddress(Exception):
    """A name leads to addresses of private networks only; the text names them."""


class _SocketReader(Protocol):
    def readinto(self, buffer: Any, /) -> int | None: ...
    def close(self) -> None: ...


@dataclass(frozen=True, slots=True)
class ExchangeTerms:
    """What holds for the exchange in hand: ``ends`` by ``clock``; ``anywhere``: private networks
    may be asked too.
    """

    clock: Callable[[], float]
    ends: float
    anywhere: bool

    def left(self) -> float:
        """Return how many seconds are left; raises :class:`TooSlow` if none are."""
        left = self.ends - self.clock()
        if left <= 0:
            raise TooSlow
        return left


_TERMS: ContextVar[ExchangeTerms] = ContextVar("terms")


@contextmanager
def under(terms: ExchangeTerms) -> Iterator[None]:
    """Let terms hold for the exchange within, in this thread."""
    before = _TERMS.set(terms)
    try:
        yield
    finally:
        _TERMS.reset(before)


def resolved(host: str, port: int) -> list[str]:
    """Ask the system for the addresses of a host."""
    infos = socket.getaddrinfo(host.strip("[]"), port, allowed_gai_family(), socket.SOCK_STREAM)
    return list(dict.fromkeys(str(address[0]) for *_, address in infos))


def is_public(address: str) -> bool:
    """Tell whether an IP address is one of the open internet, and of no private or special
    network.
    """
    ip = ip_address(address)
    if isinstance(ip, IPv6Address):
        return ip in _UNICAST and ip.is_global and not any(ip in odd for odd in _ODD)
    return (ip.is_global and not ip.is_multicast and ip not in _RELAYS) or ip in _FAKE


class GuardedAdapter(HTTPAdapter):
    """Makes connections that keep to the terms of the exchange in hand."""

    def __init__(self, resolve: Resolve = resolved) -> None:
        self._resolve = resolve
        super().__init__()

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        """Make the pools of direct connections."""
        super().init_poolmanager(*args, **kwargs)
        self.poolmanager.pool_classes_by_scheme = _pools(self._resolve, anywhere=False)

    def proxy_manager_for(self, proxy: str, **kwargs: Any) -> ProxyManager:
        """Make the pools of connections through a proxy: that one is the user's choice, wherever it
        stands.
        """
        manager: ProxyManager = super().proxy_manager_for(proxy, **kwargs)
        manager.pool_classes_by_scheme = _pools(self._resolve, anywhere=True)
        return manager


def _pools(resolve: Resolve, *, anywhere: bool) -> dict[str, type[HTTPConnectionPool]]:
    # urllib3 makes each connection itself: what is ours stands on their class
    class Plain(_GuardedConnection):
        pass

    class Secure(_GuardedConnection, HTTPSConnection):
        pass

    for kind in (Plain, Secure):
        kind.resolve = staticmethod(resolve)
        kind.anywhere = anywhere

    class PlainPool(HTTPConnectionPool):
        ConnectionCls = Plain

    class SecurePool(HTTPSConnectionPool):
        ConnectionCls = Secure

    return {"http": PlainPool, "https": SecurePool}


class _TimedResponse(HTTPResponse):
    def __init__(self, sock: socket.socket, *args: Any, **kwargs: Any) -> None:
        super().__init__(sock, *args, **kwargs)
        self.fp = BufferedReader(_Timed(sock, self.fp.detach()))


class _Timed(RawIOBase):
    """What a socket receives, each piece under the deadline of the whole."""

    def __init__(self, sock: socket.socket, raw: _SocketReader) -> None:
        self._sock = sock
        self._raw = raw

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any, /) -> int | None:
        terms = _TERMS.get()
        self._sock.settimeout(_shorter(self._sock.gettimeout(), terms.left()))
        try:
            return self._raw.readinto(buffer)
        except TimeoutError:
            # it may have been the whole time that is over
            terms.left()
            raise

    def close(self) -> None:
        self._raw.close()
        super().close()


class _GuardedConnection(HTTPConnection):
    response_class = _TimedResponse
    resolve: Resolve
    anywhere: bool

    def _new_conn(self) -> socket.socket:
        failure: OSError = OSError("no address")
        # by address, not by name: nobody resolves it a second time, to something else
        for address in self._addresses():
            timeout = _shorter(self.timeout, _TERMS.get().left())
            try:
                return create_connection(
                    (address, self.port),
                    timeout,
                    source_address=self.source_address,
                    socket_options=self.socket_options,
                )
            except OSError as error:
                failure = error
        # the last failure is reported, as urllib3 does
        if isinstance(failure, TimeoutError):
            _TERMS.get().left()
            raise ConnectTimeoutError(self, "no connection in time") from failure
        raise NewConnectionError(self, f"no connection: {failure}") from failure

    def _addresses(self) -> Sequence[str]:
        try:
            addresses = type(self).resolve(self.host, self.port)
        # UnicodeError: a part of the name is empty or too long
        except (OSError, UnicodeError) as error:
            raise NameResolutionError(self.host, self, socket.gaierror(str(error))) from error
        if self.anywhere or _TERMS.get().anywhere:
            return addresses
        public = [address for address in addresses if is_public(address)]
        if addresses and not public:
            raise PrivateAddress(", ".join(addresses))
        return public


def _shorter(timeout: float | None, left: float) -> float:
    if timeout is None:
        return left
    return min(timeout, left)

"""A fetcher before the small WeChat or a transport without a network; its clock is moved by
sleeping.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest

from tests.smallwechat import Faults, SmallWechat
from tests.smallwechat.site import WATER
from wxarchive.clock import BEIJING
from wxarchive.errors import WxArchiveError
from wxarchive.fetch.fetcher import Fetcher
from wxarchive.fetch.pace import Wait
from wxarchive.fetch.settings import FetchSettings, parse_connect_to
from wxarchive.fetch.transports import Answer, Request
from wxarchive.models import RawPage

PATH = f"/s/{WATER.token}"
URL = WATER.short_url
NOW = datetime(2026, 2, 3, 4, 5, 6, tzinfo=BEIJING)


class World:
    """A clock that moves only when somebody sleeps."""

    def __init__(self) -> None:
        self.time = 1000.0
        self.naps: list[float] = []
        self.waits: list[Wait] = []

    def sleep(self, seconds: float) -> None:
        self.naps.append(seconds)
        self.time += seconds

    def wait(self, pause: Wait) -> None:
        self.waits.append(pause)
        self.sleep(pause.seconds)

    def clock(self) -> float:
        return self.time


class FakeTransport:
    """Answers each request as the script says, the last entry for ever: with an error, or a status,
    headers, a body.
    """

    def __init__(self, *script: Exception | tuple[int, dict[str, str], bytes]) -> None:
        self.requests: list[Request] = []
        self._script = script

    def send(self, request: Request, write: Callable[[bytes], object]) -> Answer:
        self.requests.append(request)
        said = self._script[min(len(self.requests), len(self._script)) - 1]
        if isinstance(said, Exception):
            raise said
        write(said[2])
        return Answer(request.url, said[0], said[1])

    def close(self) -> None:
        pass


def ok(body: bytes = b"<html></html>") -> tuple[int, dict[str, str], bytes]:
    return 200, {}, body


def refusal(status: int, **headers: str) -> tuple[int, dict[str, str], bytes]:
    return status, {name.replace("_", "-"): value for name, value in headers.items()}, b""


def faked(transport: FakeTransport, world: World, chance: float = 0.5, **settings: Any) -> Fetcher:
    """A fetcher over a transport without a network; what it waits for goes into ``world.waits``."""
    return Fetcher(
        FetchSettings(**settings),
        transport,
        wait=world.wait,
        clock=world.clock,
        now=lambda: NOW,
        chance=lambda: chance,
    )


def fetcher(
    wechat: SmallWechat | str, world: World, chance: float = 0.5, **settings: Any
) -> Fetcher:
    pairs = (
        wechat.connect_to() if isinstance(wechat, SmallWechat) else [f"mp.weixin.qq.com={wechat}"]
    )
    chosen = FetchSettings(**{"connect_to": parse_connect_to(pairs), "timeout": 5.0, **settings})
    return Fetcher(
        chosen, wait=world.wait, clock=world.clock, now=lambda: NOW, chance=lambda: chance
    )


def fetched(url: str = URL, faults: Faults | None = None, **settings: Any) -> RawPage:
    with SmallWechat(faults=faults) as wechat, fetcher(wechat, World(), **settings) as door:
        return door.get_page(url)


def failure(
    url: str = URL, faults: Faults | None = None, **settings: Any
) -> tuple[WxArchiveError, int, list[float]]:
    """The error, the number of requests made and the pauses between them."""
    world = World()
    with SmallWechat(faults=faults) as wechat, fetcher(wechat, world, **settings) as door:
        with pytest.raises(WxArchiveError) as caught:
            door.get_page(url)
        return caught.value, len(wechat.requests), world.naps


OK = b"HTTP/1.1 200 OK\r\n"


PAGE = b"<html>" + b"water " * 500 + b"</html>"


def answer(*headers: bytes, body: bytes = PAGE) -> list[bytes]:
    return [OK, *(header + b"\r\n" for header in headers), b"\r\n", body]

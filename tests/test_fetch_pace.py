"""How often a site is asked: pauses, turns, what a busy server is given."""

from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest

from tests.fetching import PATH, URL, World, failure, fetcher
from tests.smallwechat import Faults, SmallWechat
from tests.smallwechat.hostile import Hostile
from tests.smallwechat.pages import page
from tests.smallwechat.server import ALWAYS
from tests.smallwechat.site import METER, WATER
from wxarchive.errors import BadAnswer, NetworkError
from wxarchive.fetch.fetcher import Fetcher
from wxarchive.fetch.pace import Wait
from wxarchive.fetch.settings import FetchSettings


def test_pages_of_one_host_are_asked_for_with_a_pause() -> None:
    world = World()
    with SmallWechat() as wechat, fetcher(wechat, world) as door:
        door.get_page(URL)
        world.time += 1
        door.get_page(METER.short_url)
        world.time += 10
        door.get_page(URL)
    assert world.naps == [2.0]


@pytest.mark.parametrize(("chance", "pause"), [(0.0, 1.5), (0.5, 3.0), (1.0, 4.5)])
def test_the_pause_is_jittered(chance: float, pause: float) -> None:
    world = World()
    with SmallWechat() as wechat, fetcher(wechat, world, chance) as door:
        door.get_page(URL)
        door.get_page(URL)
    assert world.naps == [pytest.approx(pause)]


def test_a_busy_server_is_asked_again_with_growing_pauses() -> None:
    world = World()
    with SmallWechat(faults=Faults(status={PATH: (503, 2)})) as wechat, fetcher(wechat, world, delay=0.0) as door:
        assert door.get_page(URL).body == page(WATER).encode()
        assert len(wechat.requests) == 3
    assert world.naps == [2.0, 4.0]


@pytest.mark.parametrize("status", [500, 502, 503, 429])
def test_a_server_that_stays_busy_is_given_up(status: int) -> None:
    error, requests, naps = failure(faults=Faults(status={PATH: (status, ALWAYS)}))
    assert isinstance(error, BadAnswer)
    assert (requests, naps, error.exit_code) == (3, [3.0, 4.0], 1)
    assert str(error) == f"{URL}: the server is busy (HTTP {status}); try again later"


@pytest.mark.parametrize(
    ("said", "pause"),
    [
        ("30", 30.0),
        ("1", 3.0),
        ("soon", 3.0),
        ("Mon, 02 Feb 2026 20:05:46 GMT", 40.0),
        ("Mon, 02 Feb 2026 20:05:46", 40.0),
    ],
)
def test_retry_after_is_respected(said: str, pause: float) -> None:
    world = World()
    faults = Faults(status={PATH: (429, 1)}, retry_after=said)
    with SmallWechat(faults=faults) as wechat, fetcher(wechat, world) as door:
        door.get_page(URL)
    assert world.naps == [pause]


def test_a_retry_after_of_hours_is_not_waited_for() -> None:
    error, requests, naps = failure(faults=Faults(status={PATH: (429, 1)}, retry_after="7200"))
    assert isinstance(error, BadAnswer)
    assert (requests, naps, error.retry_after) == (1, [], 7200.0)
    asked = "it asks to be left alone for 2 h; try again then"
    assert str(error) == f"{URL}: the server is busy (HTTP 429); {asked}"


@pytest.mark.parametrize(
    ("said", "retry_after", "span"),
    [
        ("90", 90.0, "90 s"),
        ("600", 600.0, "10 min"),
        ("9" * 12, 604_800.0, "168 h"),
        ("9" * 400, None, None),
        ("-5", None, None),
    ],
)
def test_what_a_server_asks_for_goes_with_the_error(said: str, retry_after: float | None, span: str | None) -> None:
    error, _, _ = failure(faults=Faults(status={PATH: (503, ALWAYS)}, retry_after=said), attempts=1)
    assert isinstance(error, NetworkError)
    assert error.retry_after == retry_after
    assert error.hint == (f"it asks to be left alone for {span}; try again then" if span else "try again later")


def test_pauses_are_told_with_their_reason() -> None:
    world, told = World(), list[Wait]()
    with SmallWechat(faults=Faults(status={PATH: (503, 1)})) as wechat, fetcher(wechat, world, delay=1.0) as door:
        door.before_wait = told.append
        door.get_page(URL)
        door.get_page(METER.short_url)
    assert told == [Wait(2.0, "the server is busy (HTTP 503)"), Wait(1.0)]
    assert world.naps == [2.0, 1.0]


def test_a_clock_that_is_set_back_neither_hangs_nor_hurries() -> None:
    world = World()
    with SmallWechat() as wechat, fetcher(wechat, world) as door:
        door.get_page(URL)
        world.time -= 1_000_000
        door.get_page(METER.short_url)
        world.time -= 5
        world.time += 1
        door.get_page(URL)
    assert world.naps == [3.0, 3.0]


def test_a_page_of_either_host_counts_for_the_pause() -> None:
    world = World()
    there = Faults(redirect={"/r": URL})
    with SmallWechat(faults=there) as wechat:
        pairs = {"mp.weixin.qq.com": wechat.url, "weixin.qq.com": wechat.url}
        with Fetcher(FetchSettings(connect_to=pairs), sleep=world.sleep, clock=world.clock, chance=lambda: 0.5) as door:
            assert door.get_page(URL).status == 200
            door.get_page("https://weixin.qq.com/")
    assert world.naps == [3.0]


def test_two_threads_ask_one_after_the_other() -> None:
    world, second = World(), Event()
    together: list[bool] = []

    def answer(_head: bytes) -> list[bytes]:
        if together:
            second.set()
        together.append(second.wait(0.1))
        return [b"HTTP/1.1 200 OK\r\n\r\n<html></html>"]

    with Hostile(answer) as server, fetcher(server.url, world) as door, ThreadPoolExecutor(2) as threads:
        pages = list(threads.map(door.get_page, [URL, METER.short_url]))
    assert [page.body for page in pages] == [b"<html></html>"] * 2
    assert (together[0], world.naps) == (False, [3.0])

"""How often a site is asked: pauses, turns, what a busy server is given."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest

from tests.smallwechat.site import METER
from tests.support.fetching import URL, FakeTransport, World, faked, ok, refusal
from wxarchive.errors import BadAnswer, NetworkError
from wxarchive.fetch.pace import Wait
from wxarchive.fetch.transports import Answer, Request


def given_up(transport: FakeTransport, world: World, attempts: int = 3) -> NetworkError:
    with pytest.raises(NetworkError) as caught:
        faked(transport, world, attempts=attempts).get_page(URL)
    return caught.value


def test_pages_of_one_host_are_asked_for_with_a_pause() -> None:
    world = World()
    door = faked(FakeTransport(ok()), world)
    door.get_page(URL)
    world.time += 1
    door.get_page(METER.short_url)
    world.time += 10
    door.get_page(URL)
    assert world.naps == [2.0]


@pytest.mark.parametrize(("chance", "pause"), [(0.0, 1.5), (0.5, 3.0), (1.0, 4.5)])
def test_the_pause_is_jittered(chance: float, pause: float) -> None:
    world = World()
    door = faked(FakeTransport(ok()), world, chance)
    door.get_page(URL)
    door.get_page(URL)
    assert world.naps == [pytest.approx(pause)]


def test_a_busy_server_is_asked_again_with_growing_pauses() -> None:
    world, transport = World(), FakeTransport(refusal(503), refusal(503), ok(b"water"))
    assert faked(transport, world, delay=0.0).get_page(URL).body == b"water"
    assert [request.url for request in transport.requests] == [URL] * 3
    assert world.naps == [2.0, 4.0]


@pytest.mark.parametrize("status", [500, 502, 503, 429])
def test_a_server_that_stays_busy_is_given_up(status: int) -> None:
    world, transport = World(), FakeTransport(refusal(status))
    error = given_up(transport, world)
    assert isinstance(error, BadAnswer)
    assert (len(transport.requests), world.naps, error.exit_code) == (3, [3.0, 4.0], 1)
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
    faked(FakeTransport(refusal(429, retry_after=said), ok()), world).get_page(URL)
    assert world.naps == [pause]


def test_a_retry_after_of_hours_is_not_waited_for() -> None:
    world, transport = World(), FakeTransport(refusal(429, retry_after="7200"), ok())
    error = given_up(transport, world)
    assert (type(error), len(transport.requests), world.naps, error.retry_after) == (
        BadAnswer,
        1,
        [],
        7200.0,
    )
    asked = "it asks for a pause of 2 h; try again then"
    assert str(error) == f"{URL}: the server is busy (HTTP 429); {asked}"


@pytest.mark.parametrize(
    ("said", "retry_after", "span"),
    [
        ("90", 90.0, "90 s"),
        ("600", 600.0, "10 min"),
        ("9" * 12, 604_800.0, "7 days"),
        ("9" * 400, 604_800.0, "7 days"),
        ("-5", None, None),
    ],
)
def test_what_a_server_asks_for_goes_with_the_error(
    said: str, retry_after: float | None, span: str | None
) -> None:
    error = given_up(FakeTransport(refusal(503, retry_after=said)), World(), attempts=1)
    assert error.retry_after == retry_after
    assert error.hint == (
        f"it asks for a pause of {span}; try again then" if span else "try again later"
    )


def test_pauses_are_told_with_their_reason() -> None:
    world = World()
    door = faked(FakeTransport(refusal(503), ok()), world, delay=1.0)
    door.get_page(URL)
    door.get_page(METER.short_url)
    assert world.waits == [Wait(2.0, "the server is busy (HTTP 503)"), Wait(1.0)]
    assert world.naps == [2.0, 1.0]


def test_a_clock_that_is_set_back_neither_hangs_nor_hurries() -> None:
    world = World()
    door = faked(FakeTransport(ok()), world)
    door.get_page(URL)
    world.time -= 1_000_000
    door.get_page(METER.short_url)
    world.time -= 5
    world.time += 1
    door.get_page(URL)
    assert world.naps == [3.0, 3.0]


def test_a_page_of_either_host_counts_for_the_pause() -> None:
    world, transport = World(), FakeTransport(ok(), refusal(302, location=URL), ok())
    door = faked(transport, world)
    door.get_page(URL)
    assert door.get_page("https://weixin.qq.com/").final_url == URL
    assert [request.url for request in transport.requests] == [URL, "https://weixin.qq.com/", URL]
    assert world.naps == [3.0]


def test_two_threads_ask_one_after_the_other() -> None:
    class Slow(FakeTransport):
        def send(self, request: Request, write: Callable[[bytes], object]) -> Answer:
            if self.requests:
                second.set()
            together.append(second.wait(0.1))
            return super().send(request, write)

    world, second, together = World(), Event(), list[bool]()
    door = faked(Slow(ok()), world)
    with ThreadPoolExecutor(2) as threads:
        pages = list(threads.map(door.get_page, [URL, METER.short_url]))
    assert [page.body for page in pages] == [b"<html></html>"] * 2
    assert (together[0], world.naps) == (False, [3.0])

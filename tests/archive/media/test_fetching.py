"""Fetching media, seen from outside: a real server on loopback, a clock of our own, nothing
patched.
"""

import hashlib
import tempfile
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event, Lock
from typing import Any

import pytest

from tests.smallwechat import Faults, SmallWechat
from tests.smallwechat.media import SIGNATURE, film
from tests.smallwechat.pictures import picture_at
from tests.smallwechat.server import ALWAYS
from tests.support.fetching import FakeTransport, ok, refusal
from wxarchive.errors import NetworkError
from wxarchive.fetch.media import MediaFetcher
from wxarchive.fetch.settings import FetchSettings, parse_connect_to
from wxarchive.fetch.transports import Answer, Request, Temporary
from wxarchive.models import Download, DownloadFailure, DownloadRequest, DownloadResult

PATH = "/mmbiz_jpg/SmallWechatKettle/0"
URL = f"https://mmbiz.qpic.cn{PATH}?wx_fmt=jpeg"
LIMIT = 1_000_000


class World:
    """A clock that moves only when somebody sleeps; threads share it."""

    def __init__(self) -> None:
        self.time = 1000.0
        self.naps: list[float] = []
        self._lock = Lock()

    def sleep(self, seconds: float) -> None:
        with self._lock:
            self.naps.append(seconds)
            self.time += seconds

    def clock(self) -> float:
        return self.time


def fetcher(
    wechat: SmallWechat, world: World | None = None, jobs: int = 4, **settings: Any
) -> MediaFetcher:
    world = world or World()
    chosen = FetchSettings(
        **{"connect_to": parse_connect_to(wechat.connect_to()), "timeout": 5.0, **settings}
    )
    return MediaFetcher(chosen, jobs, sleep=world.sleep, clock=world.clock)


def read(found: DownloadResult) -> bytes:
    assert isinstance(found, Download)
    with found.content as content:
        data = content.read()
    assert (len(data), hashlib.sha256(data).hexdigest()) == (found.size, found.sha256)
    return data


def asked_once(
    url: str = URL, limit: int = LIMIT, faults: Faults | None = None
) -> tuple[DownloadResult, int]:
    """What one address gave, and how many requests it took."""
    with SmallWechat(faults=faults) as wechat, fetcher(wechat) as door:
        return door.get(url, limit), len(wechat.requests)


def test_a_file_comes_byte_for_byte() -> None:
    with SmallWechat() as wechat, fetcher(wechat) as door:
        found = door.get(URL, LIMIT)
        assert read(found) == picture_at(PATH)
        assert isinstance(found, Download)
        assert found.address == URL
        assert wechat.requests == [("GET", "mmbiz.qpic.cn", f"{PATH}?wx_fmt=jpeg")]


def test_the_request_is_one_of_wechats_own_pages_and_wants_no_transcoded_pictures() -> None:
    with (
        SmallWechat(faults=Faults(headers={"Set-Cookie": "session=SECRET"})) as wechat,
        fetcher(wechat) as door,
    ):
        read(door.get(URL, LIMIT))
        read(door.get(URL, LIMIT))
        for headers in wechat.received:
            assert headers["referer"] == "https://mp.weixin.qq.com/"
            assert headers["user-agent"].startswith("Mozilla/5.0")
            assert "cookie" not in headers
            assert "image/png" in headers["accept"]
            assert "webp" not in headers["accept"]
            assert "avif" not in headers["accept"]


@pytest.mark.parametrize(
    "start", ["http://mmbiz.qpic.cn", "//mmbiz.qpic.cn", "https://mmbiz.qpic.cn:443"]
)
def test_every_address_is_asked_for_over_https(start: str) -> None:
    found, _ = asked_once(f"{start}{PATH}?wx_fmt=jpeg")
    assert isinstance(found, Download)
    assert found.address == URL
    found.content.close()


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("data:image/png;base64,AAAA", "no address in the web"),
        ("blob:https://mp.weixin.qq.com/1", "no address in the web"),
        ("file:///etc/passwd", "no address in the web"),
        ("/0?wx_fmt=png", "no address in the web"),
        ("https://[broken", "no address in the web"),
        ("https://mmbiz.qpic.cn:99999/0", "no address in the web"),
        ("https://img.example.org/a.png", "img.example.org is no host of WeChat's media"),
        ("https://mmbiz.qpic.cn@evil.example/a.png", "evil.example is no host of WeChat's media"),
        (
            "https://mmbiz.qpic.cn.evil.example/a.png",
            "mmbiz.qpic.cn.evil.example is no host of WeChat's media",
        ),
        ("https://mmbiz.qpic.cn:8080/a.png", "mmbiz.qpic.cn is no host of WeChat's media"),
        ("http://127.0.0.1/a.png", "127.0.0.1 is no host of WeChat's media"),
    ],
)
def test_other_addresses_are_never_asked_for(url: str, reason: str) -> None:
    assert asked_once(url) == (DownloadFailure(reason, "refused", asked=False), 0)


@pytest.mark.parametrize(
    ("location", "reason"),
    [
        ("https://evil.example/a.png", "redirected to evil.example, which is not followed"),
        ("file:///etc/passwd", "redirected to file:///etc/passwd, which is not followed"),
        ("http://169.254.169.254/latest", "redirected to 169.254.169.254, which is not followed"),
        ("//[broken", "redirected to https://%5Bbroken, which is not followed"),
    ],
)
def test_a_redirect_off_the_list_is_not_followed(location: str, reason: str) -> None:
    assert asked_once(faults=Faults(redirect={PATH: location})) == (
        DownloadFailure(reason, "refused"),
        1,
    )


def test_a_redirect_to_another_media_host_is_followed() -> None:
    found, requests = asked_once(faults=Faults(redirect={PATH: f"http://mmbiz.qlogo.cn{PATH}x"}))
    assert read(found) == picture_at(f"{PATH}x")
    assert requests == 2


def test_redirects_in_a_circle_end() -> None:
    missed, requests = asked_once(faults=Faults(redirect={PATH: "LOOP"}))
    assert (missed, requests) == (DownloadFailure("redirected more than 5 times", "lasting"), 6)


def test_a_file_larger_than_the_limit_is_refused() -> None:
    announced = Faults(padding={PATH: LIMIT})
    assert asked_once(faults=announced) == (DownloadFailure("larger than 0.954 MB", "refused"), 1)
    assert asked_once(limit=10) == (DownloadFailure("larger than 9.54e-06 MB", "refused"), 1)


def test_a_gzip_bomb_is_refused() -> None:
    bomb = Faults(files={PATH: b"\0" * 10_000_000})
    assert asked_once(faults=bomb) == (DownloadFailure("larger than 0.954 MB", "refused"), 1)


@pytest.mark.parametrize("status", [400, 403, 404, 410])
def test_what_the_host_has_not_is_not_asked_for_twice(status: int) -> None:
    faults = Faults(status={PATH: (status, ALWAYS)})
    assert asked_once(faults=faults) == (DownloadFailure(f"HTTP {status}", "lasting"), 1)


@pytest.mark.parametrize(
    "faults",
    [
        Faults(status={PATH: (503, 2)}),
        Faults(status={PATH: (429, 2)}),
        Faults(cut_off={PATH: 2}),
        Faults(cut_off_chunked={PATH: 2}),
        Faults(reset={PATH: 2}),
    ],
)
def test_what_heals_is_asked_for_again_after_growing_pauses(faults: Faults) -> None:
    world = World()
    with SmallWechat(faults=faults) as wechat, fetcher(wechat, world) as door:
        assert read(door.get(URL, LIMIT)) == picture_at(PATH)
        assert (len(wechat.requests), world.naps) == (3, [2.0, 4.0])


def test_what_does_not_heal_at_once_may_heal_later() -> None:
    assert asked_once(faults=Faults(status={PATH: (500, ALWAYS)})) == (
        DownloadFailure("HTTP 500", "heals"),
        3,
    )


def faked(transport: FakeTransport, world: World) -> MediaFetcher:
    """A fetcher over a transport without a network."""
    return MediaFetcher(transport=transport, sleep=world.sleep, clock=world.clock)


def test_a_host_that_asks_for_a_pause_gets_it() -> None:
    world, transport = World(), FakeTransport(refusal(503, retry_after="30"), ok(b"a picture"))
    with faked(transport, world) as door:
        assert read(door.get(URL, LIMIT)) == b"a picture"
    assert (len(transport.requests), world.naps) == (2, [30.0])


def test_a_host_that_asks_for_a_long_pause_is_left_alone() -> None:
    world, transport = World(), FakeTransport(refusal(503, retry_after="3600"))
    with faked(transport, world) as door:
        assert door.get(URL, LIMIT) == DownloadFailure("HTTP 503", "heals", 3600.0)
        other = door.get(f"{URL}&other", LIMIT)
    assert other == DownloadFailure(
        "not fetched: mmbiz.qpic.cn asks for a pause", "heals", 3600.0, asked=False
    )
    assert (len(transport.requests), world.naps) == (1, [])


def test_a_host_that_does_not_answer_is_given_up_for_this_run() -> None:
    silence = Temporary(NetworkError("no connection", URL))
    transport = FakeTransport(*[silence] * 4, ok(b"a picture"))
    with faked(transport, World()) as door:
        found = [door.get(URL, LIMIT) for _ in range(3)]
        assert [one.asked for one in found if isinstance(one, DownloadFailure)] == [
            True,
            True,
            False,
        ]
        assert found[2] == DownloadFailure(
            "not fetched: mmbiz.qpic.cn gave no answer before", "heals", asked=False
        )
        assert len(transport.requests) == 4
        assert read(door.get(URL.replace("qpic", "qlogo"), LIMIT)) == b"a picture"


def asked(numbers: Iterable[int]) -> list[DownloadRequest]:
    return [
        DownloadRequest(
            str(number), f"https://mmbiz.qpic.cn/mmbiz_jpg/Picture{number:04d}/0", LIMIT
        )
        for number in numbers
    ]


@pytest.mark.parametrize("jobs", [1, 4])
def test_many_come_in_parallel_each_once(jobs: int) -> None:
    with SmallWechat() as wechat, fetcher(wechat, jobs=jobs) as door:
        found = {one.name: read(download) for one, download in door.get_all(asked(range(50)))}
        assert found == {
            one.name: picture_at(one.address.removeprefix("https://mmbiz.qpic.cn"))
            for one in asked(range(50))
        }
        assert len(wechat.requests) == 50


@pytest.mark.parametrize("jobs", [1, 3])
def test_never_more_at_a_time_than_is_allowed(jobs: int) -> None:
    slow = {f"/mmbiz_jpg/Picture{number:04d}/0": 0.0005 for number in range(12)}
    with SmallWechat(faults=Faults(slow=slow)) as wechat, fetcher(wechat, jobs=jobs) as door:
        for _, found in door.get_all(asked(range(12))):
            read(found)
        assert wechat.busiest == jobs


def test_a_connection_that_is_not_secure_may_be_another_day() -> None:
    with SmallWechat() as wechat:
        pairs = [f"mmbiz.qpic.cn={wechat.url.replace('http:', 'https:')}"]
        with MediaFetcher(FetchSettings(connect_to=parse_connect_to(pairs))) as door:
            assert door.get(URL, LIMIT) == DownloadFailure("the connection is not secure", "heals")


def test_nothing_is_begun_before_it_is_wanted() -> None:
    begun: list[str] = []

    def watched() -> Iterable[DownloadRequest]:
        for one in asked(range(100)):
            begun.append(one.name)
            yield one

    with SmallWechat() as wechat, fetcher(wechat, jobs=2) as door:
        results = door.get_all(watched())
        read(next(results)[1])
        assert len(begun) <= 4
        results.close()  # type: ignore[attr-defined]  # it is a generator


class _Endless:
    """A transport whose answer goes on until nobody takes it any more."""

    def __init__(self) -> None:
        self.begun = Event()

    def send(self, request: Request, write: Callable[[bytes], object]) -> Answer:
        for _ in range(1_000_000):
            write(b"")
            self.begun.set()
        return Answer(request.url, 200, {})

    def close(self) -> None:
        pass


def test_what_still_comes_at_the_end_of_a_run_is_broken_off() -> None:
    transport = _Endless()
    with MediaFetcher(transport=transport) as door, ThreadPoolExecutor(1) as pool:
        found = pool.submit(door.get, URL, LIMIT)
        transport.begun.wait()
        door.close()
        assert found.result() == DownloadFailure("broken off: the run ended", "heals")


def test_the_end_of_a_run_cuts_no_pause_short() -> None:
    transport = FakeTransport(refusal(503, retry_after="30"), ok(b"a picture"))
    with MediaFetcher(transport=transport, sleep=lambda _: door.close()) as door:
        assert door.get(URL, LIMIT) == DownloadFailure("HTTP 503", "heals", 30.0)
    assert len(transport.requests) == 1


def test_a_large_file_is_not_held_in_memory() -> None:
    large = film("a", 3_000_000)
    with SmallWechat(faults=Faults(files={"/a.mp4": large})) as wechat, fetcher(wechat) as door:
        found = door.get(f"http://mpvideo.qpic.cn/a.mp4?{SIGNATURE}", 5_000_000)
        assert isinstance(found, Download)
        assert found.content.name is not None, "a file on the disk"
        assert read(found) == large


def test_a_slow_answer_ends_by_the_clock() -> None:
    class Hurried(World):
        def clock(self) -> float:
            self.time += 60
            return self.time

    with (
        SmallWechat(faults=Faults(slow={PATH: 0.001})) as wechat,
        fetcher(wechat, Hurried(), attempts=1) as door,
    ):
        assert door.get(URL, LIMIT) == DownloadFailure(
            "the answer was not complete after 120 s", "heals"
        )


def test_without_room_for_a_temporary_file_it_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "none"))
    found, _ = asked_once(faults=Faults(padding={PATH: 2_000_000}), limit=5_000_000)
    assert found == DownloadFailure(
        "no temporary file can be written (No such file or directory)", "heals"
    )

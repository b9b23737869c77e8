"""Pages through a window of Chromium, on a display without a screen, from the small WeChat behind
TLS: the bytes that were sent, and a person who clicks.
"""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.smallwechat import Faults, media
from tests.smallwechat.server import Answer
from tests.support.chromium import installed
from tests.support.fetching import PATH, URL, FakeTransport
from tests.support.person import Person, display, needs_a_person, program
from wxarchive.errors import (
    BadAnswer,
    HostNotAllowed,
    NetworkError,
    NoBrowser,
    Refused,
    TooLarge,
)
from wxarchive.fetch.fetcher import Fetcher
from wxarchive.fetch.media import MediaFetcher
from wxarchive.fetch.settings import FetchSettings, parse_connect_to
from wxarchive.fetch.transports import Assistance, BrowserTransport
from wxarchive.models import Download, DownloadFailure, DownloadRequest

trustme = pytest.importorskip("trustme", reason="makes the certificates; make test installs it")

from tests.smallwechat.guarded import GuardedWechat  # noqa: E402 -- needs trustme
from tests.smallwechat.secure import SecureWechat  # noqa: E402 -- the same

pytestmark = needs_a_person
BYTES = b"\xef\xbb\xbf<p>\xff\xfe\xb0\xa1</p>"


@pytest.fixture(scope="module")
def screen() -> Iterator[str]:
    with display() as name:
        yield name


@pytest.fixture
def folder(screen: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Give a folder for what Chromium writes, and the display to open windows on."""
    with tempfile.TemporaryDirectory(dir="/tmp", ignore_cleanup_errors=True) as name:
        monkeypatch.setenv("DISPLAY", screen)
        monkeypatch.setenv("XDG_DATA_HOME", name)
        yield Path(name)


def asks(url: str, body: bytes) -> bool:
    return b"secitptpage/verify" in body


@contextmanager
def fetcher(
    wechat: SecureWechat, folder: Path, said: list[str], **limits: Any
) -> Iterator[Fetcher]:
    settings = FetchSettings(delay=0, **limits, connect_to=parse_connect_to(wechat.connect_to()))
    help_ = Assistance(asks, str(program(folder, wechat)), say=said.append)
    with Fetcher(settings, BrowserTransport(settings, help_)) as door:
        yield door


def test_a_page_comes_as_it_was_sent(folder: Path) -> None:
    said: list[str] = []
    with SecureWechat(trustme.CA()) as wechat, fetcher(wechat, folder, said) as door:
        page = door.get_page(f"{URL}#rd")
        assert page.body == wechat.page(PATH).body
    assert (page.status, page.final_url, page.is_rendered, said) == (200, URL, False, [])
    assert dict(page.headers)["content-type"] == "text/html; charset=UTF-8"
    profile = folder / "wxarchive" / "browser" / "chromium"
    assert profile.stat().st_mode & 0o777 == 0o700


def test_a_person_passes_the_verification_by_a_click(folder: Path, screen: str) -> None:
    said: list[str] = []
    with (
        GuardedWechat(trustme.CA()) as wechat,
        fetcher(wechat, folder, said) as door,
        Person(wechat, screen),
    ):
        page = door.get_page(URL)
        assert page.body == wechat.sent[PATH]
    assert (page.final_url, page.with_cookies, page.scrubbed) == (URL, True, 0)
    assert wechat.passes == 1
    assert said == [
        "WeChat asks for verification: pass it in the browser's window; waiting 10 min for you",
        "passed; going on",
    ]


FAULTS = Faults(
    cut_off={"/s/cut": 99},
    cut_off_chunked={"/s/chunk": 99},
    reset={"/s/reset": 99},
    status={"/s/busy": (503, 99), "/s/refused": (404, 99)},
    redirect={"/s/away": "https://example.org/x", "/s/there": PATH},
    padding={"/s/large": 3_000_000},
    answers={"/s/bytes": Answer(BYTES, "text/html; charset=gbk")},
)


@pytest.fixture(scope="module")
def before(screen: str) -> Iterator[tuple[Fetcher, SecureWechat]]:
    """Give a window before a small WeChat where much goes wrong."""
    with (
        tempfile.TemporaryDirectory(dir="/tmp", ignore_cleanup_errors=True) as name,
        pytest.MonkeyPatch.context() as patch,
        SecureWechat(trustme.CA(), faults=FAULTS) as wechat,
    ):
        patch.setenv("DISPLAY", screen)
        patch.setenv("XDG_DATA_HOME", name)
        limits = {"page_limit": 2_000_000, "total_timeout": 60.0, "attempts": 1}
        with fetcher(wechat, Path(name), [], **limits) as door:
            yield door, wechat


@pytest.fixture
def window(before: tuple[Fetcher, SecureWechat]) -> Fetcher:
    return before[0]


@pytest.mark.parametrize(
    ("path", "kind", "what"),
    [
        ("cut", BadAnswer, "the answer was cut off"),
        ("chunk", BadAnswer, "the answer was cut off"),
        ("reset", NetworkError, "the browser could not load it (net::ERR_CONNECTION_RESET)"),
        ("busy", BadAnswer, "the server is busy (HTTP 503)"),
        ("refused", Refused, "the server refused (HTTP 404)"),
        ("large", TooLarge, "the answer is larger than 1.91 MB"),
        (
            "away",
            HostNotAllowed,
            "is redirected to https://example.org/x, which is not followed",
        ),
    ],
)
def test_what_goes_wrong_is_said_as_without_a_window(
    window: Fetcher, path: str, kind: type[NetworkError], what: str
) -> None:
    with pytest.raises(kind) as raised:
        window.get_page(f"https://mp.weixin.qq.com/s/{path}")
    assert raised.value.what == what
    # and the window goes on
    assert window.get_page(URL).status == 200


def test_an_answer_has_its_time(folder: Path) -> None:
    with (
        SecureWechat(trustme.CA(), faults=Faults(silent={PATH: 99})) as wechat,
        fetcher(wechat, folder, [], total_timeout=0.5, attempts=1) as door,
        pytest.raises(NetworkError, match=r"not complete after 0\.5 s"),
    ):
        door.get_page(URL)


def test_a_redirect_is_followed_and_bytes_are_no_text(window: Fetcher) -> None:
    assert window.get_page("https://mp.weixin.qq.com/s/there").final_url == URL
    assert window.get_page("https://mp.weixin.qq.com/s/bytes").body == BYTES


def test_what_a_home_page_lists_is_posted_for(before: tuple[Fetcher, SecureWechat]) -> None:
    window, wechat = before
    target = "/mp/homepage?__biz=Mw==&hid=1&action=appmsg_list"
    assert window.get_page(f"https://mp.weixin.qq.com{target}").status == 200
    assert [method for method, _, path in wechat.requests if path == target] == ["POST"]


def test_a_server_that_nobody_vouches_for_is_not_asked(folder: Path) -> None:
    with SecureWechat(trustme.CA()) as wechat:
        settings = FetchSettings(connect_to=parse_connect_to(wechat.connect_to()))
        help_ = Assistance(asks, installed())
        with (
            Fetcher(settings, BrowserTransport(settings, help_)) as door,
            pytest.raises(NetworkError, match="the connection is not secure"),
        ):
            door.get_page(URL)
        assert wechat.requests == []


def test_nobody_is_waited_for_longer_than_that(folder: Path) -> None:
    said: list[str] = []
    with GuardedWechat(trustme.CA()) as wechat:
        help_ = Assistance(asks, str(program(folder, wechat)), 1.0, said.append)
        settings = FetchSettings(delay=0, connect_to=parse_connect_to(wechat.connect_to()))
        with Fetcher(settings, BrowserTransport(settings, help_)) as door:
            page = door.get_page(URL)
    assert page.final_url is not None
    assert "/mp/wappoc_appmsgcaptcha" in page.final_url
    assert "SecretPocToken" not in page.final_url
    assert said[1:] == ["nobody passed the verification within 1 s"]


def test_a_picture_that_is_refused_comes_through_the_window(folder: Path) -> None:
    faults = Faults(status={"/mmbiz_jpg/SmallWechatKettle/0": (403, 1)})
    address = "https://mmbiz.qpic.cn/mmbiz_jpg/SmallWechatKettle/0?wx_fmt=jpeg"
    with SecureWechat(trustme.CA(), faults=faults) as wechat:
        settings = FetchSettings(delay=0, connect_to=parse_connect_to(wechat.connect_to()))
        transport = BrowserTransport(settings, Assistance(asks, str(program(folder, wechat))))
        plain = FakeTransport((403, {}, b""))
        with MediaFetcher(settings, 1, plain, instead=lambda: transport) as files:
            request = DownloadRequest("kettle", address, 10_000_000)
            [(_, refused), (_, came)] = [*files.get_all([request]), *files.get_all([request])]
        transport.close()
    assert isinstance(refused, DownloadFailure)
    assert isinstance(came, Download)
    with came.content as content:
        assert content.read() == media.file_at("mmbiz.qpic.cn", address.partition("cn")[2])[0]


def test_without_a_display_it_is_said_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DISPLAY", raising=False)
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    with pytest.raises(NoBrowser) as raised:
        BrowserTransport(FetchSettings(), Assistance(asks))
    assert str(raised.value) == (
        "there is no display to open a browser's window on; run it in a desktop session (over ssh:"
        " ssh -X), or save the page in your own browser and give the file to wxarchive fetch"
    )

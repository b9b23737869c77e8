"""When a window is used instead of plain requests, and what a page is whose bytes no browser
gives: with a fake browser, and without a display.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.support.browsers import fake, needs_unix
from tests.support.fetching import URL, FakeTransport, World, faked, ok
from wxarchive.errors import UsageError
from wxarchive.fetch import Assistance, AssistedFetcher, Fetcher, FetchSettings
from wxarchive.fetch.transports import browser_options
from wxarchive.parse import parse

CHALLENGE = ok(b"<html>verify</html>")
ARTICLE = ok(b"<html>tea</html>")
SHOWN = "<!DOCTYPE html><p>茶</p>".encode()


def asks(url: str, body: bytes) -> bool:
    return b"verify" in body


@pytest.fixture(autouse=True)
def without_display(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("DISPLAY", raising=False)
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))


@contextmanager
def windowed(
    plain: Fetcher, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, at_once: bool
) -> Iterator[AssistedFetcher]:
    """Give what fetches through a fake browser's window when a person is needed."""
    monkeypatch.setenv("DISPLAY", ":7")
    with fake(tmp_path, "gives no bytes") as browser:
        help_ = Assistance(asks, browser.path)
        with AssistedFetcher(plain, FetchSettings(delay=0), help_, at_once=at_once) as door:
            yield door


@needs_unix
def test_a_page_whose_bytes_no_browser_gives_is_kept_as_it_was_drawn(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain = faked(FakeTransport(ARTICLE), World())
    with windowed(plain, tmp_path, monkeypatch, at_once=True) as door:
        page = door.get_page(URL)
    assert (page.body, page.is_rendered, page.with_cookies) == (SHOWN, True, True)
    assert parse(page).origin == "rendered"


@needs_unix
def test_the_window_stays_from_the_first_verification_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    network = FakeTransport(ARTICLE, CHALLENGE, ARTICLE)
    world = World()
    plain = faked(network, world, delay=3.0)
    with windowed(plain, tmp_path, monkeypatch, at_once=False) as door:
        bodies = [door.get_page(URL).body for _ in range(4)]
    assert bodies == [ARTICLE[2], SHOWN, SHOWN, SHOWN]
    assert len(network.requests) == 2
    # at the same pace: between five requests there are four pauses
    assert world.naps == [3.0] * 4


def test_where_no_window_can_be_opened_the_verification_comes_out(tmp_path: Path) -> None:
    said: list[str] = []
    plain = faked(FakeTransport(CHALLENGE), World())
    help_ = Assistance(asks, say=said.append)
    with AssistedFetcher(plain, FetchSettings(), help_) as door:
        assert door.get_page(URL).body == CHALLENGE[2]
    assert [text.partition(";")[0] for text in said] == [
        "there is no display to open a browser's window on"
    ]


def test_a_mirror_that_speaks_no_https_is_refused_before_anything_is_asked_for() -> None:
    plain = faked(FakeTransport(ARTICLE), World())
    settings = FetchSettings(connect_to={"mp.weixin.qq.com": "http://127.0.0.1:1"})
    with pytest.raises(UsageError) as raised:
        AssistedFetcher(plain, settings, Assistance(asks))
    assert raised.value.what == "a browser asks over https only, and for the same path"


def test_a_browser_gets_the_proxy_without_its_password() -> None:
    proxy = "http://name:secret@127.0.0.1:7890"
    mirrors = {"mp.weixin.qq.com": "https://127.0.0.1:8443"}
    assert browser_options(FetchSettings(proxy=proxy, connect_to=mirrors)) == [
        "--host-resolver-rules=MAP mp.weixin.qq.com:443 127.0.0.1:8443",
        "--proxy-server=http://127.0.0.1:7890",
        "--proxy-bypass-list=mp.weixin.qq.com",
    ]
    assert browser_options(FetchSettings(proxy="direct")) == ["--no-proxy-server"]

"""Pages through a window of Chromium, on a display without a screen, from the small WeChat behind
TLS: the bytes that were sent, and a person who clicks.
"""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.support.fetching import PATH, URL
from tests.support.person import Person, display, needs_a_person, program
from wxarchive.fetch.fetcher import Fetcher
from wxarchive.fetch.settings import FetchSettings, parse_connect_to
from wxarchive.fetch.transports import Assistance, BrowserTransport

trustme = pytest.importorskip("trustme", reason="makes the certificates; make test installs it")

from tests.smallwechat.guarded import GuardedWechat  # noqa: E402 -- needs trustme
from tests.smallwechat.secure import SecureWechat  # noqa: E402 -- the same

pytestmark = needs_a_person


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
def fetcher(wechat: SecureWechat, folder: Path, said: list[str]) -> Iterator[Fetcher]:
    settings = FetchSettings(delay=0, connect_to=parse_connect_to(wechat.connect_to()))
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

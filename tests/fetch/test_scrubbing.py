"""What a fetcher keeps, and lets others know, of a session it fetches in."""

from pathlib import Path
from typing import Any

import pytest

from tests.support.fetching import URL, FakeTransport, World, faked, refusal
from wxarchive.errors import Bug, WxArchiveError
from wxarchive.fetch import Cookies, read_cookies

SECRET = "HIDDEN+by/value="
COOKIES = {"sid": SECRET, "lang": "zh_CN-zh_CN", "slave_user": "gh_0123456789ab", "short": "abc"}
BODY = b'<a href="?sid=HIDDEN%2Bby%2Fvalue%3D&key=1">zh_CN-zh_CN gh_0123456789ab abc</a>'
CLEAN = b'<a href="?sid=scrubbed&key=1">zh_CN-zh_CN gh_0123456789ab abc</a>'


@pytest.fixture
def cookies(tmp_path: Path) -> Cookies:
    lines = [f".qq.com\tTRUE\t/\tTRUE\t0\t{name}\t{value}" for name, value in COOKIES.items()]
    others = ".example.org\tTRUE\t/\tTRUE\t0\tsid\tabc-of-others"
    path = tmp_path / "cookies.txt"
    path.write_text("\n".join(["# Netscape HTTP Cookie File", *lines, others, ""]))
    return read_cookies(path)


def test_only_secrets_of_wechats_pages_are_looked_for(cookies: Cookies) -> None:
    assert set(cookies.secrets) == {SECRET, "abc"}


@pytest.mark.parametrize(
    ("wanted", "body", "count"), [(None, CLEAN, 1), (True, CLEAN, 1), (False, BODY, None)]
)
def test_a_page_is_scrubbed_where_there_are_cookies(
    cookies: Cookies, wanted: bool | None, body: bytes, count: int | None
) -> None:
    answer = (200, {"etag": SECRET, "server": "nginx"}, BODY)
    settings: dict[str, Any] = {"cookies": cookies, "scrub": wanted}
    page = faked(FakeTransport(answer), World(), **settings).get_page(URL)
    assert (page.body, page.scrubbed, page.with_cookies) == (body, count, True)
    assert page.headers == (("etag", "scrubbed"), ("server", "nginx"))


def test_a_page_that_is_fetched_without_a_session_stays_as_it_came() -> None:
    page = faked(FakeTransport((200, {}, BODY)), World()).get_page(URL)
    assert (page.body, page.scrubbed, page.with_cookies) == (BODY, None, False)


def test_an_address_with_a_session_is_as_good_as_cookies() -> None:
    address = "https://mp.weixin.qq.com/s?__biz=Mw==&mid=1&idx=1&key=HIDDENkey1"
    page = faked(FakeTransport((200, {}, b"HIDDENkey1")), World()).get_page(address)
    assert (page.body, page.scrubbed, page.with_cookies) == (b"scrubbed", 1, False)
    assert "HIDDEN" not in repr(page)


def test_where_a_redirect_led_tells_no_cookie(cookies: Cookies) -> None:
    moved = refusal(302, location="/s/aaaaaaaa?sid=HIDDEN%2Bby%2Fvalue%3D")
    page = faked(FakeTransport(moved, (200, {}, b"")), World(), cookies=cookies).get_page(URL)
    assert page.final_url == "https://mp.weixin.qq.com/s/aaaaaaaa?sid=scrubbed"


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (ValueError(f"cannot send {SECRET}"), "ValueError: cannot send scrubbed"),
        (WxArchiveError(f"it is {SECRET}", SECRET), "scrubbed: it is scrubbed"),
    ],
)
def test_no_error_tells_a_cookie(cookies: Cookies, error: Exception, told: str) -> None:
    door = faked(FakeTransport(error), World(), cookies=cookies)
    with pytest.raises((Bug, WxArchiveError)) as caught:
        door.get_page(URL)
    assert told in str(caught.value)
    assert "HIDDEN" not in str(caught.value)

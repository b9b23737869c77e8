"""Readers of feeds on other machines: they cannot log in, so their addresses hold a key."""

import re
import stat
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.web.conftest import TOKEN, Asking
from wxarchive.errors import UsageError
from wxarchive.web.secret import Secret

if TYPE_CHECKING:
    from starlette.testclient import TestClient

AWAY = "http://192.168.0.7:8321"
FEEDS = ("/feed.atom", "/events.atom", "/opds", "/opds/new", "/book/article/1")


@pytest.fixture
def away(asking: Asking, past: Path) -> "TestClient":
    return asking(past, base=AWAY, host="0.0.0.0", feeds=Secret(value="the-key"))


def test_feeds_and_what_they_lead_to_are_read_with_the_key_alone(away: "TestClient") -> None:
    for address in FEEDS:
        assert away.get(address).status_code == 401
        assert away.get(f"{address}?key=wrong").status_code == 401
        assert away.get(f"{address}?key=the-key").status_code == 200
    feed = away.get("/feed.atom?key=the-key&limit=5").text
    picture = re.search(
        r'src="([^"]*/media/[^"]*)"', feed.replace("&quot;", '"').replace("&amp;", "&")
    )
    following = re.search(r'rel="next"[^>]*href="([^"]*)"|href="([^"]*)"[^>]*rel="next"', feed)
    book = re.search(r'href="([^"]*/book/[^"]*)"', away.get("/opds/new?key=the-key").text)
    for found in (picture, following, book):
        assert found
        address = next(filter(None, found.groups())).replace("&amp;", "&")
        assert address.startswith(AWAY)
        assert away.get(address).status_code == 200


@pytest.mark.parametrize("address", ["/", "/article/1", "/settings", "/queue", "/feed.atom/../"])
def test_the_key_opens_nothing_else(away: "TestClient", address: str) -> None:
    assert away.get(f"{address}?key=the-key").status_code == 401
    assert away.post("/feed.atom?key=the-key").status_code == 403


def test_a_key_that_was_changed_opens_nothing_and_entries_stay_the_same(away: "TestClient") -> None:
    def names(text: str) -> list[str]:
        return re.findall(r"<id>(.*?)</id>", text)

    before = names(away.get("/feed.atom?key=the-key").text)
    shown = {"authorization": f"Bearer {TOKEN}"}
    assert away.post("/settings/feeds", headers=shown).headers["location"] == "/settings#feeds"
    settings = away.get("/settings", headers=shown).text
    assert "the-key" not in settings
    address = re.findall(r"<code>(http[^<]*/feed\.atom\?key=[^<]*)</code>", settings)[0]
    assert away.get("/feed.atom?key=the-key").status_code == 401
    assert names(away.get(address).text) == before


def test_on_this_machine_alone_no_key_is_needed_or_shown(browser: "TestClient") -> None:
    assert "key=" not in browser.get("/feed.atom").text
    assert "?key=" not in browser.get("/settings").text


def test_a_secret_is_kept_for_the_user_alone_until_it_is_changed(tmp_path: Path) -> None:
    path = tmp_path / "new" / "feeds"
    first = Secret(path)
    assert Secret(path).value == first.value
    if sys.platform != "win32":
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    before = first.value
    first.change()
    assert first.value != before
    assert Secret(path).value == first.value


def test_a_secret_that_cannot_be_kept_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(UsageError, match="cannot be kept"):
        Secret(tmp_path / "file" / "feeds")
    (tmp_path / "feeds").write_bytes(b"\xff")
    with pytest.raises(UsageError, match="cannot be kept"):
        Secret(tmp_path / "feeds")

"""Who may ask, what a page may do, and that nothing an archive holds does anything."""

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.web.conftest import HERE, TOKEN, Asking
from tests.web.reading import tree
from wxarchive.web.safety import COOKIE, POLICY

if TYPE_CHECKING:
    from starlette.testclient import TestClient


@pytest.mark.parametrize("host", ["127.0.0.1:8321", "localhost:8321", "LOCALHOST", "[::1]:8321"])
def test_names_of_this_machine_are_answered(browser: "TestClient", host: str) -> None:
    assert browser.get("/", headers={"host": host}).status_code == 200


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:8321", "127.0.0.1.evil.example", "192.168.0.9", "", "["]
)
def test_a_site_that_gives_its_name_our_address_is_refused(
    browser: "TestClient", host: str
) -> None:
    answer = browser.get("/", headers={"host": host})
    assert (answer.status_code, "article" in answer.text) == (421, False)


def test_another_name_is_answered_where_it_was_given(asking: Asking, past: Path) -> None:
    client = asking(past, names=("Books.lan",))
    for host in ("books.lan", "BOOKS.LAN:8321"):
        assert client.get("/", headers={"host": host}).status_code == 200
    assert client.get("/", headers={"host": "books"}).status_code == 421


def test_every_answer_forbids_all_but_our_own(browser: "TestClient") -> None:
    for address in ("/", "/article/1", "/nothing", "/article/999", "/?q=%22"):
        headers = browser.get(address).headers
        assert headers["content-security-policy"] == POLICY
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "same-origin"
    assert POLICY.startswith("default-src 'none'")
    assert "unsafe" not in POLICY


def test_what_nobody_expected_is_told_without_a_traceback(
    browser: "TestClient", monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("<b>odd</b>")

    monkeypatch.setattr("wxarchive.store.library.Library.page", broken)
    answer = browser.get("/")
    assert (answer.status_code, answer.headers["content-security-policy"]) == (500, POLICY)
    assert "RuntimeError: &lt;b&gt;odd" in answer.text
    assert "Traceback" not in answer.text


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"origin": "https://evil.example"},
        {"origin": "null"},
        {"origin": "http://127.0.0.1:9999"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"origin": HERE, "sec-fetch-site": "cross-site"},
        {"authorization": "Bearer wrong"},
        {"authorization": "Bearer "},
    ],
)
def test_nothing_is_changed_for_a_page_of_another_site(
    browser: "TestClient", headers: dict[str, str]
) -> None:
    assert browser.post("/", headers=headers).status_code == 403


@pytest.mark.parametrize(
    "headers",
    [{"origin": HERE}, {"sec-fetch-site": "same-origin"}, {"authorization": f"Bearer {TOKEN}"}],
)
def test_a_page_of_ours_may_change_what_its_address_allows(
    browser: "TestClient", headers: dict[str, str]
) -> None:
    answer = browser.post("/", headers=headers)
    # this address takes nothing
    assert answer.status_code == 405
    assert set(answer.headers["allow"].split(", ")) == {"GET", "HEAD"}


def test_other_machines_have_to_show_the_token_once(asking: Asking, past: Path) -> None:
    client = asking(past, base="http://192.168.0.7:8321", host="0.0.0.0")
    assert client.get("/").status_code == 401
    assert client.get("/?token=wrong").status_code == 401
    entry = client.get(f"/?q=推理&token={TOKEN}")
    assert (entry.status_code, entry.headers["location"]) == (303, "/?q=%E6%8E%A8%E7%90%86")
    assert {"HttpOnly", "SameSite=strict"} <= set(entry.headers["set-cookie"].split("; "))
    assert client.get("/").status_code == 200


def test_a_program_on_another_machine_shows_the_token_each_time(asking: Asking, past: Path) -> None:
    client = asking(past, base="http://192.168.0.7:8321", host="0.0.0.0")
    assert client.get("/", headers={"authorization": f"Bearer {TOKEN}"}).status_code == 200


def test_a_received_page_is_shown_in_a_frame_that_lets_nothing_run(browser: "TestClient") -> None:
    page = browser.get("/article/1/received").text
    assert '<iframe class="frame-received" sandbox=""' in page
    address = page.partition('src="/article/')[2].partition('"')[0]
    policy = browser.get(f"/article/{address}").headers["content-security-policy"]
    assert {part.strip() for part in policy.split(";")} >= {"default-src 'none'", "sandbox"}


def test_a_file_of_a_picture_is_shut_in_when_it_is_opened_by_itself(browser: "TestClient") -> None:
    source = browser.get("/article/1").text.partition('src="/media/')[2].partition('"')[0]
    assert "sandbox" in browser.get(f"/media/{source}").headers["content-security-policy"]


@pytest.mark.parametrize("cookies", ["a/b=1", "(x)=1", "a/b=1; language=zh"])
def test_cookies_of_other_servers_of_this_machine_do_no_harm(
    browser: "TestClient", cookies: str
) -> None:
    assert browser.get("/", headers={"cookie": cookies}).status_code == 200


def test_the_token_may_stand_among_any_cookies(asking: Asking, past: Path) -> None:
    client = asking(past, base="http://192.168.0.7:8321", host="0.0.0.0")
    cookies = f"a/b=1; {COOKIE}={TOKEN}; (x)=1"
    assert client.get("/", headers={"cookie": cookies}).status_code == 200


def test_who_is_let_in_comes_to_the_exact_address(asking: Asking, past: Path) -> None:
    client = asking(past, base="http://192.168.0.7:8321", host="0.0.0.0")
    entry = client.get(f"/book/account/%3Fa%23%25?token={TOKEN}")
    assert entry.headers["location"] == "/book/account/%3Fa%23%25"


def test_who_is_let_in_stays_on_this_site(asking: Asking, past: Path) -> None:
    client = asking(past, base="http://192.168.0.7:8321", host="0.0.0.0")
    entry = client.get(f"http://192.168.0.7:8321//example.org/x?token={TOKEN}")
    assert (entry.status_code, entry.headers["location"]) == (303, "/example.org/x")


def test_no_page_leads_to_the_site_that_its_address_begins_with(browser: "TestClient") -> None:
    page = tree(browser.get(f"{HERE}//example.org/").text)
    assert not [one for one in page.xpath("//a/@href") if one.startswith("//")]

"""Fetching, seen from outside: a real server on loopback, a clock of our own, nothing patched."""

import gzip
import pickle
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from tests.smallwechat import Faults, SmallWechat, states
from tests.smallwechat.pages import page
from tests.smallwechat.server import ALWAYS
from tests.smallwechat.site import DEMO_SITE, METER, WATER
from tests.support.fetching import NOW, PATH, URL, World, failure, fetched, fetcher
from wxarchive.clock import BEIJING
from wxarchive.errors import BadAnswer, HostNotAllowed, NetworkError, TooLarge
from wxarchive.fetch.fetcher import Fetcher
from wxarchive.fetch.settings import FetchSettings, parse_connect_to


def test_a_page_comes_back_byte_for_byte_under_its_real_address() -> None:
    found = fetched()
    assert found.body == page(WATER).encode()
    assert (found.source, found.url, found.final_url) == (URL, URL, URL)
    assert (found.status, found.received_at, found.from_file) == (200, NOW, False)


def test_the_time_of_receipt_is_beijing_time() -> None:
    with (
        SmallWechat() as wechat,
        Fetcher(FetchSettings(connect_to=parse_connect_to(wechat.connect_to()))) as door,
    ):
        received = door.get_page(URL).received_at
    assert received.tzinfo == BEIJING
    assert abs(datetime.now(BEIJING) - received) < timedelta(minutes=1)


def test_a_long_address_is_asked_for_as_it_is() -> None:
    found = fetched(WATER.long_url)
    assert found.body == page(WATER).encode()
    assert found.final_url == WATER.long_url


def test_requests_look_like_a_browsers_and_keep_the_real_host() -> None:
    with SmallWechat() as wechat, fetcher(wechat, World()) as door:
        door.get_page(URL)
        assert wechat.requests == [("GET", "mp.weixin.qq.com", PATH)]
        (headers,) = wechat.received
    assert headers["user-agent"].startswith("Mozilla/5.0 (Windows NT 10.0; Win64; x64)")
    assert headers["accept-language"] == "zh-CN,zh;q=0.9"
    assert headers["accept"].startswith("text/html,")
    assert headers["referer"] == "https://mp.weixin.qq.com/"
    assert "authorization" not in headers


def test_user_agent_can_be_chosen() -> None:
    with SmallWechat() as wechat, fetcher(wechat, World(), user_agent="Reader/1") as door:
        door.get_page(URL)
        assert wechat.received[0]["user-agent"] == "Reader/1"


def test_cookies_are_neither_kept_nor_stored() -> None:
    faults = Faults(
        headers={"Set-Cookie": "wap_sid2=secret; path=/", "RetCode": "0", "X-Secret": "secret"}
    )
    with SmallWechat(faults=faults) as wechat, fetcher(wechat, World()) as door:
        found = door.get_page(URL)
        door.get_page(URL)
        assert "cookie" not in wechat.received[1]
    names = [name for name, _ in found.headers]
    assert names == [
        "content-type",
        "content-length",
        "content-encoding",
        "date",
        "server",
        "retcode",
    ]
    assert "secret" not in str(found.headers)


@pytest.mark.parametrize(
    "credential", ["key", "uin", "pass_ticket", "token", "poc_token", "appmsg_token"]
)
def test_credentials_of_an_address_are_not_reported(credential: str) -> None:
    found = fetched(f"{WATER.long_url}&{credential}=SECRET#rd")
    assert "SECRET" not in f"{found.source}{found.url}{found.final_url}{found.headers}"
    assert found.url == WATER.long_url


def test_an_http_address_is_asked_for_over_https() -> None:
    assert fetched(URL.replace("https", "http")).final_url == URL


def test_a_redirect_to_the_verification_page_stays_visible_without_its_token() -> None:
    found = fetched(WATER.long_url, Faults(captcha_for_long=True))
    assert found.body == states.challenge(WATER.long_url, "SecretPocToken").encode()
    assert found.final_url is not None
    assert found.final_url.startswith(
        "https://mp.weixin.qq.com/mp/wappoc_appmsgcaptcha?target_url=https://mp.weixin"
    )
    assert "SecretPocToken" not in found.final_url
    assert found.url == WATER.long_url


@pytest.mark.parametrize(
    "location",
    [
        "/s/MeterMeterMeterMeter__",
        "MeterMeterMeterMeter__",
        "//mp.weixin.qq.com/s/MeterMeterMeterMeter__",
        "http://mp.weixin.qq.com/s/MeterMeterMeterMeter__",
        "https://MP.WEIXIN.QQ.COM:443/s/MeterMeterMeterMeter__#rd",
    ],
)
def test_redirects_are_resolved_against_the_real_address(location: str) -> None:
    found = fetched(faults=Faults(redirect={PATH: location}))
    assert found.body == page(METER).encode()
    assert (found.url, found.final_url) == (URL, METER.short_url)


@pytest.mark.parametrize(
    "location",
    [
        "https://example.org/",
        "http://127.0.0.1:1/s/x",
        "http://169.254.169.254/latest/meta-data",
        "http://[::1]/",
        "http://[::1/",
        "file:///etc/passwd",
        "ftp://mp.weixin.qq.com/s/x",
        "javascript:alert(1)",
        "https://mp.weixin.qq.com.example.org/s/x",
        "https://mp.weixin.qq.com@example.org/s/x",
        "https://mp.weixin.qq.com:8443/s/x",
        "https://mp.weixin.qq.com:port/s/x",
        "https://badjs.weixinbridge.com/",
        "http://2130706433/s/x",
        "http://0x7f000001/s/x",
        "http://0177.0.0.1/s/x",
        "http://127.1/s/x",
        "http://0.0.0.0/s/x",
        "http://[64:ff9b::7f00:1]/s/x",
        "http://[fe80::1%25eth0]/s/x",
        "https://mp.weixin.qq.com./s/x",
        "https://mp%2eweixin.qq.com/s/x",
        "https://mp.weixin.qq.com%2eexample.org/s/x",
        "https://mp%E3%80%82weixin.qq.com/s/x",
        "https://xn--mp-6ld.weixin.qq.com/s/x",
    ],
)
def test_redirects_off_the_allow_list_are_not_followed(location: str) -> None:
    error, requests, naps = failure(faults=Faults(redirect={PATH: location}))
    assert isinstance(error, HostNotAllowed)
    assert (requests, naps, error.exit_code) == (1, [], 4)
    assert str(error).startswith(f"{URL}: is redirected to ")


def test_a_redirect_message_shows_no_credentials_and_obeys_no_terminal() -> None:
    location = "https://example.org/\x1b[2Jx?key=SECRET&poc_token=SECRET"
    error, _, _ = failure(faults=Faults(redirect={PATH: location}))
    assert "SECRET" not in str(error)
    assert str(error).isprintable()


def test_the_body_of_a_redirect_is_not_read() -> None:
    faults = Faults(redirect={PATH: METER.short_url}, padding={PATH: 1000}, slow={PATH: 30})
    assert fetched(faults=faults, timeout=0.5).final_url == METER.short_url


def test_a_redirect_loop_ends_after_five() -> None:
    error, requests, _ = failure(faults=Faults(redirect={PATH: "LOOP"}))
    assert isinstance(error, BadAnswer)
    assert requests == 6
    assert str(error) == f"{URL}: redirected more than 5 times; open it in a browser"


@pytest.mark.parametrize(
    "url",
    [
        "https://example.org/s/x",
        "file:///etc/passwd",
        "/etc/passwd",
        "http://127.0.0.1/s/x",
        "https://[::1/",
        "",
    ],
)
def test_other_addresses_are_refused_without_a_request(url: str) -> None:
    error, requests, _ = failure(url)
    assert isinstance(error, HostNotAllowed)
    assert requests == 0
    assert "only pages of mp.weixin.qq.com and weixin.qq.com are fetched" in str(error)


@pytest.mark.parametrize("status", [400, 403, 404, 410, 204, 304])
def test_a_refusal_is_not_asked_again(status: int) -> None:
    error, requests, _ = failure(faults=Faults(status={PATH: (status, ALWAYS)}))
    assert isinstance(error, BadAnswer)
    assert requests == 1
    assert str(error) == f"{URL}: the server refused (HTTP {status}); check the address"


@pytest.mark.parametrize(
    "faults",
    [
        lambda times: Faults(cut_off={PATH: times}),
        lambda times: Faults(cut_off_chunked={PATH: times}),
        lambda times: Faults(reset={PATH: times}),
    ],
    ids=["cut off", "cut off, chunked", "reset"],
)
def test_broken_transfers_are_tried_again(faults: Callable[[int], Faults]) -> None:
    world = World()
    with SmallWechat(faults=faults(2)) as wechat, fetcher(wechat, world) as door:
        assert door.get_page(URL).body == page(WATER).encode()
    assert world.naps == [3.0, 4.0]


@pytest.mark.parametrize(
    "faults", [Faults(cut_off={PATH: ALWAYS}), Faults(cut_off_chunked={PATH: ALWAYS})]
)
def test_an_answer_that_is_always_cut_off_is_an_error_and_no_page(faults: Faults) -> None:
    error, requests, _ = failure(faults=faults)
    assert isinstance(error, BadAnswer)
    assert (requests, error.exit_code) == (3, 1)
    assert str(error) == f"{URL}: the answer was cut off; try again later"


def test_a_connection_that_is_always_reset_is_no_answer() -> None:
    error, requests, _ = failure(faults=Faults(reset={PATH: ALWAYS}))
    assert type(error) is NetworkError
    assert (requests, error.exit_code) == (3, 4)


def test_nobody_listening_is_a_network_error() -> None:
    with SmallWechat() as wechat:
        gone = wechat.url
    with fetcher(gone, World()) as door, pytest.raises(NetworkError) as caught:
        door.get_page(URL)
    assert str(caught.value) == f"{URL}: no connection; check the network, then try again"


def test_silence_is_a_time_out() -> None:
    error, requests, _ = failure(faults=Faults(silent={PATH: ALWAYS}), timeout=0.4)
    assert type(error) is NetworkError
    assert requests == 3
    assert str(error) == f"{URL}: no answer within 0.4 s; try again later"


def test_silence_in_the_middle_of_an_answer_is_a_time_out() -> None:
    error, _, _ = failure(faults=Faults(slow={PATH: 30}), timeout=0.4, attempts=1)
    assert str(error) == f"{URL}: no answer within 0.4 s; try again later"


def test_an_answer_byte_by_byte_ends_at_the_total_time_out() -> None:
    ticks = iter(range(10**6))
    with SmallWechat(faults=Faults(slow={PATH: 0.001})) as wechat:
        settings = FetchSettings(
            total_timeout=20, attempts=1, connect_to=parse_connect_to(wechat.connect_to())
        )
        with (
            Fetcher(settings, clock=lambda: float(next(ticks))) as door,
            pytest.raises(NetworkError) as caught,
        ):
            door.get_page(URL)
    assert str(caught.value) == f"{URL}: the answer was not complete after 20 s; try again later"


def test_a_packed_bomb_stops_at_the_limit() -> None:
    bomb = Faults(padding={PATH: 10_000_000})
    assert len(gzip.compress(b" " * 10_000_000, 5)) < 60_000
    error, requests, _ = failure(faults=bomb, page_limit=1024 * 1024, timeout=60.0)
    assert isinstance(error, TooLarge)
    assert (requests, error.exit_code) == (1, 1)
    assert str(error) == f"{URL}: the answer is larger than 1 MB; it is not kept"


def test_an_answer_announced_as_too_large_is_not_read() -> None:
    error, _, _ = failure(faults=Faults(slow={PATH: 30}), page_limit=1000, timeout=0.05)
    assert isinstance(error, TooLarge)


def test_an_answer_in_an_unknown_packing_is_an_error() -> None:
    error, _, _ = failure(faults=Faults(headers={"Content-Encoding": "br"}))
    assert isinstance(error, BadAnswer)
    assert "was not asked for" in str(error)


def test_an_insecure_mirror_is_a_network_error_and_not_asked_again() -> None:
    with SmallWechat() as wechat, fetcher(wechat.url.replace("http:", "https:"), World()) as door:
        with pytest.raises(NetworkError) as caught:
            door.get_page(URL)
        assert wechat.requests == []
    assert str(caught.value).startswith(f"{URL}: the connection is not secure; ")


def test_a_nonsensical_answer_is_an_error() -> None:
    error, requests, _ = failure(user_agent="line\nbreak")
    assert type(error) is BadAnswer
    assert requests == 0


def test_proxies_of_the_environment_do_not_come_between_us_and_a_mirror(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:1")
    monkeypatch.setenv("all_proxy", "http://127.0.0.1:1")
    assert fetched().status == 200


def test_a_proxy_that_does_not_answer_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("https_proxy", "http://127.0.0.1:1")
    with (
        Fetcher(FetchSettings(attempts=1)) as door,
        pytest.raises(NetworkError, match="no connection through the proxy"),
    ):
        door.get_page(URL)


def test_no_password_of_netrc_is_sent(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login me password secret\n")
    monkeypatch.setenv("NETRC", str(netrc))
    with SmallWechat() as wechat, fetcher(wechat, World()) as door:
        door.get_page(URL)
        assert "authorization" not in wechat.received[0]


def test_every_page_of_the_demo_can_be_fetched() -> None:
    with SmallWechat() as wechat, fetcher(wechat, World(), delay=0.0) as door:
        bodies = [door.get_page(post.short_url).body for post in DEMO_SITE.posts]
    assert bodies == [page(post).encode() for post in DEMO_SITE.posts]


def test_errors_survive_pickling() -> None:
    error, _, _ = failure("https://example.org/")
    assert str(pickle.loads(pickle.dumps(error))) == str(error)


def test_attempts_must_be_one_or_more() -> None:
    with Fetcher(FetchSettings(attempts=0)) as door, pytest.raises(ValueError, match="1 or more"):
        door.get_page(URL)

"""The way to the real site: TLS, through proxies, and with cookies from a file."""

import base64
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.smallwechat import Faults, SmallWechat
from tests.smallwechat.hostile import Hostile, Tunnel
from tests.smallwechat.pages import page
from tests.smallwechat.site import METER, WATER
from tests.support.fetching import PATH, FakeTransport, World, fetcher, refusal
from wxarchive.errors import NetworkError, UsageError
from wxarchive.fetch.cookies import read_cookies
from wxarchive.fetch.fetcher import Fetcher
from wxarchive.fetch.media import MediaFetcher
from wxarchive.fetch.settings import FetchSettings, parse_proxy, parse_user_agent
from wxarchive.fetch.transports import HttpTransport

trustme = pytest.importorskip("trustme", reason="makes the certificates; make test installs it")

from tests.smallwechat.secure import SecureWechat  # noqa: E402 -- needs trustme

URL = WATER.short_url


@pytest.fixture
def secure(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[SecureWechat]:
    """A small WeChat with a certificate that is trusted."""
    authority = trustme.CA()
    authority.cert_pem.write_to_path(str(tmp_path / "ca.pem"))
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(tmp_path / "ca.pem"))
    with SecureWechat(authority) as server:
        yield server


class TestTls:
    def test_a_page_comes_over_tls(self, secure: SecureWechat) -> None:
        with fetcher(secure.url, World()) as door:
            assert door.get_page(URL).body == page(WATER).encode()

    def test_a_certificate_nobody_vouches_for_is_refused(
        self, secure: SecureWechat, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.delenv("REQUESTS_CA_BUNDLE")
        with (
            fetcher(secure.url, World()) as door,
            pytest.raises(NetworkError, match="the connection is not secure"),
        ):
            door.get_page(URL)
        assert secure.requests == []

    def test_the_whole_time_counts_for_tls_too(self, secure: SecureWechat) -> None:
        secure.faults = Faults(slow={PATH: 0.0001})
        ticks = iter(range(10**6))
        settings = FetchSettings(
            connect_to={"mp.weixin.qq.com": secure.url}, total_timeout=20, attempts=1
        )
        with (
            Fetcher(settings, clock=lambda: float(next(ticks))) as door,
            pytest.raises(NetworkError, match="the answer was not complete after 20 s"),
        ):
            door.get_page(URL)


class TestProxy:
    def test_pages_come_through_the_proxy(self, secure: SecureWechat) -> None:
        with Tunnel(secure.port) as proxy:
            address = proxy.url.replace("//", "//me:PASSWORD@")
            with Fetcher(FetchSettings(delay=0, proxy=address)) as door:
                assert door.get_page(URL).body == page(WATER).encode()
                assert door.get_page(METER.short_url).body == page(METER).encode()
        assert [head.split()[:2] for head in proxy.heads] == [
            [b"CONNECT", b"mp.weixin.qq.com:443"]
        ] * 2
        assert base64.b64encode(b"me:PASSWORD") in proxy.heads[0]
        assert [
            headers.keys() & {"proxy-authorization", "authorization"} for headers in secure.received
        ] == [set()] * 2

    def test_the_environments_proxy_is_used_unless_another_is_named(
        self, secure: SecureWechat, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        with Tunnel(secure.port) as proxy, Tunnel(secure.port) as other:
            monkeypatch.setenv("https_proxy", proxy.url)
            for settings in (FetchSettings(), FetchSettings(proxy=other.url)):
                with Fetcher(settings) as door:
                    door.get_page(URL)
        assert (len(proxy.heads), len(other.heads)) == (1, 1)

    def test_direct_means_no_proxy(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("https_proxy", "http://127.0.0.1:1")
        settings = FetchSettings(proxy="direct", attempts=1)
        with (
            Fetcher(
                settings, HttpTransport(settings, resolve=lambda _host, _port: ["10.0.0.1"])
            ) as door,
            pytest.raises(NetworkError, match="its name leads into a private network"),
        ):
            door.get_page(URL)

    @pytest.mark.parametrize(
        "answer",
        [
            b"HTTP/1.1 407 Proxy Authentication Required\r\n\r\n",
            b"HTTP/1.1 502 Bad Gateway\r\n\r\n",
        ],
    )
    def test_a_proxy_that_refuses_is_said_without_its_password(self, answer: bytes) -> None:
        with Hostile(lambda _head: [answer]) as proxy:
            address = proxy.url.replace("//", "//me:PASSWORD@")
            with (
                Fetcher(FetchSettings(proxy=address, attempts=1)) as door,
                pytest.raises(NetworkError) as caught,
            ):
                door.get_page(f"{URL}?key=SECRET")
        what = "no connection through the proxy; check --proxy, and the proxy settings of your environment; "
        assert str(caught.value) == f"{URL}: {what}it must be an HTTP proxy"

    @pytest.mark.parametrize(
        ("proxy", "what"),
        [
            ("socks5://me:PASSWORD@127.0.0.1:1080", "this kind of proxy cannot be used"),
            ("http://me:PASSWORD@[::1", "address or answer cannot be understood"),
        ],
    )
    def test_a_proxy_of_the_environment_that_cannot_be_used_is_said(
        self, monkeypatch: pytest.MonkeyPatch, proxy: str, what: str
    ) -> None:
        monkeypatch.setenv("all_proxy", proxy)
        with Fetcher(FetchSettings(attempts=1)) as door, pytest.raises(NetworkError) as caught:
            door.get_page(URL)
        assert caught.value.what == what
        assert "PASSWORD" not in str(caught.value)

    def test_settings_do_not_show_their_secrets(self, tmp_path: Path) -> None:
        shown = repr(
            FetchSettings(proxy="http://me:PASSWORD@proxy:1", cookies=read_cookies(jar(tmp_path)))
        )
        assert "PASSWORD" not in shown
        assert "SECRET" not in shown

    @pytest.mark.parametrize(
        ("given", "shown"),
        [
            ("socks5://me:PASSWORD@127.0.0.1:1080", "socks5://…@127.0.0.1:1080"),
            ("me:PASSWORD@proxy", "…@proxy"),
            ("http://", "http://"),
            ("yes", "yes"),
        ],
    )
    def test_what_is_no_http_proxy_is_wrong_usage(self, given: str, shown: str) -> None:
        with pytest.raises(UsageError) as caught:
            parse_proxy(given)
        hint = "write it like http://127.0.0.1:7890, or direct for none; SOCKS is not supported"
        assert str(caught.value) == f"{shown}: is no address of an HTTP proxy; {hint}"

    def test_http_proxies_and_none_are_taken(self) -> None:
        assert (
            parse_proxy(" http://me:PASSWORD@127.0.0.1:7890 ")
            == "http://me:PASSWORD@127.0.0.1:7890"
        )
        assert parse_proxy("Direct") == "direct"


def jar(folder: Path, lines: str = "", head: str = "# Netscape HTTP Cookie File") -> Path:
    """A file of cookies; by default one with cookies for several hosts."""
    path = folder / "cookies.txt"
    usual = (
        "mp.weixin.qq.com\tFALSE\t/\tTRUE\t0\tsession\tSECRET1\n"
        "#HttpOnly_.qq.com\tTRUE\t/\tFALSE\t4102444800\tuin\tSECRET2\n"
        ".example.org\tTRUE\t/\tFALSE\t4102444800\tother\tSECRET3\n"
        "mp.weixin.qq.com\tFALSE\t/\tTRUE\t1000000000\told\tSECRET4\n"
    )
    path.write_text(f"{head}\n{lines or usual}", encoding="utf-8")
    return path


class TestCookies:
    def test_cookies_are_sent_to_pages_and_never_changed(self, tmp_path: Path) -> None:
        faults = Faults(headers={"Set-Cookie": "session=THEIRS; path=/"})
        cookies = read_cookies(jar(tmp_path))
        before = jar(tmp_path).read_bytes()
        with (
            SmallWechat(faults=faults) as wechat,
            fetcher(wechat, World(), cookies=cookies) as door,
        ):
            found = door.get_page(URL)
            door.get_page(URL)
        assert [headers["cookie"] for headers in wechat.received] == [
            "session=SECRET1; uin=SECRET2"
        ] * 2
        assert "SECRET" not in repr(found)
        assert jar(tmp_path).read_bytes() == before

    def test_cookies_go_to_no_other_host(self, tmp_path: Path) -> None:
        cookies = read_cookies(jar(tmp_path))
        assert cookies.header("https://weixin.qq.com/") == "uin=SECRET2"
        assert cookies.header("https://res.wx.qq.com/voice/getvoice") is None
        assert cookies.header("http://mp.weixin.qq.com/") is None
        transport = FakeTransport(refusal(404))
        with MediaFetcher(FetchSettings(cookies=cookies), transport=transport) as door:
            door.get("https://res.wx.qq.com/voice/getvoice", 100)
        assert [request.headers.get("Cookie") for request in transport.requests] == [None]

    def test_a_redirect_off_the_list_gets_no_cookie(self, tmp_path: Path) -> None:
        with Hostile(lambda _head: [b""]) as other:
            faults = Faults(redirect={PATH: f"{other.url}/"})
            cookies = read_cookies(jar(tmp_path))
            with (
                SmallWechat(faults=faults) as wechat,
                fetcher(wechat, World(), cookies=cookies) as door,
                pytest.raises(NetworkError),
            ):
                door.get_page(URL)
        assert other.heads == []

    @pytest.mark.parametrize(
        ("lines", "head", "what"),
        [
            (
                "mp.weixin.qq.com\tTRUE\tSECRET\n",
                "# Netscape HTTP Cookie File",
                "is no file of cookies",
            ),
            (
                "mp.weixin.qq.com\tFALSE\t/\tTRUE\tSECRET\ta\tb\n",
                "# Netscape HTTP Cookie File",
                "is no file of cooki",
            ),
            (
                "mp.weixin.qq.com\tFALSE\t/\tTRUE\t0\ta\tSECRET\n",
                '[{"name": "SECRET"}]',
                "is no file of cookies",
            ),
            (
                ".example.org\tTRUE\t/\tFALSE\t0\ta\tSECRET\n",
                "# HTTP Cookie File",
                "holds no cookie of mp.weixin.qq.com",
            ),
            (
                "mp.weixin.qq.com\tFALSE\t/\tTRUE\t9\ta\tSECRET\n",
                "# HTTP Cookie File",
                "holds no cookie of mp.weixin.",
            ),
            (
                "mp.weixin.qq.com\tFALSE\t/\tTRUE\t0\ta\tSECRET水\n",
                "# HTTP Cookie File",
                "holds a cookie that no he",
            ),
        ],
    )
    def test_a_file_of_no_use_is_said_and_not_quoted(
        self, tmp_path: Path, lines: str, head: str, what: str, recwarn: pytest.WarningsRecorder
    ) -> None:
        with pytest.raises(UsageError) as caught:
            read_cookies(jar(tmp_path, lines, head))
        assert str(caught.value).startswith(f"{tmp_path}/cookies.txt: {what}")
        assert "SECRET" not in f"{caught.value}{caught.value.__cause__}"
        assert caught.value.__suppress_context__ or caught.value.__context__ is None
        assert not recwarn.list

    def test_a_file_that_cannot_be_read_is_said(self, tmp_path: Path) -> None:
        with pytest.raises(UsageError, match="there is no such file of cookies"):
            read_cookies(tmp_path / "none.txt")
        with pytest.raises(UsageError, match=r"cannot be read \(File name too long\)"):
            read_cookies(tmp_path / ("a" * 300))
        (tmp_path / "cookies.txt").write_bytes(b"# Netscape HTTP Cookie File\n\xff\xfe\n")
        with pytest.raises(UsageError, match="is no file of cookies in Netscape format"):
            read_cookies(tmp_path / "cookies.txt")


@pytest.mark.parametrize("text", ["", "  ", "a\nb", "茶", "a\x1b[31m"])
def test_what_no_header_can_hold_is_no_user_agent(text: str) -> None:
    with pytest.raises(UsageError) as caught:
        parse_user_agent(text)
    assert str(caught.value) == f"{text!a}: is no user agent; give one line of plain ASCII"


def test_a_user_agent_is_one_line() -> None:
    assert parse_user_agent(" Reader/1 (me) ") == "Reader/1 (me)"

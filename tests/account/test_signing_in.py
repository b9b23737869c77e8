"""How a login begins: the states of a QR code, and cookies in every form that people have them."""

import json
from datetime import datetime

import pytest

from tests.smallwechat.editor import OWNER, SECRETS, Editor
from tests.smallwechat.server import Answer
from tests.support.accounts import BackstageTransport, with_messages
from wxarchive.account import QrLogin, Website, login_with, read_given
from wxarchive.clock import BEIJING
from wxarchive.errors import BadAnswer, LoginNeeded, UsageError
from wxarchive.fetch import FetchSettings

NOON = datetime(2026, 5, 4, 12, 0, tzinfo=BEIJING)


@pytest.fixture
def backstage() -> Editor:
    return Editor(with_messages(1))


def website(backstage: Editor) -> Website:
    return Website(FetchSettings(), BackstageTransport(backstage), now=lambda: NOON)


class TestCode:
    def test_a_code_is_scanned_and_confirmed(self, backstage: Editor) -> None:
        backstage.scans = [[0, 0, 4, 6, 1]]
        qr = QrLogin(website(backstage), now=lambda: NOON)
        assert qr.begin().startswith(b"\x89PNG")
        states = [qr.ask() for _ in range(5)]
        assert states == ["waiting", "waiting", "scanned", "scanned", "confirmed"]
        login = qr.finish()
        assert (login.token, login.cookies, login.name) == (
            backstage.token,
            backstage.cookies,
            OWNER,
        )
        assert login.until == datetime(2095, 1, 1, 7, 59, 59, tzinfo=BEIJING)

    def test_a_code_that_ran_out_is_followed_by_another(self, backstage: Editor) -> None:
        backstage.scans = [[0, 3], [1]]
        qr = QrLogin(website(backstage), now=lambda: NOON)
        first = qr.begin()
        assert [qr.ask(), qr.ask()] == ["waiting", "expired"]
        assert qr.begin() != first
        assert qr.ask() == "confirmed"

    @pytest.mark.parametrize(
        ("state", "said"), [(4, "no account"), (5, "no e-mail"), (99, "waiting")]
    )
    def test_what_cannot_log_in_is_told(self, backstage: Editor, state: int, said: str) -> None:
        backstage.scans, backstage.accounts_of_owner = [[state]], 0
        qr = QrLogin(website(backstage))
        qr.begin()
        assert qr.ask() == said

    def test_a_website_that_lets_nobody_in_is_an_error(self) -> None:
        site = Website(FetchSettings(), BackstageTransport(Closed()))
        with pytest.raises(BadAnswer, match="WeChat does not let you log in now"):
            QrLogin(site).begin()


class Closed:
    """A website where nobody can log in."""

    def answer(self, *_: object) -> Answer:
        return Answer(b'{"base_resp": {"ret": -1}}')


class TestCookies:
    def given(self, backstage: Editor) -> dict[str, str]:
        """Return how people have the cookies of a session."""
        cookies = backstage.cookies
        header = "; ".join(f"{name}={value}" for name, value in cookies.items())
        domain = "mp.weixin.qq.com"
        lines = [f"{domain}\tFALSE\t/\tTRUE\t3944678399\t{n}\t{v}" for n, v in cookies.items()]
        marked = [
            f"#HttpOnly_.weixin.qq.com\tTRUE\t/\tTRUE\t0\t{n}\t{v}" for n, v in cookies.items()
        ]
        strange = "example.org\tTRUE\t/\tTRUE\t0\tslave_sid\tstrange"
        objects = [{"name": n, "value": v, "domain": f".{domain}"} for n, v in cookies.items()]
        objects.append({"name": "slave_sid", "value": "strange", "domain": "example.org"})
        return {
            "netscape": "\n".join(["# Netscape HTTP Cookie File", *lines, strange]),
            "http only": "\r\n".join(marked),
            "json": json.dumps(objects),
            "json in an object": json.dumps({"cookies": objects}),
            "names and values": json.dumps(cookies),
            "header": f"Cookie: {header}",
            "header of HTTP/2": f"cookie: {header}\nreferer: https://mp.weixin.qq.com/",
            "pairs": header,
            "curl": f"curl 'https://mp.weixin.qq.com/x?a=1' -H 'accept: */*' -H 'cookie: {header}' -H 'b: c'",
            "pairs and an address": f"https://mp.weixin.qq.com/cgi-bin/home?t=a&token={backstage.token}\n{header}",
        }

    @pytest.mark.parametrize(
        "form",
        ["netscape", "http only", "json", "json in an object", "names and values", "header",
         "header of HTTP/2", "pairs", "curl", "pairs and an address"],
    )  # fmt: skip
    def test_every_form_is_a_login(self, backstage: Editor, form: str) -> None:
        backstage.begin_session()
        given = read_given(self.given(backstage)[form])
        assert given.values == backstage.cookies
        site = website(backstage)
        site.cookies.update(given.values)
        login = login_with(given, site, now=lambda: NOON)
        assert (login.token, login.name) == (backstage.token, OWNER)

    def test_a_file_tells_until_when(self, backstage: Editor) -> None:
        backstage.begin_session()
        until = read_given(self.given(backstage)["netscape"]).until
        assert until == datetime(2095, 1, 1, 7, 59, 59, tzinfo=BEIJING)

    @pytest.mark.parametrize(
        "text", ["", "hello", "[]", "{}", "null", "slave_user=gh_1", "\x00" * 99]
    )
    def test_what_is_no_login_is_refused(self, text: str) -> None:
        with pytest.raises(UsageError, match="holds no login: the cookie slave_sid is missing"):
            read_given(text)

    @pytest.mark.parametrize("value", ["茶", "a\r\nX-Other: b", "a\0"])
    def test_no_header_can_carry_it(self, value: str) -> None:
        with pytest.raises(UsageError, match="no header can carry"):
            read_given(json.dumps({"slave_sid": value}))

    def test_a_session_that_is_over_is_none(self, backstage: Editor) -> None:
        backstage.begin_session()
        backstage.is_over = True
        for form in ("header", "pairs and an address"):
            given = read_given(self.given(backstage)[form])
            site = website(backstage)
            site.cookies.update(given.values)
            with pytest.raises(LoginNeeded, match="WeChat does not take these cookies") as raised:
                login_with(given, site)
            assert not any(secret in str(raised.value) for secret in SECRETS)

    def test_nothing_shows_what_was_given(self, backstage: Editor) -> None:
        assert "SLAVE" not in repr(read_given(self.given(backstage)["json"]))

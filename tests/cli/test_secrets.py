"""Passwords, session parameters and cookies: used, and nowhere afterwards. Each secret here is the
word HIDDEN.
"""

from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from tests.cli.running import METER, WATER, Program, statuses
from tests.cli.test_program import failing
from tests.smallwechat import Faults, SmallWechat
from tests.smallwechat.hostile import Hostile
from tests.smallwechat.server import ALWAYS
from wxarchive.credentials import without_credentials

PATH = f"/s/{WATER.token}"
LONG = f"{WATER.long_url}&key=HIDDEN&pass_ticket=HIDDEN&uin=HIDDEN&exportkey=HIDDEN#rd"


@pytest.fixture
def jar(tmp_path: Path) -> Path:
    path = tmp_path / "cookies.txt"
    path.write_text(
        "# Netscape HTTP Cookie File\nmp.weixin.qq.com\tFALSE\t/\tTRUE\t0\tsession\tHIDDEN\n"
    )
    return path


def test_what_opens_doors_is_used_and_not_kept(tmp_path: Path, jar: Path) -> None:
    faults = Faults(headers={"Set-Cookie": "theirs=HIDDEN", "X-Token": "HIDDEN"})
    with SmallWechat(faults=faults) as wechat:
        program = Program(
            tmp_path / "a.db", wechat, {"WXARCHIVE_PROXY": "http://me:HIDDEN@127.0.0.1:1"}
        )
        result = program.fetch(LONG, "--cookies", jar, "--json")
        assert statuses(result) == ["created"]
        assert wechat.received[0]["cookie"] == "session=HIDDEN"
        assert "HIDDEN" not in wechat.requests[0][2], "the page comes without them"
    assert "HIDDEN" not in result.output
    assert b"HIDDEN" not in b"".join(path.read_bytes() for path in tmp_path.glob("a.db*"))
    assert "HIDDEN" not in program.run("show", "1", "--json").output


@pytest.mark.parametrize(
    "faults",
    [
        Faults(status={PATH: (503, ALWAYS), "/s": (503, ALWAYS)}),
        Faults(reset={"/s": ALWAYS}),
        Faults(cut_off={"/s": ALWAYS}),
        Faults(redirect={"/s": "https://me:HIDDEN@example.org/?key=HIDDEN"}),
        Faults(
            redirect={
                "/s": "https://mp.weixin.qq.com/mp/wappoc_appmsgcaptcha?poc_token=HIDDEN&target_url=x"
            }
        ),
        Faults(captcha_for_long=True),
    ],
    ids=["busy", "reset", "cut off", "redirect", "captcha", "long captcha"],
)
def test_failures_tell_no_secret(tmp_path: Path, jar: Path, faults: Faults) -> None:
    with SmallWechat(faults=faults) as wechat:
        program = Program(tmp_path / "a.db", wechat, {"WXARCHIVE_DEBUG": "1"})
        done = program.in_files("fetch", "--delay", 0, "--cookies", jar, LONG)
    assert done.returncode in {1, 3, 4}
    assert b"HIDDEN" not in done.stdout + done.stderr
    assert b"HIDDEN" not in program.db.read_bytes()


def test_a_proxy_that_fails_is_not_named_with_its_password(tmp_path: Path) -> None:
    with Hostile(lambda _head: [b"HTTP/1.1 407 Proxy Authentication Required\r\n\r\n"]) as proxy:
        address = proxy.url.replace("//", "//me:HIDDEN@")
        program = Program(
            tmp_path / "a.db", environment={"WXARCHIVE_DEBUG": "1", "WXARCHIVE_CONNECT_TO": ""}
        )
        done = program.in_files("fetch", "--proxy", address, "--delay", 0, LONG)
    assert done.returncode == 4
    assert "no connection through the proxy" in done.stdout.decode()
    assert b"HIDDEN" not in done.stdout + done.stderr


@pytest.mark.parametrize(
    "arguments",
    [
        ("--proxy", "socks5://me:HIDDEN@127.0.0.1:1080"),
        ("--connect-to", "mp.weixin.qq.com=ftp://me:HIDDEN@127.0.0.1"),
        ("--cookies", "wrong.txt"),
        ("--user-agent", "é"),
    ],
)
def test_wrong_options_tell_no_secret(
    program: Program, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, str]
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("wrong.txt").write_text("mp.weixin.qq.com\tHIDDEN\n")
    result = program.fetch(*arguments, WATER.short_url)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith("wxarchive: ")
    assert "HIDDEN" not in result.output


def test_the_traceback_of_a_bug_tells_no_secret() -> None:
    trouble = ValueError(f"cannot do {LONG} with {{'Cookie': 'a=HIDDEN; b=HIDDEN'}}")
    trouble.__cause__ = OSError("http://me:HIDDEN@proxy:1 said no")
    result = CliRunner().invoke(failing(trouble), ["fail"], env={"WXARCHIVE_DEBUG": "1"})
    assert "Traceback (most recent call last)" in result.stderr
    assert "ValueError: cannot do https://mp.weixin.qq.com/s?" in result.stderr
    assert "HIDDEN" not in result.output


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("https://h/s?a=1&key=HIDDEN&uin=HIDDEN&b=2#rd", "https://h/s?a=1&key=…&uin=…&b=2#rd"),
        ("?target_url=https%3A%2F%2Fh%3Fkey%3DHID%2FDEN%26b%3D2&poc_token=HIDDEN", None),
        ("http://me:HID/DEN@h/ and https://you@h", "http://…@h/ and https://…@h"),
        ("Proxy-Authorization: Basic HIDDEN==\nnext", "Proxy-Authorization: …\nnext"),
        ("{'cookie': 'a=HIDDEN'}", "{'cookie': …"),
        ("&amp;key=HIDDEN&amp;b=2", "&amp;key=…&amp;b=2"),
        (
            "sorted(x, key=len) of https://h/monkey=3?turkey=1",
            "sorted(x, key=len) of https://h/monkey=3?turkey=1",
        ),
    ],
)
def test_secrets_are_taken_out_of_any_text(text: str, left: str | None) -> None:
    assert "HIDDEN" not in without_credentials(text)
    assert left in {None, without_credentials(text)}


@given(st.text(), st.text("abcXYZ019_-%", min_size=1).map(lambda value: f"HIDDEN{value}"))
def test_no_text_around_an_address_brings_a_secret_back(text: str, secret: str) -> None:
    assert secret not in without_credentials(f"{text}https://h/s?key={secret}&{text}")


def test_why_it_waits_is_said(tmp_path: Path) -> None:
    faults = Faults(status={PATH: (503, 1)}, retry_after="1")
    with SmallWechat(faults=faults) as wechat:
        result = Program(tmp_path / "a.db", wechat).run(
            "fetch", "--delay", 0.01, WATER.short_url, METER.short_url
        )
    assert result.stderr.startswith(
        "wxarchive: the server is busy (HTTP 503); asking again in 1 s\nasked 2: 2 created\n"
    )

"""``login``, ``logout`` and ``account`` as a user has them."""

import json
import os
import stat
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tests.cli.running import Program, json_lines, statuses
from tests.smallwechat import SmallWechat
from tests.smallwechat.editor import OWNER, SECRETS, TOO_OFTEN, Editor
from tests.smallwechat.site import DEMO_SITE, TEA
from tests.support.prepared import empty
from wxarchive.store.database import Store

FAST = ("--call-delay", 0)
FETCH = (*FAST, "--delay", 0, "--no-media")


@pytest.fixture
def wechat() -> Iterator[SmallWechat]:
    with SmallWechat(replace(DEMO_SITE, boilerplate_kb=0)) as wechat:
        wechat.backstage = Editor(wechat.site)
        yield wechat


@pytest.fixture
def backstage(wechat: SmallWechat) -> Editor:
    assert isinstance(wechat.backstage, Editor)
    return wechat.backstage


@pytest.fixture
def program(wechat: SmallWechat, tmp_path: Path) -> Program:
    settings = {"XDG_CONFIG_HOME": str(tmp_path / "config"), "LOCALAPPDATA": str(tmp_path)}
    return Program(empty(tmp_path / "archive.db"), wechat, settings)


class TestLogin:
    def test_a_code_is_shown_scanned_and_confirmed(
        self, program: Program, backstage: Editor
    ) -> None:
        backstage.scans = [[0, 2], [0, 4, 1]]
        result = program.run("login")
        said = [line.removeprefix("wxarchive: ") for line in result.stderr.splitlines()]
        assert result.exit_code == 0
        assert [line.split(":")[0] for line in said] == [
            "the QR code is a picture (this is no terminal)",
            "scan the code with WeChat, as the owner or an operator of the account",
            "the code ran out; here is a new one",
            "the QR code is a picture (this is no terminal)",
            "scanned",
            f"logged in as {OWNER} until 2095-01-01 07",
        ]
        assert backstage.codes == 2

    def test_a_code_is_drawn_in_a_terminal(self, program: Program, backstage: Editor) -> None:
        code, shown = program.in_terminal("login", columns=60)
        assert code == 0
        drawn = [line for line in shown.splitlines() if "█" in line]
        assert len(drawn) > 10
        assert all("\x1b[38;5;16;48;5;231m" in line for line in drawn)
        code, shown = program.in_terminal("login", columns=20)
        assert "█" not in shown
        assert "too narrow" in shown

    def test_the_picture_is_opened_by_the_system(self, program: Program, tmp_path: Path) -> None:
        opener = tmp_path / "bin" / "xdg-open"
        opener.parent.mkdir()
        opener.write_text(f'#!/bin/sh\nhead -c 4 "$1" > {tmp_path}/opened\n')
        opener.chmod(opener.stat().st_mode | stat.S_IEXEC)
        path = f"{opener.parent}{os.pathsep}{os.environ['PATH']}"
        there = replace(program, environment={**program.environment, "PATH": path})
        done = there.process("login", "--window")
        assert done.returncode == 0
        assert (tmp_path / "opened").read_bytes() == b"\x89PNG"

    @pytest.mark.parametrize(
        ("state", "message"), [(5, "has no e-mail address yet"), (4, "has no public account")]
    )
    def test_who_cannot_log_in_is_told_why(
        self, program: Program, backstage: Editor, state: int, message: str
    ) -> None:
        backstage.scans, backstage.accounts_of_owner = [[state]], 0
        result = program.run("login")
        assert (result.exit_code, message in result.stderr) == (1, True)

    def test_cookies_come_from_a_file_or_stdin(
        self, program: Program, backstage: Editor, tmp_path: Path
    ) -> None:
        backstage.begin_session()
        file = tmp_path / "cookies.json"
        file.write_text(json.dumps(backstage.cookies))
        file.chmod(0o600)
        assert program.run("login", "--cookies", file).exit_code == 0
        header = "; ".join(f"{name}={value}" for name, value in backstage.cookies.items())
        assert program.run("login", "--cookies", "-", stdin=header).exit_code == 0
        refused = program.run("login", "--cookies", header)
        assert refused.exit_code == 2
        assert not any(secret in refused.output for secret in SECRETS)

    def test_a_default_for_pages_is_none_for_the_login(self, program: Program) -> None:
        settings = {**program.environment, "WXARCHIVE_COOKIES": "/nowhere/cookies.txt"}
        assert replace(program, environment=settings).run("login").exit_code == 0

    def test_the_status_says_who_and_until_when(self, program: Program, backstage: Editor) -> None:
        assert program.run("login", "--status").exit_code == 1
        program.run("login")
        result = program.run("login", "--status", "--json")
        told = json.loads(result.stdout)
        assert (result.exit_code, told["state"], told["account"]) == (0, "open", OWNER)
        assert told["until"] == "2095-01-01T07:59:59+08:00"
        assert f"logged in as {OWNER} until" in program.run("login", "--status").stdout
        backstage.is_over = True
        program.run("account", "find", "茶", *FAST)
        assert json.loads(program.run("login", "--status", "--json").stdout)["state"] == "ended"
        assert "has ended: wxarchive login" in program.run("login", "--status").stdout
        assert "removed" in program.run("logout").stderr
        assert "nobody was logged in" in program.run("logout").stderr
        assert json.loads(program.run("login", "--status", "--json").stdout)["state"] == "none"


class TestFinding:
    def test_accounts_are_found_and_nothing_is_kept(self, program: Program) -> None:
        program.run("login")
        result = program.run("account", "find", "南坡", "--json", *FAST)
        assert json_lines(result.stdout) == [
            {
                "biz": TEA.biz,
                "nickname": TEA.name,
                "alias": TEA.alias,
                "signature": TEA.signature,
            }
        ]
        assert program.run("accounts").stdout == ""
        assert "WeChat finds no such account" in program.run("account", "find", "无", *FAST).stderr

    def test_too_fast_is_refused(self, program: Program) -> None:
        result = replace(program, wechat=None).run("account", "find", "茶", "--call-delay", 1)
        assert result.exit_code == 2
        assert "an account that calls so fast may be limited; give 5 or more" in result.stderr

    def test_what_is_not_clear_is_asked_back(self, program: Program) -> None:
        program.run("login")
        result = program.run("account", "fetch", "茶", *FETCH)
        assert result.exit_code == 1
        assert (
            f"it is not clear which account this is; give the biz of one of these: {TEA.name}"
            in result.stderr
        )


class TestFetching:
    def test_the_whole_history_comes_in(self, program: Program, wechat: SmallWechat) -> None:
        program.run("login")
        before = len(wechat.requests)
        result = program.run("account", "fetch", TEA.name, "--json", *FETCH)
        posts = [post for post in wechat.site.posts if post.account == TEA]
        assert statuses(result) == ["created"] * (len(posts) + 1)
        assert len(wechat.requests) - before == 2 + len(posts)
        # the articles are asked for as everybody asks
        for request, headers in list(zip(wechat.requests, wechat.received, strict=True))[before:]:
            is_call = request[2].startswith("/cgi-bin/")
            assert ("cookie" in headers, "token=" in request[2]) == (is_call, is_call)
        # the archive knows the account by now: no search, and one call
        again = program.run("account", "fetch", TEA.alias, "--json", *FETCH)
        assert statuses(again) == ["unchanged"]
        assert len(wechat.requests) - before == 3 + len(posts)

    def test_what_is_followed_is_listed_by_sync(self, program: Program, backstage: Editor) -> None:
        program.run("login")
        assert program.run("account", "subscribe", TEA.name, *FAST).exit_code == 0
        [followed] = json_lines(program.run("subscriptions", "--json").stdout)
        assert (followed["kind"], followed["title"]) == ("account", TEA.name)
        assert "created" in program.run("sync", *FETCH).stdout
        calls = len(backstage.calls)
        result = program.run("sync", *FETCH)
        assert (result.exit_code, result.output) == (0, "")
        assert len(backstage.calls) - calls == 1

    def test_the_address_of_a_history_is_a_list_like_others(self, program: Program) -> None:
        program.run("login")
        url = f"https://mp.weixin.qq.com/mp/profile_ext?action=home&__biz={TEA.biz}&scene=124#wechat_redirect"
        assert statuses(program.run("subscribe", url, "--json")) == ["created"]
        assert statuses(program.run("fetch", url, "--json", *FETCH))[0] == "created"

    def test_a_refusal_is_said_with_its_meaning(self, program: Program, backstage: Editor) -> None:
        program.run("login")
        backstage.refuse = lambda number: TOO_OFTEN
        result = program.run("account", "fetch", TEA.biz, *FETCH)
        assert result.exit_code == 3
        assert "too many (200013), which ends after 1 to 24 hours; paused until" in result.stdout
        assert "go on then with: wxarchive fetch --resume" in result.stdout

    def test_nobody_is_logged_in(
        self, program: Program, wechat: SmallWechat, tmp_path: Path
    ) -> None:
        there = replace(program, db=tmp_path / "none.db")
        result = there.run("account", "fetch", TEA.name, *FETCH)
        assert (result.exit_code, there.db.exists(), wechat.requests) == (1, False, [])
        assert "log in with: wxarchive login" in result.stderr


def test_nothing_of_a_login_is_anywhere(
    program: Program, backstage: Editor, wechat: SmallWechat, tmp_path: Path
) -> None:
    backstage.echoes, backstage.scans = True, [[0, 2], [4, 1]]
    refusals = {2: TOO_OFTEN, 3: 777, 5: 200002}
    backstage.refuse = lambda number: refusals.get(number, 0)
    fetch = ("account", "fetch", TEA.biz, "--now", *FETCH)
    said: list[str] = []

    def run(*arguments: object) -> None:
        said.append(program.run("-vv", *arguments).output)

    run("login")
    run("account", "find", "茶", *FAST)
    for _ in range(5):
        run(*fetch)
    # no answer, a page instead of one, the end of the session
    wechat.faults = replace(wechat.faults, reset={"/cgi-bin/appmsgpublish": 4})
    run(*fetch)
    echo = f"<html>{backstage.token} {backstage.cookies}".encode()
    wechat.faults = replace(wechat.faults, reset={}, files={"/cgi-bin/appmsgpublish": echo})
    run(*fetch)
    wechat.faults, backstage.is_over = replace(wechat.faults, files={}), True
    run(*fetch)
    run("queue", "--json")
    run("subscriptions", "--json")
    run("login", "--status", "--json")
    for form in ("--jsonl", "--md", "--html", "--csv"):
        run("export", form, "-o", tmp_path / f"out{form}")
    text = "\n".join(said)
    assert "the login of your account has ended" in text
    assert [secret for secret in SECRETS if secret in text] == []
    files = [file for file in tmp_path.rglob("*") if file.is_file()]
    assert [file.name for file in files if _holds_secret(file.read_bytes())] == ["login.json"]
    # pages are compressed: what they hold is looked at itself
    with Store(program.db) as store:
        bodies = [store.pages.body(number) for number in store.pages.all_ids()]
    assert any(b"scrubbed" in body for body in bodies)
    assert not any(map(_holds_secret, bodies))


@pytest.mark.slow  # processes of their own
@pytest.mark.skipif(not Path("/proc/self/cmdline").exists(), reason="there is no /proc here")
@pytest.mark.parametrize("command", [("login",), ("account", "fetch", TEA.biz, "--now")])
def test_nothing_of_a_login_is_in_the_list_of_processes(
    program: Program, backstage: Editor, command: tuple[str, ...]
) -> None:
    backstage.scans = [[4, 1], [0] * 1000]
    program.run("login")
    with subprocess.Popen(
        program.command("-v", *command), env=program.whole_environment(), stderr=subprocess.PIPE
    ) as process:
        assert process.stderr
        # by its first message it has read the login
        process.stderr.readline()
        place = Path(f"/proc/{process.pid}")
        shown = (place / "cmdline").read_bytes() + (place / "environ").read_bytes()
        process.kill()
    assert command[0].encode() in shown
    assert not _holds_secret(shown)


def _holds_secret(data: bytes) -> bool:
    return any(secret.encode() in data for secret in SECRETS)

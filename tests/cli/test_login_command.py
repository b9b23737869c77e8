"""``login`` while nobody scans the code, the network is away, or the user presses Ctrl-C; and
Ctrl-C in the calls of ``account``.
"""

import _thread
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import count
from pathlib import Path

import pytest

from tests.cli.running import Program, json_lines
from tests.smallwechat import SmallWechat
from tests.smallwechat.editor import OWNER, Editor
from tests.smallwechat.server import Answer
from tests.smallwechat.site import DEMO_SITE, TEA
from tests.support.accounts import BackstageTransport, with_messages
from tests.support.prepared import empty
from wxarchive.account import QrLogin, ScanState, Website
from wxarchive.cli.commands.login import scanned
from wxarchive.errors import BadAnswer, LoginNeeded, NetworkError
from wxarchive.fetch import FetchSettings

FAST = ("--call-delay", 0)
FETCH = (*FAST, "--delay", 0, "--no-media")


@dataclass
class Interrupted(Editor):
    """Presses Ctrl-C when one of its pages is asked for: ``at`` is part of that address."""

    at: str = ""

    def answer(self, target: str, cookies: Mapping[str, str], form: Mapping[str, str]) -> Answer:
        if self.at and self.at in target:
            _thread.interrupt_main()
        return super().answer(target, cookies, form)


@pytest.fixture
def wechat() -> Iterator[SmallWechat]:
    with SmallWechat(replace(DEMO_SITE, boilerplate_kb=0)) as wechat:
        wechat.backstage = Interrupted(wechat.site)
        yield wechat


@pytest.fixture
def backstage(wechat: SmallWechat) -> Interrupted:
    assert isinstance(wechat.backstage, Interrupted)
    return wechat.backstage


@pytest.fixture
def program(wechat: SmallWechat, tmp_path: Path) -> Program:
    settings = {"XDG_CONFIG_HOME": str(tmp_path / "config"), "LOCALAPPDATA": str(tmp_path)}
    return Program(empty(tmp_path / "archive.db"), wechat, settings)


def login_of(backstage: Editor, fails: Callable[[int], bool] = lambda _: False) -> QrLogin:
    """Return a login whose n-th question about the code gets no answer where ``fails`` says so."""
    return Shaky(Website(FetchSettings(), BackstageTransport(backstage)), fails)


class Shaky(QrLogin):
    """A login over a network that is away from time to time."""

    def __init__(self, website: Website, fails: Callable[[int], bool]) -> None:
        super().__init__(website)
        self._numbers = count(1)
        self._fails = fails

    def ask(self) -> ScanState:
        if self._fails(next(self._numbers)):
            raise NetworkError("no connection", "https://mp.weixin.qq.com")
        return super().ask()


class TestWaiting:
    def test_nobody_scans_the_code_in_time(
        self, capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
        backstage, ticks = Editor(with_messages(1), scans=[[0]]), count(step=7)
        with pytest.raises(LoginNeeded) as ended:
            scanned(login_of(backstage), 60, pause=0, clock=lambda: next(ticks))
        assert str(ended.value) == (
            "nobody confirmed the login within 60 s; try again: wxarchive login"
        )
        assert ended.value.exit_code == 1
        said = capsys.readouterr().err
        assert said.count("scan the code") == 1
        # the picture of a code that is worth nothing any more is gone
        assert list(tmp_path.iterdir()) == []

    def test_a_code_outlives_a_network_that_is_away_for_a_moment(
        self, capsys: pytest.CaptureFixture[str]
    ) -> None:
        backstage = Editor(with_messages(1), scans=[[0, 4, 1]])
        login = scanned(login_of(backstage, lambda number: number % 3 > 0), 60, pause=0)
        assert (login.name, backstage.codes) == (OWNER, 1)
        assert "no connection" not in capsys.readouterr().err

    def test_a_network_that_stays_away_ends_it(self) -> None:
        with pytest.raises(NetworkError, match="no connection"):
            scanned(login_of(Editor(with_messages(1)), lambda _: True), 60, pause=0)

    def test_a_refusal_is_not_asked_again(self) -> None:
        class Refusing(Shaky):
            def ask(self) -> ScanState:
                assert next(self._numbers) == 1
                raise BadAnswer("WeChat does not let you log in now (ret -1)")

        website = Website(FetchSettings(), BackstageTransport(Editor(with_messages(1))))
        with pytest.raises(BadAnswer):
            scanned(Refusing(website, lambda _: False), 60, pause=0)


class TestInterrupting:
    def test_a_login_leaves_nothing_behind(self, program: Program, backstage: Interrupted) -> None:
        backstage.scans, backstage.at = [[0]], "action=ask"
        result = program.run("login")
        assert (result.exit_code, result.stdout) == (130, "")
        assert result.stderr.splitlines()[-1] == (
            "wxarchive: interrupted; what was stored so far is kept"
        )
        status = program.run("login", "--status", "--json")
        assert (status.exit_code, json.loads(status.stdout)["state"]) == (1, "none")

    @pytest.mark.parametrize("command", [("find", "茶"), ("subscribe", TEA.name)])
    def test_a_search_ends_after_the_call_and_changes_nothing(
        self,
        program: Program,
        backstage: Interrupted,
        command: tuple[str, ...],
        capfd: pytest.CaptureFixture[str],
    ) -> None:
        program.run("login")
        backstage.at = "searchbiz"
        result = program.run("account", *command, *FAST)
        said = "wxarchive: ending the call in hand; Ctrl-C again ends at once\n"
        assert capfd.readouterr().err == said
        assert (result.exit_code, result.stdout) == (130, "")
        assert result.stderr.splitlines() == [
            "wxarchive: interrupted; what was stored so far is kept"
        ]
        assert json_lines(program.run("subscriptions", "--json").stdout) == []

    def test_what_a_history_had_listed_is_fetched_by_the_next_run(
        self, program: Program, backstage: Interrupted, wechat: SmallWechat
    ) -> None:
        program.run("login")
        backstage.at = "appmsgpublish"
        result = program.run("account", "fetch", TEA.name, *FETCH)
        assert result.exit_code == 130
        assert "go on with: wxarchive fetch --resume" in result.stderr
        backstage.at = ""
        assert program.run("fetch", "--resume", *FETCH).exit_code == 0
        listed = json_lines(program.run("list", "--json").stdout)
        assert len(listed) == sum(post.account == TEA for post in wechat.site.posts)


class TestCookies:
    @pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
    def test_stdin_may_be_of_any_shell(
        self, program: Program, backstage: Editor, encoding: str
    ) -> None:
        backstage.begin_session()
        header = "; ".join(f"{name}={value}" for name, value in backstage.cookies.items())
        given = f"https://mp.weixin.qq.com\nCookie: {header}\n".encode(encoding)
        assert program.run("login", "--cookies", "-", stdin=given).exit_code == 0

    def test_bytes_that_are_no_text_are_no_login(self, program: Program) -> None:
        result = program.run("login", "--cookies", "-", stdin=b"\xff\x80\xd8slave_sid")
        assert (result.exit_code, result.stdout) == (2, "")
        assert "what was given holds no login" in result.stderr

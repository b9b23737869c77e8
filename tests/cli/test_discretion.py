"""No message of any kind tells a secret: one of a known form, or one this run was given."""

import logging
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from tests.cli.running import WATER, Program
from tests.smallwechat import Faults, SmallWechat
from tests.smallwechat.signed_in import SECRETS, SignedIn, cookie_file
from wxarchive.cli.app import Program as Group
from wxarchive.cli.discretion import keep_password, keep_secret
from wxarchive.cli.output import message, report, report_export
from wxarchive.errors import WxArchiveError
from wxarchive.export import ExportOutcome
from wxarchive.models import Outcome

GIVEN = "HIDDEN+by/value="
FORMS = (
    GIVEN,
    "HIDDEN%2Bby%2Fvalue%3D",
    "http://me:HIDDEN@proxy:1",
    "http://me:HID@DEN@HIDDEN/@proxy:1/",
    "https://mp.weixin.qq.com/s?__biz=Mw==&key=HIDDEN&uin=HIDDEN&pass_ticket=HIDDEN",
    "?target_url=https%3A%2F%2Fmp.weixin.qq.com%2Fs%3Fkey%3DHIDDEN%26mid%3D1",
    "webwx_data_ticket: no, &webwx_data_ticket=HIDDEN",
    "Set-Cookie: theirs=HIDDEN; path=/",
    "{'Cookie': 'a=HIDDEN; b=HIDDEN'}",
    "Proxy-Authorization: Basic HIDDEN",
)
"""Each holds secrets that are written HIDDEN."""


def _failed(text: str) -> Outcome:
    return Outcome(text, "failed", message=f"it is {text}", exit_code=1)


def _raise(error: Exception) -> None:
    raise error


KINDS: dict[str, Callable[[str], object]] = {
    "a message": message,
    "a failure": lambda text: _raise(WxArchiveError(text, text, text)),
    "a mistake": lambda text: _raise(click.BadParameter(text)),
    "a bug": lambda text: _raise(ValueError(text)),
    "a bug of another": lambda text: _raise(RuntimeError("no") if not text else KeyError(text)),
    "the log": lambda text: logging.getLogger("wxarchive.archive").debug("at %s", text),
    "an outcome": lambda text: report([_failed(text)], as_json=False, progress=nullcontext(len)),
    "an outcome as JSON": lambda text: report(
        [_failed(text)], as_json=True, progress=nullcontext(len)
    ),
    "an export": lambda text: report_export(
        iter([ExportOutcome("failed", message=text)]),
        as_json=True,
        progress=nullcontext(len),
    ),
}


class _Only(Group):
    """The program with one command."""

    def __init__(self, command: click.Command) -> None:
        super().__init__("wxarchive", groups={"": {str(command.name): ""}})
        self._command = command

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        return self._command


@pytest.mark.parametrize("text", FORMS)
@pytest.mark.parametrize("kind", KINDS)
def test_no_kind_of_message_tells_a_secret(kind: str, text: str) -> None:
    @click.command
    def careless() -> None:
        keep_secret([GIVEN])
        KINDS[kind](text)

    result = CliRunner().invoke(_Only(careless), ["careless"], env={"WXARCHIVE_DEBUG": "1"})
    assert result.output
    assert "HIDDEN" not in result.output


@pytest.fixture
def jar(tmp_path: Path) -> Path:
    path = tmp_path / "cookies.txt"
    path.write_text(cookie_file())
    path.chmod(0o600)
    return path


@pytest.fixture
def busy(tmp_path: Path) -> Iterator[Program]:
    """A site that sends each request on to a place that repeats the session."""
    place = "https://me:TOKEN@example.org/COOKIE-reward/?key=TOKENkey"
    faults = Faults(redirect={f"/s/{WATER.token}": place})
    with SignedIn(faults=faults) as wechat:
        yield Program(tmp_path / "a.db", wechat)


def test_a_failure_is_told_and_kept_without_the_session(busy: Program, jar: Path) -> None:
    fetch = busy.run("-vv", "fetch", "--delay", 0, "--cookies", jar, WATER.short_url)
    assert fetch.exit_code == 4
    said = [fetch, busy.run("queue"), busy.run("queue", "--json")]
    assert "which is not followed" in said[1].output
    assert [[secret for secret in SECRETS if secret in one.output] for one in said] == [[], [], []]
    assert not any(secret.encode() in busy.db.read_bytes() for secret in SECRETS)


def test_a_password_that_holds_an_at_sign_is_told_nowhere(tmp_path: Path) -> None:
    environment = {"HTTPS_PROXY": "http://me:envHIDDEN@127.0.0.1:1", "WXARCHIVE_CONNECT_TO": ""}
    program = Program(tmp_path / "a.db", environment=environment)
    proxy = "http://me:HID@DEN@HIDDEN@127.0.0.1:1"
    with SmallWechat():
        fetch = program.run("-vv", "fetch", "--delay", 0, "--proxy", proxy, WATER.short_url)
    wrong = program.run("fetch", "--delay", proxy, WATER.short_url)
    assert (fetch.exit_code, wrong.exit_code) == (4, 2)
    assert "DEN" not in fetch.output + program.run("queue").output
    assert "DEN" not in wrong.output
    assert b"DEN" not in program.db.read_bytes()


def test_a_password_is_known_however_it_is_written(capsys: pytest.CaptureFixture[str]) -> None:
    keep_password("http://me:p%40ssHIDDEN@proxy:1")
    message("it was p@ssHIDDEN, or p%40ssHIDDEN")
    assert capsys.readouterr().err == "wxarchive: it was scrubbed, or scrubbed\n"

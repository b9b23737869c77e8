"""What ``-v`` and ``-vv`` say on stderr, and that it is silent without them."""

import logging
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit

import click
import pytest
from click.testing import CliRunner

from tests.cli.running import WATER, Program
from tests.smallwechat import Faults, SmallWechat
from wxarchive.cli.app import Program as Group
from wxarchive.cli.log import show_log

LONG = "https://mp.weixin.qq.com/s?__biz=MzA4MDAwMTIzNA==&mid=1&idx=1&sn=0&key=HIDDEN&uin=HIDDEN"


@click.command
def careless() -> None:
    """Log what nobody should."""
    log = logging.getLogger("wxarchive.archive")
    log.info("fetch %s", LONG)
    log.debug("through %s, Cookie: %s", "http://me:HIDDEN@proxy:1", "a=HIDDEN")
    log.warning("token\x1b[31m %s", {"Authorization": "Basic HIDDEN"})


CARELESS = Group(
    "wxarchive",
    groups={"": {"careless": f"{__name__}:careless"}},
    callback=lambda verbose: None,
    params=[click.Option(["-v", "--verbose"], count=True)],
)


def logged(program: Program, *arguments: str) -> list[str]:
    result = program.run(*arguments)
    return [
        line.removeprefix("wxarchive: ")
        for line in result.stderr.splitlines()
        if line.startswith("wxarchive: ")
    ]


def test_decisions_are_said_with_their_reasons(program: Program) -> None:
    fetch = ("-v", "fetch", "--delay", "0", "--no-media", WATER.short_url)
    assert logged(program, *fetch) == [
        f"{WATER.short_url}: fetch it (asked, 0 links away)",
        f"{WATER.short_url}: read as an article (page): keep the article",
    ]
    assert logged(program, *fetch) == [f"{WATER.short_url}: not fetched, archived already as #1"]


def test_without_v_nothing_is_said(program: Program) -> None:
    assert logged(program, "fetch", "--delay", "0", "--no-media", WATER.short_url) == []


@pytest.mark.parametrize("verbosity", [0, 1, 2])
def test_what_a_library_logs_is_not_said(
    verbosity: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(logging.root, "handlers", [])
    show_log(verbosity)
    logging.getLogger("another.library").error("odd: %s", LONG)
    assert capsys.readouterr().err == ""


def test_a_failure_is_said_with_its_attempts(tmp_path: Path) -> None:
    with SmallWechat(faults=Faults(status={urlsplit(WATER.short_url).path: (503, 99)})) as wechat:
        said = logged(
            Program(tmp_path / "a.db", wechat), "-v", "fetch", "--delay", "0", WATER.short_url
        )
    busy = "the server is busy (HTTP 503)"
    failed = [f"{WATER.short_url}: attempt {number} failed: {busy}" for number in (1, 2, 3)]
    assert [line for line in said if "attempt" in line and "waits" not in line] == failed
    assert (
        f"{WATER.short_url}: waits 0:05:00 after attempt 1: {WATER.short_url}: {busy}; try again later"
        in said
    )


def test_vv_says_what_v_says_and_each_step(program: Program) -> None:
    said = logged(program, "-vv", "fetch", "--delay", "0", "--no-media", WATER.short_url)
    assert f"{WATER.short_url}: fetch it (asked, 0 links away)" in said
    assert len(said) > 1


@pytest.mark.parametrize("verbose", ["-v", "-vv"])
def test_no_credential_is_ever_said(verbose: str) -> None:
    result = CliRunner().invoke(CARELESS, [verbose, "careless"])
    assert "HIDDEN" not in result.output
    assert "wxarchive: fetch https://mp.weixin.qq.com/s?" in result.stderr
    assert "\x1b" not in result.stderr
    assert result.stderr.count("\n") == (3 if verbose == "-vv" else 2)


def test_the_library_is_silent_until_somebody_listens() -> None:
    script = "import wxarchive, logging; logging.getLogger('wxarchive.archive').warning('said')"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, check=True)
    assert (done.stdout, done.stderr) == (b"", b"")

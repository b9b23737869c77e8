"""Whoever wants to know what happened is told: by a post, or through a program."""

import hmac
import json
import shlex
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.cli.running import LEAVES, WATER, Program, json_lines
from tests.cli.test_check_command import change
from tests.smallwechat import DEMO_SITE, SmallWechat, states
from tests.smallwechat.changing import Changing
from tests.support.receiver import Receiver, receiving
from tests.support.shelves import ALBUM_URL, shelf, street
from wxarchive.cli.notices import Notices
from wxarchive.models import NewsKind, Outcome
from wxarchive.store.database import Store

SECRET = "这是秘密"


@pytest.fixture
def kept(kept: Program) -> Program:
    """The program over four articles, which knows a secret to sign with."""
    return replace(kept, environment={"WXARCHIVE_NOTIFY_SECRET": SECRET})


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as running:
        yield running


@pytest.fixture
def reader(tmp_path: Path) -> tuple[str, Path]:
    """A program that keeps what it is given in a file, and the file."""
    file = tmp_path / "what it got"
    code = "import sys; open(sys.argv[1], 'wb').write(sys.stdin.buffer.read()); print('noted')"
    return shlex.join((sys.executable, "-c", code, str(file))), file


def check(program: Program, *arguments: object) -> tuple[int, str]:
    result = program.run("check", "--delay", 0, "--no-media", "--quiet", *arguments)
    return result.exit_code, result.stderr


def told(receiver: Receiver) -> dict[str, Any]:
    [body] = receiver.bodies
    found: dict[str, Any] = json.loads(body)
    return found


def test_one_post_tells_what_changed_and_that_the_copy_is_safe(
    kept: Program, site: Changing, receiver: Receiver
) -> None:
    change(site)
    assert check(kept, "--notify", receiver.url()) == (0, "")
    notice = told(receiver)
    assert list(notice) == [
        "notice", "at", "archive", "text", "lines", "left_out", "summary", "changes",
    ]  # fmt: skip
    assert (notice["notice"], notice["archive"], notice["left_out"]) == (1, "archive.db", 0)
    assert notice["changes"] == {"edited": 1, "metadata": 0, "gone": 2, "back": 0, "address": 0}
    assert notice["summary"]["asked"] == 4
    edited, deleted, moved = json_lines("\n".join(json.dumps(one) for one in notice["lines"]))
    assert (edited["happened"], edited["id"], edited["title"]) == ("edited", 1, WATER.title)
    assert edited["excerpt"] == "+后来换了一把壶。"
    assert edited["change"]["text"] == {"added": 9, "removed": 0}
    assert edited["kept"]["versions"] == 2
    assert str(edited["note"]).startswith(
        f"edited: {WATER.title} (text, images); your copy is safe"
    )
    assert (deleted["happened"], moved["happened"]) == ("gone", "gone")
    assert (deleted["account"], deleted["state"]) == (LEAVES.account.name, "deleted")
    assert "your copy is safe: " in str(deleted["note"])
    assert str(notice["text"]).splitlines()[1] == deleted["note"]


def test_a_notice_is_signed_and_the_secret_is_said_nowhere(
    kept: Program, site: Changing, receiver: Receiver
) -> None:
    site.end(LEAVES, states.deleted())
    url = receiver.url("/hook?key=schluessel")
    result = kept.run("-vv", "check", "--delay", 0, "--no-media", "--notify", url)
    expected = hmac.new(SECRET.encode(), receiver.bodies[0], "sha256").hexdigest()
    [headers] = receiver.headers
    assert headers["x-wxarchive-signature"] == f"sha256={expected}"
    assert headers["content-type"] == "application/json; charset=utf-8"
    said = result.output + receiver.bodies[0].decode()
    stored = kept.db.read_bytes()
    for secret in (SECRET, "schluessel"):
        assert secret not in said
        assert secret.encode() not in stored


def test_without_a_secret_nothing_is_signed(
    kept: Program, site: Changing, receiver: Receiver
) -> None:
    site.end(LEAVES, states.deleted())
    check(replace(kept, environment={"WXARCHIVE_NOTIFY": receiver.url()}))
    assert "x-wxarchive-signature" not in receiver.headers[0]


def test_where_nothing_happened_nothing_is_sent(
    kept: Program, site: Changing, receiver: Receiver, reader: tuple[str, Path]
) -> None:
    check(kept, "--notify", receiver.url(), "--exec", reader[0])
    site.end(LEAVES, states.deleted())
    check(kept, "--notify", receiver.url(), "--only", "back,new")
    assert (receiver.bodies, reader[1].exists()) == ([], False)
    check(kept, "--notify", receiver.url())  # it is no news any more
    assert receiver.bodies == []


def test_sync_tells_of_what_is_new_and_only_once(tmp_path: Path, receiver: Receiver) -> None:
    with shelf(tmp_path, street(3)) as (program, _):
        program.run("subscribe", ALBUM_URL)
        for _ in range(2):
            result = program.run(
                "sync", "--delay", 0, "--no-media", "--notify", receiver.url(), "--only", "new,gone"
            )
            assert result.exit_code == 0
        lines = told(receiver)["lines"]
        assert [one["happened"] for one in lines] == ["new"] * 3
        titles = {one["title"] for one in lines}
        assert titles == {post.title for post in street(3).posts}
        assert all("your copy is safe" in one["note"] for one in lines)


@pytest.mark.parametrize("only", [["gone"], ["edited", "back"], ["gone,edited"]])
def test_only_what_is_wanted_is_told(
    kept: Program, site: Changing, receiver: Receiver, only: list[str]
) -> None:
    change(site)
    check(kept, "--notify", receiver.url(), *(f"--only={one}" for one in only))
    kinds = [one["happened"] for one in told(receiver)["lines"]]
    wanted = {one for some in only for one in some.split(",")}
    assert kinds == [one for one in ("edited", "gone", "gone") if one in wanted]


@pytest.mark.parametrize("status", [404, 302])
def test_a_receiver_that_refuses_makes_no_run_fail(
    kept: Program, site: Changing, status: int
) -> None:
    site.end(LEAVES, states.deleted())
    with receiving((status, {"Location": "http://elsewhere.invalid/"})) as refusing:
        code, said = check(kept, "--notify", refusing.url("/geheim"))
    assert code == 0
    assert said.startswith(
        f"wxarchive: the notice could not be delivered: http://127.0.0.1:{refusing.port}: the"
    )
    assert "geheim" not in said


def test_what_nobody_expected_of_a_notice_makes_no_run_fail(
    kept: Program, capsys: pytest.CaptureFixture[str]
) -> None:
    def unexpected(_: Outcome) -> NewsKind | None:
        raise ZeroDivisionError("nothing by nothing")

    outcome = Outcome("https://mp.weixin.qq.com/s/x", "gone")
    with Store(kept.db, read_only=True) as store:
        given = Notices(program="no matter").of([outcome], store, unexpected)
        assert list(given) == [outcome]
    assert capsys.readouterr().err.startswith(
        "wxarchive: the notice could not be delivered: failed to tell of what happened (a bug)"
    )


def test_what_was_found_before_a_verification_page_is_told(
    program: Program, receiver: Receiver
) -> None:
    from tests.smallwechat import Faults

    site = Changing(DEMO_SITE.posts)
    with SmallWechat(site, faults=Faults(challenge_after=3)) as wechat:
        stopped = replace(program, wechat=wechat)
        stopped.fetch(WATER.short_url, LEAVES.short_url)
        site.end(WATER, states.deleted())
        code, _ = check(stopped, "--notify", receiver.url())
    assert code == 3
    assert [one["id"] for one in told(receiver)["lines"]] == [1]


def test_a_program_gets_the_lines_on_its_stdin(
    kept: Program, site: Changing, reader: tuple[str, Path], tmp_path: Path
) -> None:
    hostile = "$(touch made); `touch made` | touch made\x1b[2J"
    site.put(WATER, replace(WATER, title=hostile))
    site.end(LEAVES, states.deleted())
    command, file = reader
    code, said = check(kept, "--exec", command)
    assert (code, said) == (0, "noted\n")
    edited, gone, end = json_lines(file.read_text("utf-8"))
    assert str(edited["title"]).startswith("$(touch made); `touch made` | touch made")
    assert (edited["happened"], gone["happened"]) == ("edited", "gone")
    assert list(end) == ["summary", "changes"]
    assert not (tmp_path / "made").exists()


@pytest.mark.parametrize(
    ("command", "said"),
    [
        (f"{shlex.quote(sys.executable)} -c 'import sys; sys.exit(3)'", "the program ended with 3"),
        ("no-such-program-here", "the program cannot be run (No such file or directory)"),
    ],
)
def test_a_program_that_fails_makes_no_run_fail(
    kept: Program, site: Changing, command: str, said: str
) -> None:
    site.end(LEAVES, states.deleted())
    assert check(kept, "--exec", command) == (0, f"wxarchive: --exec: {said}\n")


def test_a_program_is_not_told_the_secret(kept: Program, site: Changing) -> None:
    site.end(LEAVES, states.deleted())
    code = "import os; print(sorted(name for name in os.environ if 'SECRET' in name))"
    assert check(kept, "--exec", f"{shlex.quote(sys.executable)} -c {shlex.quote(code)}") == (
        0, "[]\n",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (
            ["--notify-secret", "x", "--notify", "http://h/"],
            "can see a command line: set WXARCHIVE_",
        ),
        (["--notify", "mailto:me@example.org"], "this is no address that a notice can go to"),
        (["--only", "gone"], "--only goes with --notify or --exec."),
        (["--only", "lost", "--exec", "x"], "'lost' is not one of 'new', 'edited', 'gone'"),
        (["--exec", "'x"], "this is no command (No closing quotation)"),
        (["--exec", " "], "the command is empty"),
    ],
)
@pytest.mark.parametrize("command", ["check", "sync"])
def test_what_cannot_be_meant_is_refused(
    program: Program, command: str, arguments: list[str], said: str
) -> None:
    result = program.run(command, *arguments)
    assert (result.exit_code, said in result.stderr) == (2, True)

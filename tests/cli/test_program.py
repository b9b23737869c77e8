"""What holds for every command: help, errors, interruption, pipes, encodings, speed of start."""

import json
import os
import re
import shlex
import signal
import subprocess
import sys
import tomllib
from dataclasses import replace
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from tests.cli.running import LEAVES, WATER, Program, json_lines
from tests.smallwechat import DEMO_SITE, Faults, SmallWechat
from tests.smallwechat.pages import Post
from tests.support.places import ROOT
from wxarchive import __version__
from wxarchive.characters import printable
from wxarchive.cli import COMMANDS, GROUPS, cli
from wxarchive.cli.app import Program as Group
from wxarchive.cli.plain import one_line
from wxarchive.errors import Blocked, WxArchiveError


def failing(error: BaseException) -> click.Group:
    """A program whose only command fails."""
    group = Group("wxarchive", groups={"": {"fail": f"{__name__}:fail"}})
    fail.callback = lambda: (_ for _ in ()).throw(error)
    return group


@click.command
def fail() -> None:
    """Fail as :func:`failing` says."""


class TestHelp:
    @pytest.mark.parametrize("command", COMMANDS)
    def test_every_command_has_a_line_of_help_and_an_example(self, command: str) -> None:
        loaded = cli.get_command(click.Context(cli), command)
        assert loaded is not None
        assert loaded.help
        assert "\n\n" not in loaded.help
        assert (
            f"Example:\n    wxarchive {command}"
            in CliRunner().invoke(cli, [command, "--help"]).stdout
        )

    def test_every_option_has_help(self) -> None:
        for name in COMMANDS:
            loaded = cli.get_command(click.Context(cli), name)
            assert loaded is not None
            assert [
                option.name
                for option in loaded.params
                if isinstance(option, click.Option) and not option.help
            ] == []

    def test_the_program_lists_its_commands_by_what_one_wants_to_do(self, program: Program) -> None:
        _, *sections = re.split(r"^(?=\S.*:$)", program.run("--help").stdout, flags=re.M)
        shown = {
            section.partition(":")[0]: re.findall(r"^  ([a-z-]+) ", section, re.M)
            for section in sections
        }
        assert {heading: shown[heading] for heading in GROUPS} == {
            heading: list(names) for heading, names in GROUPS.items()
        }

    def test_the_version_is_the_projects(self, program: Program) -> None:
        project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
        told = program.run("--version").stdout
        assert told == f"wxarchive, version {__version__}\n"
        assert project["project"].get("version", __version__) == __version__


class TestErrors:
    @pytest.mark.parametrize(
        ("error", "exit_code", "shown"),
        [
            (Blocked("verify", "the page", "wait"), 3, "wxarchive: the page: verify; wait\n"),
            (WxArchiveError("a\x1b[31mb"), 1, "wxarchive: ab\n"),
            (KeyboardInterrupt(), 130, "wxarchive: interrupted; what was stored so far is kept\n"),
            (click.ClickException("no"), 1, "Error: no\n"),
            (
                ValueError("what is this"),
                1,
                "wxarchive: failed to run this command (a bug): ValueError: what is this; "
                "please report it, with the output under WXARCHIVE_DEBUG=1\n",
            ),
        ],
    )
    def test_an_error_is_one_line_and_an_exit_code(
        self, error: BaseException, exit_code: int, shown: str
    ) -> None:
        result = CliRunner().invoke(failing(error), ["fail"], env={"WXARCHIVE_DEBUG": None})
        assert (result.exit_code, result.stderr) == (exit_code, shown)

    def test_a_bug_shows_its_traceback_on_request(self) -> None:
        result = CliRunner().invoke(
            failing(ValueError("what")), ["fail"], env={"WXARCHIVE_DEBUG": "1"}
        )
        assert "Traceback (most recent call last)" in result.stderr

    def test_a_reader_that_went_away_is_no_bug(self) -> None:
        result = CliRunner().invoke(failing(BrokenPipeError(32, "Broken pipe")), ["fail"])
        assert (result.exit_code, result.stderr) == (1, "")


def fetching(program: Program, *posts: Post) -> "subprocess.Popen[bytes]":
    """Start to fetch posts in a process of its own."""
    urls = [post.short_url for post in posts]
    return subprocess.Popen(
        program.command("fetch", "--delay", 0, "--no-media", "--json", *urls),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=program.whole_environment(),
    )


@pytest.mark.slow  # processes of their own
class TestProcess:
    def test_the_module_is_the_program(self, program: Program) -> None:
        assert program.process("--version").stdout == f"wxarchive, version {__version__}\n".encode()

    @pytest.mark.parametrize(
        "locale", [{"LC_ALL": "C"}, {"PYTHONIOENCODING": "ascii"}, {"PYTHONUTF8": "0"}]
    )
    def test_output_is_utf_8_whatever_the_locale(
        self, filled: Program, locale: dict[str, str]
    ) -> None:
        done = Program(filled.db, environment=locale).process("list", "--json")
        assert (done.returncode, done.stderr) == (0, b"")
        assert WATER.title in done.stdout.decode("utf-8")

    def test_a_closed_stdout_is_no_bug(self, program: Program) -> None:
        command = shlex.join(program.command("--version"))
        done = subprocess.run(f"{command} >&-", shell=True, stderr=subprocess.PIPE, check=False)
        assert (done.returncode, done.stderr) == (0, b"")

    def test_head_ends_it_quietly(self, filled: Program) -> None:
        with subprocess.Popen(
            filled.command("show", "1", "--raw"),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=filled.whole_environment(),
        ) as process:
            assert process.stdout is not None
            assert process.stderr is not None
            process.stdout.close()
            assert process.stderr.read() == b""

    def test_head_ends_a_list_quietly(self, filled: Program) -> None:
        ours, theirs = os.pipe()
        os.close(ours)
        done = subprocess.run(
            filled.command("list"),
            stdout=theirs,
            stderr=subprocess.PIPE,
            check=False,
            env=filled.whole_environment(),
        )
        os.close(theirs)
        assert done.stderr == b""

    @pytest.mark.skipif(sys.platform == "win32", reason="Windows sends no SIGINT to a process")
    def test_a_second_interruption_ends_at_once_and_keeps_what_is_stored(
        self, tmp_path: Path
    ) -> None:
        slow = Faults(slow={f"/s/{LEAVES.token}": 10.0})
        with SmallWechat(DEMO_SITE, slow) as wechat:
            program = Program(tmp_path / "archive.db", wechat)
            with fetching(program, WATER, LEAVES) as process:
                assert process.stdout is not None
                assert process.stderr is not None
                assert b"created" in process.stdout.readline()
                while len(wechat.requests) < 2:
                    wechat.stopping.wait(0.01)
                process.send_signal(signal.SIGINT)
                said = b"wxarchive: ending the article in hand; Ctrl-C again ends at once\n"
                assert process.stderr.readline() == said
                process.send_signal(signal.SIGINT)
                assert process.stderr.read().decode().splitlines() == [
                    "wxarchive: waiting in the queue: 1; go on with: wxarchive fetch --resume",
                    "wxarchive: interrupted; what was stored so far is kept",
                ]
        assert process.returncode == 130
        assert [line["title"] for line in json_lines(program.run("list", "--json").stdout)] == [
            WATER.title
        ]

    @pytest.mark.skipif(sys.platform == "win32", reason="Windows sends no SIGINT to a process")
    def test_an_interruption_ends_the_article_in_hand(self, tmp_path: Path) -> None:
        small = replace(DEMO_SITE, boilerplate_kb=0)
        with SmallWechat(small, Faults(slow={f"/s/{LEAVES.token}": 0.0001})) as wechat:
            program = Program(tmp_path / "archive.db", wechat)
            with fetching(program, *DEMO_SITE.posts) as process:
                assert process.stdout is not None
                assert process.stderr is not None
                assert b"created" in process.stdout.readline()
                while len(wechat.requests) < 2:
                    wechat.stopping.wait(0.01)
                process.send_signal(signal.SIGINT)
                process.stderr.readline()
                outcomes = [json.loads(line).get("status") for line in process.stdout.readlines()]
            assert (outcomes, process.returncode) == (["created", None], 130)
            assert len(json_lines(program.run("list", "--json").stdout)) == 2
            assert program.fetch("--resume", "--json").exit_code == 0
            assert len(json_lines(program.run("list", "--json").stdout)) == len(DEMO_SITE.posts)
            assert len(wechat.requests) == len(DEMO_SITE.posts)


class TestTerminal:
    def test_a_list_has_columns_as_wide_as_the_terminal(self, filled: Program) -> None:
        _, shown = filled.in_terminal("list", "--account", "桥与书", "--until", "2024", columns=82)
        assert shown.splitlines() == [
            "\x1b[1mid  published +08:00  account  state  title\x1b[0m",
            "6   2024-05-05 08:30  桥与书   ok     石桥为什么是拱的",
            "7   2019-10-03 22:30  桥与书   ok     图书馆的夜班",
        ]

    def test_where_room_is_scarce_the_title_keeps_most_of_it(self, filled: Program) -> None:
        _, shown = filled.in_terminal(
            "list", "--until", "2024-04-13", "--since", "2024-04", columns=50
        )
        assert shown.splitlines() == [
            "\x1b[1mid  published   account  state  title\x1b[0m",
            "2   2024-04-13  南坡茶…  ok     五种叶子，五种脾气",
        ]

    def test_fetching_shows_outcomes_and_a_table(self, program: Program) -> None:
        exit_code, shown = program.in_terminal(
            "fetch", "--delay", 0, WATER.short_url, LEAVES.short_url, columns=120
        )
        assert exit_code == 0
        assert f"#1  {WATER.title}  {WATER.short_url}" in shown
        assert "asked" in shown
        assert "created" in shown

    def test_one_source_needs_no_bar(self, program: Program) -> None:
        exit_code, shown = program.in_terminal("fetch", WATER.short_url)
        assert exit_code == 0
        assert "0/1" not in shown


def test_what_people_see_has_no_commands_for_their_terminal() -> None:
    nasty = "a\x1b]0;title\x07b\x1b[2Jc\x9bd\x00e\u202ef\u2066g\x1bMh\r\ni\tj"
    assert printable(nasty) == "abcdefgh\ni\tj"
    assert one_line(nasty) == "abcdefgh i j"
    assert one_line(None) == ""

"""Defaults of options from files and from the environment."""

import os
import re
from pathlib import Path

import click
import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from tests.cli.running import LEAVES, WATER, Program, json_lines
from tests.smallwechat import SmallWechat
from tests.support.places import ROOT
from wxarchive.cli import COMMANDS, cli
from wxarchive.cli.app import Program as Group
from wxarchive.cli.configuration import BROWSING, FETCHING, options_of, variables
from wxarchive.cli.options import fetching

DOCUMENT = ROOT / "docs" / "configuration.md"
TABLE = re.compile(r"(?<=<!-- options -->\n).*?(?=<!-- end -->)", re.S)


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The working directory of these tests."""
    folder = tmp_path / "work"
    folder.mkdir()
    monkeypatch.chdir(folder)
    return folder


def write(path: Path | str, text: str) -> Path:
    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def ids(program: Program, *arguments: object) -> list[object]:
    result = program.run("list", "--json", *arguments)
    assert result.exit_code == 0, result.output
    return [line["id"] for line in json_lines(result.stdout)]


def refusal(program: Program, *arguments: object) -> str:
    result = program.run(*arguments)
    assert (result.exit_code, result.stdout) == (2, "")
    return result.stderr


class TestFiles:
    def test_a_file_in_the_working_directory_gives_defaults(self, filled: Program) -> None:
        write("wxarchive.toml", "[list]\nlimit = 2\nsort = 'oldest'\n")
        assert ids(filled) == [7, 1]
        assert ids(filled, "--limit", 1) == [7], "the command line has the last word"

    def test_the_projects_file_may_hold_them(self, filled: Program) -> None:
        write("pyproject.toml", "[project]\nname = 'x'\n[tool.wxarchive.list]\nlimit = 3\n")
        assert len(ids(filled)) == 3

    @pytest.mark.parametrize(
        "text", ["[project]\nname = 'wxarchive'\n", "[tool.other]\nx = 1\n", "not toml"]
    )
    def test_a_project_of_others_is_left_alone(self, filled: Program, text: str) -> None:
        write("pyproject.toml", text)
        assert len(ids(filled)) == 8

    def test_the_users_own_file_is_the_last_that_is_looked_for(
        self, filled: Program, tmp_path: Path
    ) -> None:
        home = {"XDG_CONFIG_HOME": str(tmp_path / "home")}
        write(tmp_path / "home/wxarchive/wxarchive.toml", "[list]\nlimit = 3\n")
        program = Program(filled.db, environment=home)
        assert len(ids(program)) == 3
        write("wxarchive.toml", "[list]\nlimit = 2\n")
        assert len(ids(program)) == 2

    def test_without_xdg_it_is_below_the_home(self, filled: Program, tmp_path: Path) -> None:
        write(tmp_path / "me/.config/wxarchive/wxarchive.toml", "[list]\nlimit = 3\n")
        program = Program(
            filled.db, environment={"XDG_CONFIG_HOME": "", "HOME": str(tmp_path / "me")}
        )
        assert len(ids(program)) == 3

    def test_another_file_can_be_named(self, filled: Program, tmp_path: Path) -> None:
        write("wxarchive.toml", "[list]\nlimit = 2\n")
        other = write(tmp_path / "other.toml", "[list]\nlimit = 4\n")
        result = filled.run("--config", other, "list", "--urls")
        assert len(result.stdout.splitlines()) == 4
        assert len(ids(Program(filled.db, environment={"WXARCHIVE_CONFIG": str(other)}))) == 4
        assert len(ids(Program(filled.db, environment={"WXARCHIVE_CONFIG": os.devnull}))) == 8

    def test_the_archive_can_be_named_in_it(self, filled: Program, folder: Path) -> None:
        filled.db.rename(filled.db.with_name("mine.db"))
        write(folder / "conf/wxarchive.toml", "db = '../../mine.db'\n")
        program = Program(
            filled.db, environment={"WXARCHIVE_DB": "", "WXARCHIVE_CONFIG": "conf/wxarchive.toml"}
        )
        assert len(ids(program)) == 8

    def test_cookies_are_looked_for_beside_the_file(self, program: Program, tmp_path: Path) -> None:
        jar = "# Netscape HTTP Cookie File\nmp.weixin.qq.com\tFALSE\t/\tTRUE\t0\ta\tb\n"
        write(tmp_path / "conf/jar.txt", jar)
        write(tmp_path / "conf/wxarchive.toml", "cookies = 'jar.txt'\n")
        assert (
            program.run(
                "--config", tmp_path / "conf/wxarchive.toml", "fetch", WATER.short_url
            ).exit_code
            == 0
        )
        write("wxarchive.toml", "[fetch]\ncookies = 'jar.txt'\n")
        assert refusal(program, "fetch", WATER.short_url).startswith(
            "wxarchive: jar.txt: there is no such file"
        )

    def test_a_path_may_begin_with_a_tilde(self, filled: Program) -> None:
        write("wxarchive.toml", "db = '~/archive.db'\n")
        home = {"HOME": str(filled.db.parent), "WXARCHIVE_DB": ""}
        assert len(ids(Program(filled.db, environment=home))) == 8

    def test_flags_and_forms_and_dates_have_their_own_types(self, filled: Program) -> None:
        write(
            "wxarchive.toml",
            "[list]\nurls = true\nsince = 2024-05-05\nuntil = '2024-06'\n[show]\ntext = false\n",
        )
        bare = Program(filled.db, environment={"WXARCHIVE_CONFIG": os.devnull})
        asked = bare.run("list", "--since", "2024-05-05", "--until", "2024-06", "--urls")
        assert filled.run("list").stdout == asked.stdout
        assert asked.stdout.startswith("https://")
        write("wxarchive.toml", "[list]\noriginal = true\nhas-pictures = false\n")
        assert ids(filled) == ids(bare, "--original", "--no-pictures")

    def test_completion_follows_the_file(self, filled: Program) -> None:
        write("wxarchive.toml", f"db = '{filled.db}'\n")
        asked = {
            "_WXARCHIVE_COMPLETE": "bash_complete",
            "COMP_WORDS": "wxarchive show 1",
            "COMP_CWORD": "2",
        }
        program = Program(filled.db, environment={**asked, "WXARCHIVE_DB": ""})
        assert program.in_files().stdout.decode().split() == ["plain,1"]
        write("wxarchive.toml", "[show]\nnonsense = 1\n")
        done = program.in_files()
        assert (done.returncode, done.stdout, done.stderr) == (0, b"\n", b"")


class TestMistakes:
    @pytest.mark.parametrize(
        ("text", "said"),
        [
            (
                "dalay = 3\n",
                "wxarchive.toml: there is no 'dalay' here; there are db, verbose, no-pager, delay, jitter, proxy, cookies, ",
            ),
            ("[lst]\n", "wxarchive.toml: there is no 'lst' here; there are db, "),
            (
                "list = 3\n",
                "wxarchive.toml: 'list' is a command, so it must be a table; write [list]\n",
            ),
            (
                "[list]\nlimmit = 3\n",
                "wxarchive.toml: [list] there is no 'limmit' here; there are search, account, not-account, ",
            ),
            (
                "[list]\nlimit = 'x'\n",
                "wxarchive.toml: [list] limit: must be a whole number; correct it there\n",
            ),
            (
                "[list]\nlimit = true\n",
                "wxarchive.toml: [list] limit: must be a whole number; correct it there\n",
            ),
            (
                "[list]\nlimit = 2.5\n",
                "wxarchive.toml: [list] limit: must be a whole number; correct it there\n",
            ),
            (
                "[list]\nlimit = 0\n",
                "wxarchive.toml: [list] limit: 0 is not in the range x>=1; correct it there\n",
            ),
            (
                "[list]\naccount = 7\n",
                "wxarchive.toml: [list] account: must be text; correct it there\n",
            ),
            (
                "[list]\naccount = ['a', 7]\n",
                "wxarchive.toml: [list] account: must be text; correct it there\n",
            ),
            (
                "[list]\nsince = ['2024']\n",
                "wxarchive.toml: [list] since: must be text; correct it there\n",
            ),
            (
                "[list]\njson = 'yes'\n",
                "wxarchive.toml: [list] json: must be true or false; correct it there\n",
            ),
            (
                "[list]\nkind = 'novel'\n",
                "wxarchive.toml: [list] kind: 'novel' is not one of 'article', ",
            ),
            ("[list]\nsince = 'then'\n", "wxarchive.toml: [list] since: "),
            ("db = 3\n", "wxarchive.toml: db: must be text; correct it there\n"),
            ("[list\n", "wxarchive.toml: this is no TOML ("),
        ],
    )
    def test_a_mistake_is_named_with_its_place(
        self, program: Program, text: str, said: str
    ) -> None:
        write("wxarchive.toml", text)
        assert refusal(program, "list").startswith(f"wxarchive: {said}")

    def test_what_is_no_text_is_said(self, program: Program) -> None:
        Path("wxarchive.toml").write_bytes(b"\xff\xfe")
        assert "wxarchive.toml: this is no TOML ('utf-8' codec" in refusal(program, "list")

    def test_a_byte_order_mark_does_no_harm(self, filled: Program) -> None:
        write("wxarchive.toml", "\ufeff[list]\nlimit = 2\n")
        assert len(ids(filled)) == 2

    def test_a_list_of_sources_beside_the_file(self, program: Program, tmp_path: Path) -> None:
        write(tmp_path / "conf/list.txt", f"{WATER.short_url}\n")
        write(tmp_path / "conf/wxarchive.toml", "[fetch]\nlist-file = 'list.txt'\n")
        done = program.run("--config", tmp_path / "conf/wxarchive.toml", "fetch", "--json")
        assert json_lines(done.stdout)[0]["status"] == "created"

    def test_a_missing_file_is_said(self, program: Program) -> None:
        said = "none.toml: the configuration cannot be read (No such file or directory); name another file"
        assert refusal(program, "--config", "none.toml", "list").startswith(f"wxarchive: {said}")

    def test_a_mistake_for_another_command_does_not_matter_now(self, filled: Program) -> None:
        write("wxarchive.toml", "[search]\nnonsense = 1\n")
        assert len(ids(filled)) == 8

    def test_a_mistake_does_not_stop_help_or_version(self, program: Program) -> None:
        write("wxarchive.toml", "[[[")
        assert program.run("--version").exit_code == 0
        assert program.run("--help").exit_code == 0

    def test_a_command_without_options_says_so(self, program: Program) -> None:
        write("wxarchive.toml", "[reindex]\nfast = true\n")
        assert "[reindex] there is no 'fast' here; it has no options" in refusal(program, "reindex")

    def test_a_variable_is_named_too(self, filled: Program) -> None:
        program = Program(filled.db, environment={"WXARCHIVE_LIST_LIMIT": "many"})
        said = "environment: WXARCHIVE_LIST_LIMIT: 'many' is not a valid integer range; correct it there\n"
        assert refusal(program, "list") == f"wxarchive: {said}"

    @given(st.binary(max_size=200))
    def test_any_bytes_are_a_configuration_or_one_line(self, content: bytes) -> None:
        Path("any.toml").write_bytes(content)
        result = CliRunner().invoke(cli, ["--config", "any.toml", "--db", "none.db", "list"])
        assert result.exit_code in {2, 5}
        assert result.stderr.startswith("wxarchive: ")


class TestEnvironment:
    def test_every_option_has_a_variable(self, filled: Program) -> None:
        write("wxarchive.toml", "[list]\nlimit = 2\nurls = true\n")
        program = Program(
            filled.db, environment={"WXARCHIVE_LIST_LIMIT": "3", "WXARCHIVE_LIST_JSON": "1"}
        )
        shown = program.run("list")
        assert len(json_lines(shown.stdout)) == 3
        assert len(json_lines(program.run("list", "--limit", 1).stdout)) == 1
        assert program.run("list", "--limit", 1, "--urls").stdout.startswith("https://")

    def test_a_form_of_the_file_can_be_switched_off(self, filled: Program) -> None:
        write("wxarchive.toml", "[list]\njson = true\nlimit = 1\n")
        assert filled.run("list").stdout.startswith("{")
        assert (
            not Program(filled.db, environment={"WXARCHIVE_LIST_JSON": "0"})
            .run("list")
            .stdout.startswith("{")
        )

    def test_a_switch_with_two_names_has_its_first(self, filled: Program) -> None:
        both = [
            ids(Program(filled.db, environment={"WXARCHIVE_LIST_ORIGINAL": one}))
            for one in ("yes", "no")
        ]
        assert both == [ids(filled, "--original"), ids(filled, "--no-original")]

    def test_the_more_special_variable_wins(self) -> None:
        assert variables(["media", "fetch"], "user-agent") == [
            "WXARCHIVE_USER_AGENT",
            "WXARCHIVE_MEDIA_FETCH_USER_AGENT",
        ]
        assert variables(["list"], "limit") == ["WXARCHIVE_LIST_LIMIT"]


class TestFetching:
    def test_the_shared_names_are_the_options_of_fetching(self) -> None:
        command = click.command(fetching(lambda **_: None))
        assert tuple(options_of(command)) == FETCHING

    def agents(self, program: Program, wechat: SmallWechat, *arguments: object) -> str:
        program.fetch(WATER.short_url, "--again", *arguments)
        return wechat.received[-1]["user-agent"]

    def test_one_key_is_for_every_command_that_fetches(
        self, program: Program, wechat: SmallWechat
    ) -> None:
        write("wxarchive.toml", "user-agent = 'General/1'\n")
        assert self.agents(program, wechat) == "General/1"
        write("wxarchive.toml", "user-agent = 'General/1'\n[fetch]\nuser-agent = 'Own/1'\n")
        assert self.agents(program, wechat) == "Own/1"
        general = Program(program.db, wechat, {"WXARCHIVE_USER_AGENT": "Variable/1"})
        assert self.agents(general, wechat) == "Variable/1"
        own = Program(
            program.db,
            wechat,
            {**general.environment, "WXARCHIVE_FETCH_USER_AGENT": "OwnVariable/1"},
        )
        assert self.agents(own, wechat) == "OwnVariable/1"
        assert self.agents(own, wechat, "--user-agent", "Given/1") == "Given/1"

    def test_several_values_are_a_list_or_commas(self, tmp_path: Path) -> None:
        with SmallWechat() as wechat:
            write("wxarchive.toml", f"delay = 0\nconnect-to = {wechat.connect_to()}\n")
            program = Program(tmp_path / "a.db", environment={"WXARCHIVE_CONNECT_TO": ""})
            assert program.run("fetch", LEAVES.short_url).exit_code == 0
            write(
                "wxarchive.toml", f"delay = 0\n[fetch]\nconnect-to = '{wechat.connect_to()[0]}'\n"
            )
            assert program.run("fetch", WATER.short_url).exit_code == 0


@click.group
def inner() -> None:
    """Do several things."""


@inner.command
@click.option("--size", type=int)
def do(size: int) -> None:
    click.echo(size)


def test_groups_below_the_program_have_tables_in_tables() -> None:
    group = Group(
        "wxarchive",
        groups={"": {"inner": f"{__name__}:inner"}},
        params=cli.params,
        callback=lambda **_: None,
    )
    write("wxarchive.toml", "[inner.do]\nsize = 7\n")
    assert CliRunner().invoke(group, ["inner", "do"]).stdout == "7\n"
    assert (
        CliRunner().invoke(group, ["inner", "do"], env={"WXARCHIVE_INNER_DO_SIZE": "8"}).stdout
        == "8\n"
    )
    write("wxarchive.toml", "[inner.do]\nsice = 7\n")
    assert (
        "[inner.do] there is no 'sice' here; there are size"
        in CliRunner().invoke(group, ["inner", "do"]).stderr
    )


def test_defaults_of_a_group_do_not_get_in_the_way_of_its_commands(filled: Program) -> None:
    write("wxarchive.toml", "[media]\neach = true\nsince = '2024'\n")
    assert filled.run("media", "fetch").exit_code == 0
    assert filled.run("media", "--each", "fetch").exit_code == 2


def documented() -> str:
    """The table of docs/configuration.md."""
    context = click.Context(cli)
    rows = [f"| (outside all tables) | {', '.join([*options_of(cli), *FETCHING, *BROWSING])} |"]
    for name in COMMANDS:
        command = cli.get_command(context, name)
        assert command
        rows += _rows(context, command, name)
    return "\n".join(["| table | keys |", "|---|---|", *rows, ""])


def _rows(context: click.Context, command: click.Command, *words: str) -> list[str]:
    keys = ", ".join(options_of(command))
    rows = [f"| `[{'.'.join(words)}]` | {keys} |"] if keys else []
    for name in command.list_commands(context) if isinstance(command, click.Group) else []:
        if isinstance(command, click.Group) and (inner := command.get_command(context, name)):
            rows += _rows(context, inner, *words, name)
    return rows


def test_the_document_lists_every_option(update_golden: bool) -> None:
    text = DOCUMENT.read_text("utf-8")
    if update_golden:
        DOCUMENT.write_text(TABLE.sub(lambda _: documented(), text), encoding="utf-8")
        return
    assert TABLE.findall(text) == [documented()], "make golden writes it"


def test_the_documents_example_is_a_configuration(filled: Program) -> None:
    [example] = re.findall(r"```toml\n(.*?)```", DOCUMENT.read_text("utf-8"), re.S)
    write("wxarchive.toml", example)
    write("cookies.txt", "# Netscape HTTP Cookie File\nmp.weixin.qq.com\tFALSE\t/\tTRUE\t0\ta\tb\n")
    for command in (["list"], ["fetch", WATER.short_url], ["search", "茶"]):
        assert filled.run("--db", filled.db, *command).exit_code == 0

"""Lists on terminals of any width: what is cut, what is left out, and what goes to a pager."""

import os
import subprocess
from pathlib import Path

import pytest
from rich.cells import cell_len

from tests.cli.running import Program
from tests.store.making import article, day, raw, ref
from tests.support.prepared import prepared
from wxarchive.store.database import Store

LONG = "第七座桥在地图上没有名字，过了桥就是外婆家，卖菜的人这样指路，一直走到渡口"


@pytest.fixture
def many(tmp_path: Path) -> Program:
    """The program over an archive of 30 articles with long titles."""
    return Program(prepared(tmp_path / "archive.db", fill))


def fill(path: Path) -> None:
    with Store(path) as store, store.atomic():
        for number in range(1, 31):
            page = store.pages.save(raw(number), "ok", None)
            one = article(ref(number), "the stone bridge, 石桥", title=f"{number} {LONG}")
            store.articles.save(one, page, day(number))


COMMANDS = [
    ("list",), ("search", "桥"), ("accounts",), ("albums",), ("history", "1"), ("stats",),
    ("links",), ("links", "--missing"), ("links", "--by", "account"), ("queue",), ("media",),
    ("subscriptions",), ("check", "--schedule"), ("list", "--group-by", "month"),
]  # fmt: skip


@pytest.mark.parametrize("columns", [50, 80, 120])
def test_no_line_of_a_list_is_wider_than_the_terminal(filled: Program, columns: int) -> None:
    for command in COMMANDS:
        code, shown = filled.in_terminal(*command, columns=columns)
        plain = shown.replace("\x1b[1m", "").replace("\x1b[0m", "")
        lines = [line for line in plain.splitlines() if not line.startswith("wxarchive: ")]
        assert (code, [line for line in lines if cell_len(line) > columns]) == (0, []), command


@pytest.mark.parametrize("columns", [20, 30, 39])
def test_on_a_narrow_terminal_the_last_columns_leave_and_no_row_wraps(
    filled: Program, columns: int
) -> None:
    for command in [one for one in COMMANDS if one != ("stats",)]:
        _, shown = filled.in_terminal(*command, columns=columns)
        plain = shown.replace("\x1b[1m", "").replace("\x1b[0m", "")
        lines = [line for line in plain.splitlines() if not line.startswith("wxarchive: ")]
        assert [line for line in lines if cell_len(line) > columns] == [], command
    _, shown = filled.in_terminal("list", "--limit", 1, columns=20)
    assert shown.splitlines()[-1] == "5   今天不营业。"


def test_numbers_states_and_ids_are_whole_or_left_out_and_that_is_said(filled: Program) -> None:
    _, narrow = filled.in_terminal("accounts", columns=50)
    assert narrow.splitlines() == [
        "wxarchive: left out for want of room: WeChat id, gh id; --json has it all",
        "\x1b[1marticles  gone  first +08   last +08    account\x1b[0m",
        "5         0     2024-03-09  2025-12-20  南坡茶话",
        "3         0     2019-10-03  2025-09-14  桥与书",
    ]
    assert "nanpo_tea  gh_5ma11wecha71" in filled.in_terminal("accounts", columns=80)[1]


def test_a_title_takes_what_is_left(many: Program) -> None:
    for columns, cells in ((50, 20), (80, 32), (200, cell_len(f"30 {LONG}"))):
        _, shown = many.in_terminal("list", "--limit", 1, columns=columns)
        title = shown.splitlines()[1].partition("ok     ")[2] or shown.split("ok  ")[1].strip()
        assert cell_len(title.strip()) >= cells


def test_what_is_around_a_hit_keeps_its_spaces_and_is_folded_into_lines(many: Program) -> None:
    assert "the stone 【bridge】, 石桥" in many.run("search", "bridge", "--limit", 1).stdout
    _, shown = many.in_terminal("search", "bridge", "--limit", 1, columns=40)
    assert "    the stone \x1b[1mbridge\x1b[0m, 石桥" in shown


def test_a_title_is_not_cut_in_vain(many: Program) -> None:
    columns = ("--columns", "id,title,url,content_hash")
    _, shown = many.in_terminal("list", "--limit", 1, *columns)
    assert f"30 {LONG[:8]}" in shown


def test_a_terminal_that_knows_no_bold_marks_hits_as_a_pipe_does(many: Program) -> None:
    dumb = Program(many.db, environment={"TERM": "dumb"})
    _, shown = dumb.in_terminal("search", "bridge", "--limit", 1)
    assert ("the stone 【bridge】, 石桥" in shown, "\x1b" in shown) == (True, False)


@pytest.mark.parametrize("arguments", [("--no-pager", "list"), ("list", "--no-pager")])
def test_nothing_goes_through_a_pager_if_one_says_so(
    many: Program, arguments: tuple[str, ...]
) -> None:
    pager = Program(many.db, environment={"PAGER": "head -1"})
    assert pager.in_terminal(*arguments, "--limit", 30)[1].count("第七座桥") == 30
    assert pager.in_terminal("list", "--limit", 30)[1].count("第七座桥") == 0


@pytest.mark.parametrize("pager", ["", "no-such-pager-anywhere"])
def test_without_a_pager_all_is_printed(many: Program, pager: str) -> None:
    without = Program(many.db, environment={"PAGER": pager})
    code, shown = without.in_terminal("list", "--limit", 30)
    assert (code, shown.count("第七座桥")) == (0, 30)


def test_a_pager_that_is_left_early_is_no_error(many: Program) -> None:
    pager = Program(many.db, environment={"PAGER": "head -3"})
    code, shown = pager.in_terminal("list", "--limit", 30)
    assert (code, "Traceback" in shown, shown.count("第七座桥")) == (0, False, 2)


@pytest.mark.skipif(os.name != "posix", reason="Windows' own pager is given no bold")
def test_hits_are_bold_in_any_pager(many: Program) -> None:
    pager = Program(many.db, environment={"PAGER": "head -99", "LESS": "-X"})
    _, shown = pager.in_terminal("search", "bridge", "--limit", 30)
    assert shown.count("\x1b[1mbridge\x1b[0m") == 30


def test_a_short_terminal_shows_a_page_and_the_count(many: Program) -> None:
    _, shown = many.in_terminal("list", lines=12)
    assert shown.count("第七座桥") == 8
    assert "8 of 30, --limit for more" in shown


@pytest.mark.parametrize(
    "command",
    [
        ("list",),
        ("list", "--json"),
        ("search", "桥"),
        ("links", "--graph", "dot"),
        ("export", "-o", "-"),
    ],
)
def test_a_reader_that_goes_away_hears_nothing(many: Program, command: tuple[str, ...]) -> None:
    ours, theirs = os.pipe()
    os.close(ours)
    done = subprocess.run(
        many.command(*command),
        stdout=theirs,
        stderr=subprocess.PIPE,
        check=False,
        env=many.whole_environment(),
    )
    os.close(theirs)
    assert done.stderr == b""
    assert done.returncode in {0, 1, 141}


def test_progress_stays_on_stderr_and_data_on_stdout(many: Program) -> None:
    printed, shown = many.with_stderr_in_terminal("reparse")
    assert [line.split()[0] for line in printed.splitlines()] == ["failed"] * 30
    assert "\x1b" not in printed
    assert "30/" in shown
    assert "#30" not in shown


def test_without_a_terminal_for_messages_no_progress_is_shown(many: Program) -> None:
    shown = many.in_terminal("reparse", errors=False)[1]
    assert "30/" not in shown
    assert shown.count("failed") == 30

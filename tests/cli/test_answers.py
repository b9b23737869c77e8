"""What people type who have not read the manual, and what people and programs get."""

from pathlib import Path

import pytest

from tests.cli.running import METER, Program, json_lines
from tests.store.making import article, day, raw, ref
from tests.support.places import CASES
from tests.support.prepared import prepared
from wxarchive.store.database import Store


@pytest.mark.skipif(not CASES.is_dir(), reason=f"needs the shared cases in {CASES}")
@pytest.mark.parametrize("query", ["don't", "don’t", "it's ok", '"快乐"', "「快乐」", "‘快乐’"])
def test_a_real_page_is_found_by_any_of_its_quotation_marks(program: Program, query: str) -> None:
    program.run("import", CASES / "typographic_variants.html")
    assert program.run("search", query, "--count").stdout == "1\n"


@pytest.fixture
def many(tmp_path: Path) -> Program:
    """The program over an archive of 25 articles of 石桥."""
    return Program(prepared(tmp_path / "archive.db", fill))


def fill(path: Path) -> None:
    with Store(path) as store, store.atomic():
        for number in range(1, 26):
            page = store.pages.save(raw(number), "ok", None)
            one = article(ref(number), "石桥", title=f"第 {number} 座")
            store.articles.save(one, page, day(number))


def test_programs_get_every_hit_and_people_the_first_ones(many: Program) -> None:
    assert len(json_lines(many.run("search", "石桥", "--json").stdout)) == 25
    assert len(many.run("search", "石桥", "--urls").stdout.splitlines()) == 25
    assert len(many.run("search", "石桥", "--csv").stdout.splitlines()) == 26
    assert len(many.run("search", "石桥", "--urls", "--limit", 3).stdout.splitlines()) == 3
    shown = many.run("search", "石桥")
    assert (shown.stdout.count("【石桥】"), shown.stderr) == (
        20,
        "wxarchive: 20 of 25, --limit for more\n",
    )
    assert many.run("search", "石桥", "--limit", 25).stderr == ""


def test_a_terminal_shows_the_first_articles_and_how_many_there_are(many: Program) -> None:
    _, shown = many.in_terminal("list")
    assert "20 of 25, --limit for more" in shown
    assert len(shown.splitlines()) == 1 + 20 + 1
    assert len(many.run("list").stdout.splitlines()) == 25


def test_a_long_list_goes_through_the_pager(many: Program) -> None:
    pager = Program(many.db, environment={"PAGER": "head -1"})
    assert pager.in_terminal("list", "--limit", 25)[1].count("第") == 0
    assert pager.in_terminal("list", "--limit", 3)[1].count("第") == 3


def test_defaults_stand_in_the_help(many: Program) -> None:
    told = " ".join(many.run("search", "--help").stdout.split())
    assert "default: 20 for people, all for --kwic, --by, --json, --csv and --urls." in told
    assert "default: a page on a terminal (20 at most), else all." in " ".join(
        many.run("list", "--help").stdout.split()
    )


def test_several_words_need_no_quotes(filled: Program) -> None:
    together = filled.run("search", "程序 水温", "--urls").stdout
    assert len(together.splitlines()) == 1
    assert filled.run("search", "程序", "水温", "--urls").stdout == together


def test_a_word_is_left_out_without_more_ado(filled: Program) -> None:
    expected = filled.run("search", "--urls", "--", "桥 -石碑").stdout
    assert filled.run("search", "桥", "-石碑", "--urls").stdout == expected
    assert filled.run("search", "--urls", "--", "桥", "-石碑").stdout == expected
    assert filled.run("search", "桥", "--ulrs").exit_code == 2


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("桥 AND 书", "wxarchive: AND was looked for as a word; spaces mean and\n"),
        ("桥 and 书", "wxarchive: and was looked for as a word; spaces mean and\n"),
        (
            "桥 or 书",
            "wxarchive: or was looked for as a word; write OR in capitals for one of two\n",
        ),
        ("桥 OR 书", ""),
        ("or 桥", ""),
    ],
)
def test_words_that_look_like_signs_are_told(filled: Program, query: str, told: str) -> None:
    assert filled.run("search", query).stderr.replace("wxarchive: nothing found\n", "") == told


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (
            ("--since", "2024", "--since", "2025"),
            "--since is given twice, as 2024 and 2025: give one of them.",
        ),
        (("--original", "--no-original"), "--original and --no-original leave nothing"),
        (("--gone", "--alive"), "--gone and --alive leave nothing: give one of them."),
    ],
)
@pytest.mark.parametrize("command", [("list",), ("export", "--md"), ("media", "fetch"), ("links",)])
def test_of_two_filters_none_is_kept_in_silence(
    filled: Program, command: tuple[str, ...], arguments: tuple[str, ...], told: str
) -> None:
    result = filled.run(*command, *arguments)
    assert (result.exit_code, told in result.stderr) == (2, True)


def test_a_filter_may_be_repeated(filled: Program) -> None:
    assert (
        filled.run(
            "list", "--gone", "--gone", "--account", "桥与书", "--account", "桥与书"
        ).exit_code
        == 0
    )


@pytest.mark.parametrize("name", ["桥與书", "桥 与 书", "桥与", "桥和书"])
def test_nearly_the_name_of_an_account_gets_a_suggestion(filled: Program, name: str) -> None:
    told = f"wxarchive: no account here is called {name}; did you mean 桥与书?\n"
    assert filled.run("list", "--account", name).stderr.startswith(told)


def test_an_unknown_album_or_account_is_told(filled: Program) -> None:
    assert (
        "no album here is called 水和火; did you mean 水与火?"
        in filled.run("list", "--album", "水和火").stderr
    )
    told = "no account here is called zzz; see wxarchive accounts"
    assert told in filled.run("search", "桥", "--account", "zzz").stderr


@pytest.mark.parametrize("ref", ["3", "#3", " 3 ", "＃３", "寫三行程序", "写三行 程序"])
def test_an_article_is_named_in_more_than_one_way(filled: Program, ref: str) -> None:
    assert filled.run("show", ref, "--json").stdout.startswith('{"id": 3,')


def test_nearly_a_title_gets_a_suggestion(filled: Program) -> None:
    result = filled.run("show", "写四行程序记水温")
    assert result.exit_code == 1
    assert f"did you mean:\n  3  {METER.title}" in result.stderr


def test_nearly_a_command_gets_a_suggestion(program: Program) -> None:
    result = program.run("serch", "桥")
    assert (result.exit_code, "No such command 'serch'. Did you mean search?" in result.stderr) == (
        2,
        True,
    )


def test_commands_are_described_whole(program: Program) -> None:
    told = program.run("--help").stdout
    assert "..." not in told.partition("Commands:")[2]
    assert "stores nothing." in " ".join(told.split())


def test_without_colour_nothing_is_bold(many: Program) -> None:
    plain = Program(many.db, environment={"NO_COLOR": "1"})
    for arguments in (("search", "石桥", "--limit", 2), ("list", "--limit", 2), ("show", "1")):
        code, shown = plain.in_terminal(*arguments)
        assert (code, "\x1b[" in shown) == (0, False)
    assert "【石桥】" in plain.in_terminal("search", "石桥", "--limit", 1)[1]


def test_stats_draw_all_of_the_time(filled: Program) -> None:
    shown = filled.run("stats").stdout
    assert "published by year, Beijing time\n2019     " in shown
    assert "2020      0\n" in shown

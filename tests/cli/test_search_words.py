"""``search --by`` and ``search --kwic``: words over time, and every place in its context."""

import csv

import pytest
from rich.cells import cell_len

from tests.cli.running import Program, json_lines
from tests.support import library


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Program:
    return Program(library.make(tmp_path_factory.mktemp("library") / "archive.db"))


def test_counts_of_words_as_json_have_share_and_rate(archive: Program) -> None:
    [first, second] = json_lines(
        archive.run("search", "推理", "--by", "year", "--since", "2024", "--json").stdout
    )
    assert first == {
        "year": "2024",
        "articles": 2,
        "articles_in_all": 5,
        "share": 0.4,
        "occurrences": 2,
        "characters": 387,
        "per_10000_characters": 51.6796,
    }
    assert (second["year"], second["articles"], second["articles_in_all"]) == ("2025", 1, 6)


def test_counts_of_words_as_csv_leave_empty_what_is_unknown(archive: Program) -> None:
    told = archive.run("search", "title:桥", "--by", "year", "--csv").stdout
    rows = list(csv.DictReader(told.removeprefix("\ufeff").splitlines()))
    assert rows[0] == {
        "year": "2019",
        "articles": "0",
        "articles_in_all": "1",
        "share": "0.0",
        "occurrences": "",
        "characters": "64",
        "per_10000_characters": "",
    }


def test_a_limit_counts_lines(archive: Program) -> None:
    told = archive.run("search", "推理", "--by", "account", "--limit", 1).stdout
    assert told.splitlines() == ["灯下推理社\t3\t3\t1.0\t3\t184\t163.0435"]
    told = archive.run("search", "推理", "--kwic", "--limit", 1, "--width", 3).stdout
    assert told.splitlines() == ["11\t2025-03-01\t灯下推理社\t\t推理\t的第一"]


def test_a_word_that_nobody_uses_has_a_series_of_nothing(archive: Program) -> None:
    result = archive.run("search", "大象", "--by", "year", "--since", "2024")
    assert result.stdout.splitlines() == [
        "2024\t0\t5\t0.0\t0\t387\t0.0",
        "2025\t0\t6\t0.0\t0\t408\t0.0",
    ]
    assert result.stderr == "wxarchive: nothing found\n"
    assert archive.run("search", "大象", "--kwic").stderr == "wxarchive: nothing found\n"


def test_people_see_bars_and_hits_below_each_other(archive: Program) -> None:
    _, shown = archive.in_terminal("search", "推理", "--by", "year", "--since", "2024", columns=80)
    assert shown.splitlines()[1:] == [
        "2024  2         5   40.0 %  2      51.68 ███████████████████████████████████████",
        "2025  1         6   16.7 %  1      24.51 ██████████████████",
    ]
    _, shown = archive.in_terminal("search", "推理", "--kwic", columns=60)
    assert shown.replace("\x1b[1m", "[").replace("\x1b[0m", "]").splitlines() == [
        "11  2025-03-01  灯下推理社                [推理]的第一步，是数",
        "10  2024-07-09  灯下推理社    读到第三段，[推理]就结束了。还书",
        "9   2024-02-18  灯下推理社  ，壶却是凉的。[推理]不需要指纹，只",
    ]


@pytest.mark.parametrize("columns", [30, 50, 120])
def test_no_line_is_wider_than_the_terminal(archive: Program, columns: int) -> None:
    for asked in (("--by", "month"), ("--by", "account"), ("--kwic",), ("--kwic", "--width", 3)):
        _, shown = archive.in_terminal("search", "桥", *asked, columns=columns)
        plain = shown.replace("\x1b[1m", "").replace("\x1b[0m", "")
        lines = [line for line in plain.splitlines() if not line.startswith("wxarchive: ")]
        assert lines
        assert [line for line in lines if cell_len(line) > columns] == [], asked


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("--by", "month", "--kwic"), "--by counts, --kwic lists: give one of them."),
        (("--by", "month", "--urls"), "--urls is of articles, --by is of words."),
        (("--kwic", "--count"), "--count is of articles, --kwic is of words."),
        (("--kwic", "--versions"), "--kwic looks at what articles say now, not --versions."),
        (("--by", "year", "--offset", "2"), "leave out --sort and --offset."),
        (("--sort", "left"), "--width, --sort left and --sort right go with --kwic."),
        (("--width", "9"), "--width, --sort left and --sort right go with --kwic."),
    ],
)
def test_what_does_not_go_together_is_refused(
    archive: Program, arguments: tuple[str, ...], told: str
) -> None:
    result = archive.run("search", "桥", *arguments)
    assert result.exit_code == 2
    assert told in result.stderr


def test_lines_are_counted_from_an_offset(archive: Program) -> None:
    told = archive.run("search", "推理", "--kwic", "--offset", 1, "--limit", 1, "--json").stdout
    assert [(one["id"], one["start"], one["hit"]) for one in json_lines(told)] == [(10, 20, "推理")]


@pytest.mark.parametrize("how", [(), ("--kwic",), ("--json",)])
def test_an_offset_that_leaves_nothing_is_not_a_search_that_finds_nothing(
    archive: Program, how: tuple[str, ...]
) -> None:
    result = archive.run("search", "推理", *how, "--offset", 100)
    assert (result.exit_code, result.stdout) == (0, "")
    assert result.stderr == (
        "wxarchive: nothing is left after the first 100; take a smaller --offset\n"
    )
    nothing = archive.run("search", "推理小说家", *how, "--offset", 100)
    assert nothing.stderr == "wxarchive: nothing found\n"

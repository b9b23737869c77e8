"""What a stranger asks: which articles of an account mention 推理 in 2024, which are gone now, and
what they cite.
"""

from pathlib import Path

import pytest

from tests.cli.running import Program, json_lines
from tests.smallwechat.site import NIGHT
from tests.support import library
from tests.support.library import DETECTIVES, LIBRARY, RULES, TEAPOT

ASKED = ("--account", DETECTIVES.name, "--since", "2024", "--until", "2024")


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Program:
    return Program(library.make(tmp_path_factory.mktemp("kept") / "archive.db"))


def test_which_articles_mention_it(kept: Program) -> None:
    lines = kept.run("search", "推理", *ASKED, "--sort", "oldest").stdout.splitlines()
    assert lines[0::2] == [
        f"9\t2024-02-18\t{DETECTIVES.name}\t{TEAPOT.title}\tviolation",
        f"10\t2024-07-09\t{DETECTIVES.name}\t{LIBRARY.title}\tdeleted",
    ]
    assert all("【推理】" in line for line in lines[1::2])


@pytest.mark.parametrize(("flag", "expected"), [("--gone", ["9", "10"]), ("--alive", [])])
def test_which_of_them_are_gone(kept: Program, flag: str, expected: list[str]) -> None:
    shown = kept.run("search", "推理", *ASKED, flag, "--sort", "oldest", "--json").stdout
    assert [str(record["id"]) for record in json_lines(shown)] == expected


def test_what_they_cite(kept: Program) -> None:
    lines = kept.run("links", "--search", "推理", *ASKED, "--gone").stdout.splitlines()
    cited = [tuple(line.split("\t")[:4]) for line in lines]
    assert cited == [
        ("9", "previous", "", RULES.title),
        ("10", "inline", "7", NIGHT.title),
        ("10", "previous", "9", TEAPOT.title),
        ("10", "previous", "", RULES.title),
    ]


def test_gone_or_alive_splits_every_list(kept: Program, tmp_path: Path) -> None:
    every, gone, alive = (
        {record["id"] for record in json_lines(kept.run("list", *flags, "--json").stdout)}
        for flags in ((), ("--gone",), ("--alive",))
    )
    assert (gone | alive, gone & alive, gone) == (every, set(), {9, 10})
    exported = kept.run("export", "--md", "-o", tmp_path / "gone", "--gone")
    assert "2 written" in exported.stderr

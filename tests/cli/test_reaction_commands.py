"""Counts and comments of articles: on the command line, in records and back out of them."""

import csv
import io
from pathlib import Path
from typing import Any

import pytest

from tests.cli.running import Program, json_lines
from tests.smallwechat.site import LEAVES, WATER
from tests.sources.test_har import har, page
from tests.sources.test_reactions import STAT, comments, counts
from tests.support.importing import saved

LATER = {
    **counts(WATER, {"appmsgstat": {"read_num": 2_000}}),
    "startedDateTime": "2025-03-01T00:00:00Z",
}
SESSION = har(page(WATER), page(LEAVES), counts(WATER, STAT), LATER, comments(WATER))


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Program:
    """Make an archive of two articles, of which one has counts and comments."""
    folder = tmp_path_factory.mktemp("told")
    program = Program(folder / "archive.db")
    assert program.run("import", saved(folder / "a.har", SESSION)).exit_code == 0
    return program


def pseudonyms(program: Program) -> tuple[str, str]:
    found = {
        one["text"]: one["author"] for one in json_lines(program.run("comments", "--json").stdout)
    }
    return found["水开了就好。"], found["我用电水壶。"]


def test_counts_are_listed_by_their_dates(told: Program) -> None:
    assert told.run("counts").stdout == (
        f"1\t{WATER.title}\t2025-01-01 08:00\t1043\t21\t7\t\t3\n"
        f"1\t{WATER.title}\t2025-03-01 08:00\t2000\t\t\t\t\n"
    )
    first, second = json_lines(told.run("counts", 1, "--json").stdout)
    assert first == {
        "id": 1, "title": WATER.title, "seen_at": "2025-01-01T08:00:00+08:00", "reads": 1043,
        "likes": 21, "recommended": 7, "shares": None, "comments": 3,
    }  # fmt: skip
    assert (second["reads"], second["likes"]) == (2_000, None)
    table = told.run("counts", "--csv").stdout.lstrip("\ufeff")
    assert [row["reads"] for row in csv.DictReader(io.StringIO(table))] == ["1043", "2000"]


def test_comments_are_shown_with_the_replies_under_them(told: Program) -> None:
    first, other = pseudonyms(told)
    assert (
        told.run("comments", WATER.title).stdout
        == f"""#1 {WATER.title}

{other}
  我用电水壶。

{first} · 浙江 · 2024-03-10 00:00 · 赞 12
  水开了就好。
    {first}
      同感。
    南坡茶话 (the account) · 2024-03-10 00:15
      多谢。

"""
    )
    rows = json_lines(told.run("comments", "--json").stdout)
    [reply] = [one for one in rows if one["text"] == "多谢。"]
    assert reply == {
        "id": 1, "title": WATER.title, "comment_id": "7351112223334445556/1",
        "reply_to": "7351112223334445556", "author": "南坡茶话", "is_by_account": True,
        "text": "多谢。", "written_at": "2024-03-10T00:15:00+08:00", "likes": 0, "location": None,
        "first_seen": "2025-01-01T08:00:00+08:00", "last_seen": "2025-01-01T08:00:00+08:00",
    }  # fmt: skip
    table = told.run("comments", "--csv").stdout.lstrip("\ufeff")
    assert len(list(csv.DictReader(io.StringIO(table)))) == 4


@pytest.mark.parametrize("command", ["counts", "comments"])
def test_where_there_is_nothing_it_is_said_where_it_would_come_from(
    told: Program, command: str
) -> None:
    result = told.run(command, LEAVES.title)
    assert (result.exit_code, result.stdout) == (0, "")
    assert f"no {command} here: import a recorded session" in result.stderr


def test_show_says_what_was_seen_last(told: Program) -> None:
    assert told.run("show", 1).stdout.endswith(
        "阅读 2,000 (2025-03-01; wxarchive counts 1)\ncomments kept: 4 (wxarchive comments 1)\n"
    )
    assert "wxarchive counts" not in told.run("show", 2).stdout


def reactions(program: Program) -> list[Any]:
    found = json_lines(program.run("export", "--jsonl").stdout)
    return [(one["counts"], one["comments"]) for one in found if one["counts"]]


@pytest.mark.parametrize("form", ["jsonl", "parquet"])
def test_records_carry_them_into_another_archive(told: Program, tmp_path: Path, form: str) -> None:
    if form == "parquet":
        pytest.importorskip("pyarrow")
    file = tmp_path / f"articles.{form}"
    assert told.run("export", f"--{form}", "-o", file).exit_code == 0
    other = Program(tmp_path / "other.db")
    for _ in range(2):
        assert other.run("import", file).exit_code == 0
    assert reactions(other) == reactions(told)
    assert len(reactions(told)[0][1]) == 4
    # into the archive that it comes from, too
    assert told.run("import", file).exit_code == 0
    assert len(reactions(told)[0][0]) == 2


def test_what_a_record_says_of_readers_is_believed_no_further_than_its_form(tmp_path: Path) -> None:
    body = (
        '{"state":"deleted","reason":null,"kind":"article","url":"'
        + WATER.long_url
        + '","counts":[{"seen_at":"soon","reads":1},{"seen_at":"2025-01-01T08:00:00+08:00","reads":"many"},7],'
        '"comments":[{"comment_id":"","text":"a"},{"comment_id":"1","text":"好","likes":-1,"reply_to":"1"},[]]}'
    )
    path = saved(tmp_path / "a.jsonl", body)
    program = Program(tmp_path / "archive.db")
    assert program.run("import", path).exit_code == 0
    [one] = json_lines(program.run("export", "--jsonl").stdout)
    assert [(c["reads"], c["seen_at"]) for c in one["counts"]] == [
        (None, "2025-01-01T08:00:00+08:00")
    ]
    assert [(c["text"], c["likes"], c["reply_to"]) for c in one["comments"]] == [("好", None, "1")]
    assert "好" in program.run("comments").stdout

"""What a table told of an article that was gone before it was kept: shown, exported, taken back."""

import csv
import io
from pathlib import Path

import pytest

from tests.cli.running import Program, json_lines
from tests.smallwechat.site import GONE

URL = f"https://mp.weixin.qq.com/s/{GONE}"
KEPT = ("state", "reason", "title", "published_at", "short_url", "told_by")


@pytest.fixture
def told(program: Program, tmp_path: Path) -> Program:
    """The program over an archive of one article that is gone, and what a table told of it."""
    table = tmp_path / "list.csv"
    table.write_text(f"标题,链接,发布时间\n旧石碑,{URL},2024-05-06 07:08\n", "utf-8")
    program.run("import", table)
    program.fetch("--resume")
    return program


def kept(program: Program) -> dict[str, object]:
    [record] = json_lines(program.run("list", "--json").stdout)
    return {name: record[name] for name in KEPT}


def test_title_and_date_are_kept_and_marked(told: Program) -> None:
    assert kept(told) == {
        "state": "deleted",
        "reason": "该内容已被发布者删除",
        "title": "旧石碑",
        "published_at": "2024-05-06T07:08:00+08:00",
        "short_url": URL,
        "told_by": "user",
    }


def test_people_see_who_told_it(told: Program) -> None:
    line = "1\t2024-05-06 07:08\t\tdeleted\t旧石碑 (told by your table)\n"
    assert told.run("list").stdout == line
    said = (
        "wxarchive: title, date and account are what your table told: its own page was gone before"
    )
    assert said in told.run("show", 1).stderr.splitlines()


def test_it_comes_back_from_a_record(told: Program, tmp_path: Path) -> None:
    records = tmp_path / "records.jsonl"
    told.run("export", "--jsonl", "-o", records)
    assert json_lines(told.run("parse", records).stdout)[0]["told_by"] == "user"
    other = Program(tmp_path / "other.db", told.wechat)
    assert other.run("import", records).exit_code == 0
    assert kept(other) == kept(told)


def test_a_record_says_nothing_where_more_is_known(told: Program, tmp_path: Path) -> None:
    records = tmp_path / "records.jsonl"
    text = told.run("export", "--jsonl").stdout
    records.write_text(text.replace("旧石碑", "别的").replace('"user"', '"link"'), "utf-8")
    told.run("import", records)
    assert (kept(told)["title"], kept(told)["told_by"]) == ("旧石碑", "user")


def test_spreadsheets_have_it_too(told: Program) -> None:
    for command in (("export", "--csv"), ("list", "--csv")):
        table = io.StringIO(told.run(*command).stdout.removeprefix("\ufeff"))
        assert [row["told_by"] for row in csv.DictReader(table)] == ["user"]


def test_an_article_that_nobody_told_of_is_listed_by_its_address(program: Program) -> None:
    program.fetch(URL)
    assert program.run("list").stdout == f"1\t\t\tdeleted\t{URL}\n"

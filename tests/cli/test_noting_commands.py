"""Tags, stars, what was read, notes and highlights on the command line."""

import re
from pathlib import Path

import pytest

from tests.cli.running import Program, json_lines
from tests.support import library


@pytest.fixture
def own(tmp_path: Path, past: Path) -> Program:
    archive = tmp_path / "archive.db"
    archive.write_bytes(past.read_bytes())
    return Program(archive)


@pytest.fixture(scope="module")
def past(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return library.make(tmp_path_factory.mktemp("library") / "archive.db")


def said(own: Program, *arguments: object, stdin: str | None = None) -> str:
    result = own.run(*arguments, stdin=stdin)
    assert result.exit_code == 0, result.stderr
    return result.stdout + result.stderr


def test_tags_are_given_listed_renamed_and_taken_away(own: Program) -> None:
    assert said(own, "tag", "推理", 9, 10) == "wxarchive: 2 of 2 articles are newly tagged\n"
    assert "1 of 3 articles are newly" in said(own, "tag", "推理", "--account", "灯下推理社")
    assert "1 of 1 articles are newly" in said(own, "tag", "书", "--search", "title:夜班图书馆")
    assert "2 of 2 articles are newly" in said(own, "tag", "书", "-", stdin="1\n2\n")
    assert said(own, "tags") == "3\t书\n3\t推理\n"
    assert said(own, "tags", "--rename", "书", "推理") == (
        "wxarchive: 3 articles have the tag 推理 instead of 书\n"
    )
    assert json_lines(said(own, "tags", "--json")) == [{"name": "推理", "articles": 5}]
    assert said(own, "tag", "推理", "--remove", 1) == "wxarchive: 1 of 1 articles had this tag\n"
    [one] = json_lines(said(own, "list", "10", "--json"))
    assert (one["tags"], one["is_starred"], one["is_read"]) == (["推理"], False, False)
    assert said(own, "list", "10", "--csv", "--columns", "id,tags").endswith("10,推理\n")


def test_taking_away_a_tag_that_nobody_gave_names_the_nearest(own: Program) -> None:
    said(own, "tag", "推理小说", 9)
    assert said(own, "tag", "推理小书", 9, "--remove") == (
        "wxarchive: no tag here is called 推理小书; did you mean 推理小说?\n"
        "wxarchive: 0 of 1 articles had this tag\n"
    )


def test_a_search_says_which_tag_is_nobodys(own: Program) -> None:
    told = (
        "wxarchive: no tag here is called 推理小书; see wxarchive tags\nwxarchive: nothing found\n"
    )
    assert said(own, "search", "tag:推理小书") == told
    said(own, "tag", "推理小说", 9)
    told = "wxarchive: no tag here is called 推理小书; did you mean 推理小说?\n"
    assert own.run("search", 'tag:推理小说 OR tag:"推理小书"').stderr == told


def test_stars_and_what_was_read(own: Program) -> None:
    assert said(own, "star", 9, 10) == "wxarchive: 2 of 2 articles have a star now\n"
    assert said(own, "unstar", 9) == "wxarchive: 1 of 1 articles had a star\n"
    assert said(own, "read", "--author", "老灯") == "wxarchive: 2 of 2 articles are newly read\n"
    assert said(own, "unread", 9) == "wxarchive: 1 of 1 articles were read\n"
    assert said(own, "list", "--starred", "--read").split("\t")[0] == "10"


@pytest.mark.parametrize("command", [("tag", "茶"), ("star",), ("read",), ("unread",)])
def test_nothing_chosen_is_never_everything(own: Program, command: tuple[str, ...]) -> None:
    result = own.run(*command)
    assert (result.exit_code, "not all of them" in result.stderr) == (2, True)
    assert said(own, *command, "-", stdin="\n") == (
        "wxarchive: no article here passes the filter\n"
    )
    assert said(own, "list", "--starred", "--json") == (
        "wxarchive: no article here passes the filter\n"
    )


def test_a_note_is_written_listed_changed_and_deleted(own: Program) -> None:
    [uuid] = re.findall(r"noted, (\w{8})", said(own, "note", 10, "书在推车上。"))
    said(own, "note", 10, "-", stdin="两\n行\n")
    told = [line.split("\t") for line in said(own, "note", 10).splitlines()]
    assert [(line[0] == uuid, line[2]) for line in told] == [
        (True, "书在推车上。"),
        (False, "两 行"),
    ]
    assert all(re.fullmatch(r"\d{4}-\d\d-\d\d \d\d:\d\d[+-]\d\d:\d\d", line[1]) for line in told)
    assert said(own, "note", 10, "--edit", uuid, "书不在推车上。") == "wxarchive: changed\n"
    assert json_lines(said(own, "note", 10, "--json"))[0]["text"] == "书不在推车上。"
    result = own.run("note", 9, "--delete", uuid)
    assert (result.exit_code, result.stderr) == (
        1,
        f"wxarchive: {uuid}: this is of another article\n",
    )
    assert said(own, "note", 10, "--delete", uuid) == "wxarchive: deleted\n"
    assert own.run("note", 10, "--delete", "").exit_code != 0
    assert said(own, "note", 9) == "wxarchive: no note on this article yet\n"


def test_passages_are_highlighted_and_listed(own: Program) -> None:
    told = said(own, "highlight", 9, "一支 温度计", "--note", "多少度？")
    [uuid] = re.findall(r"highlighted, (\w{8}): 一支温度计\n", told)
    assert said(own, "highlights", 9) == f"9\t{uuid}\t一支温度计\t多少度？\n"
    [one] = json_lines(said(own, "highlights", "--json"))
    text = said(own, "show", 9, "--text")
    assert isinstance(one["start"], int)
    assert text[one["start"] :].startswith("一支温度计")
    assert (one["title"], one["note"]) == ("茶壶为什么是凉的", "多少度？")
    said(own, "highlight", 9, "--edit", uuid, "--note", "四十度")
    assert "四十度" in said(own, "highlights", "--search", "note:四十")
    assert said(own, "highlights", "--orphans") == "wxarchive: no orphan here\n"
    result = own.run("highlight", 9, "没有的话")
    assert (result.exit_code, result.stderr) == (
        1,
        "wxarchive: 没有的话: the article's newest text has no such passage; give its"
        " characters as show --text prints them\n",
    )
    result = own.run("highlight", 10, "的")
    assert "times in the text; give more of it" in result.stderr
    assert "highlighted" in said(own, "highlight", 10, "的", "--prefix", "日期写")
    assert own.run("highlight", 9).exit_code == 2
    assert said(own, "highlight", 9, "--delete", uuid) == "wxarchive: deleted\n"


def test_a_limit_is_of_highlights_not_of_articles(own: Program) -> None:
    said(own, "highlight", 9, "一支温度计")
    said(own, "highlight", 9, "客人说刚泡好")
    said(own, "highlight", 10, "的", "--prefix", "日期写")
    assert len(said(own, "highlights").splitlines()) == 3
    assert len(said(own, "highlights", "--limit", 2).splitlines()) == 2


@pytest.mark.parametrize(
    ("columns", "lines"),
    [
        (20, ["id  exact", "9   一支温度计"]),
        (32, ["id  uuid      exact", "9   UUIDUUID  一支温度计"]),
        (50, ["id  uuid      exact       note", "9   UUIDUUID  一支温度计  这一壶有多少度？"]),
    ],
)
def test_highlights_keep_the_passage_on_a_narrow_terminal(
    own: Program, columns: int, lines: list[str]
) -> None:
    told = said(own, "highlight", 9, "一支温度计", "--note", "这一壶有多少度？")
    [uuid] = re.findall(r"highlighted, (\w{8})", told)
    _, shown = own.in_terminal("highlights", columns=columns)
    table = [line.replace(uuid, "UUIDUUID") for line in shown.splitlines()][-2:]
    assert [re.sub("\x1b\\[[01]m", "", line) for line in table] == lines


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("note", 9, "词", "--delete", "0"), "--delete goes alone"),
        (("note", 9, "--edit", "0", "--delete", "0"), "--delete goes alone"),
        (("highlight", 9, "推理", "--delete", "0"), "--delete goes alone"),
        (("highlight", 9, "推理", "--edit", "0"), "--edit changes the note"),
    ],
)
def test_no_words_are_lost_where_one_is_changed_or_deleted(
    own: Program, arguments: tuple[object, ...], told: str
) -> None:
    result = own.run(*arguments)
    assert (result.exit_code, told in result.stderr) == (2, True)


def test_show_has_what_was_noted_under_the_article(own: Program) -> None:
    before = own.run("show", 9).stdout
    said(own, "tag", "谜", 9)
    said(own, "star", 9)
    said(own, "note", 9, "第一行\n第二行")
    said(own, "highlight", 9, "一支温度计", "--note", "多少度？")
    after = own.run("show", 9).stdout
    assert after.startswith(before.rstrip("\n"))
    under = after.removeprefix(before.rstrip("\n"))
    assert re.sub(r"\d{4}-\d\d-\d\d", "DAY", under).split("\n") == [
        *["", "", "## Noted", "", "Tags: 谜 · Starred", "", "Note, DAY: 第一行", "第二行", ""],
        *["│ 一支温度计", "", "Highlight, DAY: 多少度？", ""],
    ]
    [record] = json_lines(said(own, "show", 9, "--json"))
    assert (record["tags"], record["is_starred"]) == (["谜"], True)
    assert [one["text"] for one in record["notes"]] == ["第一行\n第二行"]


def test_records_bring_along_what_was_noted(own: Program, tmp_path: Path) -> None:
    said(own, "tag", "推理", 9)
    said(own, "star", 9)
    said(own, "read", 9)
    said(own, "note", 9, "很短，很好。")
    said(own, "highlight", 9, "一支温度计", "--note", "多少度？")
    said(own, "export", "--jsonl", "-o", tmp_path / "all.jsonl", 9)
    other = Program(tmp_path / "other.db")
    said(other, "import", tmp_path / "all.jsonl")

    columns = ("tags", "is_starred", "is_read", "notes", "highlights")
    [there] = json_lines(said(own, "show", 9, "--json"))
    [here] = json_lines(said(other, "show", 1, "--json"))
    assert {name: here[name] for name in columns} == {name: there[name] for name in columns}


def test_records_bring_back_nothing_that_was_taken_away(own: Program, tmp_path: Path) -> None:
    said(own, "tag", "推理", 9)
    said(own, "note", 9, "很短，很好。")
    before = tmp_path / "before.jsonl"
    said(own, "export", "--jsonl", "-o", before, 9)
    said(own, "tag", "推理", 9, "--remove")
    [note] = json_lines(said(own, "show", 9, "--json"))[0]["notes"]
    said(own, "note", 9, "--delete", note["uuid"])
    said(own, "import", before)
    [one] = json_lines(said(own, "show", 9, "--json"))
    assert (one["tags"], one["notes"]) == ([], [])

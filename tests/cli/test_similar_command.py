"""``similar``, ``duplicates``, ``join``, ``diff --with`` and ``list --collapse``."""

import re
import shlex
import shutil
import sqlite3
from pathlib import Path

import pytest

from tests.cli.running import Program, json_lines
from tests.support.places import ROOT

CONSOLE = re.compile(r"```console\n\$ (?P<line>[^\n]*)\n.*?```", re.S)

TEXT = (
    "村口的石桥有七个孔，最窄的一个只容一只鸭子游过。老人说，桥是先有孔后有名字的。"
    "每年涨水以前，守桥的人要把每一块石头摸一遍，记下哪一块松了。去年他摸到第三孔的时候停了很久，"
    "回来在本子上写：这里的石头比人老，比河年轻。今年本子换了新的，他还是从第一孔摸起。"
)
MORE = (
    "转来的这篇写的是守桥人，我们镇上也有一座桥，没有孔，也没有人守。小时候我们从桥上往下扔纸船，"
    "看谁的船先到磨坊。后来磨坊关了，船到了也没有人看。再后来河改了道，桥留在地里，"
    "下面种了油菜，三月的时候整座桥像漂在黄颜色的水上。读到摸石头那一段，我去地里摸了摸桥栏，是温的。"
)
TEA = (
    "新茶到的那天下了雨，伙计把筐子一只一只搬进后屋，数到第九只忘了数到几。掌柜说不要紧，"
    "茶自己知道。晚上喝的时候果然是十筐的味道，多出来的一筐是雨。"
)
BIZ, OTHER_BIZ = "MzA5MDAwMDAwMQ==", "MzA5MDAwMDAwMg=="


def dump(title: str, account: str, day: str, mid: int | None, text: str) -> str:
    biz = OTHER_BIZ if account == "山间茶话" else BIZ
    url = f"https://mp.weixin.qq.com/s?__biz={biz}&mid={mid}&idx=1&sn=abc" if mid else ""
    head = (f"文章作者: {account}", f"发布时间: {day} 09:30", "发布地: 浙江", f"原文链接: {url}")
    return "\n".join([f"# {title}", "", *head, "", "封面图链接: ", "", text, ""])


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An archive of an article, a longer one with its text, it once more without its address, and
    another one.
    """
    folder = tmp_path_factory.mktemp("similar")
    files = {
        "a": dump("守桥的人", "桥与书", "2024-03-01", 1, TEXT),
        "b": dump("转：守桥的人", "抄书人", "2024-04-01", 2, f"{TEXT}\n\n{MORE}"),
        "c": dump("守桥的人", "桥与书", "2024-03-01", None, f"{TEXT}。"),
        "d": dump("第九筐", "山间茶话", "2024-05-01", 3, TEA),
    }
    for name, text in files.items():
        (folder / f"{name}.md").write_text(text, "utf-8")
    program = Program(folder / "archive.db")
    assert program.run("import", *(folder / f"{name}.md" for name in files)).exit_code == 0
    return folder / "archive.db"


@pytest.fixture
def program(tmp_path: Path, library: Path) -> Program:
    """The program over a copy of it."""
    shutil.copy(library, tmp_path / "archive.db")
    return Program(tmp_path / "archive.db")


def gone(program: Program, article_id: int) -> None:
    with sqlite3.connect(program.db) as db:
        db.execute(
            "UPDATE articles SET state = 'deleted', gone_at = '2025-01-01T08:00:00+08:00'"
            " WHERE id = ?",
            (article_id,),
        )


def test_similar_lists_shares_who_was_first_and_what_may_be_joined(program: Program) -> None:
    found = program.run("similar", 1)
    assert found.stdout.splitlines() == [
        "3\t2024-03-01 09:30\t桥与书\tok\t100 %\t100 %\t\t守桥的人",
        "2\t2024-04-01 09:30\t抄书人\tok\t100 %\t48 %\tthis\t转：守桥的人",
    ]
    assert found.stderr.splitlines() == [
        "wxarchive: #1 and #3 may be one article, saved once without its address; join them:"
        " wxarchive join 1 3"
    ]
    assert program.run("similar", 4).stderr == (
        "wxarchive: no other article here shares half of its text, or has half of it\n"
    )


def test_similar_says_where_the_text_of_a_gone_article_can_still_be_read(
    program: Program,
) -> None:
    gone(program, 2)
    url = f"https://mp.weixin.qq.com/s?__biz={BIZ}&mid=1&idx=1&sn=abc"
    assert program.run("similar", 2).stderr == (
        f"wxarchive: #2 is gone; 48 % of it can still be read in #1: {url}\n"
    )


def test_similar_gives_programs_records(program: Program) -> None:
    first, second = json_lines(program.run("similar", 1, "--json").stdout)
    article = second.pop("article")
    assert isinstance(article, dict)
    assert (article["id"], article["title"]) == (2, "转：守桥的人")
    assert second == {
        "with": 1, "inside": 1.0, "contains": 0.4892, "letters": 113, "version": None,
        "other_version": None, "first": "this", "may_be_same": False,
    }  # fmt: skip
    assert first["may_be_same"] is True


def test_duplicates_lists_groups_with_the_first_of_each_first(program: Program) -> None:
    found = program.run("duplicates")
    assert found.stdout.splitlines() == [
        "1\t1\t2024-03-01 09:30\t桥与书\tok\t\t守桥的人",
        "1\t3\t2024-03-01 09:30\t桥与书\tok\t100 % in #1\t守桥的人",
        "1\t2\t2024-04-01 09:30\t抄书人\tok\t48 % in #1\t转：守桥的人",
    ]
    assert "wxarchive join 1 3" in found.stderr
    nothing = program.run("duplicates", "--account", "山间茶话")
    assert (nothing.stdout, nothing.stderr) == (
        "",
        "wxarchive: no two articles here share half of their text\n",
    )
    [group] = json_lines(program.run("duplicates", "--json", "--limit", 1).stdout)
    assert (group["articles"], len(group["similar"])) == (3, 2)


def test_joined_rows_are_one_article(program: Program) -> None:
    assert program.run("join", 3, 1).stderr == ("wxarchive: #3 and #1 are one article now: #1\n")
    assert len(program.run("list").stdout.splitlines()) == 3
    assert [one["id"] for one in _articles(program.run("similar", 1, "--json").stdout)] == [2]
    refused = program.run("join", 1, 2)
    assert (refused.exit_code, refused.stderr) == (
        2,
        "wxarchive: #1 and #2: these are two articles at WeChat: both have a key\n",
    )


def test_two_articles_are_compared_without_ids_and_addresses(program: Program) -> None:
    found = program.run("diff", 1, "--with", 2, "--json").stdout
    assert [one["field"] for one in json_lines(found)] == [
        "title", "account", "published_at", "text",
    ]  # fmt: skip
    same = program.run("diff", 1, "--with", 1)
    assert same.stderr == "wxarchive: these articles do not differ\n"
    assert program.run("diff", 1, 1, 2, "--with", 2).exit_code == 2


def test_a_collapsed_list_counts_nothing_that_it_leaves_out(program: Program) -> None:
    # a terminal of nine lines has room for five articles, and five of these seven stay
    for number in range(3):
        _import_another(program, number)
    _, shown = program.in_terminal("list", "--collapse", lines=9)
    assert (shown.count("\n"), "--limit" in shown) == (6, False)
    _import_another(program, 3)
    _, shown = program.in_terminal("list", "--collapse", lines=9)
    assert shown.splitlines()[-1] == "wxarchive: the first 5, --limit for more"


def _import_another(program: Program, number: int) -> None:
    """Import an article that shares no text with any other one."""
    text = "".join(chr(0x4E00 + (997 * number + at * at) % 9000) for at in range(120))
    file = program.db.with_name(f"{number}.md")
    file.write_text(dump(f"又一篇{number}", "山间茶话", "2024-06-01", 10 + number, text), "utf-8")
    assert program.run("import", file).exit_code == 0


def test_a_collapsed_list_leaves_out_what_stands_before(program: Program) -> None:
    every = [4, 2, 3, 1]
    assert _ids(program, "list", "--json") == every
    assert _ids(program, "list", "--json", "--collapse") == [4, 2]
    assert _ids(program, "list", "--json", "--collapse", "--limit", 1) == [4]
    assert _ids(program, "list", "--json", "--collapse", "--sort", "oldest") == [1, 2, 4]
    assert program.run("list", "--collapse", "--group-by", "kind").exit_code == 2


def test_an_archive_without_fingerprints_gets_them_when_it_is_compared_first(
    program: Program,
) -> None:
    with sqlite3.connect(program.db) as db:
        db.execute("UPDATE fingerprints_rules SET rules = 'of old'")
    told = "wxarchive: comparing for the first time: making the fingerprints of 4 articles"
    assert program.run("similar", 4).stderr.splitlines()[0] == told
    assert told not in program.run("similar", 4).stderr
    assert program.run("reindex").stderr == "wxarchive: 4 articles indexed\n"


def test_the_page_about_it_shows_what_is_printed(program: Program, update_golden: bool) -> None:
    gone(program, 1)
    page = ROOT / "docs" / "similar.md"
    text = page.read_text("utf-8")
    run = CONSOLE.sub(lambda one: f"```console\n{_printed(program, one['line'])}```", text)
    if update_golden:
        page.write_text(run, "utf-8")
    assert page.read_text("utf-8") == run, "docs/similar.md is behind: run make docs"


def _printed(program: Program, line: str) -> str:
    result = program.run(*shlex.split(line)[1:])
    return f"$ {line}\n{result.stdout}{result.stderr}"


def _ids(program: Program, *arguments: object) -> list[object]:
    return [one["id"] for one in json_lines(program.run(*arguments).stdout)]


def _articles(text: str) -> list[dict[str, object]]:
    return [one["article"] for one in json_lines(text)]

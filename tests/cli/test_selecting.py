"""One language chooses articles, for every command that is for some of them."""

import csv
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

import wxarchive
from tests.cli.running import Program, json_lines
from tests.support import library
from wxarchive.cli import cli
from wxarchive.store.database import Store

FILTERS = {
    "account": "桥与书,gh_5ma11wecha73",
    "not_account": "没有",
    "author": "老灯",
    "not_author": "林间,小火柴",
    "album": "水与火",
    "not_album": "水与火",
    "kind": "article,image",
    "not_kind": "video",
    "state": "ok,deleted",
    "not_state": "violation",
    "location": "浙江,福建",
    "not_location": "海南",
    "tag": "桥,茶",
    "not_tag": "没有",
    "since": "2024年1月",
    "until": "去年",
    "linked_by": "11",
    "limit": "3",
}
FLAGS = (
    "is_original", "has_pictures", "is_gone", "is_edited", "is_starred", "is_read", "has_note",
    "has_highlight",
)  # fmt: skip
NO_REFS = {"media", "search"}
"""Commands whose arguments are something else."""


def commands(group: click.Command, *words: str) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    """Yield every command with the words that name it."""
    yield words, group
    if isinstance(group, click.Group):
        context = click.Context(group)
        for name in group.list_commands(context):
            command = group.get_command(context, name)
            assert command
            yield from commands(command, *words, name)


CHOOSING = {
    words: command
    for words, command in commands(cli)
    if {one.name for one in command.params} & {*FILTERS, *FLAGS} - {"since", "until", "limit"}
}
NAMED = [" ".join(words) for words in CHOOSING]


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Program:
    """The program over an archive with a past."""
    return Program(library.make(tmp_path_factory.mktemp("library") / "archive.db"))


def ids(program: Program, *arguments: object, stdin: str | None = None) -> list[int]:
    result = program.run("list", "--json", *arguments, stdin=stdin)
    assert result.exit_code == 0, result.stderr
    return sorted(int(str(one["id"])) for one in json_lines(result.stdout))


def test_the_commands_for_some_articles_are_these() -> None:
    known = {"list", "search", "export", "check", "links", "media", "media fetch"}
    assert known | {"extract", "delete"} <= {*NAMED}


@pytest.mark.parametrize("name", NAMED)
def test_every_command_that_chooses_takes_the_whole_language(kept: Program, name: str) -> None:
    words = tuple(name.split())
    command = CHOOSING[words]
    options = {one.name: one for one in command.params if isinstance(one, click.Option)}
    assert {*FILTERS, *FLAGS} <= {*options}
    if name != "search":
        assert "--search" in options["query"].opts
    assert name in NO_REFS or "ref" in {one.name for one in command.params}
    arguments = [f"--{one.replace('_', '-')}={value}" for one, value in FILTERS.items()]
    twice = [one for one in arguments if not one.startswith(("--since", "--until", "--limit"))]
    flags = [options[flag].opts[0] for flag in FLAGS]
    more = ["桥"] if name == "search" else ["11", "-"]
    root = click.Context(cli, obj=kept.db)
    given = [*arguments, *twice, *flags, *([] if name == "media" else more)]
    with command.make_context(name, given, parent=root) as ctx:
        assert ctx.params["account"] == (FILTERS["account"],) * 2
        assert ctx.params["kind"] == (("article", "image"),) * 2
    with pytest.raises(click.UsageError, match="leave nothing"):
        command.make_context(name, ["--original", "--no-original", *more], parent=root)


@pytest.mark.parametrize(
    ("arguments", "same"),
    [
        (["--account", "桥与书", "--account", "lamp_club"], ["--account", "桥与书,灯下推理社"]),
        (["--account", " 桥与书 ， 灯下推理社、"], ["--account", "桥与书,灯下推理社"]),
        (["--kind", "article,text"], ["--kind", "article", "--kind", "text"]),
        (["--not-kind", "article", "--not-author", "老灯"], ["--not-author=老灯", "--not-kind=article"]),
        (["--author", "老灯"], ["7", "9", "10", "--author", "老灯,小火柴", "--not-author", "小火柴"]),
        (["--search", "推理 title:茶壶"], ["--search", "推理", "9"]),
        (["#9", "＃10"], ["-"]),
    ],
)  # fmt: skip
def test_two_ways_to_say_the_same(kept: Program, arguments: list[str], same: list[str]) -> None:
    chosen = ids(kept, *arguments)
    assert 0 < len(chosen) < 12
    assert ids(kept, *same, stdin="9\n10\n") == chosen


def test_a_comma_may_be_part_of_a_name(tmp_path: Path) -> None:
    from dataclasses import replace

    from tests.smallwechat.pages import SERVED, Account
    from tests.smallwechat.site import STONES

    path = tmp_path / "archive.db"
    with Store(path) as store:
        for number, name in enumerate(("茶,酒,饭", "茶", "酒", "饭,面"), 1):
            account = Account(name, 3300990000 + number, f"gh_5ma11wecha{number:02}")
            post = replace(STONES, account=account, mid=number, token=f"{number:_>22}", links=())
            library.see(store, post, SERVED)
    program = Program(path)
    assert ids(program, "--account", "茶,酒,饭") == [1]
    assert ids(program, "--account", "茶,酒") == [2, 3]
    assert ids(program, "--account", "酒,饭,面,茶") == [2, 3, 4]
    assert ids(program, "--not-account", "茶,酒,饭,茶") == [3, 4]
    result = program.run("list", "--account", "茶,糖", "--json")
    assert [one["id"] for one in json_lines(result.stdout)] == [2]
    assert result.stderr == "wxarchive: no account here is called 糖; see wxarchive accounts\n"


@pytest.mark.parametrize(
    ("option", "name", "told"),
    [
        ("account", "燈下推理", "no account here is called 燈下推理; did you mean 灯下推理社?"),
        ("not-account", "桥和书", "no account here is called 桥和书; did you mean 桥书 or 桥与书?"),
        ("author", "老燈", "no author here is called 老燈; did you mean 老灯?"),
        ("album", "水和火", "no album here is called 水和火; did you mean 水与火?"),
        ("location", "浙江省", "no location here is called 浙江省; did you mean 浙江?"),
        ("location", "xyz", "called xyz; see wxarchive list --group-by location"),
    ],
)
def test_a_name_that_is_nobodys_is_told_with_the_nearest(
    kept: Program, option: str, name: str, told: str
) -> None:
    assert told in kept.run("list", f"--{option}", name).stderr


@pytest.fixture(scope="module")
def noted(tmp_path_factory: pytest.TempPathFactory) -> Program:
    """The same, with what somebody noted of it."""
    path = library.make(tmp_path_factory.mktemp("noted") / "archive.db")
    with wxarchive.open(path, write=True) as archive:
        archive.tag([9, 10], "谜")
        archive.tag([10, 11], "Tea time")
        archive.star(11)
        archive.mark_read([9, 11])
        archive.add_note(10, "書在推車上")
        archive.add_highlight(9, "一支温度计", note="多少度？")
    return Program(path)


@pytest.mark.parametrize(
    ("options", "query", "expected"),
    [
        (["--tag", "谜"], "tag:谜", [9, 10]),
        (["--tag", "谜,tea time"], 'tag:谜 OR tag:"tea time"', [9, 10, 11]),
        (["--tag", "谜", "--not-tag", "Tea time"], "tag：谜 -tag:“TEA time”", [9]),
        (["--tag", "谜", "--unread"], "is:unread tag:谜", [10]),
        (["--starred"], "is:starred", [11]),
        (["--read", "--no-star"], "IS:read -is:starred", [9]),
        (["--has-note"], "note:推车", [10]),
        (["--has-note"], "has:note", [10]),
        (["--has-highlight"], "note:温度计", [9]),
        (["--has-highlight", "--no-note"], "note:“多少度” has:highlight", [9]),
        (["--gone", "--no-highlight"], "is:gone -has:highlight", [10]),
        (["--edited"], "is:edited", [7]),
        (["--search", "推理", "--read"], "推理 is:read", [9, 11]),
        (["--search", "推理", "--read"], "is:read 推理 -没有的词", [9, 11]),
        (["--account", "灯下推理社", "--unread"], "account:灯下推理社 -is:read", [10]),
        (["9", "10", "11", "--no-star"], "tag:谜 OR is:read -is:starred", [9, 10]),
        (["--search", "is:read -推理"], "is:read -推理", []),
        (["9", "10"], "tag:谜 -桥", [9, 10]),
    ],
)
def test_what_people_noted_chooses_articles(
    noted: Program, options: list[str], query: str, expected: list[int]
) -> None:
    assert ids(noted, *options) == expected
    assert ids(noted, "--search", query) == expected
    found_by_search = json_lines(noted.run("search", query, "--json").stdout)
    assert sorted(int(str(one["id"])) for one in found_by_search) == expected


def test_a_query_without_words_lists_what_it_chooses(noted: Program) -> None:
    result = noted.run("search", "tag:谜")
    assert [line.partition("\t")[0] for line in result.stdout.splitlines()[::2]] == ["10", "9"]
    assert "线索在一篇讲夜班的文章里" in result.stdout
    result = noted.run("search", "is:unred")
    assert (result.exit_code, result.stderr.splitlines()[-1]) == (
        2,
        "wxarchive: is:unred: is: does not know this word; did you mean is:unread?",
    )
    result = noted.run("list", "--group-by", "tag")
    assert [line.split("\t")[0] for line in result.stdout.splitlines()] == ["9", "2", "2"]


def test_a_tag_that_nobody_has_is_told_with_the_nearest(noted: Program) -> None:
    said = "no tag here is called 谜语; did you mean 谜?"
    assert said in noted.run("list", "--tag", "谜语").stderr


def test_a_kind_that_there_is_not_is_told_with_all(kept: Program) -> None:
    result = kept.run("list", "--kind", "article,novel")
    assert result.exit_code == 2
    assert "'--kind': 'novel' is not one of 'article', 'image'" in result.stderr


@pytest.mark.parametrize(
    "stdin",
    [
        "3\n7\n",
        "3\r\n\r\n  \r\n7",
        "\ufeff3\n7\n7\n",
        "3\t2024-01-01\t桥与书\tok\n7\t-\t\n",
        "{short}\n#7\n",
        "3\t2024-01-01\t桥与书\t石桥\n    石桥【很】旧\n7\t-\t-\t-\n    edited out since: …\n    x\n",
        " 3\n    7",
    ],
)
def test_ids_or_addresses_come_one_a_line(kept: Program, stdin: str) -> None:
    [third] = json_lines(kept.run("list", "3", "--json").stdout)
    assert ids(kept, "-", stdin=stdin.format(short=third["short_url"])) == [3, 7]


def test_a_list_of_one_command_is_the_choice_of_another(kept: Program) -> None:
    chosen = kept.run("list", "--author", "老灯").stdout
    assert ids(kept, "-", stdin=chosen) == ids(kept, "--author", "老灯")
    found_by_search = kept.run("search", "推理").stdout
    assert ids(kept, "-", stdin=found_by_search) == ids(kept, "--search", "推理") != []
    told = kept.run("export", "--csv", "-", "10", stdin=kept.run("search", "桥", "--urls").stdout)
    found = {int(row["id"]) for row in csv.DictReader(told.stdout.lstrip("\ufeff").splitlines())}
    assert found == {*ids(kept, "--search", "桥"), 10}


@pytest.mark.parametrize("value", ["", " ", ",", "，、"])
@pytest.mark.parametrize("option", ["account", "not-account", "author", "album", "location"])
def test_an_empty_name_is_a_mistake_and_never_everything(
    kept: Program, option: str, value: str
) -> None:
    result = kept.run("list", "--author", "老灯", f"--{option}", value)
    assert (result.exit_code, result.stdout) == (2, "")
    what = option.removeprefix("not-")
    said = f"a name for {what} is empty: mostly a variable that was never set"
    assert said in result.stderr


@pytest.mark.parametrize("arguments", [["--kind", ""], ["--search", " "], [""], ["--since", ""]])
def test_nothing_else_that_is_empty_chooses_everything(kept: Program, arguments: list[str]) -> None:
    result = kept.run("list", *arguments)
    assert (result.exit_code > 0, result.stdout) == (True, "")


def test_thousands_of_ids_are_no_more_than_a_few(kept: Program) -> None:
    many = "\n".join(["3", "7"] * 20_000)
    assert ids(kept, "-", stdin=many) == [3, 7]
    result = kept.run("list", "-", stdin="\n".join(map(str, range(1, 40_000))))
    assert result.exit_code == 1
    assert result.stderr.splitlines()[-2:] == [
        "wxarchive: … and 39984 lines more that name no article",
        "wxarchive: standard input, line 13, 13: no such article in the archive; see wxarchive"
        " list, or fetch it",
    ]


@pytest.mark.parametrize("command", [("list",), ("export", "--jsonl"), ("check", "--schedule")])
def test_nothing_on_stdin_is_nothing_and_not_everything(
    kept: Program, command: tuple[str, ...]
) -> None:
    result = kept.run(*command, "-", stdin="\n \n")
    assert (result.exit_code, result.stdout) == (0, "")


def test_an_unknown_article_is_told_with_its_line_and_nothing_is_done(
    kept: Program, tmp_path: Path
) -> None:
    result = kept.run("export", "--md", "-o", tmp_path / "x", "-", stdin="3\n\n没有这篇\n7\n")
    assert result.exit_code == 1
    assert result.stderr.startswith("wxarchive: standard input, line 3, 没有这篇: no such article")
    assert not (tmp_path / "x").exists()
    assert kept.run("export", "--md", "x").stderr.endswith("or - for stdout.\n")


def test_links_start_in_or_lead_to_several_articles(kept: Program) -> None:
    def links(*arguments: object) -> list[tuple[object, object]]:
        told = json_lines(kept.run("links", "--json", *arguments).stdout)
        return [(one["from_id"], one["target_id"]) for one in told]

    assert links("10", "11") == links("10") + links("11") != []
    assert sorted(links("9", "10", "--to"), key=str) == sorted(
        links("9", "--to") + links("10", "--to"), key=str
    )
    assert set(links("--to", "9", "--author", "小火柴")) == {(11, 9)}


def test_events_of_what_a_search_finds_become_a_feed(kept: Program) -> None:
    told = kept.run("export", "--atom", "--events", "--search", "title:茶壶").stdout
    assert told.count("<entry>") == 2
    assert "title:茶壶" in told


def test_defaults_of_filters_may_have_several_values(kept: Program, tmp_path: Path) -> None:
    file = tmp_path / "wxarchive.toml"
    file.write_text('[list]\nauthor = ["老灯", "小火柴"]\nnot-author = "小火柴"\n', "utf-8")
    result = kept.run("--config", file, "list", "--json")
    assert {one["author"] for one in json_lines(result.stdout)} == {"老灯"}
    configured = Program(kept.db, environment={"WXARCHIVE_LIST_AUTHOR": "老灯,小火柴"})
    assert ids(configured) == ids(kept, "--author", "老灯", "--author", "小火柴")

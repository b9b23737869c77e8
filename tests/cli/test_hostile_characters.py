"""No command prints what an archive from anywhere holds as it is: nothing that rules a terminal,
nothing that hides.
"""

import os
import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest

from tests.cli.running import WATER, Program, json_lines
from tests.smallwechat.pages import Serving, page
from tests.test_characters import HOSTILE
from wxarchive.characters import printable

TITLE = f"坏{HOSTILE}\x1b]0;t\x07\U000e0041题"
COMMANDS = [
    ("list",), ("list", "--csv"), ("list", "--json"), ("list", "--urls"), ("list", "--columns", "title,account"),
    ("list", "--group-by", "account"), ("accounts",), ("accounts", "--csv"), ("albums",), ("albums", "--json"),
    ("show", "1"), ("show", "1", "--md"), ("show", "1", "--html"), ("show", "1", "--text"), ("show", "1", "--json"),
    ("search", "坏"), ("search", "坏", "--csv"), ("search", "坏", "--json"), ("search", "坏", "--urls"),
    ("history", "1"), ("history", "1", "--json"), ("diff", "1"), ("diff", "1", "--json"), ("stats",),
    ("links",), ("links", "--csv"), ("links", "--urls"), ("links", "--missing"), ("links", "--by", "account"),
    ("links", "--graph", "dot"), ("links", "--graph", "gexf"), ("links", "--graph", "json"),
    ("sql", f'select title as "{HOSTILE[1:]}" from article_list'), ("sql", "select title from article_list", "--csv"),
    ("sql", "select title from article_list", "--json"), ("sql", f"select {HOSTILE[1:]}"), ("schema",),
    ("export", "--jsonl"), ("export", "--csv"), ("media",), ("queue",), ("subscriptions",), ("datasette",),
    ("list", "--account", HOSTILE[1:]), ("show", HOSTILE[1:]), (HOSTILE[1:],), (f"--{HOSTILE[1:]}",),
    ("list", f"--{HOSTILE[1:]}"), ("list", "--state", HOSTILE[1:]), ("list", HOSTILE[1:]), ("parse", HOSTILE[1:]),
]  # fmt: skip


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Program:
    """The program over an archive in which every text is hostile."""
    folder = tmp_path_factory.mktemp("hostile")
    program = Program(folder / "archive.db")
    for number in (1, 2):
        path = folder / f"{number}.html"
        path.write_text(page(replace(WATER, title=f"第{number}稿"), Serving()), encoding="utf-8")
        os.utime(path, (1_800_000_000 + number, 1_800_000_000 + number))
        program.run("fetch", path, "--no-media")
    _poison(program.db)
    assert program.run("reindex").exit_code == 0
    return program


def _poison(db: Path) -> None:
    """Put hostile characters into every text that is free, as an archive from elsewhere may have
    them.
    """
    with sqlite3.connect(db) as connection:
        for table in ("articles", "versions"):
            for name in ("title", "account", "author", "digest", "location"):
                change = f"json_set(metadata, '$.{name}', ? || ifnull(json_extract(metadata, '$.{name}'), ''))"
                connection.execute(f"UPDATE {table} SET metadata = {change}", (TITLE,))
        for column in ("text", "title", "url"):
            connection.execute(f"UPDATE links SET {column} = {column} || ?", (TITLE,))
        connection.execute("UPDATE albums SET title = ?", (TITLE,))
        connection.execute("UPDATE account_names SET name = name || ?", (TITLE,))
        connection.execute(
            "UPDATE versions SET html = ? || html || id, text = ? || text || id", (TITLE, TITLE)
        )
        connection.execute("UPDATE versions SET losses = json_array(?)", (TITLE,))


@pytest.mark.parametrize(
    "command", COMMANDS, ids=lambda command: printable(" ".join(command)).strip()
)
def test_no_command_prints_them(hostile: Program, command: tuple[str, ...]) -> None:
    result = hostile.run(*command)
    shown = (result.stdout + result.stderr).removeprefix("\ufeff").replace("\r\n", "\n")
    assert printable(shown) == shown


def test_on_a_terminal_neither(hostile: Program) -> None:
    for command in (
        ("list",),
        ("list", "--csv"),
        ("links", "--graph", "dot"),
        ("show", "1", "--raw"),
    ):
        _, shown = hostile.in_terminal(*command)
        shown = shown.replace("\x1b[1m", "").replace("\x1b[0m", "")  # the bold heads of columns
        assert printable(shown) == shown.replace("\r\n", "\n")


def test_json_tells_them_all_the_same(hostile: Program) -> None:
    [record] = json_lines(hostile.run("list", "--json").stdout)
    assert TITLE in str(record["title"])
    assert WATER.title not in str(record)


def test_tables_for_spreadsheets_begin_with_a_byte_order_mark(filled: Program) -> None:
    for command in (
        ("list",),
        ("accounts",),
        ("albums",),
        ("links",),
        ("search", "石桥"),
        ("sql", "select 1"),
    ):
        assert filled.process(*command, "--csv").stdout.startswith(b"\xef\xbb\xbf"), command
    assert filled.process("export", "--csv").stdout.startswith(b"\xef\xbb\xbf")

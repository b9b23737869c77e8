"""No command prints what an archive from anywhere holds as it is: nothing that rules a terminal,
nothing that hides.
"""

import os
import shutil
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
    ("export", "--jsonl"), ("export", "--csv"), ("export", "--csl"), ("export", "--ris"),
    ("export", "--bibtex"), ("cite",), ("cite", "--json"), ("media",), ("queue",), ("subscriptions",), ("datasette",),
    ("list", "--account", HOSTILE[1:]), ("show", HOSTILE[1:]), (HOSTILE[1:],), (f"--{HOSTILE[1:]}",),
    ("list", f"--{HOSTILE[1:]}"), ("list", "--state", HOSTILE[1:]), ("list", HOSTILE[1:]), ("parse", HOSTILE[1:]),
    ("list", "--columns", "reason,digest,losses,albums", "--csv"), ("list", "--group-by", "location"),
    ("list", "--group-by", "album", "--json"), ("list", "--group-by", "author", "--csv"), ("list", "--album", HOSTILE[1:]),
    ("accounts", "--json"), ("albums", "--csv"), ("show", "1", "--raw"), ("search", HOSTILE[1:]), ("history", "坏"),
    ("links", "1"), ("links", "1", "--to"), ("links", "--json"), ("links", "--missing", "--by", "account", "--csv"),
    ("links", "--by", "account", "--json"), ("links", "--graph", "gexf", "--by", "account"), ("links", "--search", "坏"),
    ("queue", "--json"), ("queue", "retry", "1"), ("queue", "drop", HOSTILE[1:]), ("subscriptions", "--json"),
    ("subscriptions", "drop", HOSTILE[1:]), ("subscribe", HOSTILE[1:]), ("media", "--each"), ("media", "--json"),
    ("media", "--each", "--json"), ("check", "--schedule"), ("check", HOSTILE[1:]), ("sql", "select address, title, error from queue_list", "--csv"), ("sql", "select html from versions"),
    ("sql", f"select json_extract('{HOSTILE[1:]}', 'x')"), ("fetch", f"https://mp.weixin.qq.com/s/{HOSTILE[1:]}"),
    ("fetch", f"https://{HOSTILE[1:]}/"), ("fetch", "1", "--connect-to", f"a{HOSTILE[1:]}=b"), ("import", HOSTILE[1:]),
    ("fetch", "1", "--proxy", HOSTILE[1:]), ("fetch", "1", "--cookies", HOSTILE[1:]), ("fetch", "1", "--user-agent", HOSTILE[1:]),
    ("list", "--since", HOSTILE[1:]), ("--config", HOSTILE[1:], "list"), ("--db", HOSTILE[1:], "list"),
]  # fmt: skip


_EVERYWHERE = (
    "UPDATE articles SET reason = :hostile, url = url || :hostile",
    "UPDATE states SET reason = :hostile",
    "UPDATE pages SET reason = :hostile, source = :hostile, headers = json_array(json_array(:hostile, :hostile))",
    "UPDATE accounts SET name = :hostile, alias = :hostile, signature = :hostile",
    "UPDATE media_uses SET reason = :hostile, address = address || :hostile || id, fetched_from = :hostile",
    "INSERT INTO crawls (id, options, started_at) VALUES (1, '{}', '2026-01-01T00:00:00+08:00')",
    "INSERT INTO queue (id, crawl_id, address, key, kind, why, depth, title, state, error, added_at) "
    "VALUES (1, 1, :hostile, :hostile, 'article', 'link', 0, :hostile, 'failed', :hostile, "
    "'2026-01-01T00:00:00+08:00')",
    "INSERT INTO lists (id, kind, address, biz, album_id, title, account, problem) "
    "VALUES (1, 'album', :hostile, :hostile, :hostile, :hostile, :hostile, :hostile)",
    "INSERT INTO subscriptions VALUES (1, '2026-01-01T00:00:00+08:00')",
)


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
        for sql in _EVERYWHERE:
            connection.execute(sql, {"hostile": TITLE})


@pytest.mark.parametrize(
    "command", COMMANDS, ids=lambda command: printable(" ".join(command)).strip()
)
def test_no_command_prints_them(hostile: Program, command: tuple[str, ...]) -> None:
    result = hostile.run(*command)
    shown = (result.stdout + result.stderr).removeprefix("\ufeff").replace("\r\n", "\n")
    assert printable(shown) == shown


@pytest.mark.parametrize("form", ["md", "html", "epub"])
def test_no_export_names_a_file_so(hostile: Program, tmp_path: Path, form: str) -> None:
    result = hostile.run("export", f"--{form}", "-o", tmp_path / "out")
    shown = result.stdout + result.stderr
    assert result.exit_code == 0
    assert printable(shown) == shown
    names = [path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*")]
    assert len(names) > 1
    assert [printable(name) for name in names] == names


def test_no_name_of_a_file_is_printed_as_it_is(tmp_path: Path) -> None:
    if os.name == "nt":
        pytest.skip("no file can be named so there")
    folder = tmp_path / "in" / HOSTILE[1:].replace("/", "")
    folder.mkdir(parents=True)
    for name in ("1.html", "2.md", "3.xlsx", "4.zip", "5.jsonl", "6.csv"):
        (folder / f"\x1b]0;t\x07\u202e\U000e0041{name}").write_bytes(b"PK\x03\x04 nothing of use")
    program = Program(tmp_path / "archive.db")
    for command in ("fetch", "import", "parse"):
        for options in ((), ("--json",) if command != "parse" else ()):
            for given in (tmp_path / "in", *folder.iterdir()):
                result = program.run(command, given, *options)
                shown = result.stdout + result.stderr
                assert result.exit_code in {0, 1, 2}
                assert printable(shown) == shown


def test_no_page_that_is_read_again_prints_them(hostile: Program, tmp_path: Path) -> None:
    program = replace(hostile, db=Path(shutil.copy(hostile.db, tmp_path / "copy.db")))
    for options in ((), ("--json",)):
        result = program.run("reparse", *options)
        shown = result.stdout + result.stderr
        assert printable(shown) == shown


def test_no_completion_offers_them(hostile: Program) -> None:
    for option, word in (("--account", "坏"), ("--album", "坏"), ("--location", "坏"), ("", "坏")):
        words = ["wxarchive", "show" if not option else "list", *filter(None, [option]), word]
        environment = {
            "_WXARCHIVE_COMPLETE": "bash_complete",
            "COMP_WORDS": "\n".join(words),
            "COMP_CWORD": str(len(words) - 1),
        }
        shown = replace(hostile, environment=environment).in_files().stdout.decode()
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
        assert filled.in_files(*command, "--csv").stdout.startswith(b"\xef\xbb\xbf"), command
    assert filled.in_files("export", "--csv").stdout.startswith(b"\xef\xbb\xbf")

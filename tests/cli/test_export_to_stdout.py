"""``export -o -``: every form that is one document, on stdout."""

import io
import subprocess
import zipfile
from pathlib import Path

import pytest

from tests.cli.running import STONES, WATER, Program, json_lines
from tests.smallwechat import SmallWechat
from tests.support.prepared import prepared

_COUNTS = (b"articles 2: ", b"media ", b"wxarchive: 3 pictures and 1 cover missing: ")


@pytest.fixture
def pair(program: Program) -> Program:
    """The program over an archive of two articles, the second of which links to the first."""
    prepared(program.db, _keep_two)
    return program


def _keep_two(path: Path) -> None:
    with SmallWechat() as wechat:
        Program(path, wechat).fetch(WATER.short_url, STONES.short_url)


def test_markdown_is_one_article_after_the_other(pair: Program) -> None:
    shown = pair.run("export", "--md", "-o", "-")
    assert shown.stdout.startswith(f"# {STONES.title}\n")
    assert f"\n\n# {WATER.title}\n\n文章作者: " in shown.stdout
    assert shown.stderr.startswith("articles 2: 2 written\n")


def test_what_is_beside_a_file_elsewhere_has_its_address(program: Program) -> None:
    program.fetch_all(STONES.short_url, WATER.short_url)
    shown = program.run("export", "-o", "-").stdout
    assert "](https://mmbiz.qpic.cn/" in shown
    assert "assets/" not in shown
    assert "](https://mp.weixin.qq.com/s" in shown
    assert "](data:image/" in program.run("export", "-o", "-", "--images", "embed").stdout


def test_a_web_page_is_one_article(pair: Program) -> None:
    page = pair.run("export", "--html", "-o", "-", "--limit", 1)
    assert (page.exit_code, page.stdout[:15], page.stdout[-8:]) == (
        0,
        "<!doctype html>",
        "</html>\n",
    )
    two = pair.run("export", "--html", "-o", "-")
    assert (two.exit_code, two.stdout) == (2, "")
    assert two.stderr == (
        "wxarchive: a web page is one article, and stdout takes one page; "
        "choose one article with filters such as --limit 1, or give a folder with -o\n"
    )


@pytest.mark.slow  # a process of its own
def test_a_book_goes_through_a_pipe_as_it_is_in_a_file(pair: Program) -> None:
    piped = pair.process("export", "--epub", "-o", "-")
    with zipfile.ZipFile(io.BytesIO(piped.stdout)) as book:
        assert book.testzip() is None
        first = book.infolist()[0]
        assert (first.filename, first.flag_bits, first.extra) == ("mimetype", 0, b"")
        assert {"EPUB/a1.xhtml", "EPUB/a2.xhtml", "EPUB/package.opf"} < set(book.namelist())


@pytest.mark.parametrize("form", ["jsonl", "csv", "csl", "ris", "bibtex"])
def test_records_and_tables_are_the_same_with_and_without_it(pair: Program, form: str) -> None:
    assert (
        pair.run("export", f"--{form}", "-o", "-").stdout_bytes
        == pair.run("export", f"--{form}").stdout_bytes
    )


def test_a_terminal_gets_text_and_no_book(pair: Program) -> None:
    code, shown = pair.in_terminal("export", "--epub", "-o", "-")
    assert (
        code,
        "A book is nothing that a terminal can show: give a file with -o, or a pipe." in shown,
    ) == (2, True)
    assert f"# {WATER.title}" in pair.in_terminal("export", "-o", "-")[1]


@pytest.mark.parametrize(
    "option",
    [
        ("--prune",),
        ("--wikilinks",),
        ("--images", "local"),
        ("--name-template", "{title}"),
        ("--epub", "--books", "account"),
    ],
)
def test_what_is_about_files_in_a_folder_is_refused(pair: Program, option: tuple[str, ...]) -> None:
    result = pair.run("export", "-o", "-", *option)
    assert (result.exit_code, result.stdout) == (2, "")
    assert "about files in a folder, and stdout is none; give a folder with -o" in result.stderr


def test_it_tells_nothing_of_files_there(pair: Program) -> None:
    result = pair.run("export", "--jsonl", "--json")
    assert (result.exit_code, result.stdout, "--json tells of files" in result.stderr) == (
        2,
        "",
        True,
    )


@pytest.mark.slow  # a process of its own
@pytest.mark.parametrize("form", ["md", "epub", "jsonl", "csv"])
def test_a_reader_that_goes_away_is_told_nothing_but_the_counts(pair: Program, form: str) -> None:
    command = [
        "sh",
        "-c",
        '"$@" | head -c 9',
        "sh",
        *pair.command("export", f"--{form}", "-o", "-"),
    ]
    done = subprocess.run(command, capture_output=True, check=False, env=pair.whole_environment())
    told = [line for line in done.stderr.splitlines() if not line.startswith(_COUNTS)]
    assert (len(done.stdout), told) == (9, [])


def test_records_of_a_table_are_read_by_programs(pair: Program) -> None:
    assert [one["id"] for one in json_lines(pair.run("export", "--jsonl", "-o", "-").stdout)] == [
        2,
        1,
    ]

"""Whatever is given: one clear line that says what, which and what to do, the right exit code, and
no traceback.
"""

import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.cli.running import WATER, Program, json_lines
from tests.smallwechat import SmallWechat, crowd
from tests.smallwechat.pages import Serving, page
from wxarchive.store import Store

PAGE = page(WATER, Serving()).encode("utf-8")


def file(body: bytes) -> Callable[[Path], str]:
    def make(folder: Path) -> str:
        path = folder / "page.html"
        path.write_bytes(body)
        return str(path)

    return make


def sparse(folder: Path) -> str:
    path = folder / "page.html"
    path.touch()
    os.truncate(path, 100_000_000)
    return str(path)


def pipe(folder: Path) -> str:
    if sys.platform == "win32":
        pytest.skip("Windows has no named pipes among its files")
    os.mkfifo(folder / "page.html")
    return str(folder / "page.html")


def empty_folder(folder: Path) -> str:
    (folder / "nothing").mkdir()
    return str(folder / "nothing")


def named(text: str) -> Callable[[Path], str]:
    return lambda folder: text


@pytest.mark.parametrize(
    ("make", "exit_code", "message"),
    [
        (
            named("https://example.org/page"),
            4,
            "this is no address of a WeChat article; articles are at https://mp.",
        ),
        (
            named("//example.org/s/x"),
            4,
            "this is no address of a WeChat article; articles are at https://mp.",
        ),
        (
            named("https://mp.weixin.qq.com/"),
            1,
            "this is no article's address; open the article and copy its address",
        ),
        (
            named("https://mp.weixin.qq.com/s/short"),
            1,
            "this is no article's address; open the article and copy",
        ),
        (named("nosuch.html"), 1, "nosuch.html: there is no such file; check the name"),
        (file(b""), 1, "the page is empty; fetch it or save it again"),
        (file(b"   \n"), 1, "the page is empty; fetch it or save it again"),
        (
            file(b"Dear diary, today I wrote no HTML."),
            1,
            "not a web page; fetch it or save it again",
        ),
        (
            file(bytes(range(256)) * 64),
            1,
            "not a web page; fetch it or save it again",
        ),
        (
            file(b"\x89PNG\r\n\x1a\n" + bytes(4000)),
            1,
            "this is a picture; open the article in a browser",
        ),
        (file(PAGE[: len(PAGE) // 20]), 1, "the page is cut off; fetch it or save it again"),
        (
            file(b"<html><body><p>My homepage</p></body></html>"),
            1,
            "wxarchive cannot tell what this page is; its bytes",
        ),
        (sparse, 1, "page.html: the file has 100 MB, more than any page; give the page itself"),
        (pipe, 1, "page.html: this is no ordinary file; save the page to a file first"),
        (
            empty_folder,
            1,
            "nothing: there is nothing to import in this folder; dumps and pages end in .htm",
        ),
    ],
)
def test_a_source_that_is_no_article(
    program: Program, tmp_path: Path, make: Callable[[Path], str], exit_code: int, message: str
) -> None:
    given = make(tmp_path)
    result = program.fetch(given, "--json")
    outcome, _ = json_lines(result.stdout)
    assert (outcome["source"], outcome["status"], result.exit_code) == (given, "failed", exit_code)
    assert message in str(outcome["message"])
    line = program.fetch(given).stdout
    assert line.startswith("failed    ")
    assert line.count("\n") == 1
    assert message in line
    assert json_lines(program.run("list", "--json").stdout) == []


def test_a_source_that_stands_in_the_message_by_chance_is_named_all_the_same(
    program: Program,
) -> None:
    line = program.fetch("mp.weixin.qq.com/s").stdout
    assert line.startswith("failed    mp.weixin.qq.com/s  this is no address of a WeChat article;")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ("fetch", "Nothing to fetch: give addresses, saved pages or folders, or a list with -i."),
        ("fetch -i nosuch.txt", "'nosuch.txt': No such file or directory"),
        ("fetch --delay -1 x", "-1.0 is not in the range"),
        (
            "fetch --connect-to nonsense x",
            "nonsense: is no HOST=URL; write it like mp.weixin.qq.com=http://127.0.0.1",
        ),
        (
            "fetch --url nonsense x",
            "Invalid value for --url: this is no address of a WeChat article.",
        ),
        ("parse", "Missing argument 'SOURCE...'"),
        ("list --kind novel", "'novel' is not one of 'article'"),
        ("list --limit 0", "0 is not in the range"),
        ("show", "Missing argument 'REF'"),
        ("export --md", "Missing option '-o'"),
        ("frobnicate", "No such command 'frobnicate'"),
        ("--frobnicate", "No such option"),
    ],
)
def test_wrong_usage(program: Program, arguments: str, message: str) -> None:
    result = program.run(*arguments.split())
    assert (result.exit_code, result.stdout) == (2, "")
    assert message in result.stderr


@pytest.mark.parametrize(
    "arguments",
    ["list --limit", "links --limit", "media --limit", "search x --limit", "search x --offset"],
)
def test_more_than_there_can_be_is_all(program: Program, arguments: str) -> None:
    Store(program.db).close()
    result = program.run(*arguments.split(), 10**30)
    assert (result.exit_code, result.stdout) == (0, "")


def other_database(path: Path) -> None:
    with sqlite3.connect(path) as database:
        database.execute("CREATE TABLE notes (text)")
    database.close()


def newer_archive(path: Path) -> None:
    Store(path).close()
    database = sqlite3.connect(path)
    database.execute("PRAGMA user_version = 99")
    database.close()


def damaged_archive(path: Path) -> None:
    Store(path).close()
    path.write_bytes(path.read_bytes()[:1000])


@pytest.mark.parametrize(
    "command", ["fetch", "list", "show 1", "links", "reparse", "export --md -o out"]
)
@pytest.mark.parametrize(
    ("make", "message"),
    [
        (
            other_database,
            "this is the database of another program; it was not touched; name an archive of wxarchive instead",
        ),
        (
            lambda path: path.write_text("Dear diary"),
            "this file is no wxarchive database; it was not touched; name",
        ),
        (lambda path: path.mkdir(), "this is a folder; name a file with --db"),
        (newer_archive, "newer"),
        (damaged_archive, "damaged"),
    ],
    ids=["another program's", "no database", "a folder", "newer", "damaged"],
)
def test_a_file_that_is_no_archive_is_refused_and_left_as_it_is(
    tmp_path: Path, make: Callable[[Path], object], message: str, command: str
) -> None:
    program = Program(tmp_path / "archive.db")
    make(program.db)
    before = program.db.read_bytes() if program.db.is_file() else b""
    (tmp_path / "page.html").write_bytes(PAGE)
    sources = [tmp_path / "page.html"] if command == "fetch" else []
    result = program.run(*command.split(), *sources)
    assert (result.exit_code, result.stdout, result.stderr.count("\n")) == (5, "", 1)
    assert result.stderr.startswith(f"wxarchive: {program.db}: ")
    assert message in result.stderr
    assert before == (program.db.read_bytes() if program.db.is_file() else b"")


@pytest.mark.parametrize("command", ["list", "show 1", "links", "reparse", "export --md -o out"])
def test_a_missing_archive_is_not_made_by_reading(without_archive: Program, command: str) -> None:
    result = without_archive.run(*command.split())
    assert (result.exit_code, result.stdout, without_archive.db.exists()) == (5, "", False)
    assert result.stderr == (
        f"wxarchive: {without_archive.db}: no archive here; run wxarchive fetch first, or name another file with --db\n"
    )


@contextmanager
def nobody(folder: Path) -> Iterator[None]:
    """Be nobody for a while if this is root, who may write anything; ``folder`` is opened to
    all.
    """
    user = os.getuid()
    for place in folder.parents:
        if place.name.startswith(("pytest-", "popen-", "test_")):
            place.chmod(0o755)
    if user == 0:
        os.setresuid(65534, 65534, 0)
    try:
        yield
    finally:
        os.setresuid(user, user, user)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows knows no such permissions")
@pytest.mark.parametrize(
    ("file_mode", "folder_mode"), [(0o444, 0o555), (0o644, 0o555), (0o444, 0o755)]
)
def test_an_archive_that_may_not_be_written_can_still_be_read(
    filled: Program, tmp_path: Path, file_mode: int, folder_mode: int
) -> None:
    # root imports what is needed: nobody may not read every Python
    Program(tmp_path / "other.db").run("list")
    filled.db.chmod(file_mode)
    tmp_path.chmod(folder_mode)
    with nobody(tmp_path):
        fetched, listed = filled.fetch(WATER.short_url), filled.run("list", "--since", "2025-12")
    tmp_path.chmod(0o755)
    assert (fetched.exit_code, fetched.stdout, fetched.stderr.count("\n")) == (5, "", 1)
    assert fetched.stderr.startswith(
        f"wxarchive: {filled.db}: the archive or its folder cannot be written"
    )
    assert (listed.exit_code, listed.stderr) == (0, "")
    assert listed.stdout.startswith("5\t2025-12-20")


@pytest.mark.slow  # a process of its own
@pytest.mark.skipif(sys.platform == "win32", reason="Windows limits no file's size")
def test_a_full_disk_ends_the_run_with_whole_articles_only(tmp_path: Path) -> None:
    import resource

    with SmallWechat(crowd(30)) as wechat:
        program = Program(tmp_path / "archive.db", wechat)
        urls = [post.short_url for post in wechat.site.posts]
        # what counts lines of code has a file of its own to write, which may be larger
        environment = {
            name: value
            for name, value in program.whole_environment().items()
            if not name.startswith("COVERAGE")
        }
        done = subprocess.run(
            program.command("fetch", "--delay", "0", "--json", *urls),
            env=environment,
            preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (600_000, 600_000)),
            capture_output=True,
            check=False,
        )
        assert (done.returncode, done.stderr.count(b"\n")) == (5, 1)
        assert done.stderr.decode().startswith(f"wxarchive: {program.db}: ")
        told = [line["id"] for line in json_lines(done.stdout.decode("utf-8"))]
        assert 0 < len(told) < 30
        assert set(told) == {
            line["id"] for line in json_lines(program.run("list", "--json").stdout)
        }
        assert program.fetch(*urls).exit_code == 0


@pytest.mark.parametrize("given", [[" "], ["", "\t"], ["-i", "empty.txt"], ["-"]])
def test_nothing_that_was_given_is_wrong_usage(
    program: Program, tmp_path: Path, given: list[str]
) -> None:
    empty = tmp_path / "empty.txt"
    empty.write_text("\n# nothing\n \n", encoding="utf-8")
    result = program.run("fetch", *(str(empty) if one == "empty.txt" else one for one in given))
    assert (result.exit_code, result.stdout) == (2, "")
    assert "There is no address and no file's name in what was given." in result.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="Windows knows no such permissions")
def test_what_may_not_be_read_is_said_in_the_programs_own_words(
    filled: Program, tmp_path: Path
) -> None:
    page = tmp_path / "page.html"
    page.write_text("<html>", "utf-8")
    page.chmod(0o000)
    for command in ("import", "parse"):  # root imports what is needed, as above
        filled.run(command, page)
    filled.db.chmod(0o000)
    tmp_path.chmod(0o555)
    with nobody(tmp_path):
        listed = filled.run("list")
        imported = Program(tmp_path / "other.db").run("import", page)
        parsed = filled.run("parse", page)
    tmp_path.chmod(0o755)
    assert (listed.exit_code, listed.stderr) == (
        5,
        f"wxarchive: {filled.db}: the archive cannot be read (Permission denied)\n",
    )
    assert imported.exit_code == 1  # the folder takes no archive either, and none is made
    said = f"wxarchive: {page}: it may not be read; check its permissions\n"
    assert (parsed.exit_code, parsed.stderr) == (1, said)


@pytest.mark.parametrize(
    ("arguments", "exit_code", "message"),
    [
        (
            ("parse", "-"),
            1,
            "-: pages are read from files, not from stdin; save the page to a file",
        ),
        (
            ("show", ""),
            1,
            "the name of the article is empty; give its id, its key, any of its URLs",
        ),
        (("sql", "select 1; select 2"), 2, "one statement at a time; see docs/schema.md"),
    ],
)
def test_what_is_wrong_and_what_to_do_is_said(
    filled: Program, arguments: tuple[str, ...], exit_code: int, message: str
) -> None:
    result = filled.run(*arguments)
    assert (result.exit_code, result.stdout, message in result.stderr) == (exit_code, "", True)

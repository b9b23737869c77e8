"""An article fetched with cookies: nothing of the session is kept, exported, printed or logged."""

import sqlite3
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.running import METER, WATER, Program, statuses
from tests.smallwechat.signed_in import SECRETS, SignedIn, cookie_file
from wxarchive.store import Store


@pytest.fixture
def jar(tmp_path: Path) -> Path:
    path = tmp_path / "cookies.txt"
    path.write_text(cookie_file())
    path.chmod(0o600)
    return path


@pytest.fixture
def program(tmp_path: Path) -> Iterator[Program]:
    with SignedIn() as wechat:
        yield Program(tmp_path / "a.db", wechat)


def told(text: str | bytes) -> set[str]:
    """Return which secrets are in an output."""
    text = text.encode() if isinstance(text, str) else text
    return {secret for secret in SECRETS if secret.encode() in text}


def kept(path: Path) -> str:
    """Return all that an archive holds, the bytes of its pages and dictionaries unpacked."""
    with Store(path) as store:
        pages = [store.pages.body(number) for number in store.pages.all_ids()]
    database = sqlite3.connect(path)
    listed = "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type != 'virtual'"
    tables = [row[0] for row in database.execute(listed)]
    rows = [database.execute(f'SELECT * FROM "{name}"').fetchall() for name in tables]
    database.close()
    return f"{pages} {rows}"


def written(folder: Path) -> bytes:
    files = [path for path in folder.rglob("*") if path.is_file()]
    packed = [zipfile.ZipFile(path) for path in files if path.suffix == ".epub"]
    inner = [book.read(name) for book in packed for name in book.namelist()]
    return b"".join([str(files).encode(), *inner, *(path.read_bytes() for path in files)])


def test_nothing_of_a_session_is_left_anywhere(program: Program, jar: Path, tmp_path: Path) -> None:
    with_jar = ("-vv", "fetch", "--delay", 0, "--no-media", "--cookies", jar)
    first = program.run(*with_jar, "--json", WATER.short_url, METER.short_url)
    assert statuses(first) == ["created", "created"]
    assert program.wechat is not None
    assert "COOKIE" in program.wechat.received[0]["cookie"], "the session is used"
    again = program.run(*with_jar, "--again", "--json", WATER.short_url)
    assert statuses(again) == ["unchanged"]
    check = program.run("check", "--delay", 0, "--no-media", "--cookies", jar, "--json")
    assert statuses(check) == ["unchanged", "unchanged"]
    lists = [program.run(name, "--json") for name in ("list", "queue", "accounts", "links")]
    shown = [program.run("show", 1, form) for form in ("--json", "--md", "--html", "--text")]
    raw = program.run("show", 1, "--raw")
    assert raw.stderr == ""
    assert "scrubbed" in raw.stdout
    forms = ("--md", "--html", "--epub", "--jsonl", "--csv")
    exports = [program.run("export", form, "-o", tmp_path / f"out/{form}") for form in forms]
    assert [export.exit_code for export in exports] == [0] * len(forms)
    outputs = [first, again, check, *lists, *shown, raw, *exports]
    assert [told(one.output) for one in outputs] == [set()] * len(outputs)
    assert told(program.db.read_bytes()) == set()
    assert told(kept(program.db)) == set()
    assert told(written(tmp_path / "out")) == set()


def test_a_row_says_whether_its_page_was_scrubbed(program: Program, jar: Path) -> None:
    program.fetch("--cookies", jar, WATER.short_url)
    program.fetch(METER.short_url)
    rows = program.run("sql", "SELECT with_cookies, scrubbed > 10 FROM page_list").stdout
    assert rows.splitlines()[-2:] == ["1\t1", "0\t"]


def test_the_bytes_of_a_page_that_was_not_scrubbed_come_with_a_warning(
    program: Program, jar: Path
) -> None:
    program.fetch("--cookies", jar, "--no-scrub", WATER.short_url)
    raw = program.run("show", 1, "--raw")
    assert told(raw.stdout) == set(SECRETS)
    assert raw.stderr == (
        "wxarchive: this page was fetched with cookies and is as it came: "
        "what is in it may open your session\n"
    )


def test_the_bytes_of_a_page_with_tokens_come_with_a_warning(program: Program) -> None:
    program.fetch(WATER.short_url)
    stderr = program.run("show", 1, "--raw").stderr
    assert stderr.startswith("wxarchive: credentials in this page: ")


def test_scrubbing_is_chosen_in_a_file_too(program: Program, jar: Path, tmp_path: Path) -> None:
    settings = tmp_path / "settings.toml"
    settings.write_text('cookies = "cookies.txt"\n[fetch]\nscrub = false\n')
    program.run("--config", settings, "fetch", "--delay", 0, "--no-media", WATER.short_url)
    settings.write_text("scrub = true\n")
    program.run("--config", settings, "fetch", "--delay", 0, "--no-media", METER.short_url)
    rows = program.run("sql", "SELECT with_cookies, scrubbed > 10 FROM page_list").stdout
    assert rows.splitlines()[-2:] == ["1\t", "0\t1"]


@pytest.mark.skipif("sys.platform == 'win32'", reason="Windows has no such permissions")
def test_a_file_of_cookies_that_others_may_read_is_warned_of(program: Program, jar: Path) -> None:
    jar.chmod(0o644)
    result = program.fetch("--cookies", jar, WATER.short_url)
    assert result.exit_code == 0
    assert result.stderr.startswith(
        f"wxarchive: {jar}: other users of this machine can read these cookies; chmod 600 it\n"
    )

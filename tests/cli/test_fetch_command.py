from dataclasses import replace
from pathlib import Path

import pytest

from tests.cli.running import LEAVES, METER, STONES, WATER, Program, json_lines, statuses
from tests.golden import PAGES
from tests.smallwechat import DEMO_SITE, Faults, SmallWechat
from tests.smallwechat.pages import Serving, page
from tests.smallwechat.site import GONE

GONE_URL = f"https://mp.weixin.qq.com/s/{GONE}"


def saved(folder: Path, name: str = "page.html") -> Path:
    path = folder / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(page(WATER, Serving()), encoding="utf-8")
    return path


def test_one_line_an_outcome_and_a_summary_for_programs(program: Program) -> None:
    result = program.fetch(LEAVES.short_url, GONE_URL, "--json")
    assert (result.exit_code, result.stderr) == (0, "")
    assert json_lines(result.stdout) == [
        {
            "source": LEAVES.short_url,
            "status": "created",
            "state": "ok",
            "kind": "article",
            "id": 1,
            "key": LEAVES.key,
            "title": LEAVES.title,
            "message": None,
            "new_links": 2,
        },
        {
            "source": GONE_URL,
            "status": "gone",
            "state": "deleted",
            "kind": None,
            "id": 2,
            "key": None,
            "title": None,
            "message": "该内容已被发布者删除",
            "new_links": 0,
        },
        {
            "summary": {
                "asked": 2,
                "created": 1,
                "updated": 0,
                "unchanged": 0,
                "gone": 1,
                "blocked": 0,
                "skipped": 0,
                "queued": 0,
                "partial": 0,
                "failed": 0,
            }
        },
    ]
    assert LEAVES.title in result.stdout, "not ASCII-escaped"


def test_one_line_an_outcome_for_people_and_the_summary_on_stderr(program: Program) -> None:
    result = program.fetch(WATER.short_url, GONE_URL)
    assert result.stdout == (
        f"created   #1  {WATER.title}  {WATER.short_url}\ngone      #2  {GONE_URL}  该内容已被发布者删除\n"
    )
    assert result.stderr == "asked 2: 1 created, 1 gone\n"


def test_what_is_there_is_not_asked_for_again(program: Program, wechat: SmallWechat) -> None:
    program.fetch(WATER.short_url)
    assert statuses(program.fetch(WATER.short_url, WATER.long_url, "--json")) == [
        "skipped",
        "skipped",
    ]
    assert len(wechat.requests) == 1


def test_again_asks_again(program: Program, wechat: SmallWechat) -> None:
    program.fetch(WATER.short_url)
    assert statuses(program.fetch(WATER.long_url, "--again", "--json")) == ["unchanged"]
    assert [path for _, _, path in wechat.requests] == [f"/s/{WATER.token}"] * 2


def test_two_addresses_of_one_archived_article_are_asked_for_once_again(
    program: Program, wechat: SmallWechat
) -> None:
    program.fetch(WATER.short_url)
    again = program.fetch(WATER.short_url, WATER.long_url, "--again", "--json")
    assert statuses(again) == ["unchanged", "skipped"]
    assert len(wechat.requests) == 2


@pytest.mark.parametrize("again", [(), ("--again",)])
def test_what_waits_from_an_earlier_run_does_not_wait_twice(
    tmp_path: Path, again: tuple[str, ...]
) -> None:
    archive = tmp_path / "archive.db"
    with SmallWechat() as wechat:
        Program(archive, wechat).fetch(WATER.short_url)
    asked = (WATER.short_url, WATER.long_url, METER.short_url, *again)
    with SmallWechat(faults=Faults(challenge_after=0)) as wechat:
        program = Program(archive, wechat)
        for _ in range(3):
            program.fetch(*asked, "--now")
        waiting = json_lines(program.run("queue", "--json").stdout)
        plan = json_lines(program.fetch(*asked, "--dry-run", "--json").stdout)
    wanted = [WATER.short_url, METER.short_url] if again else [METER.short_url]
    assert [row["url"] for row in waiting] == wanted
    assert [row["url"] for row in plan] == wanted
    with SmallWechat() as wechat:
        assert statuses(Program(archive, wechat).fetch("--resume", "--now", "--json")) == [
            *(["unchanged"] if again else []),
            "created",
        ]
        assert len(wechat.requests) == len(wanted)


def test_a_list_comes_from_a_file_or_from_stdin(program: Program, tmp_path: Path) -> None:
    listed = tmp_path / "list.txt"
    listed.write_text(f"# 茶\n\n看看 {WATER.short_url}\n", encoding="utf-8")
    result = program.fetch(
        "-i", listed, "-", "--json", stdin=f"\ufeff{METER.short_url}\n{saved(tmp_path)}\n"
    )
    assert statuses(result) == ["created", "created", "skipped"]


@pytest.mark.parametrize("encoding", ["utf-16", "gb18030", "utf-8-sig"])
def test_a_list_is_read_in_any_encoding(program: Program, tmp_path: Path, encoding: str) -> None:
    page = saved(tmp_path, "桥.html")
    listed = tmp_path / "list.txt"
    listed.write_bytes(f"{METER.short_url}\r\n{page}\r\n".encode(encoding))
    assert statuses(program.fetch("-i", listed, "--json")) == ["created", "created"]


def test_files_and_folders_are_read(program: Program, tmp_path: Path) -> None:
    path, other = saved(tmp_path), saved(tmp_path, "folder/same.html")
    result = program.fetch(path, tmp_path / "folder", "--json")
    assert [line.get("source") for line in json_lines(result.stdout)] == [
        str(path),
        str(other),
        None,
    ]
    assert statuses(result) == ["created", "unchanged"]


def test_lists_in_a_folder_are_queued_and_the_command_for_them_is_said(
    program: Program, tmp_path: Path
) -> None:
    saved(tmp_path, "folder/page.html")
    (tmp_path / "folder" / "list.txt").write_text(f"{METER.short_url}\n", encoding="utf-8")
    result = program.fetch(tmp_path / "folder")
    assert [line.split()[0] for line in result.stdout.splitlines()] == ["created", "queued"]
    assert "waiting in the queue: 1; go on with: wxarchive fetch --resume" in result.stderr
    assert program.fetch(tmp_path / "folder", "--dry-run").stderr == (
        "wxarchive: 0 URLs would be fetched, and what they link to as far as it is followed; "
        "1 that lists name would wait in the queue\n"
    )


def test_a_trial_says_what_the_run_could_not_use(program: Program) -> None:
    result = program.fetch("nosuch.html", METER.short_url, "--dry-run")
    assert (result.exit_code, result.stdout.count("\n")) == (1, 1)
    assert result.stderr.splitlines()[1] == (
        "wxarchive: nosuch.html: there is no such file; check the name"
    )


@pytest.mark.parametrize(
    "arguments",
    [
        ("fetch", "nosuch.html"),
        ("fetch", "nosuch/", "nosuch.csv", "--json"),
        ("fetch", "empty"),
        ("fetch", "https://example.org/"),
        ("fetch", "nosuch.html", "--url", WATER.short_url),
        ("fetch", "nosuch.html", "--resume"),
        ("import", "nosuch.md"),
        ("import", "empty", "nosuch.zip", "--workers", "2"),
        ("import", "nosuch.html", "--url", WATER.short_url),
        ("subscribe", "nosuch.html"),
    ],
)
def test_what_is_of_no_use_makes_no_archive(
    without_archive: Program,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    arguments: tuple[str, ...],
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "empty").mkdir()
    result = without_archive.run(*arguments)
    told = result.stdout + result.stderr
    assert result.exit_code != 0
    assert (
        "no such file" in told
        or "there is nothing" in told
        or "no address" in told
        or "only albums" in told
    )
    assert not without_archive.db.exists()


def test_url_gives_a_saved_page_its_address(
    program: Program, tmp_path: Path, wechat: SmallWechat
) -> None:
    program.fetch(saved(tmp_path), "--url", WATER.short_url)
    assert statuses(program.fetch(WATER.short_url, "--json")) == ["skipped"]
    assert wechat.requests == []


@pytest.mark.parametrize("sources", [["page.html", "page.html"], ["folder"], [STONES.short_url]])
def test_url_goes_with_one_saved_page_only(
    program: Program, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, sources: list[str]
) -> None:
    saved(tmp_path)
    saved(tmp_path, "folder/a.html")
    saved(tmp_path, "folder/b.html")
    monkeypatch.chdir(tmp_path)
    result = program.fetch(*sources, "--url", WATER.short_url)
    assert (result.exit_code, result.stdout) == (2, "")
    assert "Invalid value for --url: it goes with exactly one saved page." in result.stderr


def test_the_run_stops_at_a_challenge(tmp_path: Path) -> None:
    with SmallWechat(faults=Faults(challenge_after=1)) as wechat:
        program = Program(tmp_path / "archive.db", wechat)
        result = program.fetch(
            *(post.short_url for post in DEMO_SITE.posts), saved(tmp_path), "--json"
        )
        assert statuses(result) == ["created", *["blocked"] * 7, "unchanged"]
        assert (result.exit_code, len(wechat.requests)) == (3, 2)


def test_a_long_address_that_is_sent_to_a_captcha_is_blocked(tmp_path: Path) -> None:
    with SmallWechat(faults=Faults(captcha_for_long=True)) as wechat:
        result = Program(tmp_path / "archive.db", wechat).fetch(WATER.long_url, "--json")
        [outcome, _] = json_lines(result.stdout)
        assert (outcome["status"], outcome["key"], result.exit_code) == ("blocked", WATER.key, 3)
        assert "SecretPocToken" not in result.output


def test_a_new_version_is_an_update(program: Program, tmp_path: Path) -> None:
    program.fetch(WATER.short_url)
    edited = replace(WATER, body_html="<p>水凉了。</p>")
    with SmallWechat(replace(DEMO_SITE, posts=(edited,))) as later:
        assert statuses(Program(program.db, later).fetch(WATER.long_url, "--again", "--json")) == [
            "updated"
        ]


def test_the_highest_exit_code_wins(program: Program, tmp_path: Path) -> None:
    result = program.fetch(
        tmp_path / "none.html", "https://example.org/", WATER.short_url, "--json"
    )
    assert (statuses(result), result.exit_code) == (["failed", "failed", "created"], 4)


def test_a_network_that_is_down_is_not_hammered(tmp_path: Path) -> None:
    with SmallWechat() as wechat:
        gone = wechat.connect_to()[0]
    result = Program(tmp_path / "archive.db").fetch(
        *(post.short_url for post in DEMO_SITE.posts), "--connect-to", gone, "--json"
    )
    messages = [str(line.get("message")) for line in json_lines(result.stdout)]
    assert [message.startswith("not fetched: ") for message in messages] == [False] * 3 + [
        True
    ] * 5 + [False]
    assert result.exit_code == 4


def test_credentials_are_nowhere(program: Program) -> None:
    result = program.fetch(f"{WATER.long_url}&key=SECRET&pass_ticket=SECRET&uin=SECRET", "--json")
    assert statuses(result) == ["created"]
    assert "SECRET" not in result.output
    assert b"SECRET" not in program.db.read_bytes()


def test_reparse_reads_everything_again_offline(filled: Program, wechat: SmallWechat) -> None:
    wechat.requests.clear()
    assert set(statuses(filled.run("reparse", "--json"))) == {"unchanged"}
    assert json_lines(filled.run("reparse", WATER.long_url, "2", "--json").stdout)[-1][
        "summary"
    ] == {
        "asked": 2,
        "created": 0,
        "updated": 0,
        "unchanged": 2,
        "gone": 0,
        "blocked": 0,
        "skipped": 0,
        "queued": 0,
        "partial": 0,
        "failed": 0,
    }
    assert wechat.requests == []


def test_reparse_settles_whatever_the_pages_are(tmp_path: Path) -> None:
    program = Program(tmp_path / "archive.db")
    pages = tmp_path / "pages"
    pages.mkdir()
    for name, raw in PAGES.items():  # all of one article: many versions, and what became of it
        (pages / f"{name}.html").write_bytes(raw.body)
    program.run("import", "--workers", 1, pages)
    program.run("reparse")
    settled = program.run("list", "--json").stdout, program.run("history", 1, "--json").stdout
    again = program.run("reparse", "--json")
    assert set(statuses(again)) <= {"unchanged", "gone", "failed", "blocked"}
    told = program.run("list", "--json").stdout, program.run("history", 1, "--json").stdout
    assert told == settled


def test_reparse_without_an_archive_says_so(without_archive: Program) -> None:
    result = without_archive.run("reparse")
    assert (result.exit_code, without_archive.db.exists()) == (5, False)
    assert result.stderr.startswith(f"wxarchive: {without_archive.db}: no archive here")

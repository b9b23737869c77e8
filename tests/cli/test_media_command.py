"""Pictures on the command line: fetched with the articles, missing ones listed and tried again."""

import hashlib
import sqlite3
import subprocess
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.cli.running import LEAVES, NOTE, WATER, Program, json_lines, statuses
from tests.smallwechat import DEMO_SITE, Faults, SmallWechat, crowd
from tests.smallwechat.media import video_frame, voice_card
from tests.smallwechat.pages import Picture, Serving, page
from tests.smallwechat.pictures import picture_at
from tests.smallwechat.server import ALWAYS
from tests.smallwechat.writing import picture
from tests.support.crawling import is_sound

KETTLE = "/mmbiz_jpg/SmallWechatKettle/0"
STEAM = "/mmbiz_jpg/SmallWechatSteam/0"
WATER_SIZE = sum(len(picture_at(path)) for path in (KETTLE, STEAM, urlsplit(WATER.cover).path))
NO_KETTLE = {KETTLE: (404, ALWAYS), KETTLE.replace("/0", "/640"): (404, ALWAYS)}


def kept(db: Path) -> set[str]:
    connection = sqlite3.connect(db)
    try:
        rows = connection.execute("SELECT sha256, bytes FROM media").fetchall()
    finally:
        connection.close()
    assert all(sha256 == hashlib.sha256(data).hexdigest() for sha256, data in rows)
    return {sha256 for sha256, _ in rows}


def hashes(*paths: str) -> set[str]:
    return {hashlib.sha256(picture_at(path)).hexdigest() for path in paths}


def test_pictures_come_with_the_article(program: Program) -> None:
    result = program.fetch_all(WATER.short_url, "--json")
    [outcome, end] = json_lines(result.stdout)
    assert (outcome["status"], outcome["message"], result.exit_code) == ("created", None, 0)
    assert end["media"] == {
        "asked": 3,
        "kept": 3,
        "doubtful": 0,
        "wanted": 0,
        "failed": 0,
        "refused": 0,
        "bytes": WATER_SIZE,
    }
    assert kept(program.db) == hashes(KETTLE, STEAM, urlsplit(WATER.cover).path)


def test_people_are_told_of_them_behind_the_summary(program: Program) -> None:
    assert (
        program.fetch_all(WATER.short_url).stderr == "asked 1: 1 created\nmedia 3: 3 kept, 1 kB\n"
    )
    assert program.fetch_all(WATER.short_url).stderr == "asked 1: 1 skipped\n"


def test_no_media_fetches_none_and_forgets_none(program: Program, wechat: SmallWechat) -> None:
    result = program.fetch(WATER.short_url, "--json")
    assert "media" not in json_lines(result.stdout)[-1]
    assert len(wechat.requests) == 1
    assert (
        program.run("media").stdout
        == "2\t1\tpicture\twanted\tnot fetched yet\n1\t1\tcover\twanted\tnot fetched yet\n"
    )
    result = program.run("media", "fetch", "--delay", 0)
    assert (result.exit_code, result.stdout, result.stderr) == (0, "", "media 3: 3 kept, 1 kB\n")
    result = program.run("media")
    assert (result.stdout, result.stderr) == ("", "wxarchive: nothing is missing\n")


def test_the_pictures_of_a_saved_page_are_fetched_only_if_asked_for(
    program: Program, wechat: SmallWechat, tmp_path: Path
) -> None:
    saved = tmp_path / "saved.html"
    saved.write_text(page(WATER, Serving()), encoding="utf-8")
    assert program.fetch_all(saved, "--json").exit_code == 0
    assert wechat.requests == []
    told = json_lines(program.fetch_all(saved, "--media", "--json").stdout)[-1]["media"]
    assert told == {
        "asked": 3,
        "kept": 3,
        "doubtful": 0,
        "wanted": 0,
        "failed": 0,
        "refused": 0,
        "bytes": WATER_SIZE,
    }


@pytest.fixture
def lacking(tmp_path: Path) -> Program:
    """An archive of an article of which one picture is not to be had and one may come later."""
    faults = Faults(status={**NO_KETTLE, STEAM: (503, ALWAYS)})
    with SmallWechat(faults=faults) as wechat:
        program = Program(tmp_path / "archive.db", wechat)
        result = program.fetch_all(WATER.short_url)
        assert (
            result.stdout
            == f"created   #1  {WATER.title}  {WATER.short_url}  (2 of 3 media files missing)\n"
        )
        assert result.stderr == (
            "asked 1: 1 created\nmedia 3: 1 kept, 1 wanted, 1 failed, 1 kB; see wxarchive media\n"
            "wxarchive: 1 picture failed and waiting for another try: wxarchive media fetch --now\n"
            "wxarchive: 1 picture not to be had so far, wxarchive media says why: "
            "wxarchive media fetch --all\n"
        )
        assert result.exit_code == 0, "the article is archived"
    return program


def test_what_is_missing_is_listed_with_the_reason(lacking: Program) -> None:
    assert (
        lacking.run("media").stdout
        == "1\t1\tpicture\tfailed\tHTTP 404\n1\t1\tpicture\twanted\tHTTP 503\n"
    )
    assert json_lines(lacking.run("media", "--json").stdout) == [
        {"role": "picture", "state": "failed", "reason": "HTTP 404", "files": 1, "articles": 1},
        {"role": "picture", "state": "wanted", "reason": "HTTP 503", "files": 1, "articles": 1},
    ]
    each = lacking.run("media", "--each").stdout.splitlines()
    assert each[0] == f"1\tpicture\tfailed\tHTTP 404\thttps://mmbiz.qpic.cn{KETTLE}?wx_fmt=jpeg"
    record = json_lines(lacking.run("media", "--each", "--json").stdout)[1]
    assert (record["article_id"], record["state"], record["attempts"]) == (1, "wanted", 1)
    assert str(record["not_before"]).endswith("+08:00")
    assert lacking.run("media", "--account", "别人").stdout == ""


def test_fetching_again_waits_for_what_should_wait_and_leaves_what_failed(lacking: Program) -> None:
    with SmallWechat() as healed:
        program = Program(lacking.db, healed)
        result = program.run("media", "fetch", "--delay", 0)
        assert (result.exit_code, result.stderr) == (0, "media 0, 0 kB\n")
        assert program.run("media", "fetch", "--now", "--json").stdout.splitlines()[0] == (
            '{"id": 1, "missing": 1, "total": 3}'
        )
        result = program.run("media", "fetch", "--all")
        assert (result.exit_code, result.stdout, result.stderr) == (
            0,
            "",
            "media 1: 1 kept, 1 kB\n",
        )
    assert kept(program.db) == hashes(KETTLE, STEAM, urlsplit(WATER.cover).path)


def test_what_still_fails_is_told_and_the_exit_code_says_so(lacking: Program) -> None:
    with SmallWechat(faults=Faults(status=NO_KETTLE)) as wechat:
        program = Program(lacking.db, wechat)
        result = program.run("media", "fetch", "--all", "--now", "--delay", 0)
        assert (result.exit_code, result.stdout) == (1, "#1\t1 of 3 missing\n")
        assert result.stderr == "media 2: 1 kept, 1 failed, 1 kB; see wxarchive media\n"
        end = json_lines(program.run("media", "fetch", "--all", "--delay", 0, "--json").stdout)[-1]
        assert end == {
            "media": {
                "asked": 1,
                "kept": 0,
                "doubtful": 0,
                "wanted": 0,
                "failed": 1,
                "refused": 0,
                "bytes": 0,
            }
        }


def test_statistics_tell_of_the_files(lacking: Program) -> None:
    told = json_lines(lacking.run("stats", "--json").stdout)[0]["media_files"]
    size = len(picture_at(urlsplit(WATER.cover).path))
    assert told == {
        "files": 1,
        "bytes": size,
        "kept": 1,
        "doubtful": 0,
        "wanted": 1,
        "failed": 1,
        "refused": 0,
    }
    assert "media\t1 files, 1 kB, 1 wanted, 1 failed\n" in lacking.run("stats").stdout


def test_options_stand_behind_the_name_of_the_command(program: Program) -> None:
    result = program.run("media", "--since", "2024", "fetch")
    assert result.exit_code == 2
    assert "Options go after the name of the command." in result.stderr


def test_a_large_picture_can_be_let_in(program: Program) -> None:
    with SmallWechat(faults=Faults(padding={KETTLE: 2_000_000})) as wechat:
        program = Program(program.db, wechat)
        assert "1 refused" in program.fetch_all(WATER.short_url, "--media-limit", 1).stderr
        result = program.run("media", "fetch", "--all", "--media-limit", 3, "--delay", 0)
        assert result.stderr == "media 1: 1 kept, 2.0 MB\n"


def test_sound_and_video_on_a_page(program: Program) -> None:
    avatar = "http://wx.qlogo.cn/mmhead/SmallWechatAvatar/0"
    played = replace(
        WATER,
        account=replace(WATER.account, avatar=avatar),
        body_html=voice_card("MzMwMDExMjIzM18yMjQ3NDgwMDEx", "雨声")
        + video_frame("wxv_3300112233445566778", ""),
    )
    with SmallWechat(replace(DEMO_SITE, posts=(played,))) as wechat:
        program = Program(program.db, wechat)
        assert program.fetch_all(WATER.short_url, "--video").exit_code == 0
        asked = {host for _, host, _ in wechat.requests}
        assert asked == {
            "mp.weixin.qq.com",
            "mmbiz.qpic.cn",
            "wx.qlogo.cn",
            "res.wx.qq.com",
            "mpvideo.qpic.cn",
        }
    rows = program.run("sql", "select role, type from media_list order by role").stdout
    assert rows == "audio\taudio/mpeg\navatar\timage/png\ncover\timage/png\nvideo\tvideo/mp4\n"


def test_a_challenge_loses_no_pictures_of_what_came_before(tmp_path: Path) -> None:
    with SmallWechat(faults=Faults(challenge_after=1)) as wechat:
        result = Program(tmp_path / "archive.db", wechat).fetch_all(
            WATER.short_url, LEAVES.short_url, NOTE.short_url
        )
        assert result.exit_code == 3
        assert "media 3: 3 kept, 1 kB" in result.stderr.splitlines()


def test_no_page_is_asked_for_after_a_verification_page_instead_of_a_video(tmp_path: Path) -> None:
    filmed = replace(WATER, body_html=video_frame("wxv_3300112233445566778", ""))
    captcha = "https://mp.weixin.qq.com/mp/wappoc_appmsgcaptcha?poc_token=x"
    site = replace(DEMO_SITE, posts=(filmed, *DEMO_SITE.posts[1:]))
    with SmallWechat(site, Faults(redirect={"/mp/videoplayer": captcha})) as wechat:
        result = Program(tmp_path / "archive.db", wechat).fetch_all(
            WATER.short_url, LEAVES.short_url, NOTE.short_url, "--video", "--json"
        )
        assert (statuses(result), result.exit_code) == (["created", "blocked", "blocked"], 3)
        assert [
            target.partition("?")[0]
            for _, host, target in wechat.requests
            if host == "mp.weixin.qq.com"
        ] == [
            f"/s/{WATER.token}",
            "/mp/videoplayer",
            "/mp/wappoc_appmsgcaptcha",
        ]


def test_a_verification_that_a_video_meets_counts_once(tmp_path: Path) -> None:
    filmed = replace(WATER, body_html=video_frame("wxv_3300112233445566778", ""))
    captcha = "https://mp.weixin.qq.com/mp/wappoc_appmsgcaptcha?poc_token=x"
    site = replace(DEMO_SITE, posts=(filmed, *DEMO_SITE.posts[1:]))
    with SmallWechat(site, Faults(redirect={"/mp/videoplayer": captcha})) as wechat:
        program = Program(tmp_path / "archive.db", wechat)
        result = program.fetch_all(WATER.short_url, LEAVES.short_url, "--video", "--now", "--json")
        assert (statuses(result), result.exit_code) == (["created", "blocked"], 3)
    with closing(sqlite3.connect(program.db)) as opened:
        assert opened.execute("SELECT challenges FROM hosts").fetchall() == [(1,)]


def test_a_terminal_shows_the_table_and_the_line_of_media(program: Program) -> None:
    code, shown = program.in_terminal("fetch", "--delay", 0, WATER.short_url)
    assert (code, shown.splitlines()[-1]) == (0, "media 3: 3 kept, 1 kB")


COUNT = 30
PER_ARTICLE = 5


def names(number: int) -> list[str]:
    """The pictures of an article: one of its own, the others shared with its neighbours."""
    return [f"/mmbiz_png/SmallWechatCrowd{number + step:06d}/0" for step in range(PER_ARTICLE)]


@pytest.mark.slow  # a process of its own
def test_a_killed_run_goes_on_with_the_pictures_it_lacks(tmp_path: Path) -> None:
    plain = crowd(COUNT)
    posts = [
        replace(post, body_html=post.body_html + "".join(
            picture(Picture(f"https://mmbiz.qpic.cn{path}?wx_fmt=png")) for path in names(number)
        ))
        for number, post in enumerate(plain.posts)
    ]  # fmt: skip
    every = {path for number in range(COUNT) for path in names(number)} | {
        urlsplit(posts[0].cover).path
    }
    with SmallWechat(replace(plain, posts=tuple(posts))) as wechat:
        program = Program(tmp_path / "archive.db", wechat)
        urls = [post.short_url for post in posts]
        for told in (2, 7, 15):
            command = program.command("fetch", "--delay", "0", "--json", *urls)
            with subprocess.Popen(
                command, stdout=subprocess.PIPE, env=program.whole_environment()
            ) as process:
                assert process.stdout is not None
                for _ in range(told):
                    process.stdout.readline()
                process.kill()
            assert is_sound(program.db)
            kept(program.db)
        before = program.run(
            "sql", "select distinct fetched_from from media_uses where state = 'kept'"
        ).stdout
        wechat.requests.clear()
        assert program.fetch_all(*urls).exit_code == 0
        asked = [target for _, host, target in wechat.requests if host == "mmbiz.qpic.cn"]
        assert len(asked) == len(set(asked))
        assert not {f"https://mmbiz.qpic.cn{target}" for target in asked} & set(before.splitlines())
    assert kept(program.db) == hashes(*every)
    assert program.run("media").stdout == ""
    assert is_sound(program.db)


def test_resuming_begins_with_the_pictures_of_the_article_that_was_in_hand(tmp_path: Path) -> None:
    db = tmp_path / "archive.db"
    with SmallWechat(faults=Faults(challenge_after=1)) as wechat:
        Program(db, wechat).fetch(WATER.short_url, LEAVES.short_url)
    assert kept(db) == set()
    with SmallWechat() as wechat:
        Program(db, wechat).fetch_all("--resume", "--now")
        program = Program(db, wechat)
        assert statuses(program.fetch("--json", WATER.short_url, LEAVES.short_url)) == [
            "skipped",
            "skipped",
        ]
        assert program.run("media").stdout == ""
    assert kept(db) >= hashes(KETTLE, STEAM)

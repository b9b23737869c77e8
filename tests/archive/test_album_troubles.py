"""Albums and home pages that change, fail or end while they are read."""

import json
import random
from datetime import datetime
from itertools import count
from pathlib import Path

import pytest

from tests.cli.running import json_lines, statuses
from tests.smallwechat import Faults
from tests.smallwechat.crowd import ACCOUNT
from tests.support.crawling import ask, is_sound
from tests.support.nursery import Nursery, ended, killed
from tests.support.prepared import empty
from tests.support.shelves import (
    ALBUM_URL,
    HOME_URL,
    STREET,
    list_requests,
    listed,
    moved_up,
    of_site,
    published,
    shelf,
    street,
    taken_back,
    titles,
)
from wxarchive.archive.add import add
from wxarchive.archive.crawl.lists import LIST_LIMIT
from wxarchive.clock import BEIJING
from wxarchive.models import RawPage, Rules
from wxarchive.parse import parse
from wxarchive.sources.find import sources
from wxarchive.store.database import Store

NOON = datetime(2026, 3, 1, 12, 0, tzinfo=BEIJING)


def test_a_home_page_that_leads_to_a_verification_stops(tmp_path: Path) -> None:
    captcha = (
        "https://mp.weixin.qq.com/mp/wappoc_appmsgcaptcha?poc_token=SecretPocToken&target_url=x"
    )
    with shelf(tmp_path, street(3), Faults(redirect={"/mp/homepage": captcha})) as (
        program,
        wechat,
    ):
        result = program.fetch(HOME_URL, "--json")
        assert (result.exit_code, statuses(result)) == (3, ["blocked"])
        assert [method for method, _, _ in wechat.requests] == ["POST", "GET"]
        assert "SecretPocToken" not in result.output
        assert ask(program.db, "SELECT count(*) FROM pages") == [(0,)]


@pytest.mark.parametrize("change", ["published", "taken back", "moved up"])
def test_an_album_that_changes_while_it_is_paged_is_read_whole(tmp_path: Path, change: str) -> None:
    with shelf(tmp_path, street(45), Faults(challenge_after=1)) as (program, wechat):
        assert program.fetch(ALBUM_URL).exit_code == 3
        wechat.faults = Faults()
        if change == "published":
            published(wechat, 3)
        elif change == "taken back":
            taken_back(wechat, wechat.site.posts[-3])
        else:
            moved_up(wechat, wechat.site.posts[30])
        assert program.fetch("--resume", "--now").exit_code == 0
        expected = {post.title for post in street(45).posts} - (
            {of_site(45)[-3]} if change == "taken back" else set()
        )
        assert set(titles(program)) >= expected
        program.fetch(ALBUM_URL)
        assert set(titles(program)) >= {post.title for post in wechat.site.posts}


def test_an_album_whose_last_read_article_leaves_it_is_not_taken_for_whole(tmp_path: Path) -> None:
    with shelf(tmp_path, street(45), Faults(challenge_after=1)) as (program, wechat):
        program.fetch(ALBUM_URL)
        wechat.faults = Faults()
        taken_back(wechat, wechat.site.posts[-20])
        told = json_lines(program.fetch("--resume", "--now", "--json").stdout)[-2]
        assert (told["status"], told["message"]) == (
            "partial",
            "album 一条街: 20 of 45 articles, 20 new; it broke off early, ask for it again",
        )
        program.fetch(ALBUM_URL)
        assert set(titles(program)) >= {post.title for post in wechat.site.posts}
        assert ask(program.db, "SELECT title FROM list_item_list WHERE left_at IS NOT NULL") == [
            (of_site(45)[25],)
        ]


def test_a_challenge_in_the_middle_of_a_list_stops_and_resume_goes_on(tmp_path: Path) -> None:
    with shelf(tmp_path, street(45), Faults(challenge_after=2)) as (program, wechat):
        result = program.fetch(ALBUM_URL, "--json")
        assert (result.exit_code, statuses(result)) == (3, ["blocked"])
        assert "paused until" in result.stderr
        wechat.faults = Faults()
        wechat.requests.clear()
        assert program.fetch("--resume").exit_code == 3
        assert wechat.requests == [], "it is left alone"
        result = program.fetch("--resume", "--now", "--json")
        assert statuses(result) == ["created"] * 46
        assert len(list_requests(wechat)) == 1, "it goes on with the third page"
        assert titles(program) == of_site(45)


def test_answers_that_are_no_list_are_told_and_tried_again(tmp_path: Path) -> None:
    busy = b'{"base_resp": {"ret": -6, "errmsg": "freq control"}}'
    faults = Faults(files={"/mp/appmsgalbum": busy})
    with shelf(tmp_path, street(3), faults) as (program, wechat):
        result = program.fetch(ALBUM_URL, "--json")
        [told, _] = json_lines(result.stdout)
        assert (result.exit_code, told["status"], told["state"]) == (1, "failed", "unavailable")
        assert told["message"] == "the album cannot be read: freq control"
        assert ask(program.db, "SELECT state, error, not_before IS NOT NULL FROM queue") == [
            ("waiting", "the album cannot be read: freq control", 1)
        ]
        assert ask(program.db, "SELECT state FROM pages") == [("unavailable",)], (
            "the bytes are kept"
        )
        wechat.faults = Faults()
        assert statuses(program.fetch("--resume", "--now", "--json")) == ["created"] * 4


@pytest.mark.parametrize(
    ("body", "status", "state"),
    [
        (b'{"base_resp": {"ret": 0}, "getalbum_resp": {"base_info": {}}}', "failed", "unavailable"),
        (b"[]", "failed", "unknown"),
        (b"", "failed", "broken"),
        (b"[" * 100_000, "failed", "broken"),
    ],
    ids=["empty list", "no object", "nothing", "deep"],
)
def test_nothing_is_never_a_success(tmp_path: Path, body: bytes, status: str, state: str) -> None:
    with shelf(tmp_path, street(3), Faults(files={"/mp/appmsgalbum": body})) as (program, _):
        [told, _] = json_lines(program.fetch(ALBUM_URL, "--json").stdout)
        assert (told["status"], told["state"]) == (status, state)
        assert ask(program.db, "SELECT problem IS NOT NULL, read_at FROM lists") == [(1, None)]


def test_an_album_that_is_gone_is_told_so(tmp_path: Path) -> None:
    with shelf(tmp_path, street(3)) as (program, _):
        result = program.fetch(ALBUM_URL.replace(STREET.id, "99"), "--json")
        [told, _] = json_lines(result.stdout)
        assert (told["status"], told["state"]) == ("gone", "invalid")
        assert told["message"] == "the album cannot be read: 参数错误"


def test_an_error_of_the_server_lets_a_list_wait(tmp_path: Path) -> None:
    with shelf(tmp_path, street(3), Faults(status={"/mp/appmsgalbum": (503, 99)})) as (
        program,
        wechat,
    ):
        result = program.fetch(ALBUM_URL, "--json")
        assert (result.exit_code, statuses(result)) == (1, ["failed"])
        assert ask(program.db, "SELECT state, attempts FROM queue") == [("waiting", 1)]
        wechat.faults = Faults()
        assert program.fetch("--resume", "--now").exit_code == 0
        assert titles(program) == of_site(3)


def test_a_list_without_end_is_cut_off(tmp_path: Path) -> None:
    pages = count()

    def fetch(url: str) -> RawPage:
        first = 20 * next(pages)
        items = [
            {"title": "又一篇", "url": f"http://mp.weixin.qq.com/s?__biz={ACCOUNT.biz}&mid={mid}&idx=1",
             "create_time": str(1_600_000_000 + mid)}
            for mid in range(first + 1, first + 21)
        ]  # fmt: skip
        told = {
            "getalbum_resp": {
                "article_list": items,
                "continue_flag": "1",
                "base_info": {"title": "无穷"},
            }
        }
        return RawPage(url, json.dumps(told).encode(), NOON, url, url, 200)

    with Store(empty(tmp_path / "archive.db")) as store:
        rules = Rules(since=NOON)  # nothing of it is wanted
        [outcome] = add(sources([ALBUM_URL]), store=store, fetch=fetch, parse=parse, rules=rules)
        assert (outcome.status, outcome.message) == (
            "partial",
            "album 无穷: 10000 articles, 10000 new; it is longer than 10,000, the rest is not read",
        )
        assert next(pages) == LIST_LIMIT // 20


def test_kills_in_the_middle_lose_nothing(tmp_path: Path) -> None:
    chance = random.Random(3)
    with shelf(tmp_path, street(130)) as (program, wechat):
        nursery = Nursery(wechat, program.db)
        command: tuple[object, ...] = ("fetch", "--delay", 0, "--no-media", ALBUM_URL)
        for _ in range(12):
            before = len(wechat.requests)
            child = nursery.start(*command)
            target = before + chance.randint(1, 8)
            while len(wechat.requests) < target and child.is_alive():
                wechat.stopping.wait(0.001)
            killed(child)
            assert is_sound(program.db)
            if ask(program.db, "SELECT 1 FROM queue"):
                command = ("fetch", "--delay", 0, "--no-media", "--resume")
        assert ended(nursery.start(*command)) == 0
        assert titles(program) == of_site(130)
        assert listed(program) == of_site(130)
        assert ask(program.db, "SELECT count(*) FROM list_readings") == [(0,)]
        assert len(wechat.requests) <= 130 + 7 + 12, "at most what was in hand is asked for twice"

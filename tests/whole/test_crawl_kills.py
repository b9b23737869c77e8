"""A crawl that is killed again and again ends with everything, and asks for nothing that it has."""

import random
from pathlib import Path

from tests.smallwechat import Faults, SmallWechat
from tests.smallwechat.simulation import town
from tests.support.crawling import archived, ask, asked, is_sound
from tests.support.nursery import Nursery, ended, killed

POSTS = 300
KILLS = 50
SITE = town(POSTS, gone=0.04, edited=0.04)


def test_fifty_kills_lose_nothing_and_ask_nothing_twice(tmp_path: Path) -> None:
    db = tmp_path / "archive.db"
    chance = random.Random(5)
    with SmallWechat(SITE) as wechat:
        nursery = Nursery(wechat, db)
        command: tuple[object, ...] = (
            "fetch",
            "--delay",
            0,
            "--no-media",
            "--follow",
            1000,
            SITE.newest,
        )
        for _ in range(KILLS):
            before = len(wechat.requests)
            known = archived(db, SITE)
            child = nursery.start(*command)
            target = before + chance.randint(0, 2 * POSTS // KILLS - 3)
            while len(wechat.requests) < target and child.is_alive():
                wechat.stopping.wait(0.001)
            wechat.stopping.wait(chance.random() * 0.03)
            killed(child)
            assert is_sound(db)
            assert archived(db, SITE) >= known
            assert not known & set(asked(wechat, SITE, before)), "asked for what it has"
            if ask(db, "SELECT 1 FROM queue"):
                command = ("fetch", "--delay", 0, "--no-media", "--resume")
        assert ended(nursery.start(*command)) == 0
        assert is_sound(db)
        assert archived(db, SITE) == {post.token for post in SITE.posts}
        states = ask(db, "SELECT state, count(*) FROM articles GROUP BY state ORDER BY state")
        assert states == [("deleted", len(SITE.gone)), ("ok", len(SITE.alive))]
        assert ask(db, "SELECT count(*) FROM versions") == [(len(SITE.alive),)]
        assert ask(db, "SELECT * FROM queue") == []
        assert len(wechat.requests) <= POSTS + KILLS


def test_two_processes_share_a_queue_and_keep_one_page_at_a_time(tmp_path: Path) -> None:
    db = tmp_path / "archive.db"
    site = town(60)
    with SmallWechat(site) as wechat:
        nursery = Nursery(wechat, db)
        command = ("fetch", "--delay", 0, "--no-media", "--follow", 1000, site.newest)
        first = nursery.start(*command)
        queued = "SELECT 1 FROM queue WHERE state = 'waiting' AND depth > 0"
        while first.is_alive() and not ask(db, queued):
            wechat.stopping.wait(0.001)
        second = nursery.start("fetch", "--delay", 0, "--no-media", "--resume")
        assert (ended(first), ended(second)) == (0, 0)
        assert asked(wechat, site) == dict.fromkeys((post.token for post in site.posts), 1)
        assert archived(db, site) == {post.token for post in site.posts}
        assert is_sound(db)


def test_what_a_killed_process_had_in_hand_is_taken_over_by_one_that_runs(tmp_path: Path) -> None:
    db = tmp_path / "archive.db"
    site = town(8)
    slow = Faults(silent={f"/s/{site.posts[-1].token}": 1})
    with SmallWechat(site, slow) as wechat:
        nursery = Nursery(wechat, db)
        command = ("fetch", "--delay", 0, "--no-media", "--follow", 1000, site.newest)
        first = nursery.start(*command)
        while first.is_alive() and not wechat.requests:
            wechat.stopping.wait(0.001)
        second = nursery.start("fetch", "--delay", 0, "--no-media", "--resume")
        killed(first)
        assert ended(second) == 0
        assert archived(db, site) == {post.token for post in site.posts}
        assert ask(db, "SELECT * FROM queue") == []

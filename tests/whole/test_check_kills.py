"""Checks that are killed, and checks by two processes: each article is asked for once, and nothing
is lost.
"""

import random
import sqlite3
from pathlib import Path

from tests.smallwechat import SmallWechat
from tests.smallwechat.simulation import Town, town
from tests.support.crawling import archived, ask, asked, is_sound
from tests.support.nursery import Nursery, ended, killed

DUE = ("check", "--due", "--delay", 0, "--no-media")


def aged(wechat: SmallWechat, nursery: Nursery, db: Path, site: Town) -> None:
    """Archive a site, and let two years pass."""
    command = ("fetch", "--delay", 0, "--no-media", "--follow", 1000, site.newest)
    assert ended(nursery.start(*command)) == 0
    assert archived(db, site) == {post.token for post in site.posts}
    connection = sqlite3.connect(db)
    with connection:
        connection.execute("UPDATE articles SET checked_at = '2024-01-01T08:00:00+08:00'")
    connection.close()
    wechat.requests.clear()


def edited(site: Town) -> int:
    return len(site.edited - site.gone)


def test_checks_that_are_killed_go_on_and_ask_nothing_twice(tmp_path: Path) -> None:
    db, site, chance = tmp_path / "archive.db", town(80, gone=0.05, edited=0.2), random.Random(7)
    with SmallWechat(site) as wechat:
        nursery = Nursery(wechat, db)
        aged(wechat, nursery, db, site)
        kills = 12
        for _ in range(kills):
            target = len(wechat.requests) + chance.randint(1, 8)
            child = nursery.start(*DUE)
            while len(wechat.requests) < target and child.is_alive():
                wechat.stopping.wait(0.001)
            wechat.stopping.wait(chance.random() * 0.02)
            killed(child)
            assert is_sound(db)
        assert ended(nursery.start(*DUE)) == 0
        counts = asked(wechat, site)
        assert set(counts) == {post.token for post in site.posts}
        assert counts.total() <= len(site.posts) + kills, (
            "only what a killed one had in hand is asked for again"
        )
        assert ask(db, "SELECT count(*) FROM versions") == [(len(site.alive) + edited(site),)]
        assert ask(db, "SELECT * FROM queue") == []
        assert is_sound(db)


def test_two_processes_share_the_checks(tmp_path: Path) -> None:
    db, site = tmp_path / "archive.db", town(60, gone=0.05, edited=0.2)
    with SmallWechat(site) as wechat:
        nursery = Nursery(wechat, db)
        aged(wechat, nursery, db, site)
        first = nursery.start(*DUE)
        while first.is_alive() and not ask(db, "SELECT 1 FROM queue WHERE why = 'check'"):
            wechat.stopping.wait(0.001)
        second = nursery.start(*DUE)
        assert (ended(first), ended(second)) == (0, 0)
        assert asked(wechat, site) == dict.fromkeys((post.token for post in site.posts), 1)
        assert ask(db, "SELECT count(*) FROM versions") == [(len(site.alive) + edited(site),)]
        assert ask(db, "SELECT * FROM queue") == []
        assert is_sound(db)

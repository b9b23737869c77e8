"""Subscriptions and ``sync``: only what is new is asked for, and nothing is said if nothing is."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.cli.running import Program, json_lines, statuses
from tests.smallwechat import Faults, SmallWechat
from tests.smallwechat.crowd import ACCOUNT
from tests.smallwechat.lists import Manners
from tests.support.crawling import ask, is_sound
from tests.support.database import change
from tests.support.nursery import Nursery, killed
from tests.support.prepared import empty
from tests.support.shelves import (
    ALBUM_URL,
    HOME_URL,
    STREET,
    article_requests,
    list_requests,
    published,
    shelf,
    street,
    taken_back,
    titles,
)
from wxarchive.archive.crawl.polite_queue import Environment
from wxarchive.archive.sync import syncing
from wxarchive.errors import StoreError
from wxarchive.store.database import Store

SYNC = ("sync", "--delay", 0, "--no-media")
SILENCE = (0, "", "")


def of_site(count: int) -> list[object]:
    return [post.title for post in street(count).posts]


def said(program: Program, *options: object) -> tuple[int, str, str]:
    """Run sync and return its exit code and all it says."""
    result = program.run(*SYNC, *options)
    return result.exit_code, result.stdout, result.stderr


def followed(program: Program, *urls: str) -> None:
    assert program.run("subscribe", *(urls or (ALBUM_URL,))).exit_code == 0


class TestSubscribing:
    def test_an_album_is_subscribed_to_once_and_nothing_is_asked(self, tmp_path: Path) -> None:
        with shelf(tmp_path, street(3)) as (program, wechat):
            noisy = ALBUM_URL.replace("action", "scene=173&action") + "&count=3#wechat_redirect"
            assert (
                statuses(program.run("subscribe", ALBUM_URL, HOME_URL, "--json")) == ["created"] * 2
            )
            assert statuses(program.run("subscribe", noisy, "--json")) == ["unchanged"]
            assert wechat.requests == []

    def test_articles_and_nonsense_are_refused_with_advice(self, tmp_path: Path) -> None:
        program = Program(tmp_path / "archive.db")
        result = program.run(
            "subscribe", "https://mp.weixin.qq.com/s/Article00000001", "saved.html", ALBUM_URL
        )
        assert result.exit_code == 1
        assert [line.split()[0] for line in result.stdout.splitlines()] == [
            "failed",
            "failed",
            "created",
        ]
        assert "only albums, home pages and accounts can be subscribed to" in result.stdout

    def test_subscriptions_are_listed_with_what_is_here(self, tmp_path: Path) -> None:
        with shelf(tmp_path, street(5)) as (program, _):
            followed(program, ALBUM_URL, HOME_URL)
            [album, home] = json_lines(program.run("subscriptions", "--json").stdout)
            assert (album["title"], album["read_at"], album["listed"]) == (None, None, 0)
            assert (home["kind"], home["url"]) == ("home", HOME_URL)
            program.run(*SYNC)
            album = json_lines(program.run("subscriptions", "--json").stdout)[0]
            assert {name: album[name] for name in album if not name.endswith("_at")} == {
                "id": 1,
                "kind": "album",
                "title": STREET.title,
                "account": ACCOUNT.name,
                "url": ALBUM_URL,
                "new": 5,
                "listed": 5,
                "articles": 5,
                "problem": None,
            }
            first, second = program.run("subscriptions").stdout.splitlines()
            assert first.split("\t")[2:] == ["+5", "5/5", ACCOUNT.name, STREET.title]
            assert second.endswith(HOME_URL)

    @pytest.mark.parametrize("ref", ["1", STREET.id, STREET.title, ALBUM_URL])
    def test_drop_ends_one_and_keeps_its_articles(self, tmp_path: Path, ref: str) -> None:
        with shelf(tmp_path, street(2)) as (program, wechat):
            followed(program)
            program.run(*SYNC)
            result = program.run("subscriptions", "drop", ref)
            assert (result.exit_code, result.stdout) == (0, "")
            assert (
                result.stderr
                == f"wxarchive: no longer followed: {STREET.title}; what is archived of it stays\n"
            )
            published(wechat, 1)
            assert said(program) == (
                0,
                "",
                "wxarchive: nothing is followed yet: wxarchive subscribe ADDRESS\n",
            )
            assert titles(program) == of_site(2)

    def test_drop_says_what_it_does_not_know_and_what_is_not_clear(self, tmp_path: Path) -> None:
        with shelf(tmp_path, street(2)) as (program, _):
            followed(program, ALBUM_URL, ALBUM_URL.replace(STREET.id, "99"))
            result = program.run("subscriptions", "drop", "别的")
            assert (result.exit_code, result.stderr) == (
                1, "wxarchive: 别的: no such subscription; see wxarchive subscriptions\n",
            )  # fmt: skip
            change(program.db, "UPDATE lists SET title = '同名'")
            result = program.run("subscriptions", "drop", "同名")
            assert (
                result.stderr
                == "wxarchive: 同名: several subscriptions are called so; give the number: 1, 2\n"
            )

    def test_nothing_subscribed_to_is_said(self, tmp_path: Path) -> None:
        assert Program(tmp_path / "none.db").run("subscriptions").exit_code == 5
        with shelf(tmp_path, street(1)) as (program, _):
            program.fetch(street(1).posts[0].short_url)
            assert "nothing is followed yet" in program.run("subscriptions").stderr


class TestSync:
    def test_the_first_one_fetches_all_and_the_next_says_nothing(self, tmp_path: Path) -> None:
        with shelf(tmp_path, street(45)) as (program, wechat):
            followed(program)
            code, out, err = said(program)
            assert (code, err) == (0, "asked 46: 46 created\n")
            assert (
                out.splitlines()[0] == f"created   {ALBUM_URL}  album 一条街: 45 articles, 45 new"
            )
            assert titles(program) == of_site(45)
            wechat.requests.clear()
            assert said(program) == SILENCE
            assert len(wechat.requests) == 1, "one page, of which enough is known"

    def test_for_programs_all_is_told(self, tmp_path: Path) -> None:
        with shelf(tmp_path, street(2)) as (program, _):
            followed(program)
            program.run(*SYNC)
            told = json_lines(program.run(*SYNC, "--json").stdout)
            assert [one.get("status") for one in told] == ["unchanged", None]

    @pytest.mark.parametrize("numbered", [True, False])
    @pytest.mark.parametrize("newest_first", [True, False])
    def test_only_what_is_new_is_asked_for(
        self, tmp_path: Path, newest_first: bool, numbered: bool
    ) -> None:
        manners = Manners(newest_first=newest_first, numbered=numbered)
        with shelf(tmp_path, street(65, manners)) as (program, wechat):
            followed(program)
            program.run(*SYNC)
            for more in (3, 0, 21):
                before = len(wechat.site.posts)
                published(wechat, more)
                wechat.requests.clear()
                assert said(program)[0] == 0
                assert len(article_requests(wechat)) == more
                assert len(list_requests(wechat)) <= 3
                assert titles(program) == of_site(before + more)
            order = ask(program.db, "SELECT title FROM list_item_list ORDER BY position")
            oldest_first = numbered or not newest_first
            assert [title for (title,) in order] == of_site(89)[:: 1 if oldest_first else -1]

    @pytest.mark.parametrize("newest_first", [True, False])
    def test_a_home_page_whatever_its_order(self, tmp_path: Path, newest_first: bool) -> None:
        with shelf(tmp_path, street(33, Manners(newest_first=newest_first))) as (program, wechat):
            followed(program, HOME_URL)
            program.run(*SYNC)
            published(wechat, 2)
            wechat.requests.clear()
            assert said(program)[0] == 0
            assert titles(program) == of_site(35)
            assert len(article_requests(wechat)) == 2
            assert len(list_requests(wechat)) == (3 if newest_first else 8)

    def test_known_says_how_far_a_list_is_read(self, tmp_path: Path) -> None:
        with shelf(tmp_path, street(65)) as (program, wechat):
            followed(program)
            program.run(*SYNC)
            wechat.requests.clear()
            assert said(program, "--known", 30) == SILENCE
            assert len(wechat.requests) == 2

    def test_max_leaves_the_rest_for_other_days(self, tmp_path: Path) -> None:
        with shelf(tmp_path, street(45)) as (program, wechat):
            followed(program)
            for day in range(1, 6):
                assert said(program, "--max", 9)[0] == 0
                assert titles(program) == of_site(45)[45 - 9 * day :]
            assert len(article_requests(wechat)) == 45
            assert said(program, "--max", 9) == SILENCE

    def test_since_is_respected(self, tmp_path: Path) -> None:
        with shelf(tmp_path, street(30)) as (program, wechat):
            followed(program)
            day = wechat.site.posts[25].published.date().isoformat()
            assert said(program, "--since", day)[0] == 0
            assert titles(program) == of_site(30)[25:]
            assert said(program)[0] == 0
            assert titles(program) == of_site(30), "without it the rest comes"

    def test_what_was_dropped_from_the_queue_is_not_asked_for_again(self, tmp_path: Path) -> None:
        with shelf(tmp_path, street(3)) as (program, wechat):
            bad = wechat.site.posts[1]
            wechat.faults = Faults(status={"/s": (404, 99)})
            followed(program)
            assert said(program)[0] == 1
            assert said(program) == SILENCE, "what failed for good is in the queue"
            program.run("queue", "drop", "--all")
            wechat.faults = Faults()
            wechat.requests.clear()
            assert said(program) == SILENCE
            assert article_requests(wechat) == []
            program.fetch(bad.short_url)
            assert titles(program) == [bad.title]

    def test_a_challenge_is_told_once_and_the_next_run_leaves_the_site_alone(
        self, tmp_path: Path
    ) -> None:
        with shelf(tmp_path, street(30), Faults(challenge_after=5)) as (program, wechat):
            followed(program, ALBUM_URL, HOME_URL)
            code, out, err = said(program)
            assert code == 3
            assert [line.split()[0] for line in out.splitlines()].count("blocked") == 1
            assert "paused until" in err
            wechat.faults = Faults()
            wechat.requests.clear()
            code, out, _ = said(program)
            assert (code, len(out.splitlines()), wechat.requests) == (3, 1, [])
            assert said(program, "--now")[0] == 0
            assert titles(program) == of_site(30)
            assert ask(program.db, "SELECT * FROM queue") == []

    def test_a_list_that_fails_is_told_and_the_others_go_on(self, tmp_path: Path) -> None:
        with shelf(tmp_path, street(4), Faults(status={"/mp/appmsgalbum": (404, 1)})) as (
            program,
            _,
        ):
            followed(program, ALBUM_URL, HOME_URL)
            code, out, _ = said(program)
            assert code == 1
            assert [line.split()[0] for line in out.splitlines()] == ["failed", *["created"] * 5]
            [album, home] = json_lines(program.run("subscriptions", "--json").stdout)
            assert "HTTP 404" in str(album["problem"])
            assert home["problem"] is None
            assert said(program)[0] == 0
            assert json_lines(program.run("subscriptions", "--json").stdout)[0]["problem"] is None
            assert ask(program.db, "SELECT * FROM queue") == []

    def test_what_was_read_before_a_failure_is_fetched(self, tmp_path: Path) -> None:
        with shelf(tmp_path, street(45), Faults(challenge_after=1)) as (program, wechat):
            followed(program)
            said(program)
            wechat.faults = Faults(status={"/mp/appmsgalbum": (404, 1)})
            assert said(program, "--now")[0] == 1
            assert titles(program) == of_site(45)[25:]
            assert said(program)[0] == 0
            assert titles(program) == of_site(45)

    def test_an_article_that_left_the_list_stays(self, tmp_path: Path) -> None:
        with shelf(tmp_path, street(12)) as (program, wechat):
            followed(program)
            program.run(*SYNC)
            taken_back(wechat, wechat.site.posts[3])
            assert said(program) == SILENCE
            assert titles(program) == of_site(12)
            assert json_lines(program.run("subscriptions", "--json").stdout)[0]["listed"] == 11

    def test_a_kill_loses_nothing(self, tmp_path: Path) -> None:
        with shelf(tmp_path, street(50)) as (program, wechat):
            nursery = Nursery(wechat, program.db)
            followed(program)
            for stop in (1, 2, 12, 30):
                child = nursery.start(*SYNC)
                while len(wechat.requests) < stop and child.is_alive():
                    wechat.stopping.wait(0.001)
                killed(child)
                assert is_sound(program.db)
            assert said(program)[0] == 0
            assert titles(program) == of_site(50)
            assert len(article_requests(wechat)) <= 50 + 4, (
                "at most what was in hand is asked for twice"
            )
            assert len(list_requests(wechat)) <= 3 + 4 + 2, "and each run looks for what is new"
            assert said(program) == SILENCE

    def test_sync_fetches_media_unless_told_not_to(self, tmp_path: Path) -> None:
        with shelf(tmp_path, street(1)) as (program, wechat):
            followed(program)
            result = program.run("sync", "--delay", 0)
            assert result.exit_code == 0
            assert "media" in result.stderr
            assert {host for _, host, _ in wechat.requests} > {"mp.weixin.qq.com"}


class TestLock:
    def test_a_second_sync_leaves_it_to_the_first(self, tmp_path: Path) -> None:
        with shelf(tmp_path, street(3)) as (program, wechat):
            followed(program)
            with Store(program.db) as store, syncing(store) as renew:
                assert renew is not None
                assert renew()
                told = "wxarchive: another sync works on this archive; this one leaves it to that\n"
                assert said(program) == (0, "", told)
                assert wechat.requests == []
            assert said(program)[0] == 0
            assert titles(program) == of_site(3)

    def test_the_lock_of_a_killed_sync_is_no_lock(self, tmp_path: Path) -> None:
        with shelf(tmp_path, street(3), Faults(silent={"/mp/appmsgalbum": 1})) as (program, wechat):
            followed(program)
            child = Nursery(wechat, program.db).start(*SYNC)
            while child.is_alive() and not wechat.requests:
                wechat.stopping.wait(0.001)
            assert ask(program.db, "SELECT name FROM locks") == [("sync",)]
            killed(child)
            assert said(program)[0] == 0
            assert ask(program.db, "SELECT name FROM locks") == []

    def test_only_who_holds_it_gives_it_back(self, tmp_path: Path) -> None:
        with Store(empty(tmp_path / "archive.db")) as store:
            with syncing(store, Environment()):
                store.locks.release("sync", "somebody else")
                with syncing(store) as second:
                    assert second is None
            with syncing(store) as third:
                assert third is not None

    def test_one_that_cannot_be_given_back_does_not_hold_the_next(self, store: Store) -> None:
        store._connection.raw.execute("PRAGMA busy_timeout = 0")
        with closing(sqlite3.connect(store.path, isolation_level=None)) as other:
            with pytest.raises(StoreError), syncing(store):
                other.execute("BEGIN IMMEDIATE")
            other.execute("ROLLBACK")
        with syncing(store) as renew:
            assert renew


def test_sync_needs_an_archive(tmp_path: Path) -> None:
    with SmallWechat() as wechat:
        assert Program(tmp_path / "none.db", wechat).run(*SYNC).exit_code == 5

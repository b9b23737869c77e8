"""What a crawl does when something comes between: challenges, failures, clocks, other processes."""

import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import timedelta

import pytest

from tests.support.webs import CHALLENGE, Web, chain_of, ours, ref, statuses
from wxarchive.archive.crawl.processes import own_name
from wxarchive.archive.crawl.run import ATTEMPTS, wait
from wxarchive.archive.outcomes import advice
from wxarchive.errors import (
    BadAnswer,
    Blocked,
    HostNotAllowed,
    NetworkError,
    Refused,
    StoreError,
    WxArchiveError,
)
from wxarchive.models import CrawlTarget, QueueItem, Rules, StatePage
from wxarchive.store.crawl.hosts import Turn
from wxarchive.store.database import Store


@pytest.fixture
def chain(store: Store) -> Web:
    """Nine articles, each linking to the two before it."""
    return chain_of(Web(store), 9)


class TestChallenges:
    @pytest.mark.parametrize("place", [3, 7, 9])
    def test_a_challenge_stops_at_once_and_leaves_the_queue_ready(
        self, chain: Web, place: int
    ) -> None:
        good = chain.pages[ref(ours(place)).url]
        chain.fails(ours(place), CHALLENGE)
        assert statuses(chain.add(ours(9), follow=99))[-1] == "blocked"
        assert chain.numbers()[-1] == place
        chain.pages[ref(ours(place)).url] = good
        chain.time += timedelta(hours=3)
        assert statuses(chain.resume())[0] == "created"
        assert chain.titles() == {str(number) for number in range(1, 10)}

    def test_the_next_run_asks_nothing_until_the_pause_is_over(self, chain: Web) -> None:
        chain.fails(ours(9), CHALLENGE)
        chain.add(ours(9))
        chain.asked.clear()
        chain.time += timedelta(hours=1, minutes=59)
        [asked] = chain.add(ours(8))
        [resumed] = chain.resume()
        told = (
            "not fetched: WeChat asked for verification; paused until 2026-03-01 14:00+08:00; "
            "go on then with: wxarchive fetch --resume (--browser lets you pass it in a window, --now fetches all the same)"
        )
        for outcome in (asked, resumed):
            assert (outcome.status, outcome.exit_code, outcome.message) == ("blocked", 3, told)
        assert chain.asked == []

    def test_now_asks_all_the_same(self, chain: Web) -> None:
        chain.fails(ours(9), CHALLENGE)
        chain.add(ours(9))
        chain.hurry = True
        assert statuses(chain.add(ours(8))) == ["created"]

    def test_what_is_archived_is_skipped_during_a_pause(self, chain: Web) -> None:
        chain.add(ours(8))
        chain.fails(ours(9), CHALLENGE)
        assert statuses(chain.add(ours(9), ours(8), ours(7))) == ["blocked", "skipped", "blocked"]

    def test_each_challenge_in_a_row_makes_a_longer_pause_until_a_page_is_read(
        self, chain: Web
    ) -> None:
        chain.fails(ours(9), CHALLENGE)
        chain.hurry = True
        pauses = []
        for _ in range(6):
            chain.add(ours(9))
            pause = chain.store.hosts.pause(chain.time)
            assert pause
            pauses.append((pause.until - pause.since) // timedelta(hours=1))
        assert pauses == [2, 4, 8, 16, 24, 24]
        chain.add(ours(8))
        assert chain.store.hosts.pause(chain.time) is None
        chain.add(ours(9))
        pause = chain.store.hosts.pause(chain.time)
        assert pause
        assert pause.until - pause.since == timedelta(hours=2)

    def test_a_fetcher_that_meets_one_leaves_the_row_waiting_too(self, chain: Web) -> None:
        chain.fails(ours(9), Blocked("verify", "x"))
        assert statuses(chain.add(ours(9), ours(8))) == ["blocked", "blocked"]
        assert chain.states() == {"waiting": 2}

    def test_the_advice_says_what_to_do(self, chain: Web) -> None:
        chain.fails(ours(9), CHALLENGE)
        chain.add(ours(9), ours(8))
        assert advice(chain.store, chain.time) == [
            "WeChat asks for verification; paused until 2026-03-01 14:00+08:00 (in 2 h): "
            "pass it in a window with --browser, or wait; pages saved in a browser can be given to fetch at any time; "
            "--now fetches all the same",
            "waiting in the queue: 2; go on with: wxarchive fetch --resume",
        ]


class TestFailures:
    @pytest.mark.parametrize(
        "error",
        [
            NetworkError("no answer"),
            BadAnswer("HTTP 500"),
            StatePage("unavailable", "忙"),
            StatePage("broken"),
        ],
        ids=str,
    )
    def test_what_may_heal_is_asked_again_later(
        self, chain: Web, error: WxArchiveError | StatePage
    ) -> None:
        good = chain.pages[ref(ours(9)).url]
        chain.fails(ours(9), error)
        assert statuses(chain.add(ours(9))) == ["failed"]
        assert chain.resume() == []
        assert advice(chain.store, chain.time) == [
            "waiting in the queue: 1, the first that failed from 2026-03-01 12:05+08:00 (in 5 min); "
            "go on with: wxarchive fetch --resume"
        ]
        chain.pages[ref(ours(9)).url] = good
        chain.time += timedelta(minutes=5)
        assert statuses(chain.resume()) == ["created"]
        assert chain.states() == {}

    @pytest.mark.parametrize(
        "error",
        [
            Refused("HTTP 404"),
            HostNotAllowed("elsewhere"),
            StatePage("not_article"),
            StatePage("unknown", "什么"),
        ],
        ids=str,
    )
    def test_what_will_not_heal_has_failed(
        self, chain: Web, error: WxArchiveError | StatePage
    ) -> None:
        chain.fails(ours(9), error)
        chain.add(ours(9))
        [row] = chain.store.queue.list()
        assert (row.state, row.attempts, bool(row.error)) == ("failed", 1, True)

    def test_each_wait_is_longer_and_in_the_end_it_has_failed(self, chain: Web) -> None:
        chain.fails(ours(9), BadAnswer("HTTP 500"))
        chain.add(ours(9))
        for attempt in range(1, ATTEMPTS):
            [row] = chain.store.queue.list()
            assert (row.state, row.attempts, row.not_before) == (
                "waiting",
                attempt,
                chain.time + wait(attempt - 1),
            )
            chain.time += wait(attempt - 1)
            chain.resume()
        assert chain.states() == {"failed": 1}
        assert wait(1) == 4 * wait(0)
        assert wait(100) == timedelta(hours=12)

    def test_no_answer_at_all_says_nothing_of_an_address(self, chain: Web) -> None:
        chain.fails(ours(9), NetworkError("no connection"))
        chain.add(ours(9))
        chain.hurry = True
        for _ in range(2 * ATTEMPTS):
            chain.resume()
        assert chain.states() == {"waiting": 1}

    def test_now_asks_at_once_for_what_failed_and_only_once(self, chain: Web) -> None:
        chain.fails(ours(9), BadAnswer("HTTP 500"))
        chain.add(ours(9))
        chain.hurry = True
        assert statuses(chain.resume()) == ["failed"]

    def test_what_is_given_is_asked_for_at_once(self, chain: Web) -> None:
        chain.fails(ours(9), BadAnswer("HTTP 500"))
        chain.add(ours(9))
        chain.article(ours(9))
        assert statuses(chain.add(ours(9))) == ["created"]
        assert chain.states() == {}, "the older row has nothing left to do"

    def test_an_older_crawl_still_follows_what_failed_there(self, chain: Web) -> None:
        chain.fails(ours(9), Refused("HTTP 404"))
        chain.add(ours(9), follow=1)
        chain.article(ours(9))
        chain.add(ours(9))
        assert sorted(statuses(chain.resume())) == ["created", "created"]
        assert chain.numbers() == [9, 9, 8, 7]

    def test_a_failure_does_not_stop_the_others(self, chain: Web) -> None:
        chain.fails(ours(8), BadAnswer("HTTP 500"))
        assert statuses(chain.add(ours(9), follow=2)) == [
            "created",
            "failed",
            "created",
            "created",
            "created",
        ]

    def test_three_times_no_answer_stops_a_crawl_and_leaves_the_rest(self, chain: Web) -> None:
        for number in range(1, 9):
            chain.fails(ours(number), NetworkError("no connection"))
        chain.add(*(ours(number) for number in range(9, 4, -1)))
        assert chain.numbers() == [9, 8, 7, 6]
        assert chain.states() == {"waiting": 4, "done": 1}

    def test_a_server_that_says_when_to_come_back_is_left_alone_until_then(
        self, chain: Web
    ) -> None:
        error = BadAnswer("HTTP 429")
        error.retry_after = 600.0
        chain.fails(ours(9), error)
        first, second = chain.add(ours(9), ours(8))
        assert (first.status, second.status, second.exit_code) == ("failed", "failed", 1)
        assert second.message == (
            "not fetched: WeChat is busy; paused until 2026-03-01 12:10+08:00; "
            "go on then with: wxarchive fetch --resume (--now fetches all the same)"
        )
        chain.time += timedelta(minutes=11)
        chain.article(ours(9))
        assert statuses(chain.resume()) == ["created", "created"]

    def test_a_store_that_cannot_be_used_ends_the_run(self, chain: Web) -> None:
        with Store(chain.store.path, read_only=True) as store, pytest.raises(StoreError):
            replace(chain, store=store).add(ours(9))

    def test_a_full_disk_ends_the_run_and_leaves_the_row_waiting(self, chain: Web) -> None:
        chain.fails(ours(9), StoreError("the disk is full"))
        with pytest.raises(StoreError):
            chain.add(ours(9), ours(8))
        assert chain.states() == {"waiting": 2}

    def test_a_row_that_cannot_be_given_back_does_not_hold_the_next_run(self, chain: Web) -> None:
        def wait() -> None:
            raise AssertionError("it waits for itself")

        chain.on_sleep = wait
        chain.store._connection.raw.execute("PRAGMA busy_timeout = 0")
        with closing(sqlite3.connect(chain.store.path, isolation_level=None)) as other:
            # another program writes just when the page has come, and for longer than one waits
            chain.on_fetch = lambda _: other.execute("BEGIN IMMEDIATE")
            with pytest.raises(StoreError):
                chain.add(ours(1))
        chain.on_fetch = lambda _: None
        assert chain.states() == {"taken": 1}
        assert statuses(chain.resume()) == ["created"]

    @pytest.mark.parametrize("error", [BadAnswer("busy"), Refused("refused")])
    def test_what_is_given_twice_and_fails_is_asked_for_once(
        self, chain: Web, error: WxArchiveError
    ) -> None:
        chain.fails(ours(9), error)
        first, second, third = chain.add(ours(9), ours(8), ours(9))
        assert (first, second.status) == (third, "created")
        assert len(chain.asked) == 2

    def test_an_article_that_is_gone_is_no_failure(self, chain: Web) -> None:
        chain.fails(ours(8), StatePage("deleted", "该内容已被发布者删除"))
        assert statuses(chain.add(ours(9), follow=1)) == ["created", "gone", "created"]
        assert chain.states() == {}


class TestClock:
    def test_a_clock_put_back_neither_hangs_nor_hurries_a_pause(self, chain: Web) -> None:
        chain.fails(ours(9), CHALLENGE)
        chain.add(ours(9))
        chain.time -= timedelta(days=400)
        assert statuses(chain.resume()) == ["blocked"]
        chain.time += timedelta(hours=2)
        chain.article(ours(9))
        assert statuses(chain.resume()) == ["created"]

    def test_a_clock_put_back_does_not_hold_a_retry_for_ever(self, chain: Web) -> None:
        chain.fails(ours(9), BadAnswer("HTTP 500"))
        chain.add(ours(9))
        chain.time -= timedelta(days=400)
        chain.article(ours(9))
        assert statuses(chain.resume()) == ["created"]

    def test_a_clock_put_back_does_not_hold_the_pace_for_ever(self, chain: Web) -> None:
        chain.delay = 3.0
        chain.add(ours(9))
        chain.time -= timedelta(days=400)
        chain.add(ours(8))
        assert sum(chain.slept) == pytest.approx(3.0)


class TestOthers:
    """Another process works on the same archive: it holds a row, and lets it go while this one
    waits for its turn.
    """

    @pytest.fixture
    def held(self, chain: Web) -> QueueItem:
        crawl = chain.store.queue.begin(Rules(), chain.time)
        [row] = chain.store.queue.add(crawl, [CrawlTarget(ref(ours(1)).url)], chain.time)
        taken = chain.store.queue.take(
            row, Turn(own_name(), chain.time), lambda _name, _until: False
        )
        assert isinstance(taken, QueueItem)
        return taken

    def let_go(self, chain: Web, held: QueueItem) -> None:
        chain.on_sleep = lambda: None
        chain.store.queue.finish(held, "failed", Turn("other", chain.time), asked=False)

    @pytest.mark.parametrize(("follow", "asked"), [(0, [9]), (1, [9, 8, 7])])
    def test_what_it_archives_meanwhile_is_skipped_and_followed(
        self, chain: Web, held: QueueItem, follow: int, asked: list[int]
    ) -> None:
        def archive_it() -> None:
            self.let_go(chain, held)
            assert statuses(chain.add(ours(9))) == ["created"]

        chain.on_sleep = archive_it
        assert statuses(chain.add(ours(9), follow=follow))[0] == "skipped"
        assert chain.numbers() == asked

    def test_what_it_drops_meanwhile_is_said(self, chain: Web, held: QueueItem) -> None:
        def drop_it() -> None:
            self.let_go(chain, held)
            chain.store.queue.drop()

        chain.on_sleep = drop_it
        [outcome] = chain.add(ours(9))
        assert (outcome.status, outcome.message) == (
            "failed",
            "another process took it out of the queue; run the same command again",
        )

    def test_an_end_can_be_asked_for_while_it_is_its_turn(
        self, chain: Web, held: QueueItem
    ) -> None:
        def stop() -> None:
            chain.stop_after = 0

        chain.on_sleep = stop
        assert chain.add(ours(9)) == []
        assert chain.states() == {"waiting": 1, "taken": 1}

    def test_what_it_finds_is_waited_for(self, chain: Web) -> None:
        chain.stop_after = 1
        chain.add(ours(9), follow=1)
        chain.stop_after = None
        row = chain.store.queue.next(chain.time)
        assert row
        chain.store.queue.drop(one.id for one in chain.store.queue.list() if one.id != row.id)
        taken = chain.store.queue.take(
            row.id, Turn(own_name(), chain.time), lambda _name, _until: False
        )
        assert isinstance(taken, QueueItem)

        def find_more() -> None:
            self.let_go(chain, taken)
            chain.store.queue.add(
                taken.crawl_id, [CrawlTarget(ref(ours(3)).url)], chain.time, depth=1
            )

        chain.on_sleep = find_more
        chain.resume()
        assert chain.numbers() == [9, 3]


class TestPace:
    def test_another_process_keeps_the_pause_after_the_last_answer(self, chain: Web) -> None:
        chain.delay = 3.0
        chain.add(ours(9))
        chain.time += timedelta(seconds=1)
        chain.add(ours(8))
        assert chain.slept == [2.0]

    def test_an_answer_that_failed_counts_too(self, chain: Web) -> None:
        chain.delay = 3.0
        chain.fails(ours(9), BadAnswer("HTTP 500"))
        chain.add(ours(9))
        chain.add(ours(8))
        assert chain.slept == [3.0]

    def test_what_is_archived_waits_for_nothing(self, chain: Web) -> None:
        chain.delay = 3.0
        chain.add(ours(9))
        chain.add(ours(9))
        assert chain.slept == []

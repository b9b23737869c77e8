"""Following links and working off the queue, over a real store and a web made of dictionaries."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from tests.webs import CHALLENGE, OURS, THEIRS, Place, Web, ref, short, statuses
from wxarchive.answers import Queued
from wxarchive.archive import add, advice
from wxarchive.archive.crawling import ATTEMPTS, wait
from wxarchive.archive.processes import own_name
from wxarchive.errors import BadAnswer, Blocked, HostNotAllowed, NetworkError, Refused, StoreError, WxArchiveError
from wxarchive.importers import SavedPage
from wxarchive.models import BEIJING, Rules, StatePage, Wanted
from wxarchive.store import Store
from wxarchive.store.hosts import Turn


def ours(number: int) -> Place:
    return OURS, number


def theirs(number: int) -> Place:
    return THEIRS, number


@pytest.fixture
def web(tmp_path: Path) -> Iterator[Web]:
    with Store(tmp_path / "archive.db") as store:
        yield Web(store)


@pytest.fixture
def chain(web: Web) -> Web:
    """Nine articles, each linking to the two before it."""
    for number in range(1, 10):
        web.article(ours(number), *(ours(one) for one in (number - 1, number - 2) if one > 0))
    return web


class TestFollowing:
    def test_nothing_is_followed_unless_asked_for(self, chain: Web) -> None:
        assert statuses(chain.add(ours(9))) == ["created"]
        assert chain.states() == {}

    def test_links_are_followed_breadth_first_and_newest_first(self, chain: Web) -> None:
        assert len(chain.add(ours(9), follow=2)) == 5
        assert chain.numbers() == [9, 8, 7, 6, 5]

    def test_what_was_asked_for_comes_first_and_in_order(self, chain: Web) -> None:
        chain.add(ours(3), ours(9), follow=1)
        assert chain.numbers() == [3, 9, 8, 7, 2, 1]

    def test_every_outcome_of_a_followed_link_names_its_address(self, chain: Web) -> None:
        assert [one.source for one in chain.add(ours(9), follow=1)] == [ref(ours(n)).url for n in (9, 8, 7)]

    def test_nothing_is_asked_for_twice(self, chain: Web) -> None:
        chain.add(ours(9), follow=1000)
        assert sorted(chain.numbers()) == list(range(1, 10))

    def test_what_is_archived_costs_no_request_but_its_links_are_followed(self, chain: Web) -> None:
        chain.add(ours(8))
        chain.asked.clear()
        assert statuses(chain.add(ours(9), follow=2)) == ["created"] * 4
        assert chain.numbers() == [9, 7, 6, 5]

    def test_an_archived_article_that_is_given_is_skipped_and_followed(self, chain: Web) -> None:
        chain.add(ours(9))
        chain.asked.clear()
        assert statuses(chain.add(ours(9), follow=1)) == ["skipped", "created", "created"]
        assert chain.numbers() == [8, 7]

    def test_again_asks_again_for_what_is_given_and_for_nothing_else(self, chain: Web) -> None:
        chain.add(ours(9), follow=1)
        chain.asked.clear()
        assert statuses(chain.add(ours(9), follow=1, again=True)) == ["unchanged"]
        assert chain.numbers() == [9]

    def test_links_in_the_text_are_followed_on_request(self, web: Web) -> None:
        web.article(ours(9), ours(8), section="inline")
        for number, section in ((7, "previous"), (6, "album_previous"), (5, "album_next"), (4, "reprint")):
            web.article(ours(9), ours(number), section=section)  # type: ignore[arg-type]  # one of the sections
        for number in range(4, 9):
            web.article(ours(number))
        web.add(ours(9), follow=1)
        assert web.numbers() == [9, 7, 6, 5, 4]
        web.add(ours(9), follow=1, section="all")
        assert web.numbers() == [9, 7, 6, 5, 4, 8]

    def test_why_an_article_is_asked_for_is_told(self, web: Web) -> None:
        for number, section in ((7, "previous"), (6, "album_previous"), (5, "reprint")):
            web.article(ours(9), ours(number), section=section)  # type: ignore[arg-type]  # one of the sections
        web.add(ours(9))
        assert [row.wanted.why for row in web.plan(ours(9), follow=1)] == ["link", "album", "reprint"]

    def test_other_accounts_are_left_out_unless_any_will_do(self, web: Web) -> None:
        web.article(ours(9), ours(8), theirs(7))
        web.article(ours(8))
        web.article(theirs(7))
        web.add(ours(9), follow=2)
        assert web.numbers() == [9, 8]
        web.add(ours(9), follow=2, any_account=True)
        assert web.numbers() == [9, 8, 7]

    def test_a_short_link_is_judged_when_its_page_is_there(self, web: Web) -> None:
        web.by_short = {theirs(7), ours(6)}
        web.article(ours(9), theirs(7), ours(6))
        web.article(theirs(7), theirs(5))
        web.article(ours(6), ours(4))
        web.article(theirs(5))
        web.article(ours(4))
        web.add(ours(9), follow=3)
        assert web.numbers() == [9, 7, 6, 4]

    def test_at_most_so_many_linked_articles(self, chain: Web) -> None:
        assert len(chain.add(ours(9), follow=9, most=3)) == 4
        assert chain.states() == {}

    def test_the_limit_holds_over_an_interruption(self, chain: Web) -> None:
        chain.stop_after = 3
        chain.add(ours(9), follow=9, most=4)
        chain.stop_after = None
        chain.resume()
        assert chain.numbers() == [9, 8, 7, 6, 5]

    def test_older_articles_are_not_followed_from_nor_asked_for_when_known_to_be_older(self, chain: Web) -> None:
        chain.days = {ours(n): datetime(2024, n, 1, tzinfo=BEIJING) for n in range(1, 10)}
        chain.add(ours(5))
        chain.asked.clear()
        chain.add(ours(9), follow=9, since=datetime(2024, 6, 15, tzinfo=BEIJING))
        assert chain.numbers() == [9, 8, 7, 6]

    def test_a_page_with_very_many_links_is_followed_no_further_than_asked(self, web: Web) -> None:
        web.article(ours(100_000), *(ours(number) for number in range(1, 20_001)))
        web.article(ours(20_000))
        web.article(ours(19_999))
        web.add(ours(100_000), follow=1, most=2)
        assert web.numbers() == [100_000, 20_000, 19_999]

    def test_numbers_too_large_for_a_database_are_no_harm(self, web: Web) -> None:
        huge = ours(99_999_999_999_999_999_999)
        web.article(ours(9), huge, ours(8))
        web.article(huge)
        web.article(ours(8))
        assert len(web.add(ours(9), follow=1)) == 3

    def test_a_saved_page_is_followed_too(self, chain: Web, tmp_path: Path) -> None:
        path = tmp_path / "page.html"
        path.write_bytes(b"saved")
        source = SavedPage("page.html", path, ref(ours(9)).url)
        parts = {"store": chain.store, "fetch": chain.fetch, "parse": chain.parse}
        found = list(add([source], rules=Rules(follow=1), outside=chain.outside, **parts))  # type: ignore[arg-type]  # as World.add
        assert [one.source for one in found] == ["page.html", ref(ours(8)).url, ref(ours(7)).url]
        assert chain.states() == {}


class TestPlans:
    def test_a_plan_says_what_would_be_asked_and_changes_nothing(self, chain: Web) -> None:
        chain.add(ours(8))
        chain.asked.clear()
        planned = chain.plan(ours(9), ours(8), follow=2)
        assert [(row.wanted.address, row.depth) for row in planned] == [
            (ref(ours(9)).url, 0),
            (ref(ours(7)).url, 1),
            (ref(ours(6)).url, 1),
        ]
        assert (chain.asked, chain.states(), chain.titles()) == ([], {}, {"8"})

    def test_a_plan_keeps_to_the_limit(self, chain: Web) -> None:
        chain.add(ours(9))
        assert len(chain.plan(ours(9), follow=1, most=1)) == 1

    def test_nothing_to_ask_is_an_empty_plan(self, chain: Web) -> None:
        chain.add(ours(9))
        assert chain.plan(ours(9)) == []


class TestInterruptions:
    @pytest.mark.parametrize("after", range(1, 9))
    def test_a_resumed_crawl_goes_on_by_its_own_rules(self, chain: Web, after: int) -> None:
        chain.stop_after = after
        first = chain.add(ours(9), follow=3)
        chain.stop_after = None
        rest = chain.resume()
        assert sorted(chain.numbers()) == [3, 4, 5, 6, 7, 8, 9]
        assert statuses(first + rest) == ["created"] * 7
        assert chain.states() == {}

    def test_the_article_in_hand_waits_again_when_ended_at_once(self, chain: Web) -> None:
        def interrupt(url: str) -> None:
            if url == ref(ours(8)).url:
                raise KeyboardInterrupt

        chain.on_fetch = interrupt
        with pytest.raises(KeyboardInterrupt):
            chain.add(ours(9), follow=1)
        assert chain.states() == {"waiting": 2, "done": 1}
        chain.on_fetch = lambda _: None
        assert len(chain.resume()) == 2

    def test_an_end_while_waiting_is_an_end_after_the_article_in_hand(self, chain: Web) -> None:
        def interrupt(_: str) -> None:
            chain.stop_after = 0
            raise KeyboardInterrupt

        chain.on_fetch = interrupt
        assert chain.add(ours(9), ours(8)) == []
        assert chain.states() == {"waiting": 2}

    def test_all_addresses_are_in_the_queue_before_the_first_is_asked_for(self, chain: Web) -> None:
        seen: list[dict[str, int]] = []
        chain.on_fetch = lambda _: seen.append(chain.states())
        chain.add(ours(1), ours(2), ours(3))
        assert seen[0] == {"taken": 1, "waiting": 2}

    def test_resume_of_an_empty_queue_does_nothing(self, chain: Web) -> None:
        assert chain.resume() == []

    def test_an_article_archived_meanwhile_costs_a_resumed_crawl_nothing(self, chain: Web) -> None:
        chain.stop_after = 1
        chain.add(ours(9), ours(8), follow=1)
        chain.stop_after = None
        chain.add(short(8))
        chain.asked.clear()
        chain.resume()
        assert chain.numbers() == [7, 6]


class TestChallenges:
    @pytest.mark.parametrize("place", [3, 7, 9])
    def test_a_challenge_stops_at_once_and_leaves_the_queue_ready(self, chain: Web, place: int) -> None:
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
            "not asked: WeChat asked for a verification and is left alone until 2026-03-01 14:00; "
            "go on then with: wxarchive fetch --resume (--now asks all the same)"
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

    def test_each_challenge_in_a_row_makes_a_longer_pause_until_a_page_is_read(self, chain: Web) -> None:
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
            "WeChat asks for a verification and is left alone until 2026-03-01 14:00: open an article in a browser, "
            "or wait; pages saved in a browser can be given to fetch at any time; --now asks all the same",
            "waiting in the queue: 2; go on with: wxarchive fetch --resume",
        ]


class TestFailures:
    @pytest.mark.parametrize(
        "error",
        [NetworkError("no answer"), BadAnswer("HTTP 500"), StatePage("unavailable", "忙"), StatePage("broken")],
        ids=str,
    )
    def test_what_may_heal_is_asked_again_later(self, chain: Web, error: WxArchiveError | StatePage) -> None:
        good = chain.pages[ref(ours(9)).url]
        chain.fails(ours(9), error)
        assert statuses(chain.add(ours(9))) == ["failed"]
        assert chain.resume() == []
        assert advice(chain.store, chain.time) == [
            "waiting in the queue: 1, the first that failed from 2026-03-01 12:05; go on with: wxarchive fetch --resume"
        ]
        chain.pages[ref(ours(9)).url] = good
        chain.time += timedelta(minutes=5)
        assert statuses(chain.resume()) == ["created"]
        assert chain.states() == {}

    @pytest.mark.parametrize(
        "error",
        [Refused("HTTP 404"), HostNotAllowed("elsewhere"), StatePage("not_article"), StatePage("unknown", "什么")],
        ids=str,
    )
    def test_what_will_not_heal_has_failed(self, chain: Web, error: WxArchiveError | StatePage) -> None:
        chain.fails(ours(9), error)
        chain.add(ours(9))
        [row] = chain.store.queue.list()
        assert (row.state, row.attempts, bool(row.error)) == ("failed", 1, True)

    def test_each_wait_is_longer_and_in_the_end_it_has_failed(self, chain: Web) -> None:
        chain.fails(ours(9), BadAnswer("HTTP 500"))
        chain.add(ours(9))
        for attempt in range(1, ATTEMPTS):
            [row] = chain.store.queue.list()
            assert (row.state, row.attempts, row.not_before) == ("waiting", attempt, chain.time + wait(attempt - 1))
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
        assert statuses(chain.add(ours(9), follow=2)) == ["created", "failed", "created", "created", "created"]

    def test_three_times_no_answer_stops_a_crawl_and_leaves_the_rest(self, chain: Web) -> None:
        for number in range(1, 9):
            chain.fails(ours(number), NetworkError("no connection"))
        chain.add(*(ours(number) for number in range(9, 4, -1)))
        assert chain.numbers() == [9, 8, 7, 6]
        assert chain.states() == {"waiting": 4, "done": 1}

    def test_a_server_that_says_when_to_come_back_is_left_alone_until_then(self, chain: Web) -> None:
        error = BadAnswer("HTTP 429")
        error.retry_after = 600.0
        chain.fails(ours(9), error)
        first, second = chain.add(ours(9), ours(8))
        assert (first.status, second.status, second.exit_code) == ("failed", "failed", 1)
        assert second.message == (
            "not asked: WeChat is busy and wants to be left alone until 2026-03-01 12:10; "
            "go on then with: wxarchive fetch --resume (--now asks all the same)"
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
    """Another process works on the same archive: it holds a row, and lets it go while this one waits for its turn."""

    @pytest.fixture
    def held(self, chain: Web) -> Queued:
        crawl = chain.store.queue.begin(Rules(), chain.time)
        [row] = chain.store.queue.add(crawl, [Wanted(ref(ours(1)).url)], chain.time)
        taken = chain.store.queue.take(row, Turn(own_name(), chain.time), lambda _name, _until: False)
        assert isinstance(taken, Queued)
        return taken

    def let_go(self, chain: Web, held: Queued) -> None:
        chain.on_sleep = lambda: None
        chain.store.queue.finish(held, "failed", Turn("other", chain.time), asked=False)

    @pytest.mark.parametrize(("follow", "asked"), [(0, [9]), (1, [9, 8, 7])])
    def test_what_it_archives_meanwhile_is_skipped_and_followed(
        self, chain: Web, held: Queued, follow: int, asked: list[int]
    ) -> None:
        def archive_it() -> None:
            self.let_go(chain, held)
            assert statuses(chain.add(ours(9))) == ["created"]

        chain.on_sleep = archive_it
        assert statuses(chain.add(ours(9), follow=follow))[0] == "skipped"
        assert chain.numbers() == asked

    def test_what_it_drops_meanwhile_is_said(self, chain: Web, held: Queued) -> None:
        def drop_it() -> None:
            self.let_go(chain, held)
            chain.store.queue.drop()

        chain.on_sleep = drop_it
        [outcome] = chain.add(ours(9))
        assert (outcome.status, outcome.message) == (
            "failed",
            "another process took it out of the queue; run the same command again",
        )

    def test_an_end_can_be_asked_for_while_it_is_its_turn(self, chain: Web, held: Queued) -> None:
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
        taken = chain.store.queue.take(row.id, Turn(own_name(), chain.time), lambda _name, _until: False)
        assert isinstance(taken, Queued)

        def find_more() -> None:
            self.let_go(chain, taken)
            chain.store.queue.add(taken.crawl_id, [Wanted(ref(ours(3)).url)], chain.time, depth=1)

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

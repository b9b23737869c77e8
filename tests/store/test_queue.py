"""The rows of the queue in the store: who may take them, what becomes of them, what is
forgotten.
"""

import os
import subprocess
import sys
from datetime import datetime, timedelta

import pytest

from tests.support.shelves import ALBUM_URL
from wxarchive.address import PAGE_HOST, list_ref
from wxarchive.archive.crawl.processes import is_lost, own_name
from wxarchive.clock import BEIJING
from wxarchive.models import (
    ArticleRef,
    CrawlTarget,
    ListItem,
    ListPage,
    Pause,
    QueueItem,
    RawPage,
    Rules,
)
from wxarchive.parse import parse
from wxarchive.store.crawl.hosts import Turn
from wxarchive.store.crawl.queue import LEASE, POLL
from wxarchive.store.database import Store

NOON = datetime(2026, 3, 1, 12, 0, tzinfo=BEIJING)
ME, OTHER = Turn("me", NOON), Turn("other", NOON)


def addresses(count: int) -> list[CrawlTarget]:
    return [
        CrawlTarget(f"https://mp.weixin.qq.com/s/Address{number:015d}") for number in range(count)
    ]


def queued(store: Store, count: int = 3, rules: Rules | None = None) -> list[QueueItem]:
    crawl = store.queue.begin(rules or Rules(), NOON)
    rows = [store.queue.get(row) for row in store.queue.add(crawl, addresses(count), NOON)]
    return [row for row in rows if row]


def nobody_is_lost(_name: str, _until: datetime) -> bool:
    return False


def everybody_is_lost(_name: str, _until: datetime) -> bool:
    return True


class TestTaking:
    def test_a_row_is_taken_once(self, store: Store) -> None:
        first, _, _ = queued(store)
        taken = store.queue.take(first.id, ME, nobody_is_lost)
        assert isinstance(taken, QueueItem)
        assert (taken.id, taken.state) == (first.id, "taken")
        store.queue.finish(taken, "done", ME, asked=True)
        assert store.queue.take(first.id, ME, nobody_is_lost) is None

    def test_while_one_is_taken_no_other_is(self, store: Store) -> None:
        first, second, _ = queued(store)
        store.queue.take(first.id, ME, nobody_is_lost)
        assert store.queue.take(second.id, OTHER, nobody_is_lost) == POLL

    def test_what_a_lost_process_took_waits_again(self, store: Store) -> None:
        first, second, _ = queued(store)
        store.queue.take(first.id, ME, nobody_is_lost)
        assert isinstance(store.queue.take(second.id, OTHER, everybody_is_lost), QueueItem)
        assert store.queue.counts()["waiting"] == 2

    def test_a_released_row_waits_as_if_nobody_had_asked(self, store: Store) -> None:
        first, _, _ = before = queued(store)
        store.queue.take(first.id, ME, nobody_is_lost)
        store.queue.release(first.id, "other")
        assert store.queue.counts()["taken"] == 1
        store.queue.release(first.id, "me")
        assert list(store.queue.list()) == before

    def test_a_pause_is_returned_and_can_be_passed_over(self, store: Store) -> None:
        first, _, _ = queued(store)
        pause = store.hosts.busy(NOON, 60)
        assert store.queue.take(first.id, ME, nobody_is_lost) == pause
        assert isinstance(pause, Pause)
        assert isinstance(
            store.queue.take(first.id, Turn("me", NOON, hurry=True), nobody_is_lost), QueueItem
        )

    def test_the_host_is_left_alone_a_day_at_most(self, store: Store) -> None:
        assert store.hosts.busy(NOON, 10**9).until == NOON + timedelta(days=1)

    def test_no_later_answer_cuts_a_pause_short(self, store: Store) -> None:
        challenged = store.hosts.challenged(NOON)
        assert store.hosts.busy(NOON, 10) == challenged
        busy = store.hosts.busy(NOON, 80_000)
        assert store.hosts.challenged(NOON) == busy == store.hosts.pause(NOON)


class TestRows:
    def test_rules_come_back_as_they_were(self, store: Store) -> None:
        rules = Rules(again=True, follow=3, section="all", any_account=True, most=7, since=NOON)
        assert store.queue.rules(store.queue.begin(rules, NOON)) == rules
        assert store.queue.rules(store.queue.begin(Rules(), NOON)) == Rules()

    def test_rules_of_another_version_are_passed_over(self, store: Store) -> None:
        crawl = store.queue.begin(Rules(follow=2), NOON)
        store._connection.run("UPDATE crawls SET options = json_set(options, '$.telepathy', 1)")
        assert store.queue.rules(crawl) == Rules(follow=2)

    def test_an_address_is_in_a_crawl_once(self, store: Store) -> None:
        crawl = store.queue.begin(Rules(), NOON)
        one = addresses(1)
        assert store.queue.add(crawl, one + one, NOON) == [1, 1]
        other = store.queue.begin(Rules(), NOON)
        assert store.queue.add(other, one, NOON) == [2]

    def test_what_a_list_says_is_kept_and_the_newest_is_next(self, store: Store) -> None:
        crawl = store.queue.begin(Rules(), NOON)
        listed = [
            CrawlTarget(
                f"https://mp.weixin.qq.com/s/{day}",
                why="list",
                title=f"第{day}天",
                published_at=NOON.replace(day=day),
            )
            for day in (3, 5, 4)
        ]
        store.queue.add(crawl, [*listed, *addresses(1)], NOON)
        assert [row.wanted for row in store.queue.list()] == [
            listed[1],
            listed[2],
            listed[0],
            *addresses(1),
        ]

    def test_done_rows_are_forgotten_when_nothing_waits(self, store: Store) -> None:
        first, second, third = queued(store)
        store.queue.finish(first, "done", ME, asked=True)
        store.queue.finish(second, "failed", ME, asked=True, error="no")
        store.queue.tidy()
        assert store.queue.counts()["done"] == 1
        store.queue.finish(third, "gone", ME, asked=True)
        store.queue.tidy()
        assert [row.id for row in store.queue.list()] == [second.id]
        assert store.queue.get(first.id) is None
        store.queue.drop([second.id])
        store.queue.tidy()
        assert store._connection.value("SELECT count(*) FROM crawls") == 0

    def test_retry_lets_failed_rows_wait_again(self, store: Store) -> None:
        rows = queued(store)
        for row in rows:
            store.queue.finish(row, "failed", ME, asked=True, error="no")
        assert store.queue.retry([rows[0].id, 99]) == 1
        assert store.queue.counts()["waiting"] == 1
        assert store.queue.retry() == 2
        assert [(row.state, row.attempts) for row in store.queue.list()] == [("waiting", 0)] * 3

    def test_rows_are_counted_and_not_what_follows_from_them(self, store: Store) -> None:
        row, *_ = queued(store, 1)
        ref = list_ref(ALBUM_URL)
        assert ref
        reading = store.lists.reading(row, ref, ALBUM_URL)
        item = ListItem(ArticleRef(row.wanted.address), "茶")
        store.lists.keep(reading, ListPage((item,), goes_on=False), NOON)
        assert store.queue.drop() == 1

    def test_drop_takes_out_what_waits_or_failed(self, store: Store) -> None:
        first, second, third = queued(store)
        store.queue.finish(first, "failed", ME, asked=True, error="no")
        store.queue.finish(second, "done", ME, asked=True)
        assert store.queue.drop([first.id, second.id]) == 1
        assert store.queue.drop() == 1
        assert store.queue.counts()["dropped"] == 2
        assert store.queue.next(NOON) is None
        assert store.queue.take(third.id, ME, nobody_is_lost) is None

    def test_the_view_shows_what_is_left_to_do(self, store: Store) -> None:
        first, _, _ = queued(store)
        store.queue.finish(first, "done", ME, asked=True)
        rows = store._connection.rows("SELECT state, why, depth, attempts FROM queue_list")
        assert [tuple(row) for row in rows] == [("waiting", "asked", 0, 0)] * 2


class TestProcesses:
    def test_this_process_is_not_lost_whatever_the_clock_says(self) -> None:
        for now in (NOON, NOON + timedelta(days=9), NOON - timedelta(days=9)):
            assert not is_lost(own_name(), NOON + LEASE, now)

    def test_each_name_is_another(self) -> None:
        assert own_name() != own_name()

    @pytest.mark.slow  # a process of its own
    @pytest.mark.skipif(
        sys.platform == "win32", reason="Windows has no processes that ended and still count"
    )
    def test_a_process_that_ended_is_lost_at_once(self) -> None:
        script = "from wxarchive.archive.crawl.processes import own_name; print(own_name())"
        process = subprocess.Popen(
            [sys.executable, "-c", script], stdout=subprocess.PIPE, text=True
        )
        assert process.stdout is not None
        # to its end: the process has ended, and its parent has not looked yet
        name = process.stdout.read().strip()
        os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOWAIT)
        assert is_lost(name, NOON + LEASE, NOON)
        process.communicate()
        assert is_lost(name, NOON + LEASE, NOON)

    def test_a_number_given_to_another_program_deceives_nobody(self) -> None:
        host, boot, number, started, chance = own_name().split("|")
        assert is_lost("|".join([host, boot, number, f"{started}0", chance]), NOON + LEASE, NOON)

    def test_a_restart_of_the_machine_ends_every_process(self) -> None:
        host, _, *rest = own_name().split("|")
        assert is_lost("|".join([host, "another", *rest]), NOON + LEASE, NOON)

    @pytest.mark.parametrize("name", ["elsewhere|boot|1|2|x", "nonsense", ""])
    def test_what_cannot_be_looked_for_is_lost_when_its_lease_is_over(self, name: str) -> None:
        assert not is_lost(name, NOON + LEASE, NOON)
        assert is_lost(name, NOON + LEASE, NOON + LEASE)
        assert is_lost(name, NOON + LEASE, NOON - timedelta(days=1)), "the clock was put back"


def test_a_person_passes_a_verification_and_does_not_make_a_server_less_busy(store: Store) -> None:
    row = queued(store)[0]
    with_person = Turn("me", NOON, assisted=True)
    busy = store.hosts.busy(NOON, 600)
    assert store.queue.take(row.id, with_person, nobody_is_lost) == busy
    challenged = store.hosts.challenged(NOON)
    assert store.queue.take(row.id, ME, nobody_is_lost) == challenged
    assert isinstance(store.queue.take(row.id, with_person, nobody_is_lost), QueueItem)


def test_who_only_reads_is_told_of_a_pause_that_a_clock_put_back_lies_before(store: Store) -> None:
    store.hosts.challenged(NOON)
    earlier = NOON - timedelta(days=3)
    with Store(store.path, read_only=True) as reading:
        pause = reading.hosts.pause(earlier)
    assert pause == Pause(PAGE_HOST, earlier, earlier + timedelta(hours=2), "challenge")


def test_a_page_that_was_drawn_stays_so_when_it_is_read_again(store: Store) -> None:
    drawn = RawPage("a", b"<p>tea</p>", NOON, is_rendered=True)
    number = store.pages.save(drawn, "ok", None, origin="rendered")
    assert store.pages.get(number).is_rendered
    assert parse(store.pages.get(number)).origin == "rendered"

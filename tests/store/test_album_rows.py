"""A list's row in the queue: what the store keeps of it between two pages."""

from datetime import datetime
from pathlib import Path

from tests.cli.running import statuses
from tests.support.crawling import ask
from tests.support.shelves import (
    ALBUM_URL,
    shelf,
    street,
)
from wxarchive.archive.crawl import crawler
from wxarchive.archive.crawl.polite_queue import Environment
from wxarchive.clock import BEIJING
from wxarchive.errors import Blocked
from wxarchive.models import CrawlTarget, Outcome, QueueItem, RawPage, Rules
from wxarchive.parse import parse
from wxarchive.store.crawl.hosts import Turn
from wxarchive.store.database import Store

NOON = datetime(2026, 3, 1, 12, 0, tzinfo=BEIJING)


def queued(store: Store, address: str = ALBUM_URL) -> QueueItem:
    crawl = store.queue.begin(Rules(), NOON)
    [row_id] = store.queue.add(crawl, [CrawlTarget(address, kind="album")], NOON)
    row = store.queue.get(row_id)
    assert row
    return row


def blocked(_url: str) -> RawPage:
    raise Blocked("WeChat asks for verification")


class TestRowsOfLists:
    def work(self, store: Store, row: QueueItem) -> Outcome | None:
        return crawler(store, blocked, parse, Environment(now=lambda: NOON)).work(row)

    def test_what_another_process_has_read_is_not_asked_for(self, store: Store) -> None:
        row = queued(store)
        store.queue.finish(row, "done", Turn("other", NOON))
        assert self.work(store, row) is None

    def test_what_another_process_dropped_is_told(self, store: Store) -> None:
        row = queued(store)
        store.queue.drop([row.id])
        outcome = self.work(store, row)
        assert outcome
        assert (
            outcome.message
            == "another process took it out of the queue; run the same command again"
        )

    def test_what_is_no_list_is_told(self, store: Store) -> None:
        outcome = self.work(store, queued(store, "https://mp.weixin.qq.com/mp/other"))
        assert outcome
        assert "this is no address of a list" in str(outcome.message)

    def test_a_fetcher_that_met_a_verification_page_leaves_the_row_waiting(
        self, store: Store
    ) -> None:
        outcome = self.work(store, queued(store))
        assert outcome
        assert (outcome.status, outcome.exit_code) == ("blocked", 3)
        assert store.queue.counts()["waiting"] == 1


def test_reparse_leaves_lists_alone(tmp_path: Path) -> None:
    with shelf(tmp_path, street(2)) as (program, _):
        program.fetch(ALBUM_URL)
        assert set(statuses(program.run("reparse", "--json"))) == {"unchanged"}
        assert ask(program.db, "SELECT count(*) FROM pages WHERE state = 'not_article'") == [(1,)]

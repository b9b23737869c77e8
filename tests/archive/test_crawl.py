"""Following links and working off the queue, over a real store and a web made of dictionaries."""

from datetime import datetime
from pathlib import Path

import pytest

from tests.support.webs import Web, chain_of, ours, ref, short, statuses, theirs
from wxarchive.archive.add import add
from wxarchive.clock import BEIJING
from wxarchive.models import Rules
from wxarchive.sources.source import SavedPage
from wxarchive.store.database import Store


@pytest.fixture
def web(store: Store) -> Web:
    return Web(store)


@pytest.fixture
def chain(web: Web) -> Web:
    """Nine articles, each linking to the two before it."""
    return chain_of(web, 9)


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
        assert [one.source for one in chain.add(ours(9), follow=1)] == [
            ref(ours(n)).url for n in (9, 8, 7)
        ]

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
        for number, section in (
            (7, "previous"),
            (6, "album_previous"),
            (5, "album_next"),
            (4, "reprint"),
        ):
            # one of the sections
            web.article(ours(9), ours(number), section=section)  # type: ignore[arg-type]
        for number in range(4, 9):
            web.article(ours(number))
        web.add(ours(9), follow=1)
        assert web.numbers() == [9, 7, 6, 5, 4]
        web.add(ours(9), follow=1, section="all")
        assert web.numbers() == [9, 7, 6, 5, 4, 8]

    def test_why_an_article_is_asked_for_is_told(self, web: Web) -> None:
        for number, section in ((7, "previous"), (6, "album_previous"), (5, "reprint")):
            # one of the sections
            web.article(ours(9), ours(number), section=section)  # type: ignore[arg-type]
        web.add(ours(9))
        assert [row.wanted.why for row in web.plan(ours(9), follow=1)] == [
            "link",
            "album",
            "reprint",
        ]

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

    def test_older_articles_are_not_followed_from_nor_asked_for_when_known_to_be_older(
        self, chain: Web
    ) -> None:
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
        # as World.add
        found = list(add([source], rules=Rules(follow=1), outside=chain.outside, **parts))  # type: ignore[arg-type]
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

"""A run of checks: what ends it, what waits afterwards, and which articles it takes."""

from datetime import timedelta

from tests.smallwechat import states
from tests.smallwechat.site import LEAVES, METER, STONES, WATER
from tests.support.checking import Watch
from tests.support.database import change
from wxarchive.archive.outcomes import summary
from wxarchive.errors import Blocked, NetworkError, Refused
from wxarchive.models import CheckFilter, Filter


class TestTheRun:
    def test_a_challenge_ends_it_and_what_is_left_waits(self, three: Watch) -> None:
        three.on_fetch = lambda _: three.site.end(LEAVES, states.challenge(LEAVES.short_url))
        outcomes = three.check()
        assert [(one.status, one.id) for one in outcomes] == [("unchanged", 1), ("blocked", 2)]
        assert (len(three.asked), three.waiting()) == (2, {"waiting": 2, "done": 1})
        assert [one.state for one in three.articles()] == ["ok"] * 3

    def test_during_a_pause_nothing_is_asked_unless_one_insists(self, three: Watch) -> None:
        three.site.end(WATER, states.challenge(WATER.short_url))
        three.check()
        three.site.give_back(WATER)
        again = three.check_later()
        assert [(one.status, one.exit_code) for one in again] == [("blocked", 3)]
        assert len(three.asked) == 1
        three.hurry = True
        assert [one.status for one in three.check()] == ["unchanged"] * 3
        assert three.waiting() == {}

    def test_a_challenge_that_the_fetcher_meets_counts_too(self, three: Watch) -> None:
        three.errors[WATER.token] = Blocked("WeChat asks for verification")
        assert [(one.status, one.id, one.title) for one in three.check()] == [
            ("blocked", 1, WATER.title)
        ]

    def test_three_addresses_without_answer_end_it(self, empty: Watch) -> None:
        posts = (WATER, LEAVES, METER, STONES)
        empty.keep(*posts)
        empty.errors = {post.token: NetworkError("no answer") for post in posts}
        assert [one.exit_code for one in empty.check_later()] == [4, 4, 4]
        assert empty.waiting() == {"waiting": 4}
        empty.errors.clear()
        assert [one.status for one in empty.check_later()] == ["unchanged"] * 4

    def test_an_interrupted_one_goes_on_with_its_rows(self, three: Watch) -> None:
        three.stop_after = 1
        assert len(three.check()) == 1
        three.stop_after = None
        assert [one.id for one in three.check()] == [2, 3, 1]
        assert three.waiting() == {}

    def test_resume_goes_on_with_checks_too(self, three: Watch) -> None:
        three.stop_after = 1
        three.check()
        three.stop_after = None
        three.site.end(METER, states.deleted())
        found = three.resume()
        assert [(one.status, one.id) for one in found] == [("unchanged", 2), ("gone", 3)]
        assert found[1].change
        assert three.waiting() == {}

    def test_what_failed_a_moment_ago_waits_and_is_asked_again_later(self, watch: Watch) -> None:
        watch.site.end(WATER, states.unavailable())
        assert len(watch.check()) == 1
        assert watch.check() == []
        watch.site.give_back(WATER)
        assert [one.status for one in watch.check_later()] == ["unchanged"]
        assert watch.waiting() == {}

    def test_a_row_in_the_hands_of_a_lost_process_is_taken_over(self, watch: Watch) -> None:
        watch.stop_after = 0
        watch.check()
        change(
            watch.store.path,
            "UPDATE queue SET state = 'taken', taken_by = 'elsewhere|||', taken_until = '2026-03-01T12:20:00+08:00'",
        )
        watch.stop_after = None
        assert [one.status for one in watch.check()] == ["unchanged"]

    def test_the_summary_adds_up(self, three: Watch) -> None:
        three.site.edit(WATER, "后来换了一把壶。")
        three.site.end(LEAVES, states.deleted())
        three.errors[METER.token] = Refused("HTTP 404")
        counts = summary(three.check())
        assert counts.pop("asked") == sum(counts.values()) == 3
        assert {name: number for name, number in counts.items() if number} == {
            "updated": 1,
            "gone": 1,
            "failed": 1,
        }


class TestWhich:
    def test_those_not_asked_for_the_longest_come_first_and_at_most_so_many(
        self, three: Watch
    ) -> None:
        three.check(CheckFilter(Filter(among=(1,))))
        three.time += timedelta(hours=1)
        assert [one.id for one in three.check(CheckFilter(most=2))] == [2, 3]

    def test_filters_choose(self, three: Watch) -> None:
        three.keep(STONES)
        found = three.check(CheckFilter(Filter(account=STONES.account.name)))
        assert [one.title for one in found] == [STONES.title]
        assert len(three.check(CheckFilter(Filter(limit=3), most=9))) == 3

    def test_only_those_not_asked_for_since(self, three: Watch) -> None:
        three.check(CheckFilter(Filter(among=(3,))))
        three.time += timedelta(hours=1)
        assert [
            one.id for one in three.check(CheckFilter(before=three.time - timedelta(hours=2)))
        ] == [1, 2]

    def test_an_archive_without_articles_has_nothing_to_check(self, empty: Watch) -> None:
        assert empty.check() == []
        assert empty.waiting() == {}

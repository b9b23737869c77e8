"""When checks are due: often for what is young, rarely for what is old or gone, never all at
once.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from tests.smallwechat import states
from tests.smallwechat.changing import Changing
from tests.smallwechat.pages import Post
from tests.smallwechat.site import LEAVES, METER, WATER
from tests.support.checking import NOON, Watch
from tests.support.prepared import empty
from wxarchive.errors import Refused
from wxarchive.models import (
    Article,
    ArticleRef,
    Body,
    CheckDay,
    CheckFilter,
    Filter,
    Metadata,
    RawPage,
)
from wxarchive.store.database import Store

HOUR, DAY = 3600.0, 86400.0
YOUNG = [replace(post, published=NOON - timedelta(minutes=5)) for post in (WATER, LEAVES, METER)]


@pytest.fixture
def watch(store: Store) -> Watch:
    return Watch(store, Changing(tuple(YOUNG)))


def due(watch: Watch, article_id: int = 1) -> datetime:
    text: str = watch.store._connection.value(
        "SELECT check_due FROM articles WHERE id = ?", (article_id,)
    )
    return datetime.fromisoformat(text)


def ages(watch: Watch, post: Post, checks: int) -> list[float]:
    """Check whenever something is due; return how old the post was each time, in seconds, by its
    own clock.
    """
    pace: float = watch.store._connection.value("SELECT check_pace FROM articles WHERE id = 1")
    found = []
    for _ in range(checks):
        watch.time = due(watch)
        assert watch.check_due() == [post.short_url]
        assert watch.check_due() == []
        found.append((watch.time - post.published).total_seconds() / pace)
    return found


class TestWhen:
    def test_a_young_article_is_checked_often_and_an_old_one_rarely(self, watch: Watch) -> None:
        post = YOUNG[0]
        watch.keep(post)
        assert watch.check_due() == []
        expected = [HOUR, DAY, 3 * DAY, 7 * DAY, 30 * DAY, 90 * DAY, 270 * DAY, 450 * DAY]
        assert ages(watch, post, 8) == pytest.approx(expected, abs=20)

    def test_a_check_that_comes_late_is_not_made_up_for(self, watch: Watch) -> None:
        watch.keep(YOUNG[0])
        watch.time += timedelta(days=20)
        assert watch.check_due() == [YOUNG[0].short_url]
        assert timedelta(days=20) < due(watch) - YOUNG[0].published < timedelta(days=40)

    def test_an_article_that_was_old_when_it_was_kept_waits_half_a_year(self, watch: Watch) -> None:
        old = replace(YOUNG[0], published=NOON - timedelta(days=2000))
        watch.site.put(YOUNG[0], old)
        watch.keep(YOUNG[0])
        assert timedelta(days=130) < due(watch) - NOON < timedelta(days=230)

    def test_what_is_gone_is_looked_after_rarely_and_back_as_before(self, watch: Watch) -> None:
        watch.keep(YOUNG[0])
        watch.time += timedelta(days=1)
        watch.site.end(YOUNG[0], states.deleted())
        watch.check_due()
        gone_at = watch.time
        days = []
        for _ in range(3):
            watch.time = due(watch)
            days.append((watch.time - gone_at).days)
            watch.check_due()
        assert 22 <= days[0] <= 38
        assert all(134 <= later - earlier <= 226 for earlier, later in pairwise(days))
        watch.site.give_back(YOUNG[0])
        watch.check()
        assert due(watch) - watch.time > timedelta(days=100)

    def test_a_date_in_the_future_or_none_counts_as_when_it_was_first_seen(
        self, watch: Watch
    ) -> None:
        page_id = watch.store.pages.save(RawPage("a.html", b"a", NOON, from_file=True), "ok", None)
        for number, published in ((1, datetime(9999, 12, 31, tzinfo=NOON.tzinfo)), (2, None)):
            ref = ArticleRef(f"https://mp.weixin.qq.com/s/{number:022d}")
            article = Article(
                "article", ref, Metadata(published_at=published), Body(text=f"{number}")
            )
            watch.store.articles.save(article, page_id, NOON)
            assert due(watch, number) - NOON < timedelta(hours=2)

    def test_checks_that_tell_nothing_are_repeated_after_longer_and_longer(
        self, watch: Watch
    ) -> None:
        watch.keep(YOUNG[0])
        watch.errors[YOUNG[0].token] = Refused("HTTP 404")
        times = [watch.time]
        for _ in range(12):
            watch.time = due(watch)
            assert watch.check_due() == [YOUNG[0].short_url]
            times.append(watch.time)
        waits = [(later - earlier) / timedelta(days=1) for earlier, later in pairwise(times)]
        assert [round(wait / waits[1]) for wait in waits[1:9]] == [1, 2, 4, 8, 16, 32, 64, 128]
        assert waits[9:] == pytest.approx([waits[9]] * 3, abs=1), "half a year at most"
        assert watch.waiting() == {"failed": 1}, "one row, however often it failed"
        watch.errors.clear()
        watch.time = due(watch)
        watch.check_due()
        assert watch.waiting() == {}
        assert due(watch) - watch.time > timedelta(days=100), "as if nothing had been"

    def test_what_is_not_shown_for_now_is_due_until_the_queue_gives_it_up(
        self, watch: Watch
    ) -> None:
        watch.keep(YOUNG[0])
        watch.time = due(watch)
        watch.site.end(YOUNG[0], states.unavailable())
        looks = 0
        for _ in range(48):
            looks += len(watch.check_due())
            watch.time += timedelta(minutes=30)
        assert looks == 5
        assert watch.waiting() == {"failed": 1}

    def test_a_check_dated_in_the_future_was_dated_by_a_clock_since_put_back(
        self, watch: Watch
    ) -> None:
        watch.keep(YOUNG[0])
        watch.check_later(days=400)
        watch.time = NOON + timedelta(days=1)
        assert watch.check_due() == [YOUNG[0].short_url]
        assert watch.check_due() == []


class TestMany:
    @pytest.fixture
    def many(self, tmp_path: Path) -> Iterator[Store]:
        """A thousand old articles, kept within an hour; every tenth is gone since."""
        with Store(empty(tmp_path / "archive.db")) as store, store.atomic():
            for number in range(1, 1001):
                store._connection.run(
                    """
                    INSERT INTO articles (id, state, metadata, url, checked_at, first_seen_alive, gone_at)
                    VALUES (?1, 'ok', '{"published_at": "2020-01-01T00:00:00+08:00"}',
                            'https://mp.weixin.qq.com/s/' || ?1, ?2, ?2, CASE WHEN ?1 % 10 = 0 THEN ?2 END)
                    """,
                    (number, (NOON + timedelta(seconds=3 * number)).isoformat()),
                )
            yield store

    def test_checks_of_what_was_kept_in_one_go_are_spread(self, many: Store) -> None:
        alive = list(many.checks.days(CheckFilter(Filter(is_gone=False)), NOON))
        assert sum(day.articles for day in alive) == 900
        assert 88 <= len(alive) <= 92
        assert max(day.articles for day in alive) <= 12

    def test_the_schedule_counts_what_is_due_now_and_on_which_day(self, many: Store) -> None:
        later = NOON + timedelta(days=200)
        first, second, *_ = days = list(many.checks.days(CheckFilter(), later))
        assert (first.day, second.day) == (None, f"{later:%Y-%m-%d}")
        assert sum(day.articles for day in days) == 1000
        assert first.gone == sum(day.gone for day in days) == 100
        assert first.first
        assert first.first < later
        only = list(many.checks.days(CheckFilter(Filter(is_gone=True), due=True), later))
        assert only == [CheckDay(None, 100, 100, 0, only[0].first)]

    def test_what_is_due_is_found_by_an_index(self, many: Store) -> None:
        plans: list[str] = []
        many._connection.raw.set_trace_callback(plans.append)
        list(many.checks._chosen(CheckFilter(due=True), NOON))
        many._connection.raw.set_trace_callback(None)
        told = [row["detail"] for row in many._connection.rows(f"EXPLAIN QUERY PLAN {plans[-1]}")]
        assert not [detail for detail in told if detail.startswith("SCAN a")]
        assert [detail for detail in told if "articles_check_due" in detail]
        assert not [detail for detail in told if "ORDER BY" in detail]

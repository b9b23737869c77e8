"""How many articles are gone: counted only of those that were seen again after they were kept."""

import sqlite3
from datetime import datetime

import pytest

from tests.store.making import BIZ, OTHER_BIZ, article, day, raw, ref
from wxarchive.clock import BEIJING
from wxarchive.models import Filter, GoneRate, Metadata, State, StatePage
from wxarchive.store.database import Store

EVERYTHING = Filter()
PUBLISHED = day(-10)
NAMES = {BIZ: "甲", OTHER_BIZ: "乙"}


def told_of(biz: str, published_at: datetime | None) -> Metadata:
    name = NAMES[biz]
    return Metadata(
        title="题", account=name, account_id=f"gh_{name}", biz=biz, published_at=published_at
    )


class Site:
    """What an archive saw of articles, on which days."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._pages = 0

    def alive(
        self, number: int, *days: int, biz: str = BIZ, published_at: datetime | None = PUBLISHED
    ) -> None:
        told = told_of(biz, published_at)
        facts = {name: getattr(told, name) for name in ("account", "account_id", "biz")}
        for when in days:
            made = article(ref(number, biz), published_at=published_at, **facts)
            with self._store.atomic():
                self._store.articles.save(made, self._page("ok"), day(when))

    def gone(self, number: int, when: int, state: State = "deleted", biz: str = BIZ) -> None:
        page = StatePage(state, ref=ref(number, biz), metadata=told_of(biz, None))
        with self._store.atomic():
            self._store.articles.save_state(page, self._page(state), day(when))

    def _page(self, state: State) -> int:
        self._pages += 1
        return self._store.pages.save(raw(self._pages), state, None)


@pytest.fixture
def site(store: Store) -> Site:
    return Site(store)


def test_only_what_was_seen_again_counts(store: Store, site: Site) -> None:
    site.alive(1, 0, 5)
    site.alive(2, 0)
    site.gone(2, 10)
    site.alive(3, 0)
    site.gone(4, 0)
    [rate] = store.gone_rates(EVERYTHING, "account")
    assert rate == GoneRate(
        name="甲",
        articles=4,
        seen_again=2,
        gone=1,
        states=(("deleted", 1),),
        days=20.0,
        gone_before=1,
    )
    assert (rate.share, rate.never_seen_again) == (0.5, 1)


def test_what_came_back_is_not_gone(store: Store, site: Site) -> None:
    site.alive(1, 0)
    site.gone(1, 3, "private")
    site.alive(1, 6)
    [rate] = store.gone_rates(EVERYTHING, "account")
    assert (rate.seen_again, rate.gone, rate.states, rate.days) == (1, 0, (), None)


def test_days_are_the_median_of_what_is_gone(store: Store, site: Site) -> None:
    for number, (published, when) in enumerate([(-10, 1), (-20, 2), (-1, 3)], 1):
        site.alive(number, 0, published_at=day(published))
        site.gone(number, when, "violation")
    site.alive(9, 0, published_at=None)
    site.gone(9, 1)
    [rate] = store.gone_rates(EVERYTHING, "account")
    assert rate.states == (("deleted", 1), ("violation", 3))
    assert rate.days == 11.0


def test_accounts_with_most_that_are_gone_come_first_months_in_their_order(
    store: Store, site: Site
) -> None:
    site.alive(1, 0, 1, published_at=datetime(2025, 12, 5, tzinfo=BEIJING))
    site.alive(2, 0, 1, published_at=datetime(2026, 2, 5, tzinfo=BEIJING))
    site.alive(3, 0, biz=OTHER_BIZ, published_at=datetime(2026, 2, 6, tzinfo=BEIJING))
    site.gone(3, 2, biz=OTHER_BIZ)
    told = [(one.name, one.gone, one.seen_again) for one in store.gone_rates(EVERYTHING, "account")]
    assert told == [("乙", 1, 1), ("甲", 0, 2)]
    told = [(one.name, one.gone, one.seen_again) for one in store.gone_rates(EVERYTHING, "month")]
    assert told == [("2025-12", 0, 1), ("2026-01", 0, 0), ("2026-02", 1, 2)]
    [only] = store.gone_rates(Filter(account="甲", since=day(-60)), "year")
    assert (only.name, only.share) == ("2026", 0.0)


def test_nothing_that_was_seen_again_has_no_share(store: Store, site: Site) -> None:
    site.alive(1, 0)
    [rate] = store.gone_rates(EVERYTHING, "month")
    assert (rate.share, rate.never_seen_again) == (None, 1)


def test_a_damaged_month_takes_no_other_one_out_of_the_counts(store: Store) -> None:
    site = Site(store)
    for number, month in enumerate((1, 3), 1):
        site.alive(number, 1, published_at=datetime(2024, month, 5, tzinfo=BEIJING))
    site.alive(3, 1, published_at=datetime(2023, 12, 5, tzinfo=BEIJING))
    with sqlite3.connect(store.path) as raw_connection:
        raw_connection.execute(
            "UPDATE articles SET metadata = replace(metadata, '2023-12', '2023-13')"
        )
    rates = store.gone_rates(EVERYTHING, "month")
    assert [(one.name, one.articles) for one in rates] == [
        ("2024-01", 1),
        ("2024-02", 0),
        ("2024-03", 1),
        (None, 1),
    ]
    assert store.statistics().published == ((None, 1), ("2024-01", 1), ("2024-03", 1))

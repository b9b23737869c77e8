"""All that an account published, listed through the user's own account: each article once, with the
fewest calls that the editor allows.
"""

import random
from collections import Counter
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from tests.smallwechat.crowd import ACCOUNT
from tests.smallwechat.editor import SESSION_OVER, TOO_OFTEN, Editor, at_random
from tests.smallwechat.site import Site
from tests.smallwechat.states import deleted
from tests.support.accounts import (
    AS_SYNC,
    MORNING,
    REF,
    User,
    in_messages,
    of_small_wechat,
    with_messages,
)
from wxarchive.account import CallPace
from wxarchive.archive import reparse
from wxarchive.archive.crawl import Environment, crawler
from wxarchive.errors import Blocked, NetworkError
from wxarchive.models import CrawlTarget, Filter, RawPage, Rules
from wxarchive.parse import parse
from wxarchive.store.database import Store


def somebody(folder: Path, store: Store, backstage: Editor) -> User:
    user = User(folder, store, backstage)
    user.log_in()
    return user


@pytest.fixture
def user(tmp_path: Path, store: Store) -> User:
    """Somebody who is logged in, and an account of 45 messages."""
    return somebody(tmp_path, store, Editor(with_messages(45)))


def publish(user: User, count: int) -> None:
    """Let the account publish so many messages more; those that it took away stay away."""
    site = user.backstage.site
    before = max(post.mid for post in site.posts) - 2247490000
    fresh = in_messages(count, after=before)
    user.backstage.site = replace(site, posts=(*site.posts, *fresh))


def take_away(user: User, *mids: int) -> None:
    """Let messages leave the list."""
    site = user.backstage.site
    left = tuple(post for post in site.posts if post.mid not in mids)
    user.backstage.site = replace(site, posts=left)


class TestListing:
    def test_a_list_is_read_with_the_fewest_calls(self, user: User) -> None:
        [outcome, *_] = user.read()
        assert user.listed() == user.published()
        assert user.backstage.calls == ["list 0", "list 20", "list 40"]
        assert outcome.status == "created"
        assert outcome.message == "account 数字小镇: 45 articles, 45 new"
        assert user.naps == [20.0, 20.0]

    def test_refusals_a_login_that_ends_and_limits_of_days_cost_no_further_call(
        self, tmp_path: Path, store: Store
    ) -> None:
        refused = {4: TOO_OFTEN, 9: TOO_OFTEN, 12: SESSION_OVER}
        backstage = Editor(with_messages(300), refuse=lambda number: refused.get(number, 0))
        user = somebody(tmp_path, store, backstage)
        user.pace = CallPace(20, 0, 7)
        said = []
        for _ in range(20):
            outcome = user.read()[0]
            said.append(outcome.status)
            if outcome.status == "created":
                break
            if outcome.status == "failed":
                user.log_in()
            user.time += timedelta(hours=7)
        assert said == ["blocked", "queued", "queued", "blocked", "failed", "queued", "created"]
        assert user.listed() == user.published()
        assert len(backstage.calls) == 15 + len(refused)
        assert list(dict.fromkeys(backstage.calls)) == [f"list {20 * page}" for page in range(15)]

    def test_a_refusal_is_not_asked_against(self, user: User) -> None:
        user.backstage.refuse = lambda number: TOO_OFTEN if number == 1 else 0
        [outcome, *_] = user.read()
        assert (outcome.status, outcome.exit_code) == ("blocked", 3)
        assert outcome.message is not None
        assert outcome.message.startswith(
            "account 数字小镇: 20 articles listed so far; WeChat says"
        )
        user.time += timedelta(minutes=119)
        assert user.read()[0].status == "blocked"
        assert user.resume()[0].status == "blocked"
        assert len(user.backstage.calls) == 2
        user.time += timedelta(minutes=1)
        assert user.resume()[0].status == "created"
        assert user.listed() == user.published()

    def test_what_was_listed_so_far_waits_to_be_fetched(self, user: User) -> None:
        user.pace = CallPace(20, 0, 2)
        [outcome, *_] = user.read()
        assert (outcome.status, outcome.exit_code) == ("queued", 0)
        assert "the 2 calls of this day are made" in (outcome.message or "")
        waiting = [row for row in user.store.queue.list() if row.wanted.kind == "article"]
        assert len(waiting) == 40

    def test_messages_have_several_articles_or_none(self, tmp_path: Path, store: Store) -> None:
        site = with_messages(50, articles=3)
        emptied = frozenset(post.mid for post in site.posts[::7])
        user = somebody(tmp_path, store, Editor(site, emptied=emptied, short_links=True))
        user.read()
        left = [post.key for post in site.posts if post.mid not in emptied]
        assert sorted(map(str, user.listed())) == sorted(left)
        assert len(user.backstage.calls) == 3

    def test_a_page_without_articles_does_not_end_the_list(
        self, tmp_path: Path, store: Store
    ) -> None:
        site = with_messages(60)
        emptied = frozenset(post.mid for post in site.posts[20:60])
        user = somebody(tmp_path, store, Editor(site, emptied=emptied))
        user.read()
        assert len(user.listed()) == 20

    def test_what_an_account_lists_is_kept_as_it_came_without_the_login(self, user: User) -> None:
        user.read()
        pages = [user.store.pages.get(number) for number in user.store.pages.all_ids()]
        assert [page.with_cookies for page in pages] == [True] * 3
        assert all("token" not in (page.url or "") for page in pages)


class TestWhileItIsRead:
    def test_nothing_is_missed_where_messages_come_and_go(
        self, tmp_path: Path, store: Store
    ) -> None:
        for seed in range(3):
            with Store(tmp_path / f"{seed}.db", create=True) as own:
                self._live(tmp_path / str(seed), own, random.Random(seed))

    def _live(self, folder: Path, store: Store, chance: random.Random) -> None:
        user = somebody(folder, store, Editor(with_messages(130)))
        user.pace = CallPace(0, 0, 1)
        stays = set(user.published())
        for _ in range(40):
            if user.read()[0].status == "created":
                break
            user.time += timedelta(days=1)
            publish(user, chance.choice((0, 0, 1, 25)))
            gone = chance.sample(user.backstage.site.posts, chance.choice((0, 0, 1, 4)))
            take_away(user, *(post.mid for post in gone))
            stays -= {post.key for post in gone}
        else:
            raise AssertionError("the reading never ends")
        names = Counter(user.listed())
        assert stays <= set(names)
        assert set(names.values()) == {1}

    def test_refusals_at_random_cost_no_article(self, tmp_path: Path, store: Store) -> None:
        backstage = Editor(with_messages(200))
        backstage.refuse = at_random(7, 0.3, (TOO_OFTEN, SESSION_OVER))
        user = somebody(tmp_path, store, backstage)
        for _ in range(60):
            if user.read()[0].status == "created":
                break
            user.time += timedelta(days=1)
            user.log_in()
        assert user.listed() == user.published()
        assert len(backstage.calls) == 10 + len(backstage.refused)


class TestReadingAgain:
    def test_a_list_without_news_costs_one_call(self, user: User) -> None:
        user.read()
        before = len(user.backstage.calls)
        assert user.read()[0].status == "unchanged"
        assert len(user.backstage.calls) - before == 1

    def test_no_further_back_than_is_wanted(self, user: User) -> None:
        since = user.backstage.messages(ACCOUNT)[15][0].published
        rules = replace(AS_SYNC, since=since)
        user.read(rules)
        assert user.backstage.calls == ["list 0", "list 20"]
        waiting = [row for row in user.store.queue.list() if row.wanted.kind == "article"]
        assert len(waiting) == 16
        user.time += timedelta(days=1)
        user.read(rules)
        assert user.backstage.calls[2:] == ["list 0"]
        user.read(replace(rules, since=since - timedelta(days=8)))
        assert user.backstage.calls[3:] == ["list 0", "list 20", "list 40"]

    def test_no_more_than_is_wanted(self, user: User) -> None:
        user.read(replace(AS_SYNC, most=5))
        assert user.backstage.calls == ["list 0"]
        user.store.queue.drop()
        user.read()
        assert user.listed() == user.published()

    def test_sync_goes_on_with_what_a_refusal_ended(self, user: User) -> None:
        user.backstage.refuse = lambda number: TOO_OFTEN if number == 1 else 0
        user.read()
        user.store.subscriptions.add(REF, MORNING)
        user.time += timedelta(hours=3)
        assert user.sync()[0].status == "created"
        assert user.backstage.calls == ["list 0", "list 20", "list 20", "list 40"]

    def test_articles_that_left_the_list_are_known_to_have_left(self, user: User) -> None:
        user.read()
        gone = user.backstage.site.posts[3]
        take_away(user, gone.mid)
        user.read(Rules())
        rows = user.store._connection.rows("SELECT key FROM list_items WHERE left_at IS NOT NULL")
        assert [row["key"] for row in rows] == [gone.key]


def test_what_an_account_lists_is_no_article_when_it_is_read_again(user: User) -> None:
    user.read()
    outcomes = list(reparse(None, store=user.store, parse=parse))
    assert [(one.status, one.state) for one in outcomes] == [("unchanged", "not_article")] * 3


class TestWithoutALogin:
    def test_nothing_is_asked(self, user: User) -> None:
        user.logins.forget()
        [outcome, *_] = user.read()
        assert (outcome.status, outcome.exit_code) == ("failed", 1)
        assert "wxarchive login" in (outcome.message or "")
        assert user.backstage.calls == []

    def test_a_login_that_ended_is_not_tried_again(self, user: User) -> None:
        user.backstage.is_over = True
        user.read()
        user.read()
        assert user.backstage.calls == ["list 0"]

    def test_an_account_that_is_not_there_is_gone(self, user: User) -> None:
        user.backstage.site = replace(user.backstage.site, accounts=())
        [outcome] = user.read()
        assert (outcome.status, outcome.state) == ("gone", "account_gone")


class TestArticles:
    def test_articles_are_fetched_without_the_login(self, tmp_path: Path, store: Store) -> None:
        site = with_messages(3, articles=2)
        user = somebody(tmp_path, store, Editor(site, short_links=True))
        user.fetch = of_small_wechat(site, lambda: user.time)
        outcomes = user.read()
        assert Counter(outcome.status for outcome in outcomes) == {"created": 7}
        keys = [article.key for article in store.articles.list(Filter())]
        assert sorted(map(str, keys)) == sorted(post.key for post in site.posts)
        assert len(user.transport.requests) == 1

    def test_what_the_list_calls_deleted_is_asked_for_itself(
        self, tmp_path: Path, store: Store
    ) -> None:
        site = with_messages(4)
        user = somebody(tmp_path, store, Editor(site))
        user.fetch = of_small_wechat(site, lambda: user.time)
        user.read()
        first, second = site.posts[0], in_messages(5)[4]
        # one that is archived, and a new one that was taken away before anybody saw it
        user.backstage.site = Site((*site.posts, second), accounts=(ACCOUNT,))
        user.backstage.deleted = frozenset({first.key, second.key})
        names = [str(first.mid), first.token, str(second.mid)]

        def fetch(url: str) -> RawPage:
            page = of_small_wechat(site, lambda: user.time)(url)
            said = f"{deleted()}<!-- {url} -->".encode()
            return replace(page, body=said) if any(name in url for name in names) else page

        user.fetch = fetch
        user.time += timedelta(days=1)
        outcomes = user.read()
        assert [(one.key, one.status) for one in outcomes[1:]] == [
            (second.key, "gone"),
            (first.key, "gone"),
        ]
        found = {one.key: one for one in store.articles.list(Filter())}
        assert [key for key in found if found[key].gone_at] == [second.key, first.key]
        assert found[second.key].metadata.title == second.title


class _NoCalls:
    """An account that must not be waited for."""

    def ready(self) -> None:
        raise AssertionError("a call was prepared")

    def get(self, url: str) -> RawPage:
        raise AssertionError(url)


def test_after_a_verification_no_list_waits_for_a_call(store: Store) -> None:
    def fetch(url: str) -> RawPage:
        raise AssertionError(url)

    target = CrawlTarget(REF.url, kind="account")
    store.queue.add(store.queue.begin(Rules(), MORNING), [target], MORNING)
    outside = Environment(now=lambda: MORNING, account=_NoCalls())
    crawling = crawler(store, fetch, parse, outside)
    crawling.network.stopped = Blocked("WeChat asks for verification")
    assert list(crawling.crawl()) == []
    assert store.queue.counts()["waiting"] == 1


class _NoConnection:
    """An account whose calls get no answer; ``asked``: what for."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def ready(self) -> None:
        pass

    def get(self, url: str) -> RawPage:
        self.asked.append(url)
        raise NetworkError("no connection")


def test_a_list_that_failed_is_not_asked_for_again_before_its_time(store: Store) -> None:
    time, account = MORNING, _NoConnection()
    target = CrawlTarget(REF.url, kind="account")
    store.queue.add(store.queue.begin(Rules(), time), [target], time)
    outside = Environment(now=lambda: time, account=account)
    crawling = crawler(store, account.get, parse, outside)
    assert [outcome.status for outcome in crawling.crawl()] == ["failed"]
    assert list(crawling.crawl()) == []
    time += timedelta(minutes=5)
    assert [outcome.status for outcome in crawling.crawl()] == ["failed"]
    assert len(account.asked) == 2

"""The use cases over a real store, with a network and a parser made of dictionaries."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

import pytest

from tests.archive.world import (
    ASK_LONG,
    ASK_OTHER,
    ASK_SHORT,
    BRIDGE,
    CHALLENGE,
    DELETED,
    EVENING,
    KEY,
    LONG,
    MORNING,
    NOON,
    OTHER,
    SHORT,
    World,
    done,
)
from wxarchive.archive.add import add, queue_up
from wxarchive.archive.import_ import ImportItem, Preparer, import_files
from wxarchive.archive.outcomes import summary
from wxarchive.errors import (
    BadAnswer,
    Blocked,
    HostNotAllowed,
    NetworkError,
    SourceError,
    StoreError,
    WxArchiveError,
)
from wxarchive.models import (
    PERMANENT,
    ArticleRef,
    Body,
    Link,
    Metadata,
    RawPage,
    Rules,
    State,
    StatePage,
)
from wxarchive.sources.source import Address, SavedPage, Unusable
from wxarchive.store.database import Store


class TestAddresses:
    def test_an_article_is_created(self, world: World) -> None:
        links = (Link(OTHER, None, "另一篇", None, "previous"),)
        page = world.answer(replace(BRIDGE, body=replace(BRIDGE.body, links=links)), LONG)
        assert world.add(ASK_LONG) == [done(LONG, "created", new_links=1)]
        assert world.pages() == [page]
        assert world.article(KEY).fetched_at == NOON

    def test_a_known_article_is_skipped_without_a_request(self, world: World) -> None:
        world.answer(BRIDGE, SHORT)
        world.add(ASK_SHORT)
        world.asked.clear()
        assert world.add(ASK_SHORT, ASK_LONG) == [done(SHORT, "skipped"), done(LONG, "skipped")]
        assert world.asked == []

    def test_again_asks_for_a_known_article_by_its_short_address(self, world: World) -> None:
        world.answer(BRIDGE, SHORT)
        world.add(ASK_SHORT)
        assert world.add(ASK_LONG, again=True) == [done(LONG, "unchanged")]
        assert world.asked == [SHORT, SHORT]

    def test_a_new_text_is_an_update(self, world: World) -> None:
        world.answer(BRIDGE, LONG)
        world.add(ASK_LONG)
        world.answer(replace(BRIDGE, body=Body("<p>塔</p>", "塔")), LONG)
        world.time = EVENING
        assert world.add(ASK_LONG, again=True) == [done(LONG, "updated")]

    def test_the_short_address_completes_what_the_page_tells(self, world: World) -> None:
        world.answer(BRIDGE, SHORT)
        world.add(ASK_SHORT)
        assert world.article(KEY).ref == ArticleRef(LONG, KEY, SHORT)

    def test_the_long_address_completes_what_the_page_does_not_tell(self, world: World) -> None:
        world.answer(replace(BRIDGE, ref=None), LONG)
        assert world.add(ASK_LONG) == [done(LONG, "created")]
        world.answer(replace(BRIDGE, ref=ArticleRef(SHORT, None, SHORT)), LONG)
        assert world.add(ASK_LONG, again=True) == [done(LONG, "unchanged")]
        assert world.article(SHORT).ref == ArticleRef(LONG, KEY, SHORT)

    def test_losses_make_it_partial_until_it_is_unchanged(self, world: World) -> None:
        world.answer(replace(BRIDGE, losses=("no time", "no place")), LONG)
        assert world.add(ASK_LONG) == [done(LONG, "partial", message="no time (and 1 more)")]
        assert world.add(ASK_LONG, again=True) == [done(LONG, "unchanged")]


class TestChallenges:
    def test_add_stops_at_a_challenge(self, world: World) -> None:
        world.answer(CHALLENGE, LONG)
        file = world.save(replace(BRIDGE, ref=None))
        told = {"state": "challenge", "kind": None, "id": None, "title": None, "exit_code": 3}
        assert world.add(ASK_LONG, ASK_OTHER, file) == [
            done(LONG, "blocked", message="WeChat asks for verification: 环境异常", **told),
            done(
                OTHER,
                "blocked",
                message="not fetched: WeChat asked for verification; paused until 2024-07-01 14:00+08:00; "
                "go on then with: wxarchive fetch --resume (--browser lets you pass it in a window, --now fetches all the same)",
                **told | {"key": None},
            ),
            done("page.html", "created", key=None),
        ]
        assert world.asked == [LONG]

    def test_nothing_of_a_challenge_is_stored(self, world: World) -> None:
        world.answer(CHALLENGE, LONG)
        world.add(ASK_LONG)
        assert (world.pages(), world.titles()) == ([], [])

    def test_known_articles_are_still_skipped_after_one(self, world: World) -> None:
        world.answer(BRIDGE, LONG)
        world.add(ASK_LONG)
        world.answer(CHALLENGE, OTHER)
        assert [one.status for one in world.add(ASK_OTHER, ASK_LONG)] == ["blocked", "skipped"]

    def test_one_in_a_saved_file_does_not_stop_the_run(self, world: World) -> None:
        world.answer(BRIDGE, LONG)
        outcomes = world.add(world.save(CHALLENGE), ASK_LONG)
        assert [(one.status, one.exit_code) for one in outcomes] == [("blocked", 3), ("created", 0)]

    def test_a_fetcher_that_meets_one_stops_the_run_too(self, world: World) -> None:
        world.answers[LONG] = Blocked("verify", LONG)
        outcomes = world.add(ASK_LONG, ASK_OTHER)
        assert [(one.status, one.exit_code) for one in outcomes] == [("blocked", 3), ("blocked", 3)]
        assert world.asked == [LONG]


class TestStates:
    @pytest.mark.parametrize("state", sorted(PERMANENT))
    def test_a_permanent_state_means_gone(self, world: World, state: State) -> None:
        page = world.answer(StatePage(state, "理由", metadata=Metadata(account="桥与书")), SHORT)
        told = {"kind": None, "key": None, "title": None, "message": "理由"}
        assert world.add(ASK_SHORT) == [done(SHORT, "gone", state=state, **told)]
        assert world.add(ASK_SHORT) == [done(SHORT, "skipped", state=state, **told)]
        assert world.pages() == [page]

    def test_a_permanent_state_leaves_the_archived_text(self, world: World) -> None:
        world.answer(BRIDGE, LONG)
        world.add(ASK_LONG)
        world.time = EVENING
        world.answer(DELETED, LONG)
        told = {"state": "deleted", "kind": None, "title": None, "message": DELETED.reason}
        assert world.add(ASK_LONG, again=True) == [done(LONG, "gone", **told)]
        article = world.article(KEY)
        assert (article.state, article.gone_at, article.content) == (
            "deleted",
            EVENING,
            BRIDGE.body,
        )

    def test_a_moved_account_says_something_of_the_address_asked_for(self, world: World) -> None:
        world.answer(StatePage("migrated", "已迁移", ref=ASK_OTHER.ref, target=OTHER), LONG)
        [outcome] = world.add(ASK_LONG)
        assert (outcome.status, outcome.key) == ("gone", KEY)
        assert world.store.articles.known(ASK_OTHER.ref) is None

    def test_a_file_that_does_not_say_which_article_is_gone_asks_for_its_address(
        self, world: World
    ) -> None:
        message = "该内容已被发布者删除 (the page does not identify the article: give --url)"
        told = {"state": "deleted", "kind": None, "id": None, "key": None, "title": None}
        assert world.add(world.save(DELETED)) == [
            done("page.html", "gone", message=message, **told)
        ]

    @pytest.mark.parametrize(
        ("page", "message"),
        [
            (
                StatePage("unavailable", "该内容暂时无法查看"),
                "WeChat does not show the article now; try again later: 该内容暂时无法查看",
            ),
            (
                StatePage("not_article"),
                "this is a WeChat page, but no article; open the article and take its address",
            ),
            (
                StatePage("broken", losses=("the page is cut off",)),
                "the page is cut off; fetch it or save it again",
            ),
            (StatePage("unknown"), "wxarchive cannot tell what this page is; its bytes are kept"),
        ],
        ids=lambda value: value.state if isinstance(value, StatePage) else "",
    )
    def test_any_other_page_fails_and_its_bytes_are_kept(
        self, world: World, page: StatePage, message: str
    ) -> None:
        body = world.answer(page, SHORT)
        told = {"kind": None, "id": None, "key": None, "title": None, "exit_code": 1}
        assert world.add(ASK_SHORT) == [
            done(SHORT, "failed", state=page.state, message=message, **told)
        ]
        assert (world.pages(), world.titles()) == ([body], [])
        assert [one.status for one in world.add(ASK_SHORT)] == ["failed"], "it is asked again"

    @pytest.mark.parametrize(
        ("error", "message"),
        [
            (SourceError("no body", LONG), f"{LONG}: no body"),
            (
                RecursionError("too deep"),
                "failed to read this page (a bug): RecursionError: too deep",
            ),
        ],
    )
    def test_a_parser_that_fails_loses_no_bytes_and_stops_no_batch(
        self, world: World, error: Exception, message: str
    ) -> None:
        body = world.answer(error, LONG)
        world.answer(replace(BRIDGE, ref=None), OTHER)
        failed, created = world.add(ASK_LONG, ASK_OTHER)
        assert (
            failed.message
            == f"wxarchive cannot tell what this page is; its bytes are kept: {message}"
        )
        assert (failed.status, created.status) == ("failed", "created")
        assert body in world.pages()


def silent_addresses(world: World, count: int) -> list[Address]:
    """Addresses that nobody answers."""
    urls = [f"https://mp.weixin.qq.com/s/NoAnswerNoAnswer{number:06d}" for number in range(count)]
    world.answers |= {url: NetworkError("no answer", url) for url in urls}
    return [Address(url, ArticleRef(url, None, url)) for url in urls]


class TestErrors:
    def test_an_error_of_one_source_is_its_outcome(self, world: World) -> None:
        world.answers[LONG] = BadAnswer("the server refused (HTTP 404)", LONG, "check the address")
        world.answer(replace(BRIDGE, ref=None), OTHER)
        unusable = Unusable("x", SourceError("there is nothing", "x"))
        missing = SavedPage("no.html", world.folder / "no.html")
        told = {"state": None, "kind": None, "id": None, "title": None, "exit_code": 1}
        assert world.add(ASK_LONG, unusable, missing, ASK_OTHER) == [
            done(
                LONG,
                "failed",
                message=f"{LONG}: the server refused (HTTP 404); check the address",
                **told,
            ),
            done("x", "failed", message="x: there is nothing", **told | {"key": None}),
            done(
                "no.html",
                "failed",
                message=f"{world.folder}/no.html: there is no such file; check the name",
                **told | {"key": None},
            ),
            done(OTHER, "created", key=None),
        ]

    def test_three_times_no_answer_in_a_row_ends_the_asking(self, world: World) -> None:
        silent = silent_addresses(world, 3)
        file = world.save(BRIDGE)
        outcomes = world.add(*silent, ASK_OTHER, file)
        assert world.asked == [one.given for one in silent]
        assert [(one.status, one.exit_code) for one in outcomes] == [("failed", 4)] * 4 + [
            ("created", 0)
        ]
        assert outcomes[3].message == (
            "not fetched: the network gave no answer before; "
            "check the connection, then go on with: wxarchive fetch --resume"
        )

    @pytest.mark.parametrize(
        "error", [HostNotAllowed("elsewhere", OTHER), BadAnswer("HTTP 500", OTHER)]
    )
    def test_any_answer_in_between_lets_the_asking_go_on(
        self, world: World, error: WxArchiveError
    ) -> None:
        world.answers[OTHER] = error
        silent = silent_addresses(world, 4)
        sources = [*silent[:2], ASK_OTHER, *silent[2:]]
        world.add(*sources)
        assert len(world.asked) == len(sources)

    def test_a_store_that_cannot_be_used_ends_the_run(self, world: World) -> None:
        world.answer(BRIDGE, LONG)
        with Store(world.store.path, read_only=True) as store, pytest.raises(StoreError):
            list(add([ASK_LONG], store=store, fetch=world.fetch, parse=world.parse))


class TestFiles:
    def test_the_date_of_the_file_counts(self, world: World) -> None:
        world.add(world.save(BRIDGE))
        assert world.article(KEY).fetched_at == MORNING

    def test_the_servers_own_time_in_the_page_counts_more(self, world: World) -> None:
        world.add(world.save(replace(BRIDGE, metadata=Metadata(title="石桥", served_at=NOON))))
        assert world.article(KEY).fetched_at == NOON

    def test_the_same_bytes_are_unchanged_and_not_parsed_again(self, world: World) -> None:
        page = world.save(BRIDGE)
        world.add(page)
        world.meanings.clear()
        assert world.add(page) == [done("page.html", "unchanged")]

    def test_the_same_bytes_of_an_article_that_is_gone_are_unchanged(self, world: World) -> None:
        page = world.save(BRIDGE)
        world.add(page, SavedPage("gone", world.save(DELETED, "gone.html").path, LONG))
        told = {"state": "deleted", "message": DELETED.reason}
        assert world.add(page) == [done("page.html", "unchanged", **told)]

    def test_a_notice_says_the_same_of_the_same_article_again(self, world: World) -> None:
        page = replace(world.save(DELETED), url=LONG)
        assert world.add(page) == world.add(page)

    def test_one_notice_can_stand_for_several_articles(self, world: World) -> None:
        page = world.save(DELETED)
        first, second = world.add(replace(page, url=LONG), replace(page, url=OTHER))
        assert (first.status, first.id, second.status, second.id) == ("gone", 1, "gone", 2)

    def test_the_address_the_user_knows_becomes_the_articles(self, world: World) -> None:
        page = replace(world.save(replace(BRIDGE, ref=None)), url=LONG)
        assert world.add(page) == [done("page.html", "created")]
        assert world.add(page) == [done("page.html", "unchanged")]


def test_the_summary_adds_up() -> None:
    counts = summary([done("a", "created"), done("b", "failed"), done("c", "created")])
    assert counts == {
        "asked": 3,
        "created": 2,
        "updated": 0,
        "unchanged": 0,
        "gone": 0,
        "blocked": 0,
        "skipped": 0,
        "queued": 0,
        "partial": 0,
        "failed": 1,
    }


def test_an_address_that_is_queued_twice_is_counted_once(store: Store) -> None:
    assert queue_up([ASK_SHORT, ASK_SHORT, ASK_OTHER], store=store, now=NOON) == 2
    assert queue_up([ASK_SHORT, ASK_OTHER], store=store, now=NOON) == 0


def test_an_article_that_waits_under_another_address_is_not_queued_again(world: World) -> None:
    world.answer(BRIDGE, SHORT)
    world.add(ASK_SHORT)
    follow = Rules(again=True, follow=1)
    assert queue_up([ASK_LONG], store=world.store, now=NOON, rules=follow) == 1
    assert queue_up([ASK_SHORT], store=world.store, now=NOON, rules=Rules(again=True)) == 0


@dataclass(frozen=True)
class _Recording:
    """A page out of a recording that may not have all of it."""

    body: bytes
    name: str = "a.har"
    saved_at: datetime = MORNING

    def read(self, _limit: int, _what: str) -> bytes:
        return self.body

    def beside(self, _name: str, _limit: int) -> None:
        return None

    def received(self) -> RawPage:
        return RawPage(self.name, self.body, MORNING, from_file=True, doubt="cut short")


def test_what_is_doubted_is_said_of_every_copy(world: World) -> None:
    recording = _Recording(world.answer(BRIDGE))
    pages = [SavedPage(name, Path(name), contained=recording) for name in ("a", "b")]

    def all_prepared(prepare: Preparer, items: Iterable[ImportItem]) -> list[ImportItem]:
        return list(map(prepare, items))

    outcomes = import_files(pages, store=world.store, parse=world.parse, map_=all_prepared)
    told = [(one.status, one.message) for one in outcomes]
    assert told == [("created", "cut short"), ("unchanged", "cut short")]

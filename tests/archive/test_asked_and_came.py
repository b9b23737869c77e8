"""What came is compared with what was asked for: two keys are two articles, whatever address led to
them.
"""

from dataclasses import replace
from datetime import timedelta

import pytest

from tests.archive.world import (
    ASK_LONG,
    ASK_SHORT,
    BRIDGE,
    CHALLENGE,
    DELETED,
    KEY,
    LONG,
    SHORT,
    World,
    done,
)
from tests.support.database import change, rows
from wxarchive.archive.import_ import import_files
from wxarchive.models import ArticleRef, Body, Link, Metadata, Outcome, Rules, StatePage
from wxarchive.sources.source import Address

WATER_KEY = KEY.replace("2247483649", "2247483999")
WATER_URL = LONG.replace("2247483649", "2247483999")
WATER = replace(
    BRIDGE,
    ref=ArticleRef(WATER_URL, WATER_KEY),
    metadata=Metadata(title="水"),
    body=Body("<p>水</p>", "水"),
)
ASK_WATER = Address(WATER_URL, ArticleRef(WATER_URL, WATER_KEY))
CAME = f"the page of another article came: {WATER_KEY} “水”, kept as #1"


def failed(source: str, message: str = CAME, key: str = KEY) -> Outcome:
    return Outcome(source, "failed", key=key, message=message, exit_code=1)


def water(source: str, status: str, **more: object) -> Outcome:
    return done(source, status, key=WATER_KEY, title="水", **more)


def aliases(world: World) -> list[tuple[str, int]]:
    return rows(world.store.path, "SELECT address, article_id FROM aliases ORDER BY address")


def test_the_page_of_another_article_is_kept_as_what_it_is_and_what_was_asked_has_failed(
    world: World,
) -> None:
    page = world.answer(WATER, LONG)
    assert world.add(ASK_LONG) == [failed(LONG)]
    assert (world.titles(), world.pages(), aliases(world)) == (["水"], [page], [])
    assert world.article(WATER_KEY).ref == ArticleRef(WATER_URL, WATER_KEY)
    assert world.store.articles.known(ASK_LONG.ref) is None
    assert world.add(ASK_WATER) == [water(WATER_URL, "skipped")]


def test_a_wrong_answer_may_heal_and_fails_after_five(world: World) -> None:
    world.answer(WATER, LONG)
    world.add(ASK_LONG)
    [row] = world.store.queue.list()
    assert (row.state, row.attempts, row.error) == ("waiting", 1, CAME)
    for _ in range(4):
        world.time += timedelta(days=1)
        assert world.resume() == [failed(LONG)]
    [row] = world.store.queue.list()
    assert (row.state, row.attempts, row.error) == ("failed", 5, CAME)
    world.answer(BRIDGE, LONG)
    assert world.add(ASK_LONG) == [done(LONG, "created", id=2)]
    assert list(world.store.queue.list()) == []


def test_the_links_of_a_wrong_answer_are_not_followed(world: World) -> None:
    links = (Link(SHORT, None, "另一篇", None, "previous"),)
    world.answer(replace(WATER, body=replace(WATER.body, links=links)), LONG)
    assert world.add(ASK_LONG, rules=Rules(follow=1)) == [failed(LONG)]
    assert world.asked == [LONG]


def test_a_short_address_leads_to_whatever_article_it_gives_at_first(world: World) -> None:
    world.answer(WATER, SHORT)
    assert world.add(ASK_SHORT) == [water(SHORT, "created")]
    assert aliases(world) == [(SHORT, 1)]


@pytest.mark.parametrize("asked", [ASK_SHORT, ASK_LONG])
def test_the_short_address_of_an_archived_article_stays_its_own(
    world: World, asked: Address
) -> None:
    world.answer(BRIDGE, SHORT)
    world.add(ASK_SHORT)
    world.answer(replace(WATER, ref=ArticleRef(WATER_URL, WATER_KEY, SHORT)), SHORT)
    came = CAME.replace("#1", "#2")
    assert world.add(asked, again=True) == [failed(asked.given, came)]
    world.reparse()
    assert aliases(world) == [(SHORT, 1)]
    assert [world.article(key).ref for key in (KEY, WATER_KEY)] == [
        ArticleRef(LONG, KEY, SHORT),
        ArticleRef(WATER_URL, WATER_KEY),
    ]


@pytest.mark.parametrize("state", ["deleted", "violation", "private"])
def test_a_notice_that_names_another_article_says_nothing_of_the_one_asked_for(
    world: World, state: str
) -> None:
    world.answer(BRIDGE, LONG)
    world.add(ASK_LONG)
    # a state
    notice = StatePage(state, "没有了", ref=ArticleRef(WATER_URL, WATER_KEY))  # type: ignore[arg-type]
    world.answer(notice, LONG)
    message = f"the page of another article came: {WATER_KEY}, kept as #2"
    assert world.add(ASK_LONG, again=True) == [failed(LONG, message)]
    assert (world.article(KEY).state, world.article(WATER_KEY).state) == ("ok", state)


def test_a_broken_page_of_another_article_is_told_as_such(world: World) -> None:
    world.answer(StatePage("broken", ref=ArticleRef(WATER_URL, WATER_KEY)), LONG)
    message = f"the page of another article came: {WATER_KEY}, whose bytes are kept"
    assert world.add(ASK_LONG) == [failed(LONG, message)]
    assert world.store.articles.known(ASK_LONG.ref) is None


def test_a_moved_accounts_page_names_the_new_address_of_what_was_asked_for(world: World) -> None:
    world.answer(
        StatePage("migrated", "已迁移", ref=ArticleRef(WATER_URL, WATER_KEY), target=WATER_URL),
        LONG,
    )
    told = {"state": "migrated", "kind": None, "title": None, "message": "已迁移"}
    assert world.add(ASK_LONG) == [done(LONG, "gone", **told)]


def test_a_verification_and_a_notice_without_a_name_are_about_what_was_asked(world: World) -> None:
    world.answer(DELETED, LONG)
    told = {"state": "deleted", "kind": None, "title": None, "message": DELETED.reason}
    assert world.add(ASK_LONG) == [done(LONG, "gone", **told)]
    world.answer(replace(CHALLENGE, ref=ASK_WATER.ref), LONG)
    assert [one.status for one in world.add(ASK_LONG, again=True)] == ["blocked"]


def test_a_saved_page_with_a_wrong_address_is_kept_as_what_it_is(world: World) -> None:
    file = replace(world.save(WATER), url=LONG)
    assert world.add(file) == [failed("page.html")]
    assert list(import_files([file], store=world.store, parse=world.parse)) == [failed("page.html")]
    assert (world.titles(), aliases(world)) == (["水"], [])


def test_reading_the_pages_again_makes_no_article_of_two(world: World) -> None:
    world.answer(WATER, LONG)
    world.add(ASK_LONG)
    world.answer(BRIDGE, LONG)
    world.time += timedelta(days=1)
    world.add(ASK_LONG)
    assert [one.status for one in world.reparse()] == ["unchanged", "unchanged"]
    assert (world.article(KEY).metadata.title, world.article(WATER_KEY).metadata.title) == (
        "石桥",
        "水",
    )


def test_an_alias_that_an_older_archive_made_of_two_keys_leads_nowhere(world: World) -> None:
    world.answer(WATER, WATER_URL)
    world.add(ASK_WATER)
    change(world.store.path, "INSERT INTO aliases VALUES (?, 1)", LONG)
    world.answer(BRIDGE, LONG)
    assert world.add(ASK_LONG) == [done(LONG, "created", id=2)]

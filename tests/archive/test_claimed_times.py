"""What files claim of the time: none is later than now, and none is above what was received from
the network.
"""

import json
import os
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from tests.archive.world import (
    ASK_LONG,
    BRIDGE,
    DELETED,
    EVENING,
    KEY,
    LONG,
    MORNING,
    NOON,
    World,
    done,
)
from wxarchive.clock import BEIJING
from wxarchive.models import Article, Body, DatedBy, End, Metadata, RawPage
from wxarchive.sources import SavedPage

IN_2033 = datetime(2033, 5, 1, 8, 0, tzinfo=BEIJING)
JUST_BEFORE_NOON = NOON - timedelta(microseconds=1)
OLDER = "an older version, kept in the history; lists show the newer one"


def titled(title: str, at: datetime | None = None) -> Article:
    """An article of another text, whose page says when it was made."""
    return replace(
        BRIDGE, metadata=Metadata(title=title, served_at=at), body=Body(f"<p>{title}</p>", title)
    )


def shown(world: World) -> tuple[str | None, datetime | None, DatedBy | None]:
    article = world.article(KEY)
    return article.metadata.title, article.fetched_at, article.dated_by


def history(world: World) -> list[str]:
    return [version.body.text for version in world.store.versions.of(1)]


def test_a_page_that_says_it_is_from_2033_counts_as_of_its_files_date(world: World) -> None:
    assert world.add(world.save(titled("伪", IN_2033))) == [
        done("page.html", "created", title="伪")
    ]
    assert shown(world) == ("伪", MORNING, "file")


def test_a_file_from_2033_counts_as_of_now(world: World) -> None:
    file = world.save(titled("伪"))
    os.utime(file.path, (IN_2033.timestamp(), IN_2033.timestamp()))
    world.add(file)
    assert shown(world) == ("伪", NOON, "file")


@pytest.mark.parametrize("claimed", [IN_2033, NOON, MORNING])
def test_what_is_received_replaces_whatever_a_file_claimed(world: World, claimed: datetime) -> None:
    world.add(world.save(titled("伪", claimed)))
    world.answer(BRIDGE, LONG)
    assert world.add(ASK_LONG, again=True) == [done(LONG, "updated")]
    assert (shown(world), history(world)) == (("石桥", NOON, "receipt"), ["伪", "桥"])


@pytest.mark.parametrize("claimed", [IN_2033, EVENING, NOON, MORNING])
def test_a_file_never_replaces_what_was_received(world: World, claimed: datetime) -> None:
    world.answer(BRIDGE, LONG)
    world.add(ASK_LONG)
    world.time = EVENING
    assert world.add(world.save(titled("伪", claimed))) == [
        done("page.html", "updated", message=OLDER)
    ]
    assert (shown(world), history(world)) == (("石桥", NOON, "receipt"), ["伪", "桥"])
    assert world.add(ASK_LONG, again=True) == [done(LONG, "unchanged")]
    assert shown(world) == ("石桥", EVENING, "receipt")


def test_what_files_claim_orders_them_among_files(world: World) -> None:
    files = [
        world.save(titled(f"{day}", NOON - timedelta(days=day)), f"{day}.html") for day in (2, 1, 3)
    ]
    world.add(*files)
    assert (history(world), world.titles()) == (["3", "2", "1"], ["1"])


def test_a_saved_notice_does_not_end_what_was_received_later(world: World) -> None:
    world.answer(BRIDGE, LONG)
    world.add(ASK_LONG)
    notice = replace(DELETED, ref=BRIDGE.ref, metadata=Metadata(served_at=IN_2033))
    world.add(world.save(notice))
    article = world.article(KEY)
    assert (article.state, article.gone_at, article.last_seen_alive) == ("ok", None, NOON)
    assert [sight.state for sight in world.store.versions.sights(1)] == ["deleted", "ok"]


def test_a_record_of_an_end_that_is_yet_to_come_ends_nothing_later_than_now(world: World) -> None:
    record = {"state": "deleted", "reason": "没有了", "gone_at": IN_2033.isoformat(), "key": KEY}
    path = world.folder / "record.jsonl"
    path.write_text(json.dumps(record, ensure_ascii=False), "utf-8")
    os.utime(path, (MORNING.timestamp(), MORNING.timestamp()))
    end = End("deleted", "没有了", IN_2033)
    world.meanings[path.read_bytes()] = replace(titled("石桥"), origin="record", end=end)
    told = done("record.jsonl", "gone", state="deleted", message="没有了")
    assert world.add(SavedPage("record.jsonl", path)) == [told]
    assert world.article(KEY).gone_at == MORNING


def test_a_clock_that_was_put_back_makes_nothing_received_older(world: World) -> None:
    world.answer(titled("旧"), LONG)
    world.add(ASK_LONG)
    world.answer(BRIDGE, LONG)
    world.time = MORNING
    assert world.add(ASK_LONG, again=True) == [done(LONG, "updated")]
    assert (shown(world)[0], history(world)) == ("石桥", ["旧", "桥"])


def test_in_an_archive_that_has_a_page_of_2033_the_next_one_received_is_shown(world: World) -> None:
    page = world.store.pages.save(
        replace(RawPage("a", b"a", NOON), received_at=IN_2033, from_file=True), "ok", None
    )
    world.store.articles.save(titled("伪"), page, IN_2033, is_received=False)
    world.answer(BRIDGE, LONG)
    assert world.add(ASK_LONG, again=True) == [done(LONG, "updated")]
    assert (shown(world), history(world)) == (("石桥", NOON, "receipt"), ["伪", "桥"])
    assert world.article(KEY).last_seen_alive == NOON
    [sight] = world.store.versions.sights(1)
    assert (sight.state, sight.first_seen, sight.last_seen, sight.times) == (
        "ok",
        JUST_BEFORE_NOON,
        NOON,
        2,
    )

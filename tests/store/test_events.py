"""What happened to articles, read from versions and states, in pages."""

from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from tests.smallwechat import states
from tests.smallwechat.site import NIGHT
from tests.smallwechat.writing import paragraph
from tests.support import library
from tests.support.library import BRIDGE_CASE, LIBRARY, ROPES, TEAPOT
from wxarchive.clock import BEIJING
from wxarchive.models import EVENTS, Event, EventKind, Filter
from wxarchive.store.database import Store


def at(year: int, month: int, day: int) -> datetime:
    return datetime(year, month, day, 9, 30, tzinfo=BEIJING)


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return library.make(tmp_path_factory.mktemp("events") / "archive.db")


def told(events: list[Event]) -> list[tuple[str, str, str | None]]:
    return [(one.kind, f"{one.at:%Y-%m-%d}", one.article.metadata.title) for one in events]


def test_articles_come_are_edited_gone_and_back(path: Path) -> None:
    with Store(path, read_only=True) as store:
        events = list(store.events.of(Filter(), since=at(2025, 11, 1)))
    assert told(events) == [
        ("back", "2026-01-08", BRIDGE_CASE.title),
        ("new", "2025-12-02", ROPES.title),
        ("gone", "2025-12-02", TEAPOT.title),
        ("gone", "2025-11-05", BRIDGE_CASE.title),
        ("gone", "2025-11-05", LIBRARY.title),
        ("edited", "2025-11-05", NIGHT.title),
    ]
    gone = events[4]
    assert (gone.state, gone.reason) == ("deleted", "该内容已被发布者删除")
    assert (gone.last_alive, gone.version) == (at(2025, 10, 1), None)
    assert (events[5].version, events[1].version) == (2, 1)


@pytest.mark.parametrize("size", [1, 2, 3, 100])
def test_pages_go_on_where_the_last_one_ended(path: Path, size: int) -> None:
    with Store(path, read_only=True) as store:
        whole = list(store.events.of(Filter()))
        found: list[Event] = []
        while page := list(
            store.events.of(Filter(), limit=size, before=found[-1].place if found else None)
        ):
            found += page
    assert found == whole
    assert len(whole) == len(library.POSTS) + 6


@pytest.mark.parametrize(
    ("kinds", "number"), [(("gone",), 3), (("back", "edited"), 2), (EVENTS, 17)]
)
def test_kinds_and_filters_choose(path: Path, kinds: tuple[EventKind, ...], number: int) -> None:
    with Store(path, read_only=True) as store:
        found = list(store.events.of(Filter(), kinds=kinds))
        assert len(found) == store.events.count(Filter(), kinds=kinds) == number
        start, place = at(2025, 11, 1), found[0].place
        rest = list(store.events.of(Filter(), kinds=kinds, since=start, before=place))
        assert store.events.count(Filter(), kinds=kinds, since=start, before=place) == len(rest)
        of_one = store.events.of(Filter(account="灯下推理社"), kinds=kinds)
        assert {one.article.metadata.account for one in of_one} <= {"灯下推理社"}


def test_when_it_was_published_and_when_it_happened_are_two_things(path: Path) -> None:
    since = at(2024, 6, 1)
    with Store(path, read_only=True) as store:
        whole = list(store.events.of(Filter()))
        young = [
            one
            for one in whole
            if (published := one.article.metadata.published_at) and published >= since
        ]
        assert 0 < len(young) < len(whole)
        assert list(store.events.of(Filter(since=since))) == young


def test_an_end_that_is_seen_again_is_one_event(store: Store) -> None:
    post = LIBRARY
    for number, page in enumerate(
        [None, states.deleted(), states.deleted(), states.violation(post.account), None, None]
    ):
        when = at(2025, 10, 1) + timedelta(days=number)
        if page is None:
            library.see(store, post, when)
        else:
            library.see_state(store, post, page, when)
    assert [(one.kind, one.at.day) for one in store.events.of(Filter())] == [
        ("back", 5),
        ("gone", 2),
        ("new", 1),
    ]


def test_an_article_gone_before_it_was_kept_was_never_new(store: Store) -> None:
    library.see_state(store, LIBRARY, states.deleted(), at(2025, 10, 1))
    assert [one.kind for one in store.events.of(Filter())] == ["gone"]


@pytest.mark.parametrize("size", [1, 2, 3, 100])
def test_what_happened_at_one_moment_is_told_once_each(store: Store, size: int) -> None:
    now = at(2025, 10, 1)
    texts = iter(replace(LIBRARY, body_html=paragraph(f"第{one}次。")) for one in range(4))
    library.see(store, next(texts), now)
    library.see(store, next(texts), now)
    library.see_state(store, LIBRARY, states.deleted(), now)
    library.see(store, next(texts), now)
    library.see_state(store, LIBRARY, states.violation(LIBRARY.account), now)
    library.see(store, next(texts), now)
    whole = list(store.events.of(Filter()))
    kinds = [one.kind for one in whole]
    assert kinds == ["back", "back", "gone", "gone", "edited", "edited", "edited", "new"]
    assert store.events.count(Filter()) == 8
    found: list[Event] = []
    while page := list(
        store.events.of(Filter(), limit=size, before=found[-1].place if found else None)
    ):
        found += page
    assert found == whole

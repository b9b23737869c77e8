"""One answer in ten is hostile: each is an outcome of its own, and all the others are archived
exactly.
"""

from pathlib import Path

from tests.archive.media.world import World, address, article, path
from tests.smallwechat import DEMO_SITE, Faults, SmallWechat
from tests.smallwechat.pages import Serving, page
from tests.smallwechat.server import Answer
from tests.smallwechat.simulation import town
from tests.support.webs import asked_for
from wxarchive.archive import add
from wxarchive.fetch import Fetcher, FetchSettings, parse_connect_to
from wxarchive.models import Filter
from wxarchive.parse import parse
from wxarchive.store.database import Store

GOOD = page(DEMO_SITE.posts[0], Serving()).encode()
DIGITS = "9" * 5_000
ANSWERS = {
    "a length of 5,000 digits": Answer(GOOD, headers={"Content-Length": DIGITS}),
    "a type of brackets": Answer(b"", "text/html; " + "(" * 20_000),
    "a place that is no address": Answer(b"", status=302, headers={"Location": "https://[x/"}),
    "another article": Answer(GOOD),
    "cut off": Answer(GOOD[: len(GOOD) // 2]),
    "no page": Answer(bytes(range(256)) * 99),
    "endless nesting": Answer(b"<html><body><div id=js_content>" + b"<table><tr><td>" * 20_000),
    "a date of no year": Answer(
        GOOD.replace(b"create_time", b"ct = '99999999999999999999'; var create_time")
    ),
}
SITE = town(10 * len(ANSWERS))


def test_a_crawl_of_hostile_answers_is_complete_and_exact_for_the_others(store: Store) -> None:
    hostile = dict(zip(SITE.posts[::10], ANSWERS.values(), strict=True))
    faults = Faults(answers={f"/s/{post.token}": answer for post, answer in hostile.items()})
    with SmallWechat(SITE, faults) as wechat:
        settings = FetchSettings(
            connect_to=parse_connect_to(wechat.connect_to()), delay=0, attempts=1
        )
        with Fetcher(settings) as door:
            sources = asked_for(*(post.short_url for post in SITE.posts))
            outcomes = list(add(sources, store=store, fetch=door.get_page, parse=parse))
    assert [outcome.source for outcome in outcomes] == [post.short_url for post in SITE.posts]
    statuses = {outcome.source: outcome.status for outcome in outcomes}
    others = [post for post in SITE.posts if post not in hostile]
    assert {statuses[post.short_url] for post in others} == {"created"}
    titles = {
        article.ref.short: article.metadata.title
        for article in store.articles.list(Filter())
        if article.ref
    }
    assert {post.short_url: titles.get(post.short_url) for post in others} == {
        post.short_url: post.title for post in others
    }
    assert all(row.state != "taken" and row.attempts for row in store.queue.list())


def test_a_fetch_of_hostile_pictures_keeps_the_others(store: Store) -> None:
    answers = {
        "Length": Answer(b"x", headers={"Content-Length": DIGITS}),
        "Type": Answer(b"x", "image/png; " + "(" * 20_000),
        "Place": Answer(b"", status=302, headers={"Location": "https://[x/"}),
        "Seconds": Answer(b"", status=429, headers={"Retry-After": "999999999999"}),
        "Digits": Answer(b"", status=503, headers={"Retry-After": DIGITS}),
        "Year": Answer(b"", status=503, headers={"Retry-After": "Fri, 01 Jan 5195 00:00:00 GMT"}),
    }
    for name, answer in answers.items():
        with SmallWechat(
            faults=Faults(answers={path(name): answer, path(name, "640"): answer})
        ) as wechat:
            world = World(store, wechat)
            number = world.add(article(len(name), "Good", name))
            world.keep(number)
            use = world.use(name, number)
            assert world.use("Good", number).state == "kept"
            assert use.state in {"wanted", "failed", "refused"}
            assert use.reason
            assert use.not_before is None or (use.not_before - world.time).days <= 7
    assert address("Good")


def test_a_wait_until_the_year_5195_that_an_earlier_version_noted_is_none(
    store: Store, tmp_path: Path
) -> None:
    with SmallWechat() as wechat:
        world = World(store, wechat)
        number = world.add(article(1, "Good"))
        store.close()
        import sqlite3

        with sqlite3.connect(store.path) as database:
            database.execute(
                "UPDATE media_uses SET not_before = '5195-01-01T00:00:00+08:00', attempts = 1"
            )
        with Store(store.path) as opened:
            World(opened, wechat).keep(number)
            assert opened.media.of_article(number)[0].state == "kept"

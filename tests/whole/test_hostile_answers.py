"""Many an answer is hostile: each is an outcome of its own, and all the others are archived
exactly.
"""

import gzip
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.archive.media.world import World, article, path
from tests.smallwechat import DEMO_SITE, Faults, SmallWechat
from tests.smallwechat.pages import Serving, page
from tests.smallwechat.pictures import GREY, png
from tests.smallwechat.server import Answer
from tests.smallwechat.simulation import town
from tests.support.webs import asked_for
from wxarchive.archive import add
from wxarchive.fetch import Fetcher, FetchSettings, parse_connect_to
from wxarchive.models import Filter, Status
from wxarchive.parse import parse
from wxarchive.store.database import Store

GOOD = page(DEMO_SITE.posts[0], Serving()).encode()
DIGITS = "9" * 5_000
OK = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"
Kind = Callable[[bytes], Answer]
"""What is answered instead of a page, made of that page."""


def raw(body: bytes, *headers: bytes, start: bytes = OK) -> Answer:
    """An answer sent byte for byte, its length told unless a header says how it ends."""
    told = b"".join(header + b"\r\n" for header in headers)
    if b"content-length" not in told.lower() and b"chunked" not in told:
        told += b"Content-Length: %d\r\n" % len(body)
    return Answer(b"", raw=start + told + b"\r\n" + body)


def headed(*headers: bytes) -> Kind:
    """The page itself under these headers."""
    return lambda page: raw(page, *headers)


def leading_to(place: str) -> Kind:
    return lambda _page: Answer(b"", status=302, headers={"Location": place})


def within(hostile: str) -> Kind:
    """The page with this at the end of its body."""
    return lambda page: raw(page.replace(b"</body>", hostile.encode() + b"</body>"))


def in_chunks(page: bytes) -> bytes:
    return b"".join(b"1\r\n%c\r\n" % byte for byte in page) + b"0\r\n\r\n"


HARMLESS: dict[str, Kind] = {
    "a length that is negative": headed(b"Content-Length: -5"),
    "a length in words": headed(b"Content-Length: five"),
    "chunks of one byte": lambda page: raw(in_chunks(page), b"Transfer-Encoding: chunked"),
    "a wrong charset": headed(b"Content-Type: text/html; charset=utf-16"),
    "a charset that is none": headed(b"Content-Type: text/html; charset=\xff" + b"x" * 9_000),
    "headers that are no ASCII": headed(b"X-\xe8\x8c\xb6: \xff\xfe", b"Server: \x1b]0;t\x07"),
    "a date of the year 9999": headed(b"Date: Fri, 31 Dec 9999 23:59:59 -1200"),
    "a date of no year": headed(b"Date: Mon, 01 Jan 0001 00:00:00 +2359", b"Age: 9e99"),
    "an edit of no year": headed(b"Last-Modified: \xff", b"Expires: " + DIGITS.encode()),
    "a wait beside a page": headed(b"Retry-After: " + DIGITS.encode()),
    "a refresh": headed(b"Refresh: 0; url=javascript:alert(1)"),
    "cookies without end": headed(*(b"Set-Cookie: a%d=b" % number for number in range(50))),
    "a type of brackets": headed(b"Content-Type: text/html; " + b"(" * 20_000),
    "slashes without end": within("<script>window.cgiDataNew = {" + "/" * 40 + "</script>"),
    "comments without end": within("<!--" * 12_000),
    "counters without end": within("<p>" + "counter(line " * 20 + "!</p>"),
    "a verification within another": within(
        '<a href="'
        + "https%3A%2F%2Fmp.weixin.qq.com%2Fmp%2Fwappoc_appmsgcaptcha%3Ftarget_url%3D" * 1_000
        + '">x</a>'
    ),
    "characters without end": within("&#" + "9" * 5_000 + ";&amp;" + "amp;" * 5_000),
    "an address with half a bracket": within('<a href="//[">x</a><img src="//[">'),
}
HARMFUL: dict[str, Kind] = {
    "a length of 5,000 digits": lambda page: Answer(page, headers={"Content-Length": DIGITS}),
    "two lengths": headed(b"Content-Length: 5", b"Content-Length: 7"),
    "a length that is more": headed(b"Content-Length: 9999999"),
    "5,000 headers": headed(*(b"X-%d: a" % number for number in range(5_000))),
    "a header without end": headed(b"X: " + b"a" * 200_000),
    "a place that is no address": leading_to("https://[x/"),
    "a place elsewhere": leading_to("https://mp.weixin.qq.com.example.org/s/x"),
    "a place in a private network": leading_to("http://[64:ff9b::7f00:1]/s/x"),
    "a place that is a script": leading_to("javascript:alert(1)"),
    "cut off in a chunk": lambda page: raw(b"ffff\r\n" + page, b"Transfer-Encoding: chunked"),
    "no page": lambda _page: Answer(bytes(range(256)) * 99),
    "nothing": lambda _page: Answer(b"", raw=b"\r\n"),
    "another protocol": lambda _page: Answer(b"", raw=b"SSH-2.0-OpenSSH_9.9\r\n"),
    "endless nesting": lambda _page: Answer(
        b"<html><body><div id=js_content>" + b"<table><tr><td>" * 20_000
    ),
    "a bomb": lambda _page: raw(gzip.compress(bytes(2**25)), b"Content-Encoding: gzip"),
    "a bomb in parts": lambda _page: raw(gzip.compress(b"a") * 99, b"Content-Encoding: gzip"),
    "packed by an unknown program": headed(b"Content-Encoding: br"),
    "packed as it is not": headed(b"Content-Encoding: gzip"),
}
TELLING: dict[str, tuple[Kind, Status]] = {
    "another article": (lambda _page: Answer(GOOD), "created"),  # a short address tells of none
    "cut off": (lambda page: Answer(page[: len(page) // 2]), "partial"),
    "a place without end": (leading_to("https://mp.weixin.qq.com/s/" + "x" * 30_000), "gone"),
}
ANSWERS = HARMLESS | HARMFUL | {name: kind for name, (kind, _) in TELLING.items()}
EXPECTED: dict[str, Status] = {
    **dict.fromkeys(HARMLESS, "created"),
    **dict.fromkeys(HARMFUL, "failed"),
    **{name: status for name, (_, status) in TELLING.items()},
}
SITE = town(4 * len(ANSWERS))


def test_a_crawl_of_hostile_answers_is_complete_and_exact_for_the_others(store: Store) -> None:
    hostile = dict(zip(SITE.posts[::4], ANSWERS, strict=True))
    answers = {
        f"/s/{post.token}": ANSWERS[kind](SITE.short(post.token, 0).encode())
        for post, kind in hostile.items()
    }
    with SmallWechat(SITE, Faults(answers=answers)) as wechat:
        # a second attempt: a connection may end just when the next page is asked for over it
        settings = FetchSettings(
            connect_to=parse_connect_to(wechat.connect_to()), delay=0, attempts=2
        )
        with Fetcher(settings, wait=lambda _: None) as door:
            sources = asked_for(*(post.short_url for post in SITE.posts))
            outcomes = list(add(sources, store=store, fetch=door.get_page, parse=parse))
    assert [outcome.source for outcome in outcomes] == [post.short_url for post in SITE.posts]
    statuses = {outcome.source: outcome.status for outcome in outcomes}
    assert {kind: statuses[post.short_url] for post, kind in hostile.items()} == EXPECTED
    assert not any("bug" in (outcome.message or "") for outcome in outcomes)
    exact = [post for post in SITE.posts if hostile.get(post, "a length in words") in HARMLESS]
    assert {statuses[post.short_url] for post in exact} == {"created"}
    titles = {
        article.ref.short: article.metadata.title
        for article in store.articles.list(Filter())
        if article.ref
    }
    assert {post.short_url: titles.get(post.short_url) for post in exact} == {
        post.short_url: post.title for post in exact
    }
    assert all(row.state != "taken" and row.attempts for row in store.queue.list())


PICTURE = png(1080, 720, GREY)
PICTURES: dict[str, Answer] = {
    "Length": Answer(b"x", headers={"Content-Length": DIGITS}),
    "Type": Answer(b"x", "image/png; " + "(" * 20_000),
    "Place": Answer(b"", status=302, headers={"Location": "https://[x/"}),
    "Private": Answer(b"", status=302, headers={"Location": "http://169.254.169.254/"}),
    "Seconds": Answer(b"", status=429, headers={"Retry-After": "999999999999"}),
    "Digits": Answer(b"", status=503, headers={"Retry-After": DIGITS}),
    "Year": Answer(b"", status=503, headers={"Retry-After": "Fri, 01 Jan 5195 00:00:00 GMT"}),
    "Fewer": raw(PICTURE[:-500], b"Content-Length: %d" % len(PICTURE)),
    "Headers": raw(PICTURE, *(b"X-%d: a" % number for number in range(5_000))),
    "Bomb": raw(gzip.compress(bytes(2**25)), b"Content-Encoding: gzip"),
    "Packed": raw(PICTURE, b"Content-Encoding: br"),
    "Page": Answer(GOOD),
    "Nothing": Answer(b"", raw=b"\r\n"),
}


def test_a_fetch_of_hostile_pictures_keeps_the_others(store: Store) -> None:
    for name, answer in PICTURES.items():
        answers = {path(name): answer, path(name, "640"): answer}
        with SmallWechat(faults=Faults(answers=answers)) as wechat:
            world = World(store, wechat)
            number = world.add(article(1 + list(PICTURES).index(name), "Good", name))
            world.keep(number)
            use = world.use(name, number)
            assert world.use("Good", number).state == "kept", name
            assert use.state in {"wanted", "failed", "refused"}, name
            assert use.reason
            assert "bug" not in use.reason
            assert use.not_before is None or (use.not_before - world.time).days <= 7


@pytest.mark.parametrize(
    "answer",
    [
        raw(in_chunks(PICTURE), b"Transfer-Encoding: chunked"),
        raw(PICTURE, b"Date: Fri, 31 Dec 9999 23:59:59 -1200", b"Last-Modified: \xff"),
        raw(PICTURE, b"X-\xe8\x8c\xb6: \xff\xfe", b"Retry-After: " + DIGITS.encode()),
    ],
    ids=["chunks of one byte", "dates of no year", "headers that are no ASCII"],
)
def test_odd_headers_of_a_picture_take_nothing_from_it(store: Store, answer: Answer) -> None:
    with SmallWechat(faults=Faults(answers={path("Odd"): answer})) as wechat:
        world = World(store, wechat)
        world.keep(world.add(article(1, "Odd")))
        assert world.use("Odd").state == "kept"


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

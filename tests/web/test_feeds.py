"""Feeds of the reader: any list, and what happened, in pages."""

from typing import TYPE_CHECKING

import pytest
from lxml import etree

from tests.render.atom import NAMES, check, entries_of
from tests.support.library import BRIDGE_CASE, LIBRARY, POSTS, TEAPOT

if TYPE_CHECKING:
    from starlette.testclient import TestClient

HERE = "http://127.0.0.1:8321"


def feed(browser: "TestClient", address: str) -> etree._Element:
    answer = browser.get(address)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/atom+xml")
    root = etree.fromstring(answer.content)
    check(root)
    return root


def titles(root: etree._Element) -> list[str]:
    return [entry.findtext("a:title", "", NAMES) for entry in entries_of(root)]


def test_a_list_is_a_feed_with_texts_and_pictures_of_our_own(browser: "TestClient") -> None:
    root = feed(browser, "/feed.atom?account=灯下推理社")
    assert titles(root) == [BRIDGE_CASE.title, LIBRARY.title, TEAPOT.title]
    [entry] = entries_of(feed(browser, "/feed.atom?q=title:石桥"))
    assert f'<img src="{HERE}/media/' in entry.findtext("a:content", "", NAMES)
    kinds = [link.get("rel") for link in entry.iterfind("a:link", NAMES)]
    assert kinds == ["alternate", "enclosure"]


def test_what_happened_is_a_feed(browser: "TestClient") -> None:
    root = feed(browser, "/events.atom?kind=gone,back&account=灯下推理社")
    assert titles(root) == [
        f"Back: {BRIDGE_CASE.title}",
        f"Gone: {TEAPOT.title}",
        f"Gone: {BRIDGE_CASE.title}",
        f"Gone: {LIBRARY.title}",
    ]


@pytest.mark.parametrize("address", ["/feed.atom?", "/feed.atom?q=的&", "/events.atom?"])
def test_pages_lead_from_one_to_the_next(browser: "TestClient", address: str) -> None:
    whole = titles(feed(browser, address))
    found: list[str] = []
    link = f"{address}limit=4"
    while link:
        root = feed(browser, link)
        found += titles(root)
        following = root.find("a:link[@rel='next']", NAMES)
        link = "" if following is None else following.get("href", "")
    assert found == whole
    assert len(whole) >= len(POSTS) - 2


def test_a_reader_that_has_it_gets_nothing_again(browser: "TestClient") -> None:
    tag = browser.get("/feed.atom").headers["etag"]
    again = browser.get("/feed.atom", headers={"if-none-match": tag})
    assert (again.status_code, again.content) == (304, b"")


def test_every_page_says_where_the_feeds_are(browser: "TestClient") -> None:
    head = browser.get("/").text.partition("</head>")[0]
    for address in ("/feed.atom", "/events.atom"):
        assert 'type="application/atom+xml" title="wxarchive' in head
        assert f'href="{address}"' in head

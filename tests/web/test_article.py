"""Reading: the article as it is kept, what became of it, where it comes from, what it is linked
with.
"""

import re
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl

import pytest

from tests.web.conftest import Asking
from tests.web.reading import addresses, texts, tree
from wxarchive.models import Comment, Counts
from wxarchive.store.database import Store

if TYPE_CHECKING:
    from starlette.testclient import TestClient


def number_of(browser: "TestClient", title: str) -> str:
    """Return the address of the article with this title."""
    page = tree(browser.get("/").text)
    rows = zip(
        texts(page, "//li[@data-row]//h2"), addresses(page, "//li[@data-row]//h2/a"), strict=True
    )
    return dict(rows)[title]


def test_pictures_are_our_own_and_have_their_sizes(browser: "TestClient") -> None:
    page = tree(browser.get(number_of(browser, "水要烧到几分")).text)
    picture = page.xpath("//div[@class='body']//img")[0]
    assert re.fullmatch(r"/media/[0-9a-f]{64}", picture.get("src"))
    assert (picture.get("width"), picture.get("height"), picture.get("loading")) == (
        "1080",
        "720",
        "lazy",
    )
    assert browser.get(picture.get("src")).headers["content-type"].startswith("image/")


def test_links_to_archived_articles_lead_to_them(browser: "TestClient") -> None:
    page = tree(browser.get(number_of(browser, "夜班图书馆里少了一本书")).text)
    night = number_of(browser, "图书馆的夜班")
    assert addresses(page, "//div[@class='body']//p/a") == [night]


def test_a_reference_manager_finds_the_article_in_its_page(browser: "TestClient") -> None:
    page = tree(browser.get(number_of(browser, "水要烧到几分")).text)
    [title] = page.xpath("/html/head/meta[@name='citation_title']/@content")
    [span] = page.xpath("//main//span[@class='Z3988']")
    fields = dict(parse_qsl(span.get("title"), strict_parsing=True))
    assert (title, fields["rft.title"]) == ("水要烧到几分", "水要烧到几分")
    assert fields["rft.identifier"].startswith("https://mp.weixin.qq.com/s")


def test_what_is_linked_and_what_links_here_stand_under_it(browser: "TestClient") -> None:
    page = tree(browser.get(number_of(browser, "夜班图书馆里少了一本书")).text)
    earlier = "//section[h2='Earlier articles']//li"
    assert texts(page, f"{earlier}/a") == ["茶壶为什么是凉的", "入社须知"]
    assert texts(page, f"{earlier}/span[@class='mark']") == ["archived", "missing"]
    assert "mid=2650000001" in texts(page, f"{earlier}/span[@class='printed']")[1]
    assert texts(page, "//section[starts-with(h2, 'What links here')]//li") == ["第七座桥上的脚印"]


def test_an_article_that_is_gone_says_since_when_and_that_it_is_here(browser: "TestClient") -> None:
    page = tree(browser.get(number_of(browser, "夜班图书馆里少了一本书")).text)
    notice = texts(page, "//aside[@class='notice']")[0]
    assert notice == (
        "Since 2025-11-05 it is gone from WeChat: deleted by its author. Last seen there on 2025-10-01. "
        "This is your archived copy."
    )


def test_hits_are_marked_across_the_borders_of_elements(browser: "TestClient") -> None:
    page = tree(browser.get(number_of(browser, "水要烧到几分") + "?q=的虫声").text)
    assert texts(page, "//div[@class='body']//mark") == ["的", "虫声"]
    assert addresses(page, "//p[@class='hits']/a") == ["#hit-1"]


def test_the_neighbours_are_those_of_the_list_one_came_from(browser: "TestClient") -> None:
    listed = addresses(tree(browser.get("/?q=推理").text), "//li[@data-row]//h2/a")
    page = tree(browser.get(listed[1]).text)
    assert addresses(page, "//a[@rel='prev']") == [listed[0]]
    assert addresses(page, "//a[@rel='next']") == [listed[2]]
    assert texts(page, "//nav[@class='way']/a") == ["← results 2/3"]
    newest = addresses(tree(browser.get("/").text), "//li[@data-row]//h2/a")
    page = tree(browser.get(newest[1]).text)
    assert [addresses(page, f"//a[@rel='{way}']") for way in ("prev", "next")] == [
        [newest[0]],
        [newest[2]],
    ]


def test_the_page_as_received_can_be_read_as_text(browser: "TestClient") -> None:
    page = tree(browser.get("/article/1/received?as=text").text)
    assert "var" in texts(page, "//pre")[0]


@pytest.mark.parametrize(
    "address",
    [
        "/article/999",
        f"/article/{'9' * 5_000}",
        "/article/1/received/999",
        "/media/00",
        "/static/x/../app.py",
    ],
)
def test_what_is_not_there_is_said_to_be_so(browser: "TestClient", address: str) -> None:
    assert browser.get(address).status_code == 404


def test_each_word_of_the_pages_has_its_chinese() -> None:
    from wxarchive.templates.body import GAPS_SAID
    from wxarchive.templates.environment import FIELDS_SAID, KINDS_SAID, OUTCOMES_SAID, STATES_SAID
    from wxarchive.templates.words import chinese

    package = Path(__file__).parents[2] / "wxarchive"
    sources = [
        path.read_text("utf-8")
        for folder in ("templates", "web", "export/site")
        for kind in ("*.html", "*.py")
        for path in (package / folder).rglob(kind)
    ]
    said = {
        text for source in sources for text in re.findall(r"""\b(?:_|say)\(\s*"([^"]+)\"""", source)
    }
    said |= {
        text for source in sources for text in re.findall(r"""\b(?:_|say)\(\s*'([^']+)'""", source)
    }
    said |= {
        *GAPS_SAID.values(),
        *FIELDS_SAID.values(),
        *KINDS_SAID.values(),
        *STATES_SAID.values(),
        *OUTCOMES_SAID.values(),
    }
    assert said - set(chinese()) == set()
    assert set(chinese()) - said == set()


def test_counts_and_comments_stand_under_the_article_with_their_dates(
    asking: Asking, past: Path, tmp_path: Path
) -> None:
    own = tmp_path / "archive.db"
    own.write_bytes(past.read_bytes())
    at = datetime(2025, 1, 1, tzinfo=UTC)
    with Store(own) as store, store.atomic():
        store.reactions.keep_counts(1, Counts(reads=1043, likes=21), at)
        kept = [
            Comment("7", "<b>好</b>", "山外"),
            Comment("7/1", "多谢。", "南坡", True, reply_to="7"),
        ]
        store.reactions.keep_comments(1, kept, at)
    page = tree(asking(own).get("/article/1").text)
    assert texts(page, "//section[@id='readers']//tbody/tr/*") == [
        "2025-01-01 08:00", "1,043", "21", "", "", "",
    ]  # fmt: skip
    [written] = page.xpath("//section[@id='readers']//div[@class='written']")
    assert texts(written, "./p[@class='text']") == ["<b>好</b>"]
    assert texts(written, "./div[@class='reply']/p") == ["南坡 · the account", "多谢。"]
    assert not tree(asking(own).get("/article/2").text).xpath("//section[@id='readers']")

"""One page of an album or home page: JSON of three shapes, HTML, and what is none
(docs/wechat-pages.md §6.1, §6.2).
"""

import json
from datetime import datetime

import pytest

from tests.support.places import CORPUS
from wxarchive.clock import BEIJING
from wxarchive.models import ArticleRef, ListItem, ListPage, RawPage, StatePage
from wxarchive.parse.listings import read_listing

BIZ = "MzMwMDExMjIzMw=="
NOON = datetime(2024, 7, 1, 12, 0, tzinfo=BEIJING)


def item(number: int) -> dict[str, str]:
    address = f"http://mp.weixin.qq.com/s?__biz={BIZ}&amp;mid={number}&amp;idx=1&amp;sn=ab#rd"
    return {
        "title": f"第{number}座桥",
        "url": address,
        "create_time": str(int(NOON.timestamp())),
        "pos_num": str(number),
    }


def listed(number: int) -> ListItem:
    url = f"https://mp.weixin.qq.com/s?__biz={BIZ}&mid={number}&idx=1&sn=ab"
    return ListItem(ArticleRef(url, f"{BIZ}:{number}:1"), f"第{number}座桥", NOON, number)


def answer(body: str | dict[str, object]) -> ListPage | StatePage:
    text = body if isinstance(body, str) else json.dumps(body, ensure_ascii=False)
    return read_listing(RawPage("album", text.encode(), NOON))


def album(told: dict[str, object]) -> ListPage | StatePage:
    return answer({"base_resp": {"ret": 0}, "getalbum_resp": told})


def test_a_page_of_an_album_tells_its_title_and_that_there_is_more() -> None:
    about = {"title": "石桥", "nickname": "桥志"}
    told = album({"article_list": [item(2), item(1)], "base_info": about, "continue_flag": "1"})
    assert told == ListPage((listed(2), listed(1)), goes_on=True, title="石桥", account="桥志")


@pytest.mark.parametrize(
    ("told", "total"), [("104", 104), (7, 7), ("many", None), ("٣", None), ("9" * 30, None)]
)
def test_an_album_says_how_many_articles_it_has(told: object, total: int | None) -> None:
    found = album(
        {"article_list": item(1), "base_info": {"article_count": told}, "continue_flag": "0"}
    )
    assert found == ListPage((listed(1),), goes_on=False, total=total)


def test_the_last_page_may_hold_one_bare_object() -> None:
    assert album({"article_list": item(1), "continue_flag": "0"}) == ListPage(
        (listed(1),), goes_on=False
    )


def test_past_the_end_there_is_no_list_at_all() -> None:
    assert album({"base_info": {}, "continue_flag": "0"}) == ListPage((), goes_on=False)


def test_a_home_page_goes_on_until_it_names_nothing() -> None:
    entry = {"title": "第1座桥", "link": item(1)["url"], "sendtime": item(1)["create_time"]}
    told = ListItem(listed(1).ref, "第1座桥", NOON)
    assert answer({"appmsg_list": [entry]}) == ListPage((told,), goes_on=True)
    assert answer({"appmsg_list": []}) == ListPage((), goes_on=False)


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (
            {"base_resp": {"ret": -6, "errmsg": "freq control"}},
            StatePage("unavailable", "freq control"),
        ),
        ({"base_resp": {"ret": 5}}, StatePage("unavailable", "ret 5")),
        ({"x": 1}, StatePage("unknown", "the answer holds no list of articles")),
        ("[1]", StatePage("unknown", "the answer is no list of articles")),
        ("[" * 100_000, StatePage("broken", losses=("not a web page",))),
    ],
)
def test_what_is_no_list_is_a_state(body: str | dict[str, object], expected: StatePage) -> None:
    assert answer(body) == expected


def test_an_album_as_html_is_read_from_its_elements() -> None:
    entry = (
        f"<li class='album__list-item' data-link='{item(7)['url']}' data-title='第7座桥' data-pos_num='7'>"
        f"<span class='js_article_create_time'>{item(7)['create_time']}</span></li>"
    )
    page = (
        "<html><body><div class='album__label-title'>石桥</div><div class='album__author-name'>桥志</div>"
        f"<ul>{entry}<li data-link='x'></li></ul></body></html>"
    )
    assert answer(page) == ListPage((listed(7),), goes_on=True, title="石桥", account="桥志")


def test_a_verification_page_is_told() -> None:
    page = "<html><script>var PAGE_MID = 'mmbizwap:secitptpage/verify.html'</script><body></body></html>"
    found = answer(page)
    assert isinstance(found, StatePage)
    assert found.state == "challenge"


@pytest.mark.parametrize(
    ("name", "number", "goes_on"),
    [
        ("lists/album_page_20_items.json", 20, True),
        ("lists/album_last_page_16_items.json", 16, False),
        ("lists/album_past_the_end.json", 0, False),
        ("pages/album_2025.html", 10, True),
    ],
)
def test_real_albums_are_read_whole(name: str, number: int, *, goes_on: bool) -> None:
    path = CORPUS / name
    if not path.exists():
        pytest.skip("the corpus of real pages is not here")
    found = read_listing(RawPage(name, path.read_bytes(), NOON))
    assert isinstance(found, ListPage)
    assert (len(found.articles), found.goes_on) == (number, goes_on)
    assert all(entry.title and entry.published_at and entry.position for entry in found.articles)

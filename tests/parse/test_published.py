"""What an account's editor answers, in its shapes and in none."""

import json
from datetime import datetime
from typing import Any

import pytest

from wxarchive.address import account_list, list_page
from wxarchive.clock import BEIJING
from wxarchive.models import ArticleRef, ListItem, ListPage, RawPage, StatePage
from wxarchive.parse import read_listing

BIZ = "MzMwMDExMjIzMw=="
NOON = datetime(2026, 5, 4, 12, 0, tzinfo=BEIJING)
LONG = f"https://mp.weixin.qq.com/s?__biz={BIZ}&mid=2247480011&idx=1&sn=ab12"
SHORT = "https://mp.weixin.qq.com/s/StoneBridgesStoneBrid_"
KEY = f"{BIZ}:2247480011:1"


def read(answer: object, begin: int = 0) -> ListPage | StatePage:
    url = list_page(account_list(BIZ), begin, None)
    return read_listing(RawPage(url, json.dumps(answer).encode(), NOON, url, url, 200))


def page(*messages: object, packed: bool = True, **more: object) -> dict[str, object]:
    listed = [{"publish_info": json.dumps(one) if packed and one else one} for one in messages]
    told = {"publish_list": listed, **more}
    return {"base_resp": {"ret": 0}, "publish_page": json.dumps(told) if packed else told}


def article(**fields: object) -> dict[str, object]:
    return {"aid": "2247480011_1", "title": "石桥 &amp; 水", "link": LONG, **fields}


@pytest.mark.parametrize("packed", [True, False])
def test_articles_come_out_of_strings_in_strings(packed: bool) -> None:
    message = {
        "sent_info": {"time": 1710000000},
        "appmsgex": [
            article(create_time=1, update_time=1720000000),
            article(aid="2247480011_2", link=SHORT, is_deleted=True),
            article(aid="", appmsgid=2247480011, itemidx=3, link=""),
        ],
    }
    at = datetime.fromtimestamp(1710000000, BEIJING)
    third = f"https://mp.weixin.qq.com/s?__biz={BIZ}&mid=2247480011&idx=3"
    assert read(page(message, "", packed=packed, total_count=60)) == ListPage(
        (
            ListItem(ArticleRef(LONG, KEY), "石桥 & 水", at),
            ListItem(
                ArticleRef(SHORT, f"{BIZ}:2247480011:2", SHORT), "石桥 & 水", at, is_deleted=True
            ),
            ListItem(ArticleRef(third, f"{BIZ}:2247480011:3"), "石桥 & 水", at),
        ),
        goes_on=True,
        total=60,
        messages=2,
    )


@pytest.mark.parametrize(
    ("begin", "total", "goes_on"), [(0, 3, True), (1, 3, False), (0, 2, False), (0, None, True)]
)
def test_a_list_goes_on_until_all_messages_were_shown(
    begin: int, total: int | None, goes_on: bool
) -> None:
    more: dict[str, Any] = {} if total is None else {"total_count": total}
    listing = read(page({"appmsgex": []}, "", **more), begin)
    assert isinstance(listing, ListPage)
    assert (listing.messages, listing.goes_on) == (2, goes_on)


def test_an_empty_list_is_the_end() -> None:
    assert read(page(total_count=99)) == ListPage((), goes_on=False, total=99)


@pytest.mark.parametrize(
    "answer",
    [
        {"publish_page": ""},
        {"publish_page": "{"},
        {"publish_page": "[]"},
        {"publish_page": json.dumps({"publish_list": {}})},
        {"publish_page": 7},
    ],
)
def test_what_is_no_list_may_be_one_another_time(answer: object) -> None:
    found = read(answer)
    assert isinstance(found, StatePage)
    assert found.state == "unavailable"


def test_odd_messages_name_nothing() -> None:
    odd = (None, 7, "{", {"appmsgex": None}, {"appmsgex": [None, 7, {}, {"aid": "x_y"}]})
    found = read(page(*odd, packed=False, total_count=5))
    assert found == ListPage((), goes_on=False, total=5, messages=5)


def test_an_account_that_is_not_there_is_gone() -> None:
    found = read({"base_resp": {"ret": 200002, "err_msg": "invalid args"}})
    assert found == StatePage("account_gone", "WeChat lists no such account: invalid args")

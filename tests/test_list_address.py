"""Addresses of lists: albums, home pages, the history of an account; and of their pages."""

import pytest

from wxarchive.address import (
    account_list,
    list_begin,
    list_page,
    list_ref,
)
from wxarchive.models import ListRef

ALBUM = "https://mp.weixin.qq.com/mp/appmsgalbum?__biz=MzMwMDExMjIzMw==&action=getalbum&album_id=3329839945947119618"
HISTORY = "https://mp.weixin.qq.com/mp/profile_ext?action=home&__biz=MzMwMDExMjIzMw=="
HOME = "https://mp.weixin.qq.com/mp/homepage?__biz=MzMwMDExMjIzMw==&hid=2"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (ALBUM, ListRef("album", ALBUM, "MzMwMDExMjIzMw==", "3329839945947119618")),
        (
            "//mp.weixin.qq.com/mp/appmsgalbum?action=getalbum&amp;__biz=MzMwMDExMjIzMw&amp;key=secret"
            "&amp;tag_id=3329839945947119618&amp;scene=173#wechat_redirect",
            ListRef("album", ALBUM, "MzMwMDExMjIzMw==", "3329839945947119618"),
        ),
        (f"{HOME}&sn=ab&scene=18", ListRef("home", HOME, "MzMwMDExMjIzMw==", "2")),
        (f"{HISTORY}&scene=124&uin=SECRET#wechat_redirect", account_list("MzMwMDExMjIzMw==")),
        (
            f"{list_page(account_list('MzMwMDExMjIzMw=='), 40, None)}&token=4711",
            account_list("MzMwMDExMjIzMw=="),
        ),
        (f"{HOME}&cid=3", ListRef("home", f"{HOME}&cid=3", "MzMwMDExMjIzMw==", "2")),
        ("https://mp.weixin.qq.com/mp/appmsgalbum?__biz=MzMwMDExMjIzMw==&album_id=x", None),
        ("https://mp.weixin.qq.com/mp/homepage?__biz=MzMwMDExMjIzMw==", None),
        ("https://mp.weixin.qq.com/mp/homepage?hid=2", None),
        ("https://mp.weixin.qq.com/s/StoneBridgesStoneBrid_", None),
        ("https://example.com/mp/appmsgalbum?__biz=MzMwMDExMjIzMw==&album_id=1", None),
    ],
)
def test_lists_have_addresses_of_their_own(text: str, expected: ListRef | None) -> None:
    assert list_ref(text) == expected


def test_an_album_pages_by_its_last_article_and_a_home_page_by_number() -> None:
    album, home = list_ref(ALBUM), list_ref(HOME)
    assert album
    assert home
    assert list_page(album, 0, None) == f"{ALBUM}&count=20&f=json"
    assert (
        list_page(album, 20, "MzMwMDExMjIzMw==:25:2")
        == f"{ALBUM}&count=20&begin_msgid=25&begin_itemidx=2&f=json"
    )
    assert (
        list_page(home, 5, "MzMwMDExMjIzMw==:25:2")
        == f"{HOME}&begin=5&count=5&action=appmsg_list&f=json"
    )


def test_an_account_pages_by_the_number_of_messages() -> None:
    page = list_page(account_list("MzMwMDExMjIzMw=="), 60, "MzMwMDExMjIzMw==:25:2")
    assert page.startswith("https://mp.weixin.qq.com/cgi-bin/appmsgpublish?sub=list&")
    assert list_begin(page) == 60
    assert "token" not in page

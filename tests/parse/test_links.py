"""Links to other articles, and which of them make up a 往期回顾 section (wechat-pages.md §3.9, §3.10)."""

import pytest

from tests.golden.building import BIZ, classic, raw
from tests.parse.reading import article, link, picture, sections
from wxarchive.models import Article
from wxarchive.parse import parse

FILLER = "<p>" + "河水慢慢流过石头，岸上的人不着急。" * 3 + "</p>"


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (f"<p>往期回顾</p><ul><li>{link(1, '甲')}</li><li>{link(2, '乙')}</li></ul>", ["previous", "previous"]),
        (f"<p>推荐阅读</p><p>1. {link(1, '甲')}</p><p>2、{link(2, '乙')}</p>", ["previous", "previous"]),
        (f"<p>推荐阅读：{link(1, '甲')}</p>", ["previous"]),
        (f"<p>END</p><p>PREVIOUS</p><p>{link(1, '甲')}</p>", ["previous"]),
        (f"<p>往期回顾</p><table><tr><td>{link(1, '甲')}</td><td>{link(2, '乙')}</td></tr></table>", ["previous"] * 2),
        (f"{FILLER}<p>{link(1, picture('A'))}</p><p>{link(2, picture('B'))}</p>", ["previous", "previous"]),
        (f"{FILLER}<p>{link(1, '甲文')}</p><p>{link(2, '乙文')}</p><p>{link(3, '丙文')}</p>", ["previous"] * 3),
        (
            f"<p>往年回顾</p><p>{link(1, '甲')}</p><p>{link(2, '乙')}</p>"
            f"{FILLER}<p>见{link(3, '丙')}里的话。</p>{FILLER}",
            ["previous", "previous", "inline"],
        ),
        (f"{FILLER}<p>上周在{link(1, '那篇')}里说过的话还在，今天不再多说一遍了。</p>{FILLER}", ["inline"]),
        (
            "<p>我们推荐阅读原文，也推荐阅读这一本写了很多年才写完的关于河流的书。</p>"
            f"<p>比如{link(1, '这篇')}和{link(2, '那篇')}，都在说同一件事情，只是说法不同而已，读了就知道。</p>",
            ["inline", "inline"],
        ),
        (f"<p>{link(1, '甲')}</p>{FILLER}<p>{link(2, '乙')}</p>", ["inline", "inline"]),
    ],
)  # fmt: skip
def test_section_is_told_by_shape_and_heading(body: str, expected: list[str]) -> None:
    assert [section for _, _, section in sections(body)] == expected


def test_two_anchors_of_one_item_are_one_link() -> None:
    body = f"<p>往期精彩</p><p>{link(1, '1、')}{link(1, '雨后的桥')}</p><p>{link(2, '渡')}{link(2, '口')}</p>"
    assert sections(body) == [("1", "1、雨后的桥", "previous"), ("2", "渡口", "previous")]


def test_picture_and_its_caption_are_one_link() -> None:
    assert sections(f"<p>{link(1, picture())}</p><p>{link(1, '雨后的桥')}</p>{FILLER}") == [("1", "雨后的桥", "inline")]


def test_album_neighbours_of_a_page_without_data() -> None:
    earlier = f"http://mp.weixin.qq.com/s?__biz={BIZ}\\x26amp;mid=7\\x26amp;idx=1\\x26amp;sn=ab\\x26amp;chksm=x#rd"
    read_on = f"{{ album_id: '31', pre_article_link: '{earlier}', pre_article_title: '前', next_article_link: '', }}"
    found = parse(raw(classic({"album_keep_read_info": read_on, "msg_title": '"题"'}, "<p>字</p>")))
    assert isinstance(found, Article)
    assert [(item.key, item.title, item.section) for item in found.body.links] == [
        (f"{BIZ}:7:1", "前", "album_previous")
    ]


def test_anchor_without_text_or_picture_is_no_link() -> None:
    assert sections(f"<p>字{link(1, '')}{link(2, ' ')}</p>") == []


def test_link_to_itself_is_none() -> None:
    own = f"https://mp.weixin.qq.com/s?__biz={BIZ}&mid=1&idx=1"
    assert [item.key for item in article(f"<p>{link(1, '自')}{link(2, '他')}</p>", own).body.links] == [f"{BIZ}:2:1"]


def test_short_link_to_itself_is_none_and_case_matters() -> None:
    tokens = ("Kz7Qm2Xw9Rt4Yb6Nc8Vd1A", "kz7Qm2Xw9Rt4Yb6Nc8Vd1A")
    body = "".join(f"<a href='https://mp.weixin.qq.com/s/{token}?x=1'>甲</a>" for token in (*tokens, tokens[1]))
    links = article(f"<p>{body}</p>", f"https://mp.weixin.qq.com/s/{tokens[0]}").body.links
    assert [item.url for item in links] == [f"https://mp.weixin.qq.com/s/{tokens[1]}"]


@pytest.mark.parametrize(
    "href",
    [
        f"https://mp.weixin.qq.com/mp/appmsgalbum?__biz={BIZ}&amp;action=getalbum&amp;album_id=1",
        f"https://mp.weixin.qq.com/mp/profile_ext?action=home&amp;__biz={BIZ}",
        "https://example.com/s?__biz=MzA5OTg3NjU0MQ==&amp;mid=1&amp;idx=1",
        "#",
    ],
)
def test_other_addresses_are_no_article_links(href: str) -> None:
    assert article(f"<p><a href='{href}'>别处</a></p>").body.links == ()


def test_same_target_twice_is_one_link_at_its_first_place() -> None:
    body = f"<p>见{link(1, '甲')}。</p>{FILLER}<p>再见{link(1, '还是甲', sn='cd')}。</p>"
    assert sections(body) == [("1", "甲", "inline")]


def test_article_card_is_a_link() -> None:
    address = f"https://mp.weixin.qq.com/s?__biz={BIZ}&amp;mid=5&amp;idx=1"
    card = f"<mp-common-article data-url='{address}' data-title='桥'></mp-common-article>"
    assert sections(f"<p>字</p>{card}") == [("5", "桥", "inline")]


def test_a_list_stays_a_section_though_its_first_link_stood_in_the_text_before() -> None:
    mentioned = f"<p>上回写过{link(1, '烧水')}，这回说叶子，说的话比上一回要长很多很多。</p>"
    listed = f"<p>往期回顾</p><p>{link(1, '烧水')}</p><p>{link(2, '开张')}</p>"
    assert [section for _, _, section in sections(mentioned + FILLER + listed)] == ["inline", "previous"]

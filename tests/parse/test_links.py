"""Links to other articles, and which of them make up a 往期回顾 section (docs/wechat-pages.md §3.9,
§3.10).
"""

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


HEADINGS = [
    "推薦閱讀",
    "延伸閱讀",
    "相關文章",
    "精彩推薦",
    "歷史文章",
    "熱門文章",
    "往期精彩，點擊閱讀",
    "为你推荐",
    "今日推荐",
    "编辑推荐",
    "小编推荐",
    "最新推荐",
    "干货推荐",
    "【编辑推荐】",
    "▼▼今日推荐▼▼",
    "延展阅读",
    "参考阅读",
    "关联阅读",
    "热门阅读",
    "系列阅读",
    "近期热文",
    "一周热文",
    "近期精选",
    "历史精选",
    "历史推送",
    "最新文章",
    "精彩文章",
    "经典文章",
    "热点文章",
    "原创文章",
    "爆款文章",
    "必读文章",
    "过往文章",
    "精彩内容",
    "更多内容",
    "上期内容",
    "往日精彩",
    "相关链接",
    "大家都在看",
    "大家还在看",
    "你可能还想看",
    "您可能还喜欢",
    "也许你还喜欢",
    "喜欢本文的人还看了",
    "看过本文的人还看了",
    "Read more",
    "READ MORE",
    "Related Articles",
    "Related Reading",
    "Further Reading",
    "More Articles",
    "You may also like",
    "You might also like",
    "Past issues",
    "Latest articles",
]


@pytest.mark.parametrize("heading", HEADINGS)
def test_links_under_a_heading_are_a_section_be_they_one_or_two(heading: str) -> None:
    above, below = (
        f"{FILLER}<p>{heading}</p><p>{link(1, '雨后的桥')}</p>",
        f"<p>{link(2, '渡口')}</p>",
    )
    assert sections(above) == [("1", "雨后的桥", "previous")]
    assert sections(above + below) == [("1", "雨后的桥", "previous"), ("2", "渡口", "previous")]


def test_heading_may_give_every_letter_its_block() -> None:
    heading = "".join(f"<section><p>{letter}</p></section>" for letter in "往期回顾")
    body = f"{FILLER}{heading}<p>{link(1, '甲')}</p><p>{link(2, '乙')}</p>"
    assert [section for _, _, section in sections(body)] == ["previous", "previous"]


@pytest.mark.parametrize("label", ["编辑推荐：", "编辑推荐<br>", "Read more: "])
def test_heading_may_share_the_line_of_its_link(label: str) -> None:
    assert sections(f"{FILLER}<p>{label}{link(1, '雨后的桥')}</p>") == [
        ("1", "雨后的桥", "previous")
    ]


@pytest.mark.parametrize(
    "sentence",
    [
        "<p>他最近在阅读{}。</p>",
        "<p>这本书由小王推荐，见{}和别的文章，都说得很清楚。</p>",
        "<p>夜里，他在灯下阅读。</p><p>{}</p>",
        "<p>本文为原创文章，转载请先联系作者。</p><p>{}</p>",
        "<p>觉得好就点个在看</p><p>{}</p>",
        "<p>渡</p><p>口</p><p>{}</p>",
        "<p>孩子会喜欢</p><p>{}</p>",
        "<p>我们下一期见</p><p>{}</p>",
        "<p>对此不感兴趣</p><p>{}</p>",
        "<p>回顾这一年，我们修了三座桥。</p><p>{}</p>",
    ],
)
def test_sentence_is_no_heading(sentence: str) -> None:
    assert sections(FILLER + sentence.format(link(1, "桥")) + FILLER) == [("1", "桥", "inline")]


@pytest.mark.parametrize(
    "sentence",
    [
        "<p>上一篇{}里说过河水的事，今天接着说。</p>",
        "<p>我们在往期文章{}中写过这件事，这里不再重复。</p>",
        "<p>想知道桥是怎么修的，可以回顾{}这一篇文章。</p>",
        "<p>还没看过的朋友请点击阅读{}，再回来看这一篇。</p>",
    ],
)
def test_heading_word_in_a_sentence_around_a_link_is_none(sentence: str) -> None:
    assert sections(FILLER + sentence.format(link(1, "桥")) + FILLER) == [("1", "桥", "inline")]


OWN = f"https://mp.weixin.qq.com/s?__biz={BIZ}&mid=99&idx=1"
TITLES = [(1, "雨后的桥"), (2, "渡口"), (3, "造船")]
EXCERPT = "说的是去年夏天的大水，桥被冲走以后大家怎么过河，又怎么把它修好，有图，有当时的记录。"


def in_sections(body: str) -> list[str]:
    return [item.section for item in article(body, OWN).body.links]


@pytest.mark.parametrize(
    "item",
    [
        "<p>{}</p><p>{}</p>",
        "<dl><dt>{}</dt><dd>{}</dd></dl>",
        "<h4>{}</h4><section>{}</section>",
    ],
)
def test_titles_with_excerpts_are_a_section(item: str) -> None:
    items = [item.format(link(number, title), EXCERPT) for number, title in TITLES]
    assert in_sections(FILLER + "".join(items)) == ["previous"] * 3
    assert in_sections(f"{FILLER}<p>往期回顾</p>" + "".join(items[:2])) == ["previous"] * 2
    assert in_sections(FILLER + "".join(items[:2]) + FILLER) == ["inline"] * 2


def test_links_that_make_up_a_sentence_are_inline() -> None:
    words = [link(number, title) for number, title in TITLES]
    sentence = "<p>另见{}、{}和{}。</p>".format(*words)
    assert in_sections(FILLER + sentence + FILLER) == ["inline"] * 3


def test_titles_with_excerpts_from_other_accounts_are_what_the_article_is_about() -> None:
    items = [f"<p>{link(number, title)}</p><p>{EXCERPT}</p>" for number, title in TITLES]
    others = "".join(items).replace(BIZ, "MzI3MTIzNDU2Nw==")
    assert in_sections(FILLER + others) == ["inline"] * 3


@pytest.mark.parametrize("heading", ["河边好物", "同主题的几篇", "Related", "【轻舟】"])
def test_list_may_have_a_heading_of_the_accounts_own_words(heading: str) -> None:
    items = "".join(f"<p>{link(number, title)}</p>" for number, title in TITLES[:2])
    assert in_sections(f"{FILLER}<p>{heading}</p>{items}{FILLER}") == ["previous"] * 2
    assert in_sections(f"{FILLER}{items}{FILLER}") == ["inline"] * 2


def test_two_titles_that_end_an_article_are_a_list() -> None:
    items = "".join(f"<p>{link(number, title)}</p>" for number, title in TITLES[:2])
    assert in_sections(f"{FILLER}{items}<p>长按二维码关注我们</p>") == ["previous"] * 2


def test_few_words_behind_a_title_belong_to_its_list() -> None:
    items = "".join(f"<p>{link(n, title)}：桥是怎么修好的</p>" for n, title in TITLES[:2])
    assert in_sections(f"{FILLER}<p>往期回顾</p>{items}{FILLER}") == ["previous"] * 2


def test_label_may_stand_in_the_link() -> None:
    assert in_sections(f"{FILLER}<p>{link(1, '【往期回顾】雨后的桥')}</p>{FILLER}") == ["previous"]


def test_two_anchors_of_one_item_are_one_link() -> None:
    body = f"<p>往期精彩</p><p>{link(1, '1、')}{link(1, '雨后的桥')}</p><p>{link(2, '渡')}{link(2, '口')}</p>"
    assert sections(body) == [("1", "1、雨后的桥", "previous"), ("2", "渡口", "previous")]


def test_picture_and_its_caption_are_one_link() -> None:
    assert sections(f"<p>{link(1, picture())}</p><p>{link(1, '雨后的桥')}</p>{FILLER}") == [
        ("1", "雨后的桥", "inline")
    ]


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
    assert [
        item.key for item in article(f"<p>{link(1, '自')}{link(2, '他')}</p>", own).body.links
    ] == [f"{BIZ}:2:1"]


def test_short_link_to_itself_is_none_and_case_matters() -> None:
    tokens = ("Kz7Qm2Xw9Rt4Yb6Nc8Vd1A", "kz7Qm2Xw9Rt4Yb6Nc8Vd1A")
    body = "".join(
        f"<a href='https://mp.weixin.qq.com/s/{token}?x=1'>甲</a>" for token in (*tokens, tokens[1])
    )
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
    assert [section for _, _, section in sections(mentioned + FILLER + listed)] == [
        "inline",
        "previous",
    ]


LONG_LINK = f"https://mp.weixin.qq.com/s?__biz={BIZ}&amp;mid=7&amp;idx=1&amp;sn=ab"


def test_anchor_in_a_drawing_is_a_link() -> None:
    drawing = '<image xlink:href="https://mmbiz.qpic.cn/mmbiz_png/A/640"/>'
    assert sections(f'<svg><a xlink:href="{LONG_LINK}">{drawing}</a></svg>') == [
        ("7", None, "inline")
    ]


def test_card_leads_to_an_article_by_whatever_name_it_says_so() -> None:
    card = f"<mp-common-read data-title='桥' data-jump='{LONG_LINK}'></mp-common-read>"
    assert sections(f"<p>字</p>{card}") == [("7", "桥", "inline")]


ADDRESSES = [
    f'href="{LONG_LINK}"',
    f'href="javascript:;" data-url="{LONG_LINK}"',
    f'href="" data-href="{LONG_LINK}"',
    f'href="{LONG_LINK.removeprefix("https://mp.weixin.qq.com")}"',
    f'href="file://{LONG_LINK.removeprefix("https://mp.weixin.qq.com")}"',
]


@pytest.mark.parametrize("address", ADDRESSES)
def test_anchor_may_say_in_other_ways_where_it_leads(address: str) -> None:
    assert sections(f"<p>见<a {address}>桥</a>。</p>") == [("7", "桥", "inline")]

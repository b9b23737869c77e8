"""Kinds of pages that once read wrong: bylines, layout, losses, goods, songs, catalogues
(docs/wechat-pages.md §11).
"""

import json
from urllib.parse import quote

import pytest

from tests.golden.building import classic, classic_variables, common_data, picture, raw, shared
from tests.parse.reading import article, html, link, page, sections
from tests.smallwechat.literals import Value
from wxarchive.models import Article, Media, StatePage
from wxarchive.parse import parse

HEAD = '<div id="meta_content">{}<a id="js_name">河边笔记</a></div>'
TEXT = "rich_media_meta rich_media_meta_text"


def headed(line: str) -> Article:
    found = page(
        f'<html><body><div id="js_article"><h1 id="activity-name">题目</h1>{HEAD.format(line)}'
        '<div id="js_content"><p>水</p></div></div></body></html>'
    )
    assert isinstance(found, Article)
    return found


@pytest.mark.parametrize(
    "words",
    [
        "1周前", "1週前", "3天前", "2小时前", "2個月前", "昨天", "刚刚", "周三", "6月3日", "2018-08-14",
        "2025年11月10日 12:00", "day(s) ago", "week", "an hour ago", "1 hr. ago", "Yesterday", "Just now",
        "Monday", "Nov 10, 2025", "10 Nov 2025", "发表于", "发表于浙江", "發表於", "Posted on", "原创",
        "Original", "浙江", "3日前", "2週間前", "先週", "一昨日", "月曜日", "3일 전", "어제", "월요일", "2025년 6월 23일",
        "23 juin 2025", "il y a 2 jours", "hier", "vor 2 Tagen", "23. Juni", "hace 3 días", "半小時前", "上個月",
        "民國114年6月23日", "二〇二五年六月", "下午3:20", "投稿日", "已编辑", "IP属地：浙江", "来自浙江", "美國",
        "Zhejiang, China", "Japan", "United States", "2025", "há 2 dias", "3 дня назад", "вчера", "hôm qua",
        "3 ngày trước", "ieri", "2 giorni fa", "Gepostet aus Peking", "Publicado en Pekín", "Hong Kong SAR",
        "伊朗", "廣東", "未知", "转载自", "已关注", "10万+", "听全文", "收录于合集", "去年",
    ],
)  # fmt: skip
def test_a_byline_is_no_date_place_or_mark(words: str) -> None:
    assert headed(f'<em class="{TEXT}">{words}</em>').metadata.author is None


@pytest.mark.parametrize(
    "name",
    [
        "柳条",
        "June Li",
        "周三石",
        "7号馆",
        "Sunny",
        "河边笔记",
        "王前",
        "김철수",
        "一天一点",
        "前田",
        "Hoy Wong",
        "编辑部",
        "今日头条",
        "大伊万",
        "关注者",
        "转载王",
    ],
)
def test_a_byline_is_what_the_page_shows_as_one(name: str) -> None:
    assert headed(f'<em class="{TEXT}">{name}</em>').metadata.author == name


@pytest.mark.parametrize(
    "identifier",
    ["publish_time", "post-date", "js_ip_wording_wrp", "js_title_modify_wrp", "js_new"],
)
def test_what_has_a_name_of_its_own_is_no_byline(identifier: str) -> None:
    assert headed(f'<em id="{identifier}" class="{TEXT}">柳条</em>').metadata.author is None


@pytest.mark.parametrize("style", ["pre-wrap", "pre-line", "pre", "break-spaces"])
def test_line_ends_are_kept_where_they_are_shown(style: str) -> None:
    assert html(f'<p style="white-space:{style}">甲\r\n乙</p>') == "<p>甲<br>乙</p>"
    assert (
        html(f'<section style="white-space:{style}"><p>甲\n乙</p></section>') == "<p>甲<br>乙</p>"
    )


def test_line_ends_are_kept_by_the_newer_property() -> None:
    assert html('<p style="white-space-collapse: preserve;">甲\n乙</p>') == "<p>甲<br>乙</p>"
    assert (
        html(
            '<p style="white-space: pre"><span style="white-space-collapse:collapse">甲\n乙</span></p>'
        )
        == "<p>甲乙</p>"
    )


def test_layout_that_calls_itself_preformatted_is_no_code() -> None:
    assert sections(f"<p>文</p><p>热文推荐</p><pre>{link(1, '一篇')}\n{link(2, '二篇')}</pre>") == [
        ("1", "一篇", "previous"),
        ("2", "二篇", "previous"),
    ]
    assert html('<pre accuse="aContent">今日正文\n第二行</pre>') == "<p>今日正文<br>第二行</p>"
    assert (
        html("<pre>今天，河水涨了。\n明天再去。</pre>") == "<p>今天，河水涨了。<br>明天再去。</p>"
    )


@pytest.mark.parametrize(
    "pre",
    [
        "<pre>int a;\nint b;</pre>",
        '<pre class="code">河水，\n柳条</pre>',
        '<pre><span style="font-family: Menlo">河水，\n柳条</span></pre>',
    ],
)
def test_code_stays_code(pre: str) -> None:
    assert html(pre).startswith("<pre><code>")


@pytest.mark.parametrize(
    "proxied",
    [
        "/api/image?url=https%3A%2F%2Fmmbiz.qpic.cn%2Fmmbiz_png%2FA%2F640%3Fwx_fmt%3Dpng",
        "https://i0.wp.com/mmbiz.qpic.cn/mmbiz_png/A/640?wx_fmt=png",
        "https://wsrv.nl/?url=mmbiz.qpic.cn/mmbiz_png/A/640%3Fwx_fmt%3Dpng&w=300",
        "https://proxy.example/https://mmbiz.qpic.cn/mmbiz_png/A/640?wx_fmt=png",
        "http://img.example/?ssl:mmbiz.qpic.cn/mmbiz_png/A/640?wx_fmt=png",
    ],
)
def test_a_proxy_is_looked_behind(proxied: str) -> None:
    assert article(f'<p><img src="{proxied}"></p>').body.images == (
        "https://mmbiz.qpic.cn/mmbiz_png/A/0?wx_fmt=png",
    )


def test_losses_name_what_is_true() -> None:
    frame = '<iframe src="{}"></iframe>'.format
    found = article(
        f"<p>水</p>{frame('a_files/player.html')}{frame('//b.example/x')}{frame('about:blank') * 3}"
    )
    assert [loss for loss in found.losses if "frame" in loss] == [
        "an embedded frame kept under a local name (a_files/player.html)",
        "an embedded frame (https://b.example/x)",
        "an embedded frame (no address), 3 times",
    ]


def test_midnight_is_a_time_where_a_variable_tells_it() -> None:
    shown = '<em id="publish_time">2025-11-10</em>'
    found = parse(raw(classic(classic_variables(ct='"1762704000"'), "<p>水</p>", shown)))
    assert found.metadata.published_at is not None
    assert found.metadata.published_at.isoformat() == "2025-11-10T00:00:00+08:00"
    assert not any("only the day" in loss for loss in found.losses)


def test_goods_are_named() -> None:
    goods = quote(
        json.dumps({"productData": [{"title": "河灯"}, {"title": "船票"}], "source_name": "店"})
    )
    assert (
        article(f'<p>水</p><mpcps data-product="{goods}"></mpcps>').body.text
        == "水\n[商品] 河灯、船票"
    )


def test_a_song_has_its_length() -> None:
    found = article(
        '<p>水</p><qqmusic mid="00a" music_name="水调" singer="柳" play_length="183000"></qqmusic>'
    )
    assert found.body.media == (Media("music", "00a", "水调 - 柳", duration=183.0),)


@pytest.mark.parametrize(
    ("bgm", "song"),
    [
        (
            {"listen_id": "2224", "song_name": "水调", "singer": "柳", "duration_ms": 61000},
            Media("music", "2224", "水调 - 柳", duration=61.0),
        ),
        ({"music_info": {"name": "水调", "mid": "00a"}}, Media("music", "00a", "水调")),
        ({"listen_id": "2224"}, Media("music", "2224")),
    ],
)  # fmt: skip
def test_music_behind_pictures_is_kept(bgm: dict[str, Value], song: Media) -> None:
    found = parse(raw(shared(common_data(8, picture_page_info_list=[picture("One")], bgm=bgm))))
    assert isinstance(found, Article)
    assert found.body.media == (song,)


def test_no_music_where_nothing_is_told() -> None:
    empty: dict[str, Value] = {"listen_id": "0", "song_name": "", "list": []}
    found = parse(
        raw(shared(common_data(8, picture_page_info_list=[picture("One")], bgm_info=empty)))
    )
    assert isinstance(found, Article)
    assert found.body.media == ()


@pytest.mark.parametrize(
    "row",
    [
        "<p>{0}. {1}</p>", "<p>（{2}）{1}</p>", "<p>{2}、{1}</p>", "<p>第{2}辑 {1}</p>", "<p>{3} {1}</p>",
        "<p>👉 {1}</p>", "<p>{1}（2024年{0}月）</p>", "<p>2024.0{0}.12 {1}</p>", "<p>Vol.{0} {1}</p>",
        "<p>No.{0}｜{1}</p>", "<table><tr><td>{0}</td><td>{1}</td><td>2024-01-0{0}</td></tr></table>",
        "<dl><dt>第{0}期</dt><dd>{1}</dd></dl>", "<p>【{1}】</p>",
    ],
)  # fmt: skip
def test_a_list_of_earlier_articles_may_be_numbered_in_any_way(row: str) -> None:
    prose = f"<p>{'今天在河边走了很久，想起许多旧事，写下来给大家看。' * 6}</p>"
    rows = (
        row.format(number, link(number, "旧桥" * 2), two, three)
        for number, two, three in zip(range(1, 9), "一二三四五六七八", "①②③④⑤⑥⑦⑧", strict=True)
    )
    assert {section for _, _, section in sections(prose + "".join(rows))} == {"previous"}


@pytest.mark.parametrize(
    "call", ["点击阅读", "查看全文", "👉戳这里", "传送门", "read more", "链接"]
)
def test_titles_beside_links_that_only_call_are_a_list(call: str) -> None:
    rows = "".join(f"<p>旧桥的第{n}个故事 {link(n, call)}</p>" for n in range(1, 9))
    assert {section for _, _, section in sections(rows)} == {"previous"}


def test_a_call_behind_a_sentence_stays_inline() -> None:
    rows = "".join(
        f"<p>去年秋天，河水涨到第{n}级台阶，我们都记得，{link(n, '点击阅读')}</p>"
        for n in range(1, 5)
    )
    assert {section for _, _, section in sections(rows)} == {"inline"}


@pytest.mark.parametrize("words", ["{}", "{}年", "第{}期"])
def test_a_row_of_years_is_a_list(words: str) -> None:
    row = " ".join(link(n, words.format(2010 + n)) for n in range(1, 11))
    assert {section for _, _, section in sections(f"<p>年终总结：{row}</p>")} == {"previous"}


def test_a_catalogue_is_made_of_earlier_articles() -> None:
    rows = [
        f"<p>{n}、{link(n, '河水')}；{link(n + 50, '山雾')}；{link(n + 100, '柳条')}，2016年2月</p>"
        for n in range(1, 31)
    ]
    found = sections("<p>一年的文章都在这里，请慢慢看。</p>" + "".join(rows))
    assert (len(found), {section for _, _, section in found}) == (90, {"previous"})


@pytest.mark.parametrize("sign", ["\\", " | ", "；", " / "])
def test_a_line_of_links_is_judged_together(sign: str) -> None:
    words = ["罪己", "放下", "日子", "河水", "柳条"]
    lines = (
        sign.join(link(10 * row + n, word) for n, word in enumerate(words, 1)) for row in range(3)
    )
    found = sections("<p>正文在这里。</p>" + "".join(f"<p>{line}</p>" for line in lines))
    assert {section for _, _, section in found} == {"previous"}


def test_links_of_a_sentence_stay_inline() -> None:
    text = (
        f"我们写过{link(1, '河水')}，也写过{link(2, '山雾')}，还有人问起{link(3, '柳条')}的事情。"
    )
    assert {section for _, _, section in sections(f"<p>{text}</p>")} == {"inline"}


@pytest.mark.parametrize(
    ("message", "state"),
    [
        ("此帐号在冻结期,内容无法查看", "account_gone"),
        ("操作过于频繁，请稍后再试。", "challenge"),
        ("接相关投诉，此内容违反《即时通信工具公众信息服务发展管理暂行规定》", "violation"),
        ("此内容违反《规定》", "violation"),
    ],
)
def test_a_message_has_its_state(message: str, state: str) -> None:
    found = page(
        f'<html><body><div class="weui-msg"><h2 class="weui-msg__title">{message}</h2></div></body></html>'
    )
    assert isinstance(found, StatePage)
    assert found.state == state


@pytest.mark.parametrize("page_mid", ["mmbizwap:readtemplate/agreement.html", None])
def test_an_agreement_is_no_article(page_mid: str | None) -> None:
    told = f'<script>window.PAGE_MID="{page_mid}"</script>' if page_mid else ""
    body = '<div id="js_content"><p>服务协议的第一条。</p></div>'
    found = page(
        f"<html><body>{told}{body}</body></html>",
        "https://mp.weixin.qq.com/mp/readtemplate?t=business/faq_agreement_tmpl&type=info",
    )
    assert isinstance(found, StatePage)
    assert found.state == "not_article"


def test_an_escaped_dump_of_a_verification_is_a_challenge() -> None:
    message = "你的访问过于频繁，需要从微信打开验证身份，是否需要继续访问当前页面"
    text = f'<!DOCTYPE html>\\n<html>\\n<body>\\n<div class="weui-msg">\\n<p>{message}</p>\\n</div>\\n</body>\\n</html>'
    for dumped in (text, text.replace('"', '\\"'), f"'{text}'", f"b'{text}'"):
        found = page(dumped)
        assert isinstance(found, StatePage)
        assert found.state == "challenge", dumped

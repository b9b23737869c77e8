"""Pages that other tools saved: as XML, cut to what they show, without scripts or without names."""

import json

import pytest
from lxml import etree

from tests.golden import PAGES
from tests.golden.building import (
    BIZ,
    LONG_URL,
    SHORT_URL,
    classic,
    common_data,
    current,
    raw,
    shared,
)
from tests.parse.reading import HEAD, article, html, page
from wxarchive.models import Article, Metadata, StatePage
from wxarchive.parse import parse


def as_xml(body: bytes) -> bytes:
    parser = etree.HTMLParser(encoding="utf-8")
    return etree.tostring(etree.fromstring(body, parser), encoding="utf-8")


def head(body: str) -> Metadata:
    found = page(body)
    assert isinstance(found, Article)
    return found.metadata


def test_page_saved_as_xml_is_the_same_page() -> None:
    for name in ("article_current", "article_2013", "article_2018", "reprint_old_template"):
        written = as_xml(PAGES[name].body)
        assert b"<title/>" in written or b"&amp;" in written
        found, same = parse(raw(written, PAGES[name].url)), parse(PAGES[name])
        assert isinstance(found, Article)
        assert isinstance(same, Article)
        assert (found.metadata, found.body) == (same.metadata, same.body)


def test_message_saved_as_xml_is_the_same_message() -> None:
    found = parse(raw(as_xml(PAGES["deleted"].body)))
    assert isinstance(found, StatePage)
    assert (found.state, found.reason) == ("deleted", "该内容已被发布者删除")


def test_place_that_was_never_closed_is_none() -> None:
    shell = '<em id="js_ip_wording_wrp"><span id="js_ip_wording">'
    body = f'<div id="js_content"><p>{"河水慢慢流。" * 20}</p></div>'
    assert head(f"<html><body>{shell}{body}</body></html>").location is None


def test_head_of_an_article_whose_tags_a_tool_ended_is_broken() -> None:
    metas = (
        f'<meta property="og:title" content="渡口"><meta property="og:url" content="{LONG_URL}">'
    )
    found = page(f"<html><head>{metas}</head><body></body></html>")
    assert isinstance(found, StatePage)
    assert (found.state, found.metadata.title) == ("broken", "渡口")
    assert found.ref
    assert found.ref.url == LONG_URL


def test_body_without_its_id_is_found() -> None:
    for element in ('class="rich_media_content "', 'id="" class="rich_media_content"'):
        start = f'<h1 id="activity-name">题</h1><div {element}>'
        found = page(f"<html><body>{start}<p>字</p></div><p>别的</p></body></html>")
        assert isinstance(found, Article)
        assert found.body.text == "字"


def test_byline_of_2015_stands_beside_the_date() -> None:
    line = (
        '<div class="rich_media_meta_list">'
        '<em id="post-date" class="rich_media_meta rich_media_meta_text">2015-08-01</em>'
        '<em class="rich_media_meta rich_media_meta_text">柳条</em>'
        '<a class="rich_media_meta rich_media_meta_nickname" id="post-user">河边笔记</a></div>'
        '<div id="media"><img src="http://mmbiz.qpic.cn/mmbiz/Cover/0"></div>'
    )
    found = head(f'<html><body>{line}<div id="js_content"><p>字</p></div></body></html>')
    assert (found.author, found.account) == ("柳条", "河边笔记")
    assert found.cover_url == "https://mmbiz.qpic.cn/mmbiz/Cover/0"


@pytest.mark.parametrize("hiding", ['style="display: none"', "hidden", 'hidden=""'])
def test_body_that_its_own_element_hides_is_read(hiding: str) -> None:
    found = page(f'<html><body>{HEAD}<div id="js_content" {hiding}><p>字</p></div></div></body>')
    assert isinstance(found, Article)
    assert found.body.text == "字"


def test_title_of_the_document_is_better_than_none_and_none_better_than_a_line() -> None:
    body = '<div id="js_content"><p>字</p></div>'
    named = f"<html><head><title>渡口</title></head><body>{body}</body></html>"
    assert head(named).title == "渡口"
    assert head(named.replace("渡口", "微信公众平台")).title is None
    assert head(named.replace("渡口", "Weixin Official Accounts Platform")).title is None
    assert head(f"<html><body>{body}</body></html>").title is None


def test_place_of_an_article_among_others_may_be_told_by_an_address_alone() -> None:
    variables = {"biz": f'"{BIZ}"', "mid": '"2247483701"', "msg_title": '"题"'}
    variables["msg_link"] = f'"{LONG_URL.replace("idx=1", "idx=6")}"'
    found = parse(raw(classic(variables, "<p>字</p>")))
    assert isinstance(found, Article)
    assert found.ref
    assert found.ref.key == f"{BIZ}:2247483701:6"


def test_picture_may_have_its_addresses_in_a_list() -> None:
    small, large = (f"https://mmbiz.qpic.cn/mmbiz_png/Pic/{size}?wx_fmt=png" for size in (300, 640))
    listed = f'<img src="data:image/gif;base64,R0lGOD" srcset="{small} 1x, {large} 2x">'
    assert html(listed) == (
        '<p><img src="https://mmbiz.qpic.cn/mmbiz_png/Pic/0?wx_fmt=png" alt=""></p>'
    )


def test_preview_of_a_sold_article_says_that_it_is_sold() -> None:
    found = article('<p>字</p><div class="mp-pay-preview-filter"></div>')
    assert found.metadata.is_paid
    assert "only the free preview of a paid article: the rest is sold" in found.losses


def test_text_post_without_scripts_is_what_its_head_says() -> None:
    metas = '<meta property="og:title" content="水涨了。\\x0a明天再去。">'
    shell = '<div id="js_content"><p id="js_text_desc"></p></div>'
    found = page(f"<html><head>{metas}</head><body>{shell}</body></html>")
    assert isinstance(found, Article)
    assert (found.kind, found.body.text) == ("text", "水涨了。\n明天再去。")


def test_posts_of_2023_have_their_words_in_what_the_server_drew_them_from() -> None:
    drawn = "window.__QMTPL_SSR_DATA__={title:'水涨了。',desc:'第一行 a &lt; b\\n第二行'};"
    pictures = (
        "window.picture_page_info_list = [{cdn_url: 'https://mmbiz.qpic.cn/a/b/0'}].slice(0, 20);"
    )
    number = "window.item_show_type = '{}' || '';"
    found = parse(raw(shared({}, number.format(10) + drawn)))
    assert isinstance(found, Article)
    assert found.body.text == "水涨了。"
    found = parse(raw(shared({}, number.format(8) + drawn + pictures)))
    assert isinstance(found, Article)
    assert found.body.text == "第一行 a < b\n第二行"


def test_data_of_another_name_is_none() -> None:
    text = current(common_data(), "<p>字</p>").replace("window.cgiDataNew", "window.cgiDataNewer")
    found = parse(raw(text))
    assert isinstance(found, Article)
    assert found.metadata.account is None


def test_address_of_a_site_that_shows_a_copy_is_not_the_articles() -> None:
    copied = '<link rel="canonical" href="https://example.com/copy/7">'
    body = f'<p>原文链接：{LONG_URL.replace("&", "&amp;")}</p><div id="js_content"><p>字</p></div>'
    found = page(f"<html><head>{copied}</head><body>{body}</body></html>")
    assert isinstance(found, Article)
    assert found.ref
    assert found.ref.url == LONG_URL


@pytest.mark.parametrize("shape", ["article_current", "article_2018"])
def test_page_that_an_archive_of_the_web_shows_is_the_same_page(shape: str) -> None:
    own = PAGES[shape]
    archive = b"https://web.archive.org"
    start = b'<head><script src="//archive.org/includes/athena.js"></script>'
    text = own.body.replace(b"<head>", start, 1)
    for scheme in (b"https://", b"http://"):
        for sign in (b'"', b"'"):
            written = sign + archive + b"/web/20251201000000/" + scheme
            text = text.replace(sign + scheme + b"mp.weixin", written + b"mp.weixin")
            picture = sign + b"/web/20251201000000im_/" + scheme
            text = text.replace(sign + scheme + b"mmbiz", picture + b"mmbiz")
    assert text.count(b"/web/2025") > 3
    assert parse(raw(text, own.url)) == parse(own)


def test_page_in_utf_16_without_its_mark_is_the_same_page() -> None:
    own = PAGES["article_current"]
    for order in ("utf-16-le", "utf-16-be"):
        assert parse(raw(own.body.decode().encode(order), own.url)) == parse(own)


def test_page_of_nothing_but_ascii_may_have_hexadecimal_references() -> None:
    own = PAGES["article_current"]
    text = "".join(f"&#x{ord(sign):X};" if ord(sign) > 127 else sign for sign in own.body.decode())
    assert parse(raw(text, own.url)) == parse(own)


def test_answer_as_json_is_the_same_article() -> None:
    body = '<p class="a">船三点开。</p>\n<p class="b">走。</p>'
    data = common_data(title="渡口", content_noencode=body, author="柳条")
    found = parse(raw(json.dumps(data, ensure_ascii=False)))
    own = parse(raw(current(data, body)))
    assert isinstance(found, Article)
    assert isinstance(own, Article)
    assert found == own


def test_answer_as_json_may_tell_the_short_address() -> None:
    data = common_data(content_noencode="<p>字</p>", link=LONG_URL)
    told: dict[str, object] = {**data, "user_info": {"short_link": SHORT_URL}}
    found = parse(raw(json.dumps(told)))
    assert isinstance(found, Article)
    assert found.ref
    assert (found.ref.url, found.ref.short) == (LONG_URL, SHORT_URL)


@pytest.mark.parametrize("text", ['{"nick_name": "甲"}', '{"nick_name":', "{" * 5000])
def test_other_json_is_no_page(text: str) -> None:
    found = page(text)
    assert isinstance(found, StatePage)
    assert (found.state, found.losses) == ("broken", ("not a web page",))


def test_page_of_a_tool_that_was_saved_again_keeps_the_address_it_tells() -> None:
    told = f'<p>原文链接：{LONG_URL.replace("&", "&amp;")}</p><div id="js_content"><p>字</p></div>'
    found = page(f"<!-- saved from url=(0054){SHORT_URL} --><html><body>{told}</body></html>")
    assert isinstance(found, Article)
    assert found.ref
    assert (found.ref.url, found.ref.short) == (LONG_URL, SHORT_URL)

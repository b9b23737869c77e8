"""Session parameters of addresses, wherever a page writes them, are in nothing that is read from
it.
"""

import json

import pytest

from tests.golden.building import raw
from tests.support.dumping import dump
from tests.support.dumping import raw as dumped
from wxarchive.models import Article, RawPage
from wxarchive.parse import parse
from wxarchive.parse.listings import read_listing

SECRET = "https://mp.weixin.qq.com/s?__biz=MzA5OTg3NjU0MQ==&mid=1&idx=1&key=HIDDEN&uin=HIDDEN&pass_ticket=HIDDEN"
PAGE = f"""
<html><head><meta property="og:description" content="摘要 {SECRET}"></head><body>
<h1 id="activity-name">题 {SECRET}</h1><div id="js_content"><p>见 {SECRET} 一文</p>
<ul><li>{SECRET}</li></ul><p><a href="{SECRET}">{SECRET}</a><code>{SECRET}</code></p>
<p><a href="https://example.com/?key=HIDDEN">别处</a></p></div></body></html>
"""
RECORD = {
    "state": "ok", "reason": SECRET, "kind": "article", "url": SECRET, "title": SECRET,
    "digest": SECRET, "source_url": SECRET,
    "text": SECRET, "html": f'<p><a href="{SECRET}">{SECRET}</a></p>', "markdown": SECRET, "losses": [SECRET],
    "media": [{"type": "audio", "id": "1", "title": SECRET, "url": SECRET, "cover_url": SECRET}],
    "images": [SECRET], "links": [{"url": SECRET, "key": None, "text": SECRET, "title": SECRET, "section": "inline"}],
    "content_hash": "sha256:0",
}  # fmt: skip


@pytest.mark.parametrize(
    "page",
    [
        raw(PAGE),
        dumped(dump(f"见 {SECRET} 一文，[{SECRET}]({SECRET})")),
        dumped(json.dumps(RECORD), "a.jsonl"),
    ],
    ids=["page", "dump", "record"],
)
def test_an_article_has_no_session(page: RawPage) -> None:
    found = parse(page)
    assert isinstance(found, Article)
    assert "mid=1" in found.body.text
    assert "HIDDEN" not in repr(found)


def test_what_became_of_an_article_has_no_session() -> None:
    told = json.dumps(RECORD | {"state": "deleted", "html": None})
    found = parse(dumped(told, "a.jsonl"))
    assert not isinstance(found, Article)
    assert found.reason
    assert "HIDDEN" not in repr(found)


def test_a_list_has_no_session() -> None:
    items = [{"link": SECRET, "title": SECRET}]
    answer = {
        "getalbum_resp": {"article_list": items, "base_info": {"title": SECRET, "nickname": SECRET}}
    }
    found = read_listing(raw(json.dumps(answer)))
    assert "HIDDEN" not in repr(found)
    assert "mid=1" in repr(found)


@pytest.mark.parametrize(
    ("written", "html", "text"),
    [
        ("&key=<b>HIDDEN</b>，后", "，后", "，后"),
        ("&key=HID<strong>DEN</strong>&idx=2，后", "&amp;idx=2，后", "&idx=2，后"),
        ("&k<em>ey=HID</em>DEN 后", " 后", " 后"),
        (
            "&<b>key=<i>HIDDEN</i></b>&idx=<b>2</b> 后",
            "&amp;idx=<strong>2</strong> 后",
            "&idx=2 后",
        ),
        ("&key=<b><i>HIDDEN</i>&sn=ab</b>", "&amp;<strong>sn=ab</strong>", "&sn=ab"),
    ],
)
def test_a_value_in_pieces_is_in_neither_html_nor_text(written: str, html: str, text: str) -> None:
    address = "https://mp.weixin.qq.com/s?__biz=Mw==&mid=1"
    found = parse(raw(PAGE.replace("一文", f"一文</p><p>又见 {address}{written}")))
    assert isinstance(found, Article)
    lines = [line for line in found.body.text.split("\n") if line.startswith("又见")]
    assert lines == [f"又见 {address}{text}".rstrip()]
    assert f"又见 {address.replace('&', '&amp;')}{html}".rstrip() in found.body.html
    assert "HIDDEN" not in repr(found)

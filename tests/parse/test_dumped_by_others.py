"""Markdown that other programs clipped: a title and lines with labels of their own below it."""

from datetime import datetime

import pytest

from tests.support.dumping import ACCOUNT, BIZ, address, canonical, raw
from wxarchive.clock import BEIJING
from wxarchive.formats import is_dump_text
from wxarchive.models import Article
from wxarchive.parse import parse

_ADDRESS = address(1)
_TEXT = "今天的水比昨天高了两寸。"
_HEADS = {
    "quoted": f"# 渡口的早晨\n\n> 公众号: {ACCOUNT}\n> 发布时间: 2024-05-01 08:30:00\n> 原文链接: {_ADDRESS}\n\n---\n\n",
    "in bold, with an author": (
        f"# 渡口的早晨\n\n> **作者**: 柳条  \n> **公众号**: {ACCOUNT}  \n"
        f"> **发布时间**: 2024-05-01 08:30  \n> **原文链接**: [渡口]({_ADDRESS})\n\n---\n\n"
    ),
    "as items, in another order": (
        f"# 渡口的早晨\n- **原文地址**：<{_ADDRESS}>\n- **公众号**：{ACCOUNT}\n- **发布日期**：2024年5月1日 08:30\n\n"
    ),
    "of wechat-article-exporter": (
        f"# 渡口的早晨\n\n原创 柳条 {ACCOUNT} 2024-05-01 08:30 浙江\n\n> 原文地址: [{_ADDRESS}]({_ADDRESS})\n\n"
    ),
    "of wechat-article-exporter, older": (
        f"渡口的早晨\n=====\n\n原创 {ACCOUNT} 2024-05-01 08:30 undefined\n\n> 原文地址: [{_ADDRESS}]({_ADDRESS})\n\n"
    ),
}


@pytest.mark.parametrize("head", _HEADS)
def test_it_is_the_article_that_its_head_tells(head: str) -> None:
    text = f"{_HEADS[head]}{_TEXT}\n"
    assert is_dump_text(text.encode())
    found = parse(raw(text, "1.md"))
    assert isinstance(found, Article)
    about = found.metadata
    assert (about.title, about.account, found.body.text) == ("渡口的早晨", ACCOUNT, _TEXT)
    assert about.published_at == datetime(2024, 5, 1, 8, 30, tzinfo=BEIJING)
    assert found.ref
    assert (found.ref.url, found.ref.key) == (canonical(1), f"{BIZ}:1:1")


@pytest.mark.parametrize(
    ("head", "author", "place"),
    [
        ("in bold, with an author", "柳条", None),
        ("of wechat-article-exporter", "柳条", "浙江"),
        ("of wechat-article-exporter, older", None, None),
    ],
)
def test_what_more_a_head_tells_is_kept(head: str, author: str | None, place: str | None) -> None:
    found = parse(raw(f"{_HEADS[head]}{_TEXT}\n", "1.md"))
    assert isinstance(found, Article)
    assert (found.metadata.author, found.metadata.location) == (author, place)


@pytest.mark.parametrize(
    "text",
    [
        f"# 读过的\n\n- 原文链接: {_ADDRESS}\n- 另一篇\n",
        "# 渡口的早晨\n\n> 公众号: 渡口笔记\n> 原文链接: https://example.com/1\n",
        f"# 读过的\n\n{_ADDRESS}\n",
        f"公众号: {ACCOUNT}\n原文链接: {_ADDRESS}\n",
    ],
)
def test_a_note_about_articles_is_no_article(text: str) -> None:
    assert not is_dump_text(text.encode())


@pytest.mark.parametrize("name", ["url", "original_url", "原文链接"])
def test_front_matter_may_name_the_address_otherwise(name: str) -> None:
    head = f'---\ntitle: 渡口的早晨\nsource: 微信公众号\n公众号: {ACCOUNT}\n{name}: "{_ADDRESS}"\n---\n\n'
    found = parse(raw(f"{head}{_TEXT}\n", "1.md"))
    assert isinstance(found, Article)
    assert found.ref
    assert (found.ref.url, found.metadata.account) == (canonical(1), ACCOUNT)


def test_a_note_that_links_to_an_article_is_no_article() -> None:
    assert not is_dump_text(f"---\ntitle: 读后\nlink: {_ADDRESS}\n---\n\n写得好。\n".encode())

import pytest

from tests.render.samples import ARTICLE, stored
from wxarchive.models import Album, Article, Body, Metadata, StoredArticle
from wxarchive.render.dump import document, front_matter, header

HEADER = """\
# 春茶 记*

文章作者: 山中笔记
发布时间: 2024-03-05 12:05
发布地: 浙江
原文链接: https://mp.weixin.qq.com/s?__biz=MzA=&mid=7&idx=1&sn=ab

封面图链接: https://mmbiz.qpic.cn/a/b/0"""
FRONT_MATTER = """\
---
title: "春茶\\n 记*"
date: "2024-03-05T12:05:06+08:00"
tags: ["茶-1"]
taxonomies: {tags: ["茶-1"]}
aliases: ["春茶 记＊"]
source: "https://mp.weixin.qq.com/s?__biz=MzA=&mid=7&idx=1&sn=ab"
account: "山中笔记"
author: "阿青"
location: "浙江"
albums: ["茶 #1"]
post_kind: "article"
key: "MzA=:7:1"
cover_url: "https://mmbiz.qpic.cn/a/b/0"
---

# 春茶 记*"""
BODY = "采**茶**\n\n![](https://mmbiz.qpic.cn/c/d/0)"
UNKNOWN = Article("unknown", None, Metadata(), Body())


@pytest.mark.parametrize("article", [ARTICLE, stored()])
def test_header(article: Article | StoredArticle) -> None:
    assert header(article) == HEADER


def test_unknown_values_leave_their_lines_empty_but_for_the_place() -> None:
    assert (
        header(UNKNOWN) == "#\n\n文章作者:\n发布时间:\n发布地: 未知地区\n原文链接:\n\n封面图链接:"
    )


def test_front_matter_keeps_the_title_heading() -> None:
    assert front_matter(ARTICLE) == FRONT_MATTER


def test_front_matter_leaves_out_what_is_unknown() -> None:
    assert front_matter(UNKNOWN) == '---\npost_kind: "unknown"\n---\n\n#'


def test_front_matter_quotes_what_yaml_would_misread() -> None:
    nasty = 'a: "b" \\ \x00\x85\u2028\ufeff\ud800 #'
    article = Article(
        "text", None, Metadata(title=nasty, albums=(Album("1", "- x"), Album("2", "[y]"))), Body()
    )
    assert front_matter(article).split("\n")[1:6] == [
        r'title: "a: \"b\" \\ \u0000\u0085\u2028\ufeff\ud800 #"',
        'tags: ["x", "y"]',
        'taxonomies: {tags: ["x", "y"]}',
        r'aliases: ["a： ＂b＂ ＼ \u0000 \ufeff\ud800 ＃"]',
        'albums: ["- x", "[y]"]',
    ]


def test_document_is_header_and_body_and_ends_in_one_newline() -> None:
    assert document(ARTICLE) == f"{HEADER}\n\n{BODY}\n"
    assert document(stored(), front_matter=True) == f"{FRONT_MATTER}\n\n{BODY}\n"


def test_document_of_an_article_without_body_is_its_header() -> None:
    assert document(stored(content=None)) == f"{HEADER}\n"

"""Titles in lists come back as they were, whatever they hold."""

import json

import pytest

from wxarchive.formats import cell, csv_line
from wxarchive.models import ArticleRef, ListItem
from wxarchive.sources.lists import articles_listed

BIZ = "MzMwMDExMjIzMw=="


def long(number: int) -> str:
    return f"https://mp.weixin.qq.com/s?__biz={BIZ}&mid={number}&idx=1&sn=0123456789abcdef"


def ref(number: int) -> ArticleRef:
    return ArticleRef(long(number), f"{BIZ}:{number}:1")


def test_a_title_in_lines_of_json_may_hold_what_parts_lines_elsewhere() -> None:
    lines = ({"title": f"石桥\u2028{number}", "url": long(number)} for number in (1, 2))
    text = "\n".join(json.dumps(line, ensure_ascii=False) for line in lines)
    assert articles_listed(text.encode(), "list.jsonl") == [
        ListItem(ref(number), f"石桥 {number}") for number in (1, 2)
    ]


@pytest.mark.parametrize("title", ["=1+1", "-茶", "＠茶", f'=HYPERLINK("{long(2)}","水")', "'茶"])
def test_a_title_comes_back_from_our_own_table_as_it_was(title: str) -> None:
    table = csv_line(["title", "url"]) + csv_line([cell(title), long(1)])
    [first, *_] = articles_listed(table.encode(), "a.csv")
    assert (first.ref, first.title) == (ref(1), title)

"""Titles in lists come back as they were, whatever they hold."""

import json
import tracemalloc
from datetime import datetime

import pytest

from wxarchive.clock import BEIJING
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


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
@pytest.mark.parametrize("name", ["a.json", "a.txt"])
def test_json_of_any_encoding_gives_titles(encoding: str, name: str) -> None:
    told = json.dumps([{"title": "石桥", "url": long(1)}], ensure_ascii=False)
    assert articles_listed(told.encode(encoding), name) == [ListItem(ref(1), "石桥")]


def test_cells_that_excel_left_out_shift_no_other() -> None:
    def row(*cells: str) -> str:
        return f"<Row>{''.join(cells)}</Row>"

    def cell(words: str, place: str = "") -> str:
        return f"<Cell{place}><Data>{words.replace('&', '&amp;')}</Data></Cell>"

    head = row(cell("标题"), cell("备注"), cell("链接"), cell("发布时间"))
    one = row(cell("石桥"), cell(long(1), ' ss:Index="3"'), cell("2024-07-01"))
    space = "urn:schemas-microsoft-com:office:spreadsheet"
    table = f'<Workbook xmlns="{space}" xmlns:ss="{space}"><Table>{head}{one}</Table></Workbook>'
    expected = ListItem(ref(1), "石桥", datetime(2024, 7, 1, tzinfo=BEIJING))
    assert articles_listed(f'<?xml version="1.0"?>{table}'.encode(), "a.xml") == [expected]


def test_the_words_of_a_link_cost_no_more_than_they_are() -> None:
    words = "茶" * 1_000_000
    formula = f'=HYPERLINK("{long(1)}","{words}")'
    table = csv_line(["链接"]) + csv_line([formula])
    tracemalloc.start()
    try:
        [one] = articles_listed(table.encode(), "a.csv")
        assert tracemalloc.get_traced_memory()[1] < 60_000_000
    finally:
        tracemalloc.stop()
    assert one.title == words


def test_a_long_title_that_is_named_often_takes_no_time_to_speak_of() -> None:
    titled = {"title": f"key=1 {'茶' * 1_000_000}", "url": long(1)}
    found = articles_listed(json.dumps([titled, *[long(1)] * 3_000]).encode(), "a.json")
    assert [one.ref for one in found] == [ref(1)]


JULY = datetime(2024, 7, 1, 12, tzinfo=BEIJING)
WRITTEN = f"<link>{long(1)}</link><pubDate>Mon, 01 Jul 2024 04:00:00 GMT</pubDate>"
ESCAPED = long(1).replace("&", "&amp;")
OTHER = long(9).replace("&", "&amp;")
LINKS = (
    f'<link rel="self" href="https://example.com/1"/><link rel="related" href="{OTHER}"/>'
    f'<link rel="alternate" href="{ESCAPED}"/><published>2024-07-01T04:00:00Z</published>'
)


@pytest.mark.parametrize(
    ("name", "text", "published"),
    [
        ("a.xml", f"<rss><channel><item><title>石桥</title>{WRITTEN}</item></channel></rss>", JULY),
        ("a.opml", f'<opml><body><outline text="石桥" url="{long(1)}"/></body></opml>', None),
        ("a.xml", f"<rss><item><title>石&#26725;</title>{WRITTEN}</item></rss>", JULY),
        ("a.atom", f"<feed><entry><title>石桥</title>{LINKS}</entry></feed>", JULY),
    ],
)
def test_feeds_give_titles_whatever_addresses_stand_in_them_and_how(
    name: str, text: str, published: datetime | None
) -> None:
    assert articles_listed(text.encode(), name) == [ListItem(ref(1), "石桥", published)]


@pytest.mark.parametrize(
    "rows",
    [
        ['"石桥,{}', "水,{}", '"茶",{}'],
        ["石桥,{}", '"水,{}', "茶,{}"],
        ['"石桥" 之夜,{}', '"水""上",{}', '"茶,\n酒",{}'],
        ['"石桥" ,{}', '"水','", {}', '"茶",{}'],
    ],
)  # fmt: skip
def test_a_row_that_is_quoted_wrongly_takes_no_others_in(rows: list[str]) -> None:
    numbers = iter((1, 2, 3))
    filled = [row.replace("{}", long(next(numbers))) if "{}" in row else row for row in rows]
    table = "\n".join(["标题,链接", *filled, ""])
    found = articles_listed(table.encode(), "a.csv")
    assert [one.ref for one in found] == [ref(1), ref(2), ref(3)]
    assert [(one.title or "").strip('"')[:1] for one in found] == ["石", "水", "茶"]

"""Articles named by JSON of any shape, and by files of lists."""

import json
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from urllib.parse import quote

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.places import CORPUS
from wxarchive.address import article_ref
from wxarchive.clock import BEIJING
from wxarchive.errors import SourceError
from wxarchive.formats.listing import listed_in
from wxarchive.formats.moments import moment
from wxarchive.models import ArticleRef, ListItem
from wxarchive.sources.lists import articles_listed, is_list

BIZ = "MzMwMDExMjIzMw=="


def long(number: int) -> str:
    return f"https://mp.weixin.qq.com/s?__biz={BIZ}&mid={number}&idx=1&sn=0123456789abcdef"


def ref(number: int, short: str | None = None) -> ArticleRef:
    return ArticleRef(long(number), f"{BIZ}:{number}:1", short)


SHORT = "https://mp.weixin.qq.com/s/StoneBridgesStoneBrid_"
SHORT_REF = ArticleRef(SHORT, None, SHORT)
NOON = datetime(2024, 7, 1, 12, 0, tzinfo=BEIJING)
EPOCH = int(NOON.timestamp())


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ({}, []),
        ([], []),
        ("text", []),
        (["https://example.com/", SHORT], [ListItem(SHORT_REF)]),
        # an album (docs/wechat-pages.md §6.1): escaped http address, times as strings; the last
        # item may be bare
        (
            {"getalbum_resp": {"article_list": {
                "url": long(1).replace("https", "http").replace("&", "&amp;"),
                "title": "石桥 &amp; 水", "create_time": str(EPOCH), "cover_img": "x",
            }}},
            [ListItem(ref(1), "石桥 & 水", NOON)],
        ),
        # a history (§6.3): JSON in a string, the message's time beside it, further articles of the
        # same message
        (
            {"general_msg_list": json.dumps({"list": [{
                "comm_msg_info": {"datetime": EPOCH},
                "app_msg_ext_info": {
                    "title": "头条", "content_url": long(1), "source_url": long(9),
                    "multi_app_msg_item_list": [{"title": "次条", "content_url": long(2), "source_url": ""}],
                },
            }]})},
            [ListItem(ref(1), "头条", NOON), ListItem(ref(2), "次条", NOON)],
        ),
        # a back end (§6.4): JSON in JSON, escaped as HTML; the end is an empty string
        (
            {"publish_page": json.dumps({"publish_list": [
                {"publish_info": json.dumps({"sent_info": {"time": EPOCH}, "appmsg_info": [
                    {"content_url": SHORT, "title": "短", "line_info": {"send_time": 5}}]}).replace('"', "&quot;")},
                {"publish_info": ""},
            ]})},
            [ListItem(SHORT_REF, "短", NOON)],
        ),
        ({"app_msg_list": [{"link": long(3), "title": "", "update_time": EPOCH}]}, [ListItem(ref(3), None, NOON)]),
        # a row of anybody's database has a time of its own, too
        ({"create_time": EPOCH + 9, "url": long(3), "publish_time": EPOCH, "title": "三"}, [ListItem(ref(3), "三", NOON)]),
        # a user's own: any field, several addresses, both addresses of one article, milliseconds
        ({"原文": f"见 {long(4)}", "标题": "随笔", "日期": "2024年7月1日 12:00"}, [ListItem(ref(4), "随笔", NOON)]),
        ({"a": long(5), "b": long(6)}, [ListItem(ref(5)), ListItem(ref(6))]),
        ({"url": long(7), "short_url": SHORT, "time": EPOCH * 1000}, [ListItem(ref(7, SHORT), None, NOON)]),
        # one article twice: the second mention completes the first
        ([long(8), {"url": long(8), "title": "八", "time": "2024-07-01 12:00:00"}], [ListItem(ref(8), "八", NOON)]),
        ({"x": "{broken", "y": "[1, 2"}, []),
    ],
)  # fmt: skip
def test_json_of_any_shape_names_its_articles(value: object, expected: list[ListItem]) -> None:
    assert listed_in(value) == expected


@pytest.mark.parametrize(
    "value", [None, True, "", "soon", "2024-13-40", 5, 1e300, "99999999999999", [], "1970"]
)
def test_what_is_no_time_is_unknown(value: object) -> None:
    assert moment(value) is None


def test_a_day_without_time_is_midnight_in_beijing() -> None:
    assert moment("2024-07-01") == datetime(2024, 7, 1, tzinfo=BEIJING)


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text()
    | st.sampled_from([long(1), "{", "[[", "{}"]),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.sampled_from(["url", "title", "time", "x"]), inner)
    ),
    max_leaves=20,
)


@given(JSON)
def test_any_json_is_read(value: object) -> None:
    assert all(isinstance(item, ListItem) for item in listed_in(value))


def test_json_that_is_nested_too_deep_ends() -> None:
    value: object = {"url": long(1)}
    for _ in range(500):
        value = [value]
    assert listed_in(value) == []


# ── files
# ────────────────────────────────────────────────────────────────────────────────────────────────────────────

TWO = [ListItem(ref(1), "石桥", NOON), ListItem(SHORT_REF, "水", None)]
FILES: dict[str, tuple[bytes, list[ListItem]]] = {
    "links.txt": (f"﻿# mine\n读过：{long(1)}，好\n\n{SHORT}\n".encode(), [ListItem(ref(1)), ListItem(SHORT_REF)]),
    "notes.txt": (f"- [石桥]({long(1)}) 和 [别处](https://example.com)".encode(), [ListItem(ref(1), "石桥")]),
    "list.csv": (f'标题,链接,发布时间\n石桥,"{long(1)}",2024-07-01 12:00\n水,{SHORT},\n'.encode("gb18030"), TWO),
    "bare.csv": (f"{long(1)}\n{SHORT}\n".encode(), [ListItem(ref(1)), ListItem(SHORT_REF)]),
    "list.tsv": (f"title\turl\tdate\n石桥\t{long(1)}\t{EPOCH}\n水\t{SHORT}\t\n".encode("utf-16"), TWO),
    "list.json": (
        json.dumps([{"url": long(1), "title": "石桥", "time": EPOCH}, {"any": SHORT, "title": "水"}]).encode(), TWO,
    ),
    "list.jsonl": (
        f'{{"link": "{long(1)}", "title": "石桥", "date": "2024-07-01T12:00"}}\n\n{{"x": "{SHORT}", "title": "水"}}\n'
        .encode(), TWO,
    ),
    "bookmarks.html": (
        f'<!DOCTYPE NETSCAPE-Bookmark-file-1>\n<DL><DT><A HREF="{long(1)}" ADD_DATE="1">石<b>桥</b></A>'
        f'<DT><A HREF="https://example.com/">x</A><DT><A HREF="{SHORT}"></A></DL>'.encode(),
        [ListItem(ref(1), "石桥"), ListItem(SHORT_REF)],
    ),
    "feeds.opml": (
        '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><opml><body>'
        f'<outline text="石桥" htmlUrl="{long(1).replace("&", "&amp;")}"/><outline text="&e;" url="{SHORT}"/>'
        "</body></opml>".encode(),
        [ListItem(ref(1), "石桥"), ListItem(SHORT_REF)],
    ),
}  # fmt: skip


TOKEN = "https://mp.weixin.qq.com/s/ArrowBm2Xw9Rt4Yb6Nc8V1"
SIGNED = (
    "https://mp.weixin.qq.com/s?__biz=MzMwMDExMjIzMw==&mid=9&idx=1&sn=" + "0123456789abcdef" * 2
)
SIGNED_TWO = [ListItem(found) for found in map(article_ref, (SIGNED, TOKEN)) if found]
ALL_THREE = [ListItem(ref(1)), ListItem(SHORT_REF), ListItem(ref(2))]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"{long(1)},{SHORT},{long(2)}", ALL_THREE),
        (f"{long(1)};{SHORT}|{long(2)}", ALL_THREE),
        (f"甲：{long(1)}，乙：{SHORT}、{long(2)}。", ALL_THREE),
        (f"“{long(1)}”（{SHORT}）《{long(2)}》", ALL_THREE),
        (f"**{long(1)}**[{SHORT}]'{long(2)}'.", ALL_THREE),
        (f"{long(1)}{SHORT}{long(2)}{SHORT}", ALL_THREE),
        (f"{long(1)}%0A{SHORT}%0D%0A{long(2)}", ALL_THREE),
        (f"{SIGNED}->{TOKEN}->{SIGNED}__{TOKEN}", SIGNED_TWO),
        (
            f"{quote(long(1), safe='')},{quote(quote(SHORT, safe=''), safe='')} {quote(long(2), safe='=')}",
            ALL_THREE,
        ),
        (f"{long(1)},石桥,{SHORT}".replace("&", "&amp;").replace("/", "\\/"), ALL_THREE[:2]),
        # an address as another one's parameter is no mention of its own; behind a verification page
        # is the article
        (f"{long(1)}&from={quote(SHORT, safe='')}", ALL_THREE[:1]),
        (
            f"https://mp.weixin.qq.com/mp/wappoc_appmsgcaptcha?target_url={quote(long(1), safe='')}",
            ALL_THREE[:1],
        ),
        (f"甲 https://example.com/?to={quote(long(1), safe='')}", ALL_THREE[:1]),
    ],
)
def test_every_address_in_a_text_is_found_however_close_they_stand(
    text: str, expected: list[ListItem], tmp_path: Path
) -> None:
    path = tmp_path / "list.txt"
    path.write_text(text)
    assert articles_listed(path.read_bytes(), str(path)) == expected


BOTH = replace(TWO[0], ref=ref(1, SHORT))


@pytest.mark.parametrize(
    ("table", "expected"),
    [
        (
            f'标题,链接,日期\n石桥,"{long(1)},{SHORT}",2024-07-01 12:00\n',
            [TWO[0], ListItem(SHORT_REF)],
        ),
        (
            f"标题,一,二,日期\n石桥,{long(1)},{SHORT},2024-07-01 12:00\n",
            [TWO[0], ListItem(SHORT_REF)],
        ),
        (f"石桥,{long(1)},{SHORT}\n", [ListItem(ref(1)), ListItem(SHORT_REF)]),
        # as export --csv writes it: two addresses of one article, then those of others
        (
            "published_at,title,url,short_url,reprint_url,source_url\n"
            f"2024-07-01T12:00:00+08:00,石桥,{long(1)},{SHORT},{long(8)},{long(9)}\n",
            [BOTH],
        ),
        (f"sep=;\n标题;链接;日期\n石桥;{long(1)};2024-07-01 12:00\n", TWO[:1]),
        (
            f"sep=|\r\n标题|链接|日期\r\n石桥, 水|{long(1)}|{EPOCH}\r\n",
            [replace(TWO[0], title="石桥, 水")],
        ),
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16", "utf-16-le", "utf-16-be"])
def test_every_address_in_a_row_is_found_in_any_encoding(
    table: str, expected: list[ListItem], encoding: str, tmp_path: Path
) -> None:
    path = tmp_path / "list.csv"
    path.write_bytes(table.encode(encoding))
    assert articles_listed(path.read_bytes(), str(path)) == expected


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("a.url", f"[InternetShortcut]\r\nURL={SHORT}\r\n", [ListItem(SHORT_REF)]),
        (
            "a.webloc",
            f"<plist><dict><key>URL</key><string>{SHORT}</string></dict></plist>",
            [ListItem(SHORT_REF)],
        ),
        (
            "a.txt",
            f"[7月1日] 某某：{SHORT}\n[石桥]({long(1)})\n",
            [ListItem(SHORT_REF), ListItem(ref(1), "石桥")],
        ),
        ("a.txt", f'[{{"title": "石桥", "url": "{long(1)}"}}]', [ListItem(ref(1), "石桥")]),
        ("a.csv", f"[集],{SHORT}\n", [ListItem(SHORT_REF)]),
    ],
)
def test_a_bracket_at_the_beginning_need_not_be_json(
    name: str, text: str, expected: list[ListItem], tmp_path: Path
) -> None:
    path = tmp_path / name
    path.write_text(text)
    assert is_list(path, text.encode())
    assert articles_listed(path.read_bytes(), str(path)) == expected


@pytest.mark.parametrize("name", FILES)
def test_a_file_of_any_kind_names_its_articles(name: str, tmp_path: Path) -> None:
    body, expected = FILES[name]
    path = tmp_path / name
    path.write_bytes(body)
    assert is_list(path, body)
    assert articles_listed(path.read_bytes(), str(path)) == expected


def test_a_spreadsheet_names_its_articles_by_text_or_link(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["标题", "链接", "发布时间"])
    sheet.append(["石桥", long(1), NOON.replace(tzinfo=None)])  # spreadsheets know no zones
    sheet.append(["水"])
    sheet["A3"].hyperlink = SHORT
    path = tmp_path / "list.xlsx"
    book.save(path)
    assert articles_listed(path.read_bytes(), str(path)) == TWO


@pytest.mark.parametrize(
    ("name", "body", "why"),
    [
        ("empty.txt", b"", "the file is empty"),
        ("cut.json", b'{"url": ', "it cannot be read as a list"),
        ("deep.json", b"[" * 100_000, "it cannot be read as a list"),
        ("cut.xlsx", b"PK\x03\x04 cut off", "it cannot be read as a list"),
        ("other.opml", b"\x00\x01", "it cannot be read as a list"),
    ],
)
def test_a_file_without_articles_says_why(name: str, body: bytes, why: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_bytes(body)
    with pytest.raises(SourceError, match=why):
        articles_listed(path.read_bytes(), str(path))


@given(
    body=st.binary(max_size=200),
    suffix=st.sampled_from([".csv", ".json", ".xlsx", ".opml", ".txt", ".html"]),
)
def test_any_bytes_are_a_list_or_a_clear_error(
    tmp_path_factory: pytest.TempPathFactory, body: bytes, suffix: str
) -> None:
    path = tmp_path_factory.mktemp("lists") / f"list{suffix}"
    path.write_bytes(body)
    with suppress(SourceError):
        assert articles_listed(path.read_bytes(), str(path))


@pytest.mark.parametrize(
    ("name", "number"),
    [
        ("album_page_20_items.json", 20),
        ("album_last_page_16_items.json", 16),
        ("appmsgpublish_publish_page.json", 14),
        ("cgi_bin_appmsg_list_ex.json", 1),
        ("profile_ext_getmsg_wrapped.json", 10),
    ],
)
def test_real_lists_are_read_whole(name: str, number: int) -> None:
    path = CORPUS / "lists" / name
    if not path.exists():
        pytest.skip("the corpus of real pages is not here")
    found = articles_listed(path.read_bytes(), str(path))
    assert len(found) == number
    assert all(item.title and item.published_at for item in found)


# ── what else the kinds hold
# ─────────────────────────────────────────────────────────────────────────────────────────

STONE = [TWO[0]]


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        # lines above the header, any separator, cells of several lines, a byte order mark
        ("a.csv", f"某号一览\n导出于 2025-01-01\n\n标题;发布日期;网址\n石桥;2024-07-01 12:00;{long(1)}\n", STONE),
        ("a.csv", f"标题\t时间\t链接\n石桥\t2024-07-01 12:00\t{long(1)}\n", STONE),
        ("a.csv", f"Title|Published|Link\n石桥|2024-07-01T04:00:00Z|{long(1)}\n", STONE),
        ("a.csv", f'﻿标题,发布时间,链接,摘要\n"石桥",2024-07-01 12:00,{long(1)},"一,\n二"\n', STONE),
        ("a.csv", f"标题，发布时间，链接\n石桥，2024-07-01 12:00，{long(1)}\n", STONE),
        # columns for another article or for texts, in both languages
        ("a.csv", f"Title,Source URL,URL,Next,Date\n石桥,{long(8)},{long(1)},{long(9)},2024-07-01 12:00\n", STONE),
        ("a.csv", f"标题,原文链接,链接,转载链接,日期\n石桥,{long(8)},{long(1)},{long(9)},2024-07-01 12:00\n", STONE),
        ("a.csv", f"标题,链接,文章内容,发布时间\n石桥,{long(1)},见 {long(9)},2024-07-01 12:00\n", STONE),
        ("a.csv", f"标题,原文链接,发布时间\n石桥,{long(1)},2024-07-01 12:00\n", STONE),
        # times of saving; a zone in a column's name
        ("a.csv", f"URL,Title,Selection,Folder,Timestamp\n{long(1)},石桥,,Unread,{EPOCH}\n", [ListItem(ref(1), "石桥")]),
        ("a.csv", f"标题,链接,创建时间,收藏时间\n石桥,{long(1)},2024-07-01,2024-07-02\n", [ListItem(ref(1), "石桥")]),
        ("a.csv", f"Title,Url,Date,Date Added\n石桥,{long(1)},2024-07-01 12:00,2025-01-01\n", STONE),
        ("a.csv", f"title,url,published (UTC)\n石桥,{long(1)},2024-07-01 04:00\n", STONE),
        # links in cells
        ("a.csv", f'标题,链接,日期\n石桥,"=HYPERLINK(""{long(1)}"",""打开"")",2024-07-01 12:00\n', STONE),
        ("a.csv", f"标题,链接,日期\n石桥,[查看原文]({long(1)}),2024-07-01 12:00\n", STONE),
        ("a.csv", f'文章,日期\n"<a href=""{long(1)}"">石桥</a>",2024-07-01 12:00\n', STONE),
        # feeds and literature managers
        ("a.xml", f"<rss><channel><item><title>石桥</title><link>{long(1).replace('&', '&amp;')}</link>"
                  "<pubDate>Mon, 01 Jul 2024 04:00:00 GMT</pubDate></item></channel></rss>", STONE),
        ("a.xml", '<feed xmlns="http://www.w3.org/2005/Atom"><entry><title>石桥</title>'
                  f'<link href="{long(1).replace("&", "&amp;")}"/><published>2024-07-01T04:00:00Z</published>'
                  "</entry></feed>",
         STONE),
        ("a.json", json.dumps([{"URL": long(1), "title": "石桥", "issued": {"date-parts": [[2024, 7, 1]]}}]),
         [replace(TWO[0], published_at=datetime(2024, 7, 1, tzinfo=BEIJING))]),
        # the time of a whole list is none of its articles'; the next article is another one
        ("a.json", json.dumps({"date": "2025-01-01", "items": [{"url": long(1), "title": "石桥"}]}),
         [ListItem(ref(1), "石桥")]),
        ("a.json", json.dumps({"url": long(1), "title": "石桥", "publishedAt": EPOCH, "next": {"url": long(9)}}),
         STONE),
    ],
)  # fmt: skip
def test_names_tell_what_is_what(name: str, text: str, expected: list[ListItem]) -> None:
    assert articles_listed(text.encode(), name) == expected


def test_a_formula_of_several_strings_is_one_address(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["某号一览"])
    sheet.append(["标题", "链接", "发布时间"])
    half = long(1)[:40]
    sheet.append(["石桥", f'=HYPERLINK("{half}"&"{long(1)[40:]}","打开")', 45474.5])
    path = tmp_path / "list.xlsx"
    book.save(path)
    assert articles_listed(path.read_bytes(), str(path)) == STONE

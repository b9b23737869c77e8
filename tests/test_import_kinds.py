"""What a file or an argument is, is told by its content: whatever its name, and with what to do if it is of no use."""

from pathlib import Path

import pytest

from tests.importing import imported, saved
from wxarchive.models import Article, Body, Metadata
from wxarchive.render.html.page import webpage
from wxarchive.sources.find import sources
from wxarchive.sources.source import Address, Unusable
from wxarchive.store.database import Store

DUMP = "# 题\n\n文章作者: 某号\n发布时间: 2025-06-23 18:00\n原文链接: https://mp.weixin.qq.com/s/FrontBm2Xw9Rt4Yb6Nc8V1\n\n正文。\n"
BARE = Article("article", None, Metadata(title="河水"), Body("<p>水</p>", "水"))
ONE, TWO, THREE = (f"https://mp.weixin.qq.com/s/Front{letter}m2Xw9Rt4Yb6Nc8V1" for letter in "CDE")


@pytest.mark.parametrize(
    ("name", "content", "status"),
    [
        ("seed.txt", DUMP, "created"),
        ("notes.md", f"# 笔记\n\n- [石桥]({ONE})\n", "queued"),
        ("list.txt", f"石桥 {ONE}\n", "queued"),
    ],
)
def test_content_tells_what_a_file_is(store: Store, tmp_path: Path, name: str, content: str, status: str) -> None:
    assert [outcome.status for outcome in imported(store, saved(tmp_path / name, content))] == [status]


@pytest.mark.parametrize(
    ("name", "head", "what"),
    [
        ("a.html", webpage(BARE).encode(), "this is a page that wxarchive exported"),
        ("a.pdf", b"%PDF-1.7\n", "this is a PDF"),
        ("a.png", b"\x89PNG\r\n\x1a\n", "this is a picture"),
        ("a.html", b"\xff\xd8\xff\xe0", "this is a picture"),
        ("archive.db", b"SQLite format 3\0", "this is a database"),
        ("a.epub", b"PK\x03\x04" + bytes(26) + b"mimetypeapplication/epub+zip", "this is a book (EPUB)"),
        ("a.ods", b"PK\x03\x04" + bytes(26) + b"mimetypeapplication/vnd.oasis.opendocument.spreadsheet",
         "this is a spreadsheet of OpenDocument"),
        ("a.docx", b"PK\x03\x04" + bytes(26) + b"[Content_Types].xml" + b"word/document.xml", "this is a document"),
        ("a.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "this is a file of an old office program"),
    ],
)  # fmt: skip
def test_a_file_of_another_kind_is_named_for_what_it_is(
    store: Store, tmp_path: Path, name: str, head: bytes, what: str
) -> None:
    path = tmp_path / name
    path.write_bytes(head)
    [outcome] = imported(store, path)
    assert outcome.status == "failed"
    assert outcome.message
    assert outcome.message.startswith(f"{path}: {what}")


@pytest.mark.parametrize("between", [" ", "\n", ",", ", ", ";", "|", "，", "；", "、", ""])
def test_each_address_of_an_argument_is_asked_for(between: str) -> None:
    found = sources([between.join((ONE, TWO, THREE))])
    assert [source.ref.url for source in found if isinstance(source, Address)] == [ONE, TWO, THREE]


def test_an_address_of_another_host_among_others_is_told_of() -> None:
    assert [type(source) for source in sources([f"{ONE},https://example.com/a"])] == [Address, Unusable]


@pytest.mark.parametrize(
    "cut",
    [
        "https://mp.weixin.qq.com/s?__biz=MzA5OTg3NjU0MQ==",
        "https://mp.weixin.qq.com/mp/appmsgalbum?__biz=MzA5OTg3NjU0MQ==",
    ],
)
def test_an_address_that_a_shell_cut_says_to_quote_it(cut: str) -> None:
    [source] = sources([cut])
    assert isinstance(source, Unusable)
    assert str(source.error).endswith("quote it: & is a meta character of the shell")


def test_a_saved_album_page_is_a_list(store: Store, tmp_path: Path) -> None:
    item = f'<li class="album__list-item" data-link="{ONE}" data-title="石桥"></li>'
    page = f"<html><body><h1>桥</h1><ul>{item}</ul></body></html>"
    [outcome] = imported(store, saved(tmp_path / "album.html", page))
    assert (outcome.status, outcome.title) == ("queued", "石桥")

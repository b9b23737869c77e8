"""What a file or an argument is, is told by its content: whatever its name, and with what to do if
it is of no use.
"""

from dataclasses import replace
from pathlib import Path

import pytest

from tests.importing import imported, saved
from wxarchive.archive.add import add
from wxarchive.models import Article, ArticleRef, Body, Metadata, Outcome, RawPage
from wxarchive.parse import parse
from wxarchive.render.html.page import page, webpage
from wxarchive.sources.find import sources
from wxarchive.sources.source import Address, Unusable
from wxarchive.store.database import Store

FRONT = "https://mp.weixin.qq.com/s/FrontBm2Xw9Rt4Yb6Nc8V1"
DUMP = f"# 题\n\n文章作者: 某号\n发布时间: 2025-06-23 18:00\n原文链接: {FRONT}\n\n正文。\n"
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
def test_content_tells_what_a_file_is(
    store: Store, tmp_path: Path, name: str, content: str, status: str
) -> None:
    assert [outcome.status for outcome in imported(store, saved(tmp_path / name, content))] == [
        status
    ]


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
    assert [type(source) for source in sources([f"{ONE},https://example.com/a"])] == [
        Address,
        Unusable,
    ]


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


ALBUM = f'<li class="album__list-item" data-link="{ONE}" data-title="石桥"></li>'
FILES = '<ul><li><a href="a.html">河水</a></li></ul>'
LISTS = {
    "album.html": f"<html><body><h1>桥</h1><ul>{ALBUM}</ul></body></html>",
    "album without elements.html": "<html><body><ul class='album__list'></ul><script>window.cgiData = "
    f"{{title: '桥', articleList: [{{title: '石桥', url: '{ONE}'}}]}};</script></body></html>",
    "home page.html": "<html><script>var PAGE_MID = 'mmbizwap:pages/homepage.html';</script><body>"
    f"<a class='list_item' href='{ONE}'><h2 class='title'>石桥</h2><p>过河</p></a>"
    f"<a href='{ONE}'>查看</a></body></html>",
    "history.html": "<html><body><div id='history'></div><script>var nickname = ''; var msgList = "
    f'"{{&quot;list&quot;:[{{&quot;app_msg_ext_info&quot;:{{&quot;title&quot;:&quot;石桥&quot;,'
    f'&quot;content_url&quot;:&quot;{ONE}&quot;}}}}]}}";</script></body></html>',
    "old history.html": f"<html><body><div id='history'><h4 hrefs='{ONE}'>石桥</h4></div></body></html>",
    "exported.html": webpage(replace(BARE, ref=ArticleRef(ONE), metadata=Metadata(title="石桥"))),
    "index.html": page("目录", f'<main>{FILES}<a href="{ONE}">石桥</a></main>'),
}


@pytest.mark.parametrize("name", LISTS)
def test_the_articles_that_a_web_page_lists_wait_in_the_queue(
    store: Store, tmp_path: Path, name: str
) -> None:
    path = saved(tmp_path / name, LISTS[name])
    for outcomes in (fetched(store, path), imported(store, path)):
        assert [(one.status, one.title, one.source) for one in outcomes] == [
            ("queued", "石桥", f"{path}: {ONE}")
        ]


def test_of_an_exported_folder_the_articles_wait_and_lists_are_passed_over(
    store: Store, tmp_path: Path
) -> None:
    for name in ("index.html", "exported.html"):
        saved(tmp_path / "x" / name, LISTS[name])
    saved(tmp_path / "x" / "bare.html", webpage(BARE))
    found = imported(store, tmp_path / "x")
    assert [(one.source.removeprefix(f"{tmp_path}/x/"), one.status) for one in found] == [
        ("bare.html", "failed"), (f"exported.html: {ONE}", "queued")
    ]  # fmt: skip


def test_an_exported_list_of_files_alone_says_to_give_its_folder(
    store: Store, tmp_path: Path
) -> None:
    path = saved(tmp_path / "index.html", page("目录", f"<main>{FILES}</main>"))
    [outcome] = imported(store, path)
    assert outcome.message == (
        f"{path}: this is a page that wxarchive exported, and it tells no article's address; "
        "give the folder it was exported to"
    )


def test_what_a_page_lists_and_another_brings_does_not_wait(store: Store, tmp_path: Path) -> None:
    album = saved(tmp_path / "album.html", LISTS["album.html"])
    dump = saved(tmp_path / "a.md", DUMP.replace(FRONT, ONE))
    assert [one.status for one in fetched(store, album, dump)] == ["created", "skipped"]


def test_the_articles_of_a_list_are_asked_for_at_once(tmp_path: Path) -> None:
    path = saved(tmp_path / "notes.md", f"# 笔记\n\n- [石桥]({ONE})\n")
    assert [type(source) for source in sources([str(path)])] == [Address]


def fetched(store: Store, *paths: Path) -> list[Outcome]:
    def nothing(url: str) -> RawPage:
        raise AssertionError(f"{url} is not to be asked for")

    return list(add(sources(map(str, paths)), store=store, fetch=nothing, parse=parse))

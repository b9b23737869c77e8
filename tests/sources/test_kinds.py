"""What a file or an argument is, is told by its content: whatever its name, and with what to do if
it is of no use.
"""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from tests.support.importing import archive, imported, lines, records, saved, zipped
from wxarchive.archive.add import add
from wxarchive.models import Article, ArticleRef, Body, Metadata, Outcome, RawPage
from wxarchive.parse import parse
from wxarchive.render.html.page import page, webpage
from wxarchive.sources.find import importable, sources
from wxarchive.sources.source import Address, ListFile, Unusable
from wxarchive.store.database import Store

FRONT = "https://mp.weixin.qq.com/s/FrontBm2Xw9Rt4Yb6Nc8V1"
DUMP = f"# 题\n\n文章作者: 某号\n发布时间: 2025-06-23 18:00\n原文链接: {FRONT}\n\n正文。\n"
BARE = Article("article", None, Metadata(title="河水"), Body("<p>水</p>", "水"))
ONE, TWO, THREE = (f"https://mp.weixin.qq.com/s/Front{letter}m2Xw9Rt4Yb6Nc8V1" for letter in "CDE")
FULL_WIDTH_ONE = ONE.translate({code: code + 0xFEE0 for code in range(0x21, 0x7F)})


TABLE = f"标题,链接\n石桥,{ONE}\n"
MARKDOWN_TABLE = f"# 桥\n\n| 标题 | 链接 |\n| --- | --- |\n| 石桥 | [看]({ONE}) |\n"
HTML_TABLE = f"<table><tr><th>标题</th><th>链接</th></tr><tr><td>石桥</td><td><a href='{ONE}'>看</a></td></tr></table>"
SHEET_OF_2003 = (
    '<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"><Worksheet><Table><Row><Cell>'
    "<Data>标题</Data></Cell><Cell><Data>链接</Data></Cell></Row><Row><Cell><Data>石桥</Data></Cell><Cell>"
    f"<Data>{ONE}</Data></Cell></Row></Table></Worksheet></Workbook>"
)
OPML = f'<?xml version="1.0"?><opml><body><outline text="石桥" htmlUrl="{ONE}"/></body></opml>'
NOTE = f"<html><body><p>我的笔记</p><a href='{ONE}'>石桥</a></body></html>"
NOTE_IN_XML = (
    f'<?xml version="1.0"?><en-export><note><source-url>{ONE}</source-url></note></en-export>'
)
JSON = f'[{{"title": "石桥", "url": "{ONE}"}}]'
PAGE = (
    "<!-- saved --><!doctype html><html><body><h1 id='activity-name'>水</h1>"
    "<div id='js_content'><p>冷的。</p></div></body></html>"
)
MHTML = (
    'From: <x>\nMIME-Version: 1.0\nContent-Type: multipart/related; boundary="b"\n\n'
    f"--b\nContent-Type: text/html\n\n{PAGE}\n--b--\n"
)


@pytest.mark.parametrize(
    ("content", "names", "told"),
    [
        (DUMP, ("seed.txt", "a", "a.html", "a.json", "a.csv"), ("kept", "题")),
        (PAGE, ("a", "a.txt", "a.md", "a.json", "a.csv", "a.zip", "a.pdf", "a.xml"), ("kept", "水")),
        (MHTML, ("a", "a.html", "a.eml", "a.md", "a.json"), ("kept", "水")),
        (TABLE, ("a.csv", "a.txt", "a", "a.html", "a.json", "a.xls", "a.xlsx", "a.md"), ("queued", "石桥")),
        (MARKDOWN_TABLE, ("a.md", "a.txt"), ("queued", "石桥")),
        (HTML_TABLE, ("a.xls", "a.csv"), ("queued", "石桥")),
        (SHEET_OF_2003, ("a.xls", "a.xml"), ("queued", "石桥")),
        (OPML, ("a.opml", "a.html", "a", "a.txt"), ("queued", "石桥")),
        (NOTE, ("a.html", "a", "a.txt"), ("queued", "石桥")),
        (NOTE_IN_XML, ("a.enex", "a.xml"), ("queued", None)),
        (JSON, ("a.json", "a.html", "a", "a.md"), ("queued", "石桥")),
        (f"# 笔记\n\n- [石桥]({ONE})\n", ("notes.md", "a.txt", "a.org", "a"), ("queued", "石桥")),
        (f"石桥 {ONE}\n", ("a.txt", "a.yaml", "a.ini", "a.html"), ("queued", None)),
        (f"{'石' * 20}TPZ {ONE}\n", ("a.txt",), ("queued", None)),
        ("", ("a.html", "a.csv", "a.md", "a.txt", "a", "a.zip"), ("failed", None)),
    ],
)  # fmt: skip
def test_content_tells_what_a_file_is(
    store: Store, tmp_path: Path, content: str, names: tuple[str, ...], told: tuple[str, str | None]
) -> None:
    for name in names:
        [outcome] = imported(store, saved(tmp_path / name, content))
        is_kept = outcome.status in ("created", "partial", "unchanged")
        assert ("kept" if is_kept else outcome.status, outcome.title) == told, name


@pytest.mark.parametrize(
    "line", ["{}: ", "{} ： ", "**{}**: ", "**{}：**", "- {}: ", "> {}: ", "__{}__: "]
)
@pytest.mark.parametrize(("sign", "between"), [("#", "\n"), ("##", "\n"), ("#", "\n\n")])
def test_a_dump_is_one_however_the_lines_of_its_header_are_marked(
    store: Store, tmp_path: Path, line: str, sign: str, between: str
) -> None:
    told = (("文章作者", "某号"), ("发布时间", "2025-06-23 18:00"), ("原文链接", FRONT))
    lines = (f"{sign} 题", *(line.format(label) + value for label, value in told), "", "正文。")
    [outcome] = imported(store, saved(tmp_path / "a.md", between.join(lines)))
    assert (outcome.status, outcome.title) == ("created", "题")
    article = store.articles.get(1)
    assert article.content
    assert (article.metadata.account, article.content.text) == ("某号", "正文。")
    assert article.ref
    assert article.ref.url == FRONT


def test_a_packed_file_is_what_is_in_it(store: Store, tmp_path: Path) -> None:
    packed = zipped({"x/a.html": PAGE.encode()})
    for name in ("a.zip", "a", "a.html", "a.maff"):
        [outcome] = imported(store, saved(tmp_path / name, packed))
        assert (outcome.source, outcome.title) == (f"{tmp_path / name}/x/a.html", "水")


def test_in_folders_dumps_and_pages_are_found_under_any_name_of_a_text(
    store: Store, tmp_path: Path
) -> None:
    for name, content in (("a.txt", DUMP), ("b.md", PAGE), ("c.txt", "words"), ("d.log", "words")):
        saved(tmp_path / "x" / name, content)
    assert [Path(one.source).name for one in imported(store, tmp_path / "x")] == ["a.txt", "b.md"]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.txt", f"{ONE}\n"),
        ("a.csv", TABLE),
        ("a.tsv", TABLE.replace(",", "\t")),
        ("a.xls", HTML_TABLE),
        ("a.xml", OPML),
        ("a.url", f"[InternetShortcut]\nURL={ONE}\n"),
        ("deep/a.json", JSON),
    ],
)
def test_what_a_list_in_a_folder_names_waits_in_the_queue(
    store: Store, tmp_path: Path, name: str, content: str
) -> None:
    path = saved(tmp_path / "x" / name, content)
    found = list(sources([str(tmp_path / "x")]))
    assert [one.form for one in found if isinstance(one, ListFile)] == ["list"]
    told = [(one.source, one.status) for one in fetched(store, tmp_path / "x")]
    assert told == [(f"{path}: {ONE}", "queued")]


def test_what_lies_in_an_archive_is_as_what_lies_in_a_folder(store: Store, tmp_path: Path) -> None:
    packed = zipped({"list.txt": ONE.encode(), "notes.md": TWO.encode(), "words.md": b"words"})
    outcomes = fetched(store, saved(tmp_path / "a.zip", packed))
    assert [(Path(one.source.partition(": ")[0]).name, one.status) for one in outcomes] == [
        ("list.txt", "queued"),
        ("notes.md", "skipped"),
    ]


@pytest.mark.parametrize("name", ["notes.md", "run.log", "a.text"])
def test_a_note_in_a_folder_that_mentions_articles_is_told_of(
    store: Store, tmp_path: Path, name: str
) -> None:
    path = saved(tmp_path / "x" / name, f"# 笔记\n\n- [石桥]({ONE})\n- {TWO}\n")
    [outcome] = imported(store, tmp_path / "x")
    why = "a text that mentions 2 articles: give this file itself to wxarchive fetch to have them"
    assert outcome == Outcome(str(path), "skipped", message=why)
    assert store.queue.counts()["waiting"] == 0


def test_a_spreadsheet_that_cannot_be_looked_into_is_told_of(tmp_path: Path) -> None:
    saved(tmp_path / "x" / "a.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
    [found] = sources([str(tmp_path / "x")])
    assert isinstance(found, Unusable)
    assert "this is a file of an old office program" in str(found.error)


def test_a_list_in_a_text_that_is_hardly_a_table_loses_nothing(tmp_path: Path) -> None:
    text = f"标题,链接\n石桥 {ONE},木桥 {TWO}\n"
    [found] = importable([str(saved(tmp_path / "a.txt", text))])
    assert isinstance(found, ListFile)
    assert [one.ref.url for one in found.articles] == [ONE, TWO]


@pytest.mark.parametrize(
    ("name", "head", "what"),
    [
        ("a.html", webpage(BARE).encode(), "this is a page that wxarchive exported"),
        ("a.pdf", b"%PDF-1.7\n", "this is a PDF"),
        ("a.png", b"\x89PNG\r\n\x1a\n", "this is a picture"),
        ("a.html", b"\xff\xd8\xff\xe0", "this is a picture"),
        ("a.html", b"\n%PDF-1.4\n", "this is a PDF"),
        ("a.tif", b"II*\0", "this is a picture"),
        ("a.svg", b'<?xml version="1.0"?>\n<svg xmlns="http://www.w3.org/2000/svg"></svg>', "this is a picture"),
        ("a.mp3", b"\xff\xfb\x90", "this is a sound or a video"),
        ("archive.db", b"SQLite format 3\0", "this is a database"),
        ("archive.html", b"SQLite format 3\0", "this is a database"),
        ("a.rar", b"Rar!\x1a\x07\0", "this is a packed file that is neither zip nor tar"),
        ("a.zip", b"Rar!\x1a\x07\0", "this is a packed file that is neither zip nor tar"),
        ("a.tar.gz", b"7z\xbc\xaf\x27\x1c", "this is a packed file that is neither zip nor tar"),
        ("a.pptx", zipped({"[Content_Types].xml": b"", "ppt/presentation.xml": b""}), "this is a presentation"),
        ("b.epub", zipped({"META-INF/container.xml": b"", "a.xhtml": b""}), "this is a book (EPUB)"),
        ("a.bin", b"\1\0\0\3" * 9, "this is neither a web page nor a text"),
        ("a.epub", b"PK\x03\x04" + bytes(26) + b"mimetypeapplication/epub+zip", "this is a book (EPUB)"),
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


@pytest.mark.parametrize(
    "between",
    [
        *(" ", "\n", "\r\n", "\t", "\u3000", "\u200b", ",", ", ", ". ", ";", "|", "+", "~", ""),
        *("，", "；", "、", "。", " 和 "),
    ],
)
def test_each_address_of_an_argument_is_asked_for(between: str) -> None:
    found = sources([between.join((ONE, TWO, THREE))])
    assert [source.ref.url for source in found if isinstance(source, Address)] == [ONE, TWO, THREE]


@pytest.mark.parametrize(
    "around",
    [
        *("<{}>", '"{}"', "“{}”", "「{}」", "（{}）", "《{}》", "`{}`", "1. {} ", "{},", "{};"),
        *("[石桥]({})", "**{}**", "_{}_"),
    ],
)
def test_what_stands_around_an_address_is_none_of_it(around: str) -> None:
    found = sources([around.format(ONE), f"{around.format(ONE)} {around.format(TWO)}"])
    assert [source.ref.url for source in found if isinstance(source, Address)] == [ONE, ONE, TWO]


LONG = "https://mp.weixin.qq.com/s?__biz=MzA5OTg3NjU0MQ==&mid=2247480001&idx=1"


@pytest.mark.parametrize(
    "one", ["https：／／mp.weixin.qq.com／s／FrontCm2Xw9Rt4Yb6Nc8V1", FULL_WIDTH_ONE]
)
def test_an_address_of_full_width_characters_is_one(one: str) -> None:
    assert [source.given for source in sources([f"{one}，{TWO}"])] == [ONE, TWO]


def test_a_long_address_may_have_full_width_signs() -> None:
    [source] = sources([LONG.replace("?", "？").replace("&", "＆").replace("=", "＝")])
    assert isinstance(source, Address)
    assert source.ref.url == LONG


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


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
@pytest.mark.parametrize(
    ("content", "name", "told"),
    [
        (DUMP, "a.md", "题"),
        (PAGE, "a.html", "水"),
        (TABLE, "a.csv", "石桥"),
        (OPML, "a.opml", "石桥"),
    ],
)
def test_what_the_shell_of_windows_wrote_is_what_is_in_it(
    store: Store, tmp_path: Path, content: str, name: str, told: str, encoding: str
) -> None:
    written = f"\ufeff{content}".replace("\n", "\r\n").encode(encoding)
    [outcome] = imported(store, saved(tmp_path / name, written))
    assert (outcome.status != "failed", outcome.title) == (True, told)


def test_records_that_the_shell_of_windows_wrote_are_read(tmp_path: Path) -> None:
    with archive() as first:
        for number in (1, 2):
            list(imported(first, saved(tmp_path / f"{number}.md", DUMP.replace("B", str(number)))))
        text = lines(first)
    # as `export --jsonl > records.jsonl` writes there: a mark, and lines that end in two characters
    written = f"\ufeff{text.decode()}".replace("\n", "\r\n").encode("utf-16-le")
    first_line = text.splitlines()[0]
    spread = json.dumps(json.loads(first_line), indent=1).encode("utf-16")
    for name, body, expected in (
        ("a.jsonl", written, text),
        ("b.json", spread, first_line),
        ("c.zip", zipped({"records.jsonl": written}), text),
    ):
        with archive() as second:
            outcomes = imported(second, saved(tmp_path / name, body))
            assert {one.status for one in outcomes} == {"created"}, name
            assert records(lines(second)) == records(expected), name

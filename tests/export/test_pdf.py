"""PDF files: which there are, what is in their documents, and what is printed again. A fake browser
prints: its PDF holds the document.
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest

from tests.export.test_epub import dated
from tests.export.test_inert import ODD, foreign
from tests.render.samples import METADATA
from tests.support.browsers import Fake, fake, needs_unix
from tests.support.exporting import PNG, article, file, lost, outcomes, selection
from wxarchive.errors import BrowserError, NoBrowser, NotFound, UsageError
from wxarchive.export import export_stream
from wxarchive.export.options import ExportOptions, summary
from wxarchive.models import Album, Body, MediaUse, StoredArticle

pytestmark = needs_unix
PICTURE = "https://mmbiz.qpic.cn/mmbiz_png/abc/0"
LINK = "https://mp.weixin.qq.com/s?__biz=MzA5MQ==&amp;mid=2&amp;idx=1&amp;sn=f"


@pytest.fixture
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Fake]:
    with fake(tmp_path_factory.mktemp("browser"), "prints") as made:
        yield made


@pytest.fixture
def pdf(browser: Fake) -> ExportOptions:
    return ExportOptions("pdf", browser_path=browser.path)


@pytest.fixture
def failing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ExportOptions]:
    with fake(tmp_path_factory.mktemp("browser"), "dies at 秋") as made:
        yield ExportOptions("pdf", browser_path=made.path)


def shown(path: Path) -> str:
    return path.read_text("utf-8").partition("<body>")[2]


def with_body(number: int, html: str) -> StoredArticle:
    return article(number, content=Body(html=html, images=(PICTURE,)), content_hash="x")


def test_each_article_is_a_file_and_says_where_it_comes_from(
    tmp_path: Path, pdf: ExportOptions
) -> None:
    gone = replace(METADATA, title="秋 & 冬")
    when = METADATA.published_at
    done = outcomes(
        selection([
            article(1),
            article(2, metadata=gone, state="deleted", gone_at=when, reason="已删除"),
            article(3, content=None),
        ]),
        tmp_path,
        pdf,
    )  # fmt: skip
    assert sorted(path.name for path in tmp_path.glob("*.pdf")) == [
        "2024-03-05 秋 & 冬.pdf",
        "2024-03-06 春茶.pdf",
    ]
    assert [(one.id, one.status) for one in done] == [
        (3, "skipped"),
        (1, "written"),
        (2, "written"),
    ]
    text = (tmp_path / "2024-03-05 秋 & 冬.pdf").read_text("utf-8")
    assert "<title>秋 &amp; 冬</title>" in text
    assert '<html lang="zh-CN">' in text
    top = re.sub(r"<[^>]+>", "|", text.partition("<header>")[2].partition("</header>")[0])
    assert re.sub(r"\|+", "|", top) == (
        "|秋 &amp; 冬|山中笔记 · 阿青 · 2024-03-05 12:05 · 浙江|"
        "This article is gone (deleted by its author): first seen gone 2024-03-05 12:05"
        " (Beijing time). WeChat says: 已删除|"
        "Original|https://mp.weixin.qq.com/s?__biz=MzA5MQ==&amp;mid=2&amp;idx=1|"
        "Account|山中笔记 gh_0|Published|2024-03-05 12:05:06|Albums|茶 #1|"
        "Archived|2024-03-05 12:05:06|State|deleted 已删除|Content|sha256:11|Page|sha256:00ff|"
    )


def test_nothing_is_printed_again_but_what_is_another(tmp_path: Path, pdf: ExportOptions) -> None:
    outcomes(selection([article(1), article(2, "秋")]), tmp_path, pdf)
    nowhere = replace(pdf, browser_path=str(tmp_path / "none"))
    # no browser is needed, so none is looked for
    done = outcomes(selection([article(1), article(2, "秋")]), tmp_path, nowhere)
    assert [one.status for one in done] == ["unchanged", "unchanged"]
    done = outcomes(selection([article(1), article(2, "秋", "霜")]), tmp_path, pdf)
    assert [one.status for one in done] == ["unchanged", "written"]
    assert "霜" in (tmp_path / "2024-03-06 秋.pdf").read_text("utf-8")


def test_an_edited_file_is_left_and_a_missing_one_is_printed(
    tmp_path: Path, pdf: ExportOptions
) -> None:
    chosen = selection([article(1), article(2, "秋")])
    outcomes(chosen, tmp_path, pdf)
    (tmp_path / "2024-03-06 春茶.pdf").write_bytes(b"%PDF with my notes")
    (tmp_path / "2024-03-06 秋.pdf").unlink()
    done = outcomes(chosen, tmp_path, pdf)
    assert [(one.status, one.differs) for one in done] == [("skipped", True), ("written", False)]
    assert (tmp_path / "2024-03-06 春茶.pdf").read_bytes() == b"%PDF with my notes"


def test_prune_removes_the_files_of_articles_and_no_books(
    tmp_path: Path, pdf: ExportOptions
) -> None:
    both = selection([article(1), article(2, "秋")])
    outcomes(both, tmp_path, replace(pdf, books="album"))
    outcomes(both, tmp_path, pdf)
    done = outcomes(selection([article(1)]), tmp_path, replace(pdf, prune=True))
    assert [(one.status, one.file) for one in done] == [
        ("unchanged", "2024-03-06 春茶.pdf"),
        ("removed", "2024-03-06 秋.pdf"),
    ]
    assert sorted(path.name for path in tmp_path.glob("*.pdf")) == [
        "2024-03-06 春茶.pdf",
        "茶 #1.pdf",
    ]


def test_a_book_lists_its_articles_and_links_between_them(
    tmp_path: Path, pdf: ExportOptions
) -> None:
    html = f'<h1>一</h1><h6>六</h6><p><a href="{LINK}">上次</a><a href="https://x.cn/">外</a></p>'
    later = dated(1, "后", 2024, content=Body(html=html), content_hash="x")
    done = outcomes(selection([later, dated(2, "先", 2022)]), tmp_path / "茶.pdf", pdf)
    text = shown(tmp_path / "茶.pdf")
    assert text.partition("</nav>")[0].strip() == (
        "<nav><h1>山中笔记</h1><p>共 2 篇 · 2022–2024</p>"
        '<p>2022</p><ol><li><span>03-05</span> <a href="#a2">先</a></li></ol>'
        '<p>2024</p><ol><li><span>03-05</span> <a href="#a1">后</a></li></ol>'
    )
    assert re.findall(r' id="([^"]*)"', text) == ["a2", "a1"]
    assert re.findall(r"<h[1-6]>[^<]*", text) == [
        "<h1>山中笔记", "<h1>先", "<h1>后", "<h2>一", "<h6>六",
    ]  # fmt: skip
    assert '<a href="#a2">上次</a><a href="https://x.cn/">外</a>' in text
    assert [(one.id, one.status, one.file) for one in done] == [
        (2, "written", "茶.pdf"),
        (1, "written", "茶.pdf"),
        (None, "written", "茶.pdf"),
    ]


def test_books_by_album_are_files_of_a_folder(tmp_path: Path, pdf: ExportOptions) -> None:
    other = replace(METADATA, title="三", albums=(Album("1", "茶"), Album("2", "酒")))
    done = outcomes(
        selection([article(1), article(2, metadata=other)]), tmp_path, replace(pdf, books="album")
    )
    assert sorted(path.name for path in tmp_path.glob("*.pdf")) == [
        "茶 #1.pdf",
        "茶.pdf",
        "酒.pdf",
    ]
    assert summary(done).files["written"] == 3
    with pytest.raises(UsageError, match="--name-template names the files of articles"):
        ExportOptions("pdf", books="album", names="{id}")


def test_pictures_are_named_by_content_and_those_that_are_missing_are_said(
    tmp_path: Path, pdf: ExportOptions
) -> None:
    tall = replace(file("https://x.cn/long"), width=100, height=900)
    uses: list[MediaUse] = [
        file(PICTURE),
        tall,
        lost("https://x.cn/1"),
        file("https://x.cn/2", kind="image/heic", content=b"heic"),
    ]
    addresses = (PICTURE, "https://x.cn/long", "https://x.cn/1", "https://x.cn/2")
    html = "".join(f'<p><img src="{address}"></p>' for address in addresses)
    done = outcomes(selection([with_body(1, html)], {1: uses}), tmp_path, pdf)
    text = shown(tmp_path / "2024-03-06 春茶.pdf")
    name = f"media/{uses[0].sha256 or '':.32}.png"
    assert re.findall(r'<img src="([^"]*)"', text) == [name, f"{name}#tall"]
    assert text.count("Picture not archived: ") == 2
    assert "1 picture not archived (404); the text has the address" in text
    assert "1 picture not archived (image/heic: no browser shows it)" in text
    assert f"Fetch.fulfillRequest {len(PNG)}" in text
    assert (done[0].kept, done[0].missing) == (2, 2)
    none = replace(pdf, images="none")
    outcomes(selection([with_body(1, html)], {1: uses}), tmp_path / "none", none)
    assert "<img" not in shown(tmp_path / "none" / "2024-03-06 春茶.pdf")


def test_a_picture_stands_on_its_own_only_where_no_text_is_around_it(
    tmp_path: Path, pdf: ExportOptions
) -> None:
    html = f'<p>笑<img src="{PICTURE}">了</p><p><img src="{PICTURE}" alt="a&gt;b"></p>'
    outcomes(selection([with_body(1, html)], {1: [file(PICTURE)]}), tmp_path, pdf)
    found = re.findall(r"<p[^>]*>(?=[^<]*<img)", shown(tmp_path / "2024-03-06 春茶.pdf"))
    assert found == ["<p>", '<p class="picture">']


def test_no_address_leads_to_where_the_document_seems_to_be(
    tmp_path: Path, pdf: ExportOptions
) -> None:
    html = '<p><a href="/s/x">一</a><a href="#b">二</a><a href="mailto:a@b.cn">三</a></p>'
    outcomes(selection([with_body(1, html)]), tmp_path, pdf)
    text = shown(tmp_path / "2024-03-06 春茶.pdf")
    assert '<p><a>一</a><a>二</a><a href="mailto:a@b.cn">三</a></p>' in text


def test_odd_addresses_reach_no_document(tmp_path: Path, pdf: ExportOptions) -> None:
    articles = [replace(foreign(address), id=number) for number, address in enumerate(ODD, 1)]
    outcomes(selection(articles), tmp_path / "x.pdf", pdf)
    text = shown(tmp_path / "x.pdf")
    assert [address for address in ODD if address.strip() in text] == []


def test_an_article_that_cannot_be_printed_fails_alone(
    tmp_path: Path, failing: ExportOptions
) -> None:
    chosen = selection([article(1), article(2, "秋"), article(3, "冬")])
    done = outcomes(chosen, tmp_path, failing)
    words = "the browser ended (Out of memory.)"
    assert [(one.status, one.message) for one in done] == [
        ("written", None),
        ("failed", f"{tmp_path / '2024-03-06 秋.pdf'}: {words}"),
        ("written", None),
    ]
    assert sorted(path.suffix for path in tmp_path.iterdir()) == [".json", ".pdf", ".pdf"]
    done = outcomes(chosen, tmp_path / "x.pdf", failing)
    assert {one.status for one in done} == {"failed"}
    assert not (tmp_path / "x.pdf").exists()


def test_an_article_that_is_no_more_is_left_out_of_a_book(
    tmp_path: Path, pdf: ExportOptions
) -> None:
    chosen = selection([article(1), article(2, "秋")])

    def whole(number: int) -> StoredArticle:
        if number == 1:
            raise NotFound("no such article in the archive", "1")
        return chosen.whole(number)

    done = outcomes(replace(chosen, whole=whole), tmp_path / "x.pdf", pdf)
    assert [(one.id, one.status) for one in done] == [
        (1, "failed"),
        (2, "written"),
        (None, "written"),
    ]
    assert re.findall(r'href="#(\w+)"', shown(tmp_path / "x.pdf")) == ["a2"]


def test_a_file_of_nothing_but_articles_that_are_no_more_is_not_made(
    tmp_path: Path, pdf: ExportOptions
) -> None:
    def whole(number: int) -> StoredArticle:
        raise NotFound("no such article in the archive", str(number))

    chosen = replace(selection([article(1)]), whole=whole)
    stream = BytesIO()
    told = [
        outcomes(chosen, tmp_path / "x.pdf", pdf),
        outcomes(chosen, tmp_path / "folder", pdf),
        list(export_stream(chosen, stream, pdf)),
    ]
    assert [[(one.id, one.status) for one in done] for done in told] == [[(1, "failed")]] * 3
    assert (list(tmp_path.rglob("*.pdf")), stream.getvalue()) == ([], b"")


def test_without_a_browser_the_export_ends(tmp_path: Path) -> None:
    options = ExportOptions("pdf", browser_path=str(tmp_path / "none"))
    with pytest.raises(NoBrowser):
        outcomes(selection([article(1), article(2)]), tmp_path / "x", options)
    assert list((tmp_path / "x").glob("*.pdf")) == []


def test_a_stream_takes_one_file_or_fails(pdf: ExportOptions, failing: ExportOptions) -> None:
    stream = BytesIO()
    [one] = export_stream(selection([article(1)]), stream, pdf)
    assert (one.status, stream.getvalue()[:6]) == ("written", b"%PDF-\n")
    assert "<title>春茶</title>" in stream.getvalue().decode()
    empty = BytesIO()
    with pytest.raises(BrowserError):
        list(export_stream(selection([article(1, "秋")]), empty, failing))
    assert empty.getvalue() == b""
    assert list(export_stream(selection([]), empty, pdf)) == []


def test_a_browser_may_be_named_whatever_is_exported() -> None:
    assert ExportOptions("md", browser_path="chromium").browser_path == "chromium"

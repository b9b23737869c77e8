"""PDF files as Chromium prints them: the whole text, tagged, with an outline and links that lead to
pages.
"""

import re
import shutil
import subprocess
import unicodedata
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from tests.export.test_epub import dated
from tests.support.chromium import installed
from tests.support.exporting import all_kept, golden, outcomes, selection
from wxarchive.export.options import ExportOptions
from wxarchive.models import Album, Body, StoredArticle

pytestmark = [
    pytest.mark.skipif(installed() is None, reason="no Chromium on this machine"),
    pytest.mark.skipif(shutil.which("pdftotext") is None, reason="no poppler-utils here"),
]
PDF = ExportOptions("pdf")
LINK = "https://mp.weixin.qq.com/s?__biz=MzA5MQ==&amp;mid=902&amp;idx=1&amp;sn=f"
ROWS = "".join(f"<tr><td>第{number}行</td><td>值{number}</td></tr>" for number in range(60))
LONG = (
    f'<h1>上篇</h1><p>见<a href="{LINK}">另一篇</a>。</p><h2>细目</h2>'
    f"<table><thead><tr><th>名</th><th>值</th></tr></thead><tbody>{ROWS}</tbody></table>"
    + "".join(f"<p>第{number}段：一二三，山水人大小。</p>" for number in range(80))
    + f"<pre><code>{'x = 1  # 注' * 40}\n</code></pre><p>https://example.com/{'a' * 300}</p>"
)


@pytest.fixture(scope="module")
def articles() -> list[StoredArticle]:
    """Every golden page, a long article, and one that it leads to."""
    text = re.sub(r"<[^>]+>", "\n", LONG)
    long = dated(901, "长文", 2017, content=Body(html=LONG, text=text), content_hash="x")
    return [*golden(), long, dated(902, "另一篇", 2018)]


@pytest.fixture(scope="module")
def book(articles: list[StoredArticle], tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("pdf") / "book.pdf"
    done = outcomes(selection(articles, all_kept(articles)), path, PDF)
    assert {one.status for one in done} <= {"written", "skipped"}
    return path


def told(*command: str | Path) -> str:
    return subprocess.run(command, capture_output=True, check=True).stdout.decode()


def bare(text: str) -> str:
    """Leave the signs of a text: how lines and spaces fall is the printer's, and pdftotext takes a
    hyphen at the end of a line for one of its own.
    """
    return re.sub(r"[\s-]+", "", unicodedata.normalize("NFKC", text))


def text_of(path: Path, title: str) -> str:
    """Return the text of all pages without what stands at their foot."""
    pages = told("pdftotext", path, "-").split("\f")
    return "".join(re.sub(rf"{re.escape(title)}\d+/\d+$", "", bare(page)) for page in pages)


def test_every_paragraph_is_in_the_text(book: Path, articles: list[StoredArticle]) -> None:
    text = text_of(book, title=str(reader(book).metadata.title))
    for one in articles:
        # what stands apart in a line of a table may do so in several
        for words in (one.content or Body()).text.split():
            assert bare(words) in text, (one.metadata.title, words)


def test_characters_are_those_that_people_type(book: Path) -> None:
    text = "".join(page.extract_text() for page in reader(book).pages)
    assert re.findall("[\u2e80-\u2fdf]", text) == []
    assert "一二三，山水人大小" in text


def test_it_is_tagged_and_has_pages_of_a4(book: Path) -> None:
    facts = dict(re.findall(r"^([^:]+): +(.*)$", told("pdfinfo", book), re.M))
    assert facts["Tagged"] == "yes"
    assert facts["Page size"].endswith("(A4)")
    assert int(facts["Pages"]) > 10
    assert reader(book).trailer["/Root"]["/Lang"] == "zh-CN"


def test_the_outline_has_articles_and_in_them_their_headings(
    book: Path, articles: list[StoredArticle]
) -> None:
    lines = list(outline(reader(book)))
    titles = sorted(bare(one.metadata.title or "无标题") for one in articles)
    assert sorted(bare(title) for depth, title, _ in lines[1:] if depth == 0) == titles
    at = next(place for place, line in enumerate(lines) if line[1] == "长文")
    assert [(depth, title) for depth, title, _ in lines[at : at + 3]] == [
        (0, "长文"),
        (1, "上篇"),
        (2, "细目"),
    ]
    pages = [page for _, _, page in lines]
    assert pages == sorted(pages)


def test_links_between_articles_lead_to_their_pages(book: Path) -> None:
    pdf = reader(book)
    starts = {title: page for depth, title, page in outline(pdf) if depth == 0}
    inside = {target for target in links(pdf, starts["长文"]) if isinstance(target, int)}
    assert inside == {starts["另一篇"]}
    contents = {target for target in links(pdf, 0) if isinstance(target, int)}
    assert len(contents) > 5
    assert contents <= {page for depth, _, page in outline(pdf) if depth == 0}


def test_an_article_alone_has_its_title_and_leads_to_the_web(tmp_path: Path) -> None:
    long = dated(901, "长文 & 短", 2017, content=Body(html=LONG, text="x"), content_hash="x")
    outcomes(selection([long]), tmp_path, PDF)
    pdf = reader(tmp_path / "2017-03-05 长文 & 短.pdf")
    assert pdf.metadata.title == "长文 & 短"
    assert [title for _, title, _ in outline(pdf)] == ["长文 & 短", "上篇", "细目"]
    targets = set(links(pdf, 0))
    assert LINK.replace("&amp;", "&") in targets
    assert not any(isinstance(target, int) for target in targets)
    first = bare(pdf.pages[0].extract_text())
    assert "sha256:00ff" in first
    assert bare("Archived 2024-03-05 12:05:06") in first
    assert re.search(r"1/\d+$", first)


def test_a_row_of_a_table_is_on_one_page(tmp_path: Path) -> None:
    long = dated(901, "长文", 2017, content=Body(html=LONG, text="x"), content_hash="x")
    outcomes(selection([long]), tmp_path / "x.pdf", PDF)
    pages = [bare(page.extract_text()) for page in reader(tmp_path / "x.pdf").pages]
    for number in range(60):
        assert any(f"第{number}行值{number}" in page for page in pages), number


def test_an_album_is_a_file(tmp_path: Path) -> None:
    one, other = dated(1, "先", 2022), dated(2, "后", 2024)
    albums = (Album("7", "茶"),)
    chosen = [
        replace(each, metadata=replace(each.metadata, albums=albums)) for each in (one, other)
    ]
    outcomes(selection(chosen), tmp_path, replace(PDF, books="album"))
    pdf = reader(tmp_path / "茶.pdf")
    assert list(outline(pdf)) == [(0, "茶", 0), (0, "先", 1), (0, "后", 2)]
    assert list(links(pdf, 0)) == [1, 2]


def reader(path: Path) -> Any:
    return PdfReader(path)


def outline(pdf: Any, entries: Any = None, depth: int = 0) -> Iterator[tuple[int, str, int]]:
    """Give each entry: how deep it is, its title, the number of its page."""
    for one in pdf.outline if entries is None else entries:
        if isinstance(one, list):
            yield from outline(pdf, one, depth + 1)
        else:
            yield depth, str(one.title), pdf.get_destination_page_number(one)


def links(pdf: Any, page: int) -> Iterator[int | str]:
    """Give where each link of a page leads: the number of another page, or an address."""
    for found in pdf.pages[page].get("/Annots", ()):
        link = found.get_object()
        if "/Dest" in link:
            named = pdf.named_destinations[str(link["/Dest"])]
            yield pdf.get_destination_page_number(named)
        elif "/URI" in link.get("/A", {}):
            yield str(link["/A"]["/URI"])

"""Exports of an archive from anywhere hold nothing that runs, whatever reads them."""

import json
import re
import zipfile
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest
from lxml import etree
from markdown_it import MarkdownIt

from tests.render.samples import METADATA
from tests.support.exporting import article, outcomes, selection
from wxarchive.export import ExportOptions
from wxarchive.export.tables import write_table
from wxarchive.formats import read_dump
from wxarchive.models import (
    Album,
    AlbumOrder,
    ArticleRef,
    Body,
    Link,
    ListItem,
    Media,
    StoredArticle,
)
from wxarchive.render import document

LIVE = "<img src=x onerror=alert(1)>"
AROUND = (
    LIVE,
    f"\\{LIVE}",
    f"\\\\{LIVE}",
    f"`{LIVE}",
    f"a`` {LIVE}",
    "<!-- x",
    "</p>",
    "[x](javascript:alert(1))",
    "<?x",
)
ESCAPED = LIVE.replace("<", "&lt;")
OWN = re.compile(
    r"</?(?:p|h[1-6]|em|strong|code|pre|ul|ol|li|blockquote|hr|br|del|a|table|thead|tbody|tr|t[hd])\b[^>]*>"
    r'|<img src="https:[^">]*" alt="[^"<>]*" />'
)


def tags(markdown: str) -> list[str]:
    """Return what a reader of Markdown who passes HTML through makes live, but for Markdown's own
    elements.
    """
    html = (
        MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"]).render(markdown)
    )
    return re.findall(r"<[a-z!?/][^>]*>?", OWN.sub("", html)) + re.findall(
        r'href="(?!https?:)[^"]*"', html
    )


@pytest.mark.parametrize("text", AROUND)
def test_titles_and_header_lines_are_no_html_and_come_back(text: str) -> None:
    about = replace(METADATA, title=f"题{text}", account=f"号{text}", location=f"地{text}")
    one = article(1, metadata=about)
    assert tags(document(one)) == []
    assert tags(document(one, front_matter=True)) == []
    for front_matter in (False, True):
        told = read_dump(document(one, front_matter=front_matter).encode())
        assert told is not None
        assert (told[0].title, told[0].account, told[0].location) == (
            about.title,
            about.account,
            about.location,
        )


@pytest.mark.parametrize(
    "html",
    [
        f'<p>式<code class="math-inline">{ESCAPED}</code></p>',
        f'<p><code class="math-inline">`</code>与<code>`{ESCAPED}</code></p>',
        f'<pre class="math-display">a\n{ESCAPED}\nb</pre>',
        f'<pre class="math-display">```\n</pre><pre><code>{ESCAPED}</code></pre>',
        f'<pre class="math-display">~~~\n</pre><p>x</p><pre><code>~~~\n{ESCAPED}</code></pre>',
        '<pre class="math-display">[x](javascript:alert(1))\n&gt; [x]: javascript:alert(1)\n[x]</pre>',
        f"<h2>{ESCAPED}</h2><p><strong>{ESCAPED}</strong>\\{ESCAPED}</p>",
        f"<table><tr><td>{ESCAPED}</td><td>|{ESCAPED}</td></tr><tr><td>`{ESCAPED}</td><td>`</td></tr></table>",
        f"<figure><figcaption>{ESCAPED}</figcaption></figure><p><img src='https://x/1' alt='{ESCAPED}'></p>",
        f'<p><a href="https://x/">{ESCAPED}</a></p>',
        f'<p><a href="https://x/">{ESCAPED}</a><a href="wikilink:{ESCAPED}">y</a></p>',
        '<p><a href="java&#10;script:alert(1)">x</a><a href="vbscript:x">y</a></p>',
    ],
)  # fmt: skip
def test_bodies_are_no_html(html: str) -> None:
    assert tags(document(article(1, content=Body(html=html, text="x")))) == []


ODD = (
    "javascript:alert(1)",
    " JavaScript:alert(1)",
    "java\tscript:alert(1)",
    "vbscript:x",
    "data:text/html,x",
    "ms-word:ofe|u|x",
    "\x01javascript:alert(1)",
    "javascript\u200b:alert(1)",
    "data:image/svg+xml,<svg onload=alert(1)>",
    "file:///etc/passwd",
    "feed:javascript:alert(1)",
)


def foreign(address: str) -> StoredArticle:
    """An article of an archive from elsewhere: every address in it is odd."""
    about = replace(
        METADATA, cover_url=address, source_url=address, reprint_url=address, header_url=address
    )
    shown = address.replace('"', "&quot;")
    html = f'<p>字<a href="{shown}">链</a><img src="{shown}"></p>'
    html += f'<table><tr><td colspan="2"><a href="{shown}">x</a></td><td>y</td></tr></table>'
    media = Media("video", "wxv_1", "片", address, address)
    body = Body(html, "字", (address,), (media,), (Link(address, None, "链", None, "inline"),))
    return article(1, metadata=about, ref=ArticleRef(address, "k:1:1", address), content=body)


@pytest.mark.parametrize("address", ODD)
@pytest.mark.parametrize(
    "form", ["md", "html", "epub", "jsonl", "csv", "atom", "csl", "ris", "bibtex"]
)
def test_odd_addresses_reach_no_file(tmp_path: Path, form: str, address: str) -> None:
    stream = BytesIO()
    if form in {"jsonl", "csv", "atom", "csl", "ris", "bibtex"}:
        list(write_table(selection([foreign(address)]), ExportOptions(form), stream))  # type: ignore[arg-type]
        content = stream.getvalue()
    else:
        outcomes(selection([foreign(address)]), tmp_path, ExportOptions(form))  # type: ignore[arg-type]
        content = b"".join(
            path.read_bytes()
            for path in tmp_path.rglob("*")
            if path.is_file() and path.suffix != ".epub"
        )
        content += b"".join(
            zipfile.ZipFile(one).read(name)
            for one in tmp_path.glob("*.epub")
            for name in zipfile.ZipFile(one).namelist()
        )
    text = content.decode("utf-8")
    assert address.strip() not in text
    assert json.dumps(address)[1:-1].strip() not in text


@pytest.mark.parametrize(
    "char",
    ["\x00", "\x0b", "\x1b", "\ufffe", "\uffff", "\ud800", "]]>", "&#1;", "<!--", "\u202e", '"'],
)
def test_books_are_well_formed_whatever_names_hold(tmp_path: Path, char: str) -> None:
    name = f"名{char}字"
    about = replace(
        METADATA, title=name, account=name, author=name, location=name, albums=(Album("1", name),)
    )
    url = f"https://mp.weixin.qq.com/s?x={char}"
    one = article(
        1,
        metadata=about,
        losses=(name,),
        ref=ArticleRef(url, "k:1:1"),
        content=Body(f"<p>{char}</p>", "x"),
    )
    for books in ("selection", "album"):
        outcomes(selection([one]), tmp_path / books, ExportOptions("epub", books=books))
        for path in (tmp_path / books).glob("*.epub"):
            book = zipfile.ZipFile(path)
            for part in book.namelist():
                if part.endswith(("xml", "opf", "svg")):
                    etree.fromstring(book.read(part))


@pytest.mark.parametrize("form", ["md", "html"])
def test_what_an_album_names_leads_to_the_web_or_is_left_out(tmp_path: Path, form: str) -> None:
    named = [ListItem(ArticleRef(url), url) for url in ("javascript:alert(1)", "https://x.cn/1")]
    order = AlbumOrder(METADATA.albums[0].id, "茶", (1, *named))
    chosen = replace(selection([article(1)]), albums=lambda: [order])
    outcomes(chosen, tmp_path, ExportOptions(form))  # type: ignore[arg-type] # one of the two
    [page] = (tmp_path / "目录").glob("合集*")
    text = page.read_text("utf-8")
    assert ("javascript" in text, "https://x.cn/1" in text, "其中 1 篇" in text) == (
        False,
        True,
        True,
    )

"""The fixed parts of an EPUB 3: package, table of contents, cover, one document for each article.
Pure strings.

Source: EPUB 3.3, https://www.w3.org/TR/epub-33/.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from html import escape
from importlib.resources import files
from itertools import groupby

from wxarchive.characters import printable
from wxarchive.clock import in_form
from wxarchive.models import StoredArticle
from wxarchive.render.annotations import annotations_html
from wxarchive.render.dump import body_of, is_shown
from wxarchive.render.html import NOT_XML, Addresses, rewritten
from wxarchive.render.notes import gone_words, notes_html, subtitle
from wxarchive.render.terminal import Styled, wrap

CONTAINER = """<?xml version="1.0" encoding="UTF-8"?>
<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container">
<rootfiles>
<rootfile full-path="EPUB/package.opf" media-type="application/oebps-package+xml"/>
</rootfiles>
</container>
"""
STYLE = files(__package__).joinpath("book.css").read_text(encoding="utf-8")
PLACEHOLDER = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 320 80" width="320" height="80"><rect'
    ' width="320" height="80" fill="#eee"/><text x="160" y="46" font-size="18" text-anchor="middle"'
    ' fill="#666">此阅读器不能显示这种图片</text></svg>'
)
"""Shown by a reader that knows no such pictures (EPUB 3.3 §3.4: every foreign resource has a
fallback).
"""


@dataclass(frozen=True, slots=True)
class Chapter:
    """An article in a book: its document and what the table of contents says of it."""

    file: str
    title: str
    published_at: datetime | None


@dataclass(frozen=True, slots=True)
class Item:
    """A file in a book. ``id`` begins with a letter; ``foreign``: of a type that not every reader
    must know.
    """

    id: str
    file: str
    type: str
    foreign: bool = False


@dataclass(frozen=True, slots=True)
class Book:
    """What a book says of itself. ``identifier`` stays the same when articles are added,
    ``modified`` does not.
    """

    identifier: str
    title: str
    author: str | None
    modified: datetime
    chapters: Sequence[Chapter]
    items: Sequence[Item]
    cover: Item | None = None


def package(book: Book) -> str:
    """Write the package document: metadata, every file, the order of reading."""
    creator = ""
    if author := _text(book.author or ""):
        creator = f"<dc:creator>{author}</dc:creator>"
    # EPUB allows a time in no other form than this
    modified = book.modified.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    spine = "".join(f'<itemref idref="c{number}"/>' for number in range(1, len(book.chapters) + 1))
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<package xmlns="http://www.idpf.org/2007/opf" version="3.0" unique-identifier="id" xml:lang="zh-CN">
<metadata xmlns:dc="http://purl.org/dc/elements/1.1/">
<dc:identifier id="id">{_text(book.identifier)}</dc:identifier>
<dc:title>{_named(book.title)}</dc:title>
<dc:language>zh-CN</dc:language>
{creator}
<meta property="dcterms:modified">{modified}</meta>
</metadata>
<manifest>
<item id="nav" href="nav.xhtml" media-type="application/xhtml+xml" properties="nav"/>
<item id="style" href="style.css" media-type="text/css"/>
<item id="cover" href="cover.xhtml" media-type="application/xhtml+xml"/>
{chr(10).join(_manifest(book))}
</manifest>
<spine><itemref idref="cover"/><itemref idref="nav"/>{spine}</spine>
</package>
"""


def navigation(book: Book) -> str:
    """Write the table of contents: years and in them the articles, in the order of the chapters."""
    # chapters are in the order of their times, so that each year comes once
    years = groupby(
        book.chapters, lambda chapter: in_form(chapter.published_at, "%Y") or "日期不明"
    )
    items = ""
    for year, chapters in years:
        items += f"<li><span>{year}</span><ol>"
        for one in chapters:
            words = _named(one.title)
            if day := in_form(one.published_at, "%m-%d"):
                words = f"{day} {words}"
            items += f'<li><a href="{one.file}">{words}</a></li>'
        items += "</ol></li>"
    body = f'<nav epub:type="toc" id="toc"><h1>目录</h1><ol>{items}</ol></nav>'
    return _document("目录", body)


def cover_page(book: Book) -> str:
    """Write the page that shows the cover."""
    cover = ""
    if book.cover:
        cover = book.cover.file
    return _document(book.title, f'<p><img src="{escape(cover)}" alt="{escape(book.title)}"/></p>')


def cover_picture(title: str, author: str | None, period: str) -> str:
    """Draw a cover: title, account and years."""
    # SVG breaks no lines: 18 cells of this size, or nine Chinese characters, fill the cover's width
    lines = wrap([Styled(title)], 18, styled=False)[:6]
    heading = "".join(
        f'<text x="80" y="{300 + 96 * number}" font-size="72">{_text(line)}</text>'
        for number, line in enumerate(lines)
    )
    # 32 cells of the smaller size do
    name, *rest = wrap([Styled(author or "")], 32, styled=False)
    if rest:
        name += "…"
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 800 1200" width="800"'
        ' height="1200"><rect width="800" height="1200" fill="#21413a"/><rect x="80" y="160"'
        ' width="120" height="8" fill="#d9b26a"/><g fill="#fbf8ef"'
        f' font-family="serif">{heading}<text x="80" y="1020"'
        f' font-size="40">{_text(name)}</text><text x="80" y="1080"'
        f' font-size="32" fill="#d9b26a">{_text(period)}</text></g></svg>'
    )


def chapter(
    article: StoredArticle, addresses: Addresses, notes: Iterable[str], cover: str | None = None
) -> str:
    """Write one article as a document of a book. ``notes`` is asked when the body is written.

    ``cover``: the file of its cover in the book.
    """
    about = article.metadata
    title = about.title or ""
    top = f'<h1>{_named(title)}</h1><p class="about">{_text(subtitle(about))}</p>'
    if gone := gone_words(article):
        top += f'<p class="about gone">{_text(gone)}</p>'
    # many articles open with their cover: it is not shown twice
    if cover and not is_shown(article, about.cover_url):
        top += f'<p><img src="{escape(cover)}" alt="封面"/></p>'
    body = rewritten(body_of(article).html, addresses, xml=True)
    # which pictures are missing is known once the body is written, so the notes come after it
    under = rewritten(annotations_html(article), addresses, xml=True)
    under += notes_html(list(notes))
    if article.ref:
        url = escape(article.ref.url)
        under += f'<p class="source">Original: <a href="{url}">{url}</a></p>'
    return _document(title, f"{top}\n{body}\n{under}")


def unreadable(title: str) -> str:
    """Write a document in the place of an article that cannot be read: others may link to it."""
    words = "This article could not be read in the archive when the book was made."
    return _document(title, f'<h1>{_named(title)}</h1><p class="about">{words}</p>')


def _manifest(book: Book) -> Iterable[str]:
    for number, one in enumerate(book.chapters, 1):
        yield f'<item id="c{number}" href="{one.file}" media-type="application/xhtml+xml"/>'
    for item in book.items:
        # a server may have made the type up
        attributes = f'id="{item.id}" href="{item.file}" media-type="{escape(item.type)}"'
        if item == book.cover:
            attributes += ' properties="cover-image"'
        # EPUB 3.3 §3.4: a resource of a foreign type needs a fallback that every reader can show
        if item.foreign:
            attributes += ' fallback="placeholder"'
        yield f"<item {attributes}/>"
    if any(item.foreign for item in book.items):
        yield '<item id="placeholder" href="placeholder.svg" media-type="image/svg+xml"/>'


def _document(title: str, body: str) -> str:
    document = f"""<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE html>
<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops"
 lang="zh-CN" xml:lang="zh-CN">
<head><meta charset="utf-8"/><title>{_named(title)}</title>
<link rel="stylesheet" type="text/css" href="style.css"/></head>
<body>{body}</body>
</html>
"""
    # one control character in a title, and strict readers refuse the whole chapter
    return NOT_XML.sub("", document)


def _text(text: str) -> str:
    line = " ".join(printable(text).split())
    return escape(NOT_XML.sub("", line), quote=False)


def _named(title: str) -> str:
    """Write a title; what has none that is seen is called 无标题 (untitled), for no part may be
    without a name.
    """
    return _text(title) or "无标题"

"""The parts of a document for paper: the sheet of style, a page of contents, one article after the
other. Pure strings.

Headings make the outline of a PDF: that of an article is of the first level, so those of its text
go one down. Clean HTML has no ``id``; the only ones are the :func:`anchor` of each article.
"""

import base64
import hashlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from html import escape
from importlib.resources import files
from itertools import groupby

from wxarchive.clock import BEIJING, in_form
from wxarchive.models import StoredArticle
from wxarchive.render.annotations import annotations_html
from wxarchive.render.dump import ExportedBody, is_shown
from wxarchive.render.html import NOT_XML, facts_html
from wxarchive.render.notes import gone_words, notes_html, subtitle

_STYLE = files(__package__).joinpath("paper.css").read_text(encoding="utf-8")
_STYLE_HASH = base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()
_POLICY = (
    f"default-src 'none'; img-src 'self' data:; style-src 'sha256-{_STYLE_HASH}';"
    " base-uri 'none'; form-action 'none'"
)
_HEADING = re.compile(r"(</?h)([1-6])(?=>)")
_PICTURE_ALONE = re.compile(r"<p>(?=<img [^>]*></p>)")
_FOOT = (
    '<div style="display:flex;justify-content:space-between;gap:1em;width:100%;margin:0 20mm;'
    "font:8pt -apple-system,'PingFang SC','Noto Sans CJK SC','Microsoft YaHei',sans-serif;"
    'color:#777"><span class="title" style="overflow:hidden;white-space:nowrap;'
    'text-overflow:ellipsis"></span><span style="white-space:nowrap"><span class="pageNumber">'
    '</span> / <span class="totalPages"></span></span></div>'
)


TALL = "#tall"
"""Ends the address of a picture that gets a page of its own, being so much higher than wide; of all
others two are to fit on one.
"""


@dataclass(frozen=True, slots=True)
class PrintedArticle:
    """What a page of contents says of an article."""

    id: int
    title: str | None
    published_at: datetime | None


@dataclass(frozen=True, slots=True)
class Contents:
    """What the first page of a book says: its title, whose articles they are, and which, in their
    order.
    """

    title: str
    account: str | None
    articles: Sequence[PrintedArticle]


def anchor(number: int) -> str:
    """Return where an article of a document is, as a link inside of it has it."""
    return f"#a{number}"


def paper(title: str, parts: Iterable[str]) -> str:
    """Write the whole document. It may ask for pictures beside itself and for nothing else."""
    body = "\n".join(parts)
    document = f"""<!doctype html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{_POLICY}">
<link rel="icon" href="data:,">
<title>{_text(title)}</title>
<style>{_STYLE}</style>
</head>
<body>
{body}
</body>
</html>
"""
    return NOT_XML.sub("", document)


def foot() -> str:
    """Write what stands at the foot of each page: the title, the number of the page, and of how
    many.
    """
    return _FOOT


def printed_article(article: StoredArticle, body: ExportedBody) -> str:
    """Write an article: title, account and time, where it comes from, its hashes; its text, and
    what could not be kept.
    """
    about = article.metadata
    top = f"<h1>{_text(about.title)}</h1><p>{_text(subtitle(about))}</p>"
    if gone := gone_words(article):
        top += f'<p class="gone">{_text(gone)}</p>'
    top += facts_html(article)
    # many articles open with their cover: it is not shown twice
    if body.cover and not is_shown(article, about.cover_url):
        top += f'<p><img src="{escape(body.cover)}" alt="封面"></p>'
    text = _HEADING.sub(_one_down, body.html + annotations_html(article))
    # a selector sees no text: without this, a smiley in a line would stand on its own
    text = _PICTURE_ALONE.sub('<p class="picture">', text)
    name = anchor(article.id).removeprefix("#")
    return (
        f'<article id="{name}">\n<header>{top}</header>\n{text}\n{notes_html(body.notes)}</article>'
    )


def contents_page(contents: Contents) -> str:
    """Write the first page of a book: what it is, and its articles by years, each a link."""
    times = [one.published_at for one in contents.articles if one.published_at]
    years = sorted({time.astimezone(BEIJING).year for time in times})
    # the first and the last, once where they are the same
    period = "–".join(map(str, dict.fromkeys(years[:1] + years[-1:])))
    facts = (contents.account, f"共 {len(contents.articles)} 篇", period)
    about = " · ".join(fact for fact in facts if fact and fact != contents.title)
    by_years = groupby(contents.articles, lambda one: in_form(one.published_at, "%Y") or "日期不明")
    lists = ""
    for year, articles in by_years:
        lists += f"<p>{year}</p><ol>"
        for one in articles:
            link = f'<a href="{anchor(one.id)}">{_text(one.title)}</a>'
            if day := in_form(one.published_at, "%m-%d"):
                link = f"<span>{day}</span> {link}"
            lists += f"<li>{link}</li>"
        lists += "</ol>"
    return f"<nav><h1>{_text(contents.title)}</h1><p>{_text(about)}</p>{lists}</nav>"


def _one_down(heading: re.Match[str]) -> str:
    level = min(ord(heading[2]) - ord("0") + 1, 6)
    return f"{heading[1]}{level}"


def _text(text: str | None) -> str:
    return escape(" ".join((text or "").split()) or "无标题", quote=False)

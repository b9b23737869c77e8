"""One article as a whole HTML page that a browser opens from a file.

Scripts, frames and forms are not allowed to run, whatever the body holds. A page made to be kept
(:class:`StandalonePage`) may not ask for anything at all: its pictures are inside. Without that,
pictures come from WeChat's servers, which refuse requests that tell where they come from.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from wxarchive.clock import in_form
from wxarchive.formats import ADDRESS_TERM, GENERATOR, PUBLISHED_TERM
from wxarchive.models import Article, StoredArticle
from wxarchive.render.dump import ExportedBody, body_of, is_shown
from wxarchive.render.html.style import STYLE, STYLE_HASH
from wxarchive.render.notes import gone_words, notes_html

_STRICT = "default-src 'none'; img-src data:; media-src data:"
_REMOTE = "default-src 'none'; img-src https: data:"
_ALWAYS = f"; style-src '{STYLE_HASH}'; base-uri 'none'; form-action 'none'"


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A page beside this one: what the link to it says, and its relative address."""

    label: str
    title: str
    address: str


@dataclass(frozen=True, slots=True)
class StandalonePage(ExportedBody):
    """What a page needs to stand alone: the body and cover with pictures inside, links to its
    neighbours.
    """

    neighbours: Sequence[Neighbour] = ()


def webpage(article: Article | StoredArticle, kept: StandalonePage | None = None) -> str:
    """Write an article as one HTML document: title, account and time above it, where it comes from
    below it.
    """
    about = article.metadata
    told = [
        about.account,
        about.author,
        in_form(about.published_at, "%Y-%m-%d %H:%M"),
        about.location,
    ]
    line = " · ".join(dict.fromkeys(escape(part) for part in told if part))
    title = escape(" ".join((about.title or "").split()))
    body = f"<header><h1>{title}</h1><p>{line}</p>{_about(article, kept)}</header>\n<main>\n"
    body += kept.html if kept else body_of(article).html
    body += f"\n</main>\n<footer>{_footer(article, kept)}</footer>"
    return page(title, body, remote=kept is None)


def _about(article: Article | StoredArticle, kept: StandalonePage | None) -> str:
    gone = gone_words(article)
    said = f'<p class="gone">{escape(gone)}</p>' if gone else ""
    cover = kept.cover if kept and not is_shown(article, article.metadata.cover_url) else None
    return f'{said}<p><img src="{escape(cover)}" alt="封面"></p>' if cover else said


def page(title: str, body: str, *, remote: bool = False) -> str:
    """Write a whole document around a body; ``title`` is HTML too. Only a ``remote`` one may ask
    for pictures.
    """
    policy = (_REMOTE if remote else _STRICT) + _ALWAYS
    return f"""<!doctype html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<meta name="color-scheme" content="light dark">
{GENERATOR}
<link rel="icon" href="data:,">
<title>{title}</title>
<style>{STYLE}</style>
</head>
<body>
{body}
</body>
</html>
"""


def _footer(article: Article | StoredArticle, kept: StandalonePage | None) -> str:
    notes = notes_html(kept.notes) if kept and kept.notes else ""
    links = "".join(
        f'<a href="{escape(one.address)}">{escape(f"{one.label}{one.title}")}</a>'
        for one in (kept.neighbours if kept else ())
    )
    facts = "".join(f"<dt>{name}</dt><dd>{value}</dd>" for name, value in _facts(article) if value)
    return f"{notes}{f'<nav>{links}</nav>' if links else ''}<dl>{facts}</dl>"


def _facts(article: Article | StoredArticle) -> list[tuple[str, str | None]]:
    about = article.metadata
    stored = article if isinstance(article, StoredArticle) else None
    return [
        (ADDRESS_TERM, _linked(article.ref.url if article.ref else None)),
        (
            "Account",
            _text(
                " ".join(
                    part
                    for part in (about.account, about.account_alias or about.account_id)
                    if part
                )
            ),
        ),
        (PUBLISHED_TERM, in_form(about.published_at, "%Y-%m-%d %H:%M:%S")),
        ("Edited", in_form(about.modified_at, "%Y-%m-%d %H:%M:%S")),
        ("Albums", _text("、".join(album.title for album in about.albums))),
        ("Source", _linked(about.source_url)),
        ("Archived", in_form(stored.fetched_at if stored else None, "%Y-%m-%d %H:%M:%S")),
        (
            "State",
            (
                _text(f"{stored.state} {stored.reason or ''}")
                if stored and stored.state != "ok"
                else None
            ),
        ),
        ("Content", _text(article.content_hash)),
        ("Page", _text(f"sha256:{stored.page_sha256}") if stored and stored.page_sha256 else None),
    ]


def _linked(address: str | None) -> str | None:
    if not address:
        return None
    shown = escape(address)
    return (
        f'<a href="{shown}">{shown}</a>' if address.startswith(("https://", "http://")) else shown
    )


def _text(text: str | None) -> str | None:
    return escape(text.strip()) if text and text.strip() else None

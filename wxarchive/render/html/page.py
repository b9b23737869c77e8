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
from wxarchive.render.annotations import annotations_html
from wxarchive.render.citation import citation_tags, coins
from wxarchive.render.dump import ExportedBody, body_of, is_shown
from wxarchive.render.html.style import STYLE, STYLE_HASH
from wxarchive.render.notes import gone_words, notes_html, subtitle

_STRICT = "default-src 'none'; img-src data:; media-src data:"
_REMOTE = "default-src 'none'; img-src https: data:"
_ALWAYS = f"; style-src '{STYLE_HASH}'; base-uri 'none'; form-action 'none'"
_POLICY = '<meta http-equiv="Content-Security-Policy" content="{}">\n'
_TIME = "%Y-%m-%d %H:%M:%S"


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


def webpage(
    article: Article | StoredArticle,
    standalone: StandalonePage | None = None,
    *,
    is_replayed: bool = False,
) -> str:
    """Write an article as one HTML document: title, account and time above it, where it comes from
    below it.

    ``is_replayed``: a program shows it out of a web archive, under addresses of its own.
    """
    about = article.metadata
    sources: str | None = _STRICT
    # without a page to be kept, pictures stay where WeChat has them
    if standalone is None:
        sources = _REMOTE
    # what replays a page gives its pictures other addresses, and adds scripts of its own
    if is_replayed:
        sources = None
    standalone = standalone or StandalonePage(body_of(article).html)
    title = escape(" ".join((about.title or "").split()))
    top = f"<h1>{title}</h1><p>{escape(subtitle(about))}</p>"
    if gone := gone_words(article):
        top += f'<p class="gone">{escape(gone)}</p>'
    # many articles open with their cover: it is not shown twice
    if standalone.cover and not is_shown(article, about.cover_url):
        top += f'<p><img src="{escape(standalone.cover)}" alt="封面"></p>'
    body = f"<header>{top}</header>\n<main>\n{standalone.html}\n</main>"
    body += f"\n<footer>{_footer(article, standalone)}</footer>"
    if not isinstance(article, StoredArticle):
        return page(title, body, sources)
    return page(title, body + coins(article), sources, citation_tags(article))


def page(title: str, body: str, sources: str | None = _STRICT, head: str = "") -> str:
    """Write a whole document around a body; ``title`` and ``head`` are HTML too.

    ``sources``: from where it may load what; ``None`` leaves that to who shows it.
    """
    policy = ""
    if sources:
        policy = _POLICY.format(sources + _ALWAYS)
    return f"""<!doctype html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
{policy}<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<meta name="color-scheme" content="light dark">
{GENERATOR}
<link rel="icon" href="data:,">
<title>{title}</title>
{head}
<style>{STYLE}</style>
</head>
<body>
{body}
</body>
</html>
"""


def _footer(article: Article | StoredArticle, standalone: StandalonePage) -> str:
    links = ""
    for neighbour in standalone.neighbours:
        words = escape(f"{neighbour.label}{neighbour.title}")
        links += f'<a href="{escape(neighbour.address)}">{words}</a>'
    if links:
        links = f"<nav>{links}</nav>"
    return f"{annotations_html(article)}{notes_html(standalone.notes)}{links}{facts_html(article)}"


def facts_html(article: Article | StoredArticle) -> str:
    """Write where an article comes from, its times and its hashes, as a list of terms."""
    facts = ""
    for name, value in _facts(article):
        # what is unknown is left out
        if value:
            facts += f"<dt>{name}</dt><dd>{value}</dd>"
    return f"<dl>{facts}</dl>"


def _facts(article: Article | StoredArticle) -> list[tuple[str, str | None]]:
    about = article.metadata
    account = f"{about.account or ''} {about.account_alias or about.account_id or ''}"
    address = None
    if article.ref:
        address = article.ref.url
    # the terms for address and time are those by which an import reads the page back
    facts = [
        (ADDRESS_TERM, _linked(address)),
        ("Account", escape(account.strip())),
        (PUBLISHED_TERM, in_form(about.published_at, _TIME)),
        ("Edited", in_form(about.modified_at, _TIME)),
        ("Albums", escape("、".join(album.title for album in about.albums).strip())),
        ("Source", _linked(about.source_url)),
    ]
    if isinstance(article, StoredArticle):
        facts.append(("Archived", in_form(article.fetched_at, _TIME)))
        if article.state != "ok":
            facts.append(("State", escape(f"{article.state} {article.reason or ''}".strip())))
    facts.append(("Content", article.content_hash))
    if isinstance(article, StoredArticle) and article.page_sha256:
        facts.append(("Page", f"sha256:{article.page_sha256}"))
    return facts


def _linked(address: str | None) -> str | None:
    if not address:
        return None
    text = escape(address)
    # a page names its source in any words, and `javascript:` would be a link that runs
    if address.startswith(("https://", "http://")):
        return f'<a href="{text}">{text}</a>'
    return text

"""An article as one Markdown document: the contract's header or YAML front matter, then the body.

The heading is the title as it is, on one line and escaped only where it would be HTML or a link: the header is data
that ``import`` reads back, and a title with a ``*`` in it should look the same everywhere.
"""

from collections.abc import Sequence
from html import escape

from wxarchive.clock import in_form
from wxarchive.formats import (
    ACCOUNT_LABEL,
    ADDRESS_LABEL,
    COVER_LABEL,
    HEADER_TIME,
    LOCATION_LABEL,
    NOTES_MARK,
    PUBLISHED_LABEL,
    UNKNOWN_PLACE,
    inert,
)
from wxarchive.models import Article, Body, StoredArticle
from wxarchive.render import frontmatter
from wxarchive.render.markdown import markdown


def document(
    article: Article | StoredArticle, *, front_matter: bool = False, html: str | None = None, notes: Sequence[str] = ()
) -> str:
    """Write an article as Markdown with its header, or with YAML front matter; it ends in one newline.

    ``html``: its body with other addresses in it; ``notes``: what could not be kept, written under it.
    """
    top = _TOPS[front_matter](article)
    body = markdown(body_of(article).html if html is None else html)
    under = f"{NOTES_MARK}\n\n{markdown(notes_html(notes))}" if notes else ""
    return "\n\n".join(part for part in (top, body, under) if part) + "\n"


def notes_html(notes: Sequence[str]) -> str:
    """Write what could not be kept as a quotation in clean HTML."""
    items = "".join(f"<li>{escape(note)}</li>" for note in notes)
    return f"<blockquote><p>未能保留：</p><ul>{items}</ul></blockquote>"


def header(article: Article | StoredArticle) -> str:
    """Write the title and the lines of the contract's header, without a newline at the end.

    Times are Beijing's. An unknown value leaves its line empty, only an unknown place has a name. An imported dump's
    address is written as it was.
    """
    about = article.metadata
    return "\n".join(
        [
            title_line(article),
            "",
            _line(ACCOUNT_LABEL, about.account),
            _line(PUBLISHED_LABEL, in_form(about.published_at, HEADER_TIME)),
            _line(LOCATION_LABEL, about.location or UNKNOWN_PLACE),
            _line(ADDRESS_LABEL, about.header_url or (article.ref.url if article.ref else None)),
            "",
            _line(COVER_LABEL, about.cover_url),
        ]
    )


def front_matter(article: Article | StoredArticle) -> str:
    """Write the YAML front matter of an article, then its title as a heading."""
    return f"{frontmatter.front_matter(article)}\n\n{title_line(article)}"


_TOPS = {False: header, True: front_matter}


def title_line(article: Article | StoredArticle) -> str:
    """Write the title as a heading of one line; an unknown title leaves it empty."""
    return f"# {_one_line(article.metadata.title or '')}".rstrip()


def body_of(article: Article | StoredArticle) -> Body:
    """Return the content of an article, empty where the archive holds none."""
    content = article.body if isinstance(article, Article) else article.content
    return content or Body()


def _line(name: str, value: str | None) -> str:
    return f"{name}: {_one_line(value or '')}".rstrip()


def _one_line(text: str) -> str:
    return inert(" ".join(text.split()))

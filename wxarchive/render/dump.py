"""An article as one Markdown document: the header of docs/record.md or YAML front matter, then the
body.

The heading is the title as it is, on one line and escaped only where it would be HTML or a link:
the header is data that ``import`` reads back, and a title with a ``*`` in it should look the same
everywhere.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import escape

from wxarchive.clock import OFFSET, in_form
from wxarchive.formats import (
    ABOUT_MARK,
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
from wxarchive.models import Article, Body, StoredArticle, picture_identity
from wxarchive.render import frontmatter
from wxarchive.render.markdown import markdown
from wxarchive.render.notes import gone_words, notes_html


@dataclass(frozen=True, slots=True)
class ExportedBody:
    """An article in an export: the body with other addresses, what could not be kept, the cover's
    file.

    ``cover``: its address in the document; ``None`` if it has no file there.
    """

    html: str
    notes: Sequence[str] = ()
    cover: str | None = None


def document(
    article: Article | StoredArticle,
    *,
    front_matter: bool = False,
    shown: ExportedBody | None = None,
) -> str:
    """Write an article as Markdown with its header, or with YAML front matter; it ends in one
    newline.

    Between header and body stands in a quotation what is no part of the article: its cover, and
    that it is gone. What could not be kept stands under it.
    """
    shown = shown or ExportedBody(body_of(article).html)
    top = _TOPS[front_matter](article, shown.cover)
    notes = markdown(notes_html(shown.notes)) if shown.notes else ""
    parts = (
        top,
        _about(article, shown.cover),
        markdown(shown.html),
        notes and f"{NOTES_MARK}\n\n{notes}",
    )
    return "\n\n".join(part for part in parts if part) + "\n"


def _about(article: Article | StoredArticle, cover: str | None) -> str:
    shown = None if is_shown(article, article.metadata.cover_url) else cover
    picture = f'<p><img src="{escape(shown)}" alt="封面"></p>' if shown else ""
    gone = gone_words(article)
    said = f"{picture}<p>{escape(gone)}</p>" if gone else picture
    return f"{ABOUT_MARK}\n\n{markdown(f'<blockquote>{said}</blockquote>')}" if said else ""


def is_shown(article: Article | StoredArticle, cover: str | None) -> bool:
    """Tell whether the text shows a picture that is the cover."""
    return cover is not None and picture_identity(cover) in map(
        picture_identity, body_of(article).images
    )


def header(article: Article | StoredArticle, *, marked: bool = False) -> str:
    """Write the title and the lines of the header of docs/record.md, without a newline at the end.

    Times are Beijing's; with ``marked`` they say so. An unknown value leaves its line empty, only
    an unknown place has a name. An imported dump's address is written as it was.
    """
    about = article.metadata
    form = f"{HEADER_TIME} {OFFSET}" if marked else HEADER_TIME
    return "\n".join(
        [
            title_line(article),
            "",
            _line(ACCOUNT_LABEL, about.account),
            _line(PUBLISHED_LABEL, in_form(about.published_at, form)),
            _line(LOCATION_LABEL, about.location or UNKNOWN_PLACE),
            _line(ADDRESS_LABEL, about.header_url or (article.ref.url if article.ref else None)),
            "",
            _line(COVER_LABEL, about.cover_url),
        ]
    )


def front_matter(article: Article | StoredArticle, cover: str | None = None) -> str:
    """Write the YAML front matter of an article, then its title as a heading."""
    return f"{frontmatter.front_matter(article, cover)}\n\n{title_line(article)}"


_TOPS: dict[bool, Callable[[Article | StoredArticle, str | None], str]] = {
    False: lambda article, _: header(article),
    True: front_matter,
}


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

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
    NOTED_MARK,
    NOTES_MARK,
    PUBLISHED_LABEL,
    UNKNOWN_PLACE,
    inert,
)
from wxarchive.models import Article, Body, StoredArticle, picture_identity
from wxarchive.render import frontmatter
from wxarchive.render.annotations import annotations_html
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
    exported: ExportedBody | None = None,
) -> str:
    """Write an article as Markdown with its header, or with YAML front matter; it ends in one
    newline.

    Between header and body stands in a quotation what is no part of the article: its cover, and
    that it is gone. What people noted of it, and what could not be kept, stand under it.
    """
    exported = exported or ExportedBody(body_of(article).html)
    parts = [_TOPS[front_matter](article, exported.cover)]
    # the body may show the cover anyway
    about = ""
    if exported.cover and not is_shown(article, article.metadata.cover_url):
        about += f'<p><img src="{escape(exported.cover)}" alt="封面"></p>'
    if gone := gone_words(article):
        about += f"<p>{escape(gone)}</p>"
    # the marks are comments by which an import knows that a quotation is ours, and leaves it out
    if about:
        parts += [ABOUT_MARK, markdown(f"<blockquote>{about}</blockquote>")]
    parts.append(markdown(exported.html))
    if noted := annotations_html(article):
        parts += [NOTED_MARK, markdown(noted)]
    if exported.notes:
        parts += [NOTES_MARK, markdown(notes_html(exported.notes))]
    return "\n\n".join(part for part in parts if part) + "\n"


def is_shown(article: Article | StoredArticle, cover: str | None) -> bool:
    """Return whether the body shows a picture that is the cover."""
    if cover is None:
        return False
    # WeChat serves one picture in several sizes and from several hosts
    return picture_identity(cover) in map(picture_identity, body_of(article).images)


def header(article: Article | StoredArticle, *, marked: bool = False) -> str:
    """Write the title and the lines of the header of docs/record.md, without a newline at the end.

    Times are Beijing's; with ``marked`` they say so. An unknown value leaves its line empty, only
    an unknown place has a name. An imported dump's address is written as it was.
    """
    about = article.metadata
    form = HEADER_TIME
    if marked:
        form += f" {OFFSET}"
    # what an import read is written as it was
    address = about.header_url
    if not address and article.ref:
        address = article.ref.url
    return "\n".join(
        [
            title_line(article),
            "",
            _line(ACCOUNT_LABEL, about.account),
            _line(PUBLISHED_LABEL, in_form(about.published_at, form)),
            _line(LOCATION_LABEL, about.location or UNKNOWN_PLACE),
            _line(ADDRESS_LABEL, address),
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
    if isinstance(article, Article):
        return article.body
    return article.content or Body()


def _line(name: str, value: str | None) -> str:
    return f"{name}: {_one_line(value or '')}".rstrip()


def _one_line(text: str) -> str:
    # a line more would be another field, or the body's first
    return inert(" ".join(text.split()))

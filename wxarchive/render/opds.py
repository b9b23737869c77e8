"""OPDS 1.2 catalogues: Atom feeds in which a program for e-books finds books to fetch.

A section leads to another feed, a book to an EPUB. Where those are is for the caller to say.
"""

from collections.abc import Sequence
from datetime import UTC, datetime
from html import escape

from wxarchive.models import AccountEntry, AlbumEntry, StoredArticle
from wxarchive.render.feed import FeedEntry, FeedLink, article_entry
from wxarchive.render.html import as_address

NAVIGATION = "application/atom+xml;profile=opds-catalog;kind=navigation"
ACQUISITION = "application/atom+xml;profile=opds-catalog;kind=acquisition"
EPUB = "application/epub+zip"
COVER = "http://opds-spec.org/image"
_BOOK = "http://opds-spec.org/acquisition"
_NEVER = datetime(1970, 1, 1, tzinfo=UTC)


def section(place: str, title: str, summary: str, updated: datetime, *, kind: str) -> FeedEntry:
    """Return an entry that leads to another feed of the catalogue at ``place``.

    ``summary``: what is there; ``kind``: :data:`NAVIGATION` or :data:`ACQUISITION`.
    """
    name = as_address(f"tag:wxarchive,2026:opds/{title}")
    link = FeedLink("subsection", place, kind)
    return FeedEntry(name, title, updated, "wxarchive", escape(summary), links=[link])


def article_book(article: StoredArticle, epub: str, links: Sequence[FeedLink] = ()) -> FeedEntry:
    """Return an article as a book; ``epub``: where that is; ``links``: its cover, for one."""
    digest = escape(article.metadata.digest or "")
    return article_entry(article, digest, links=[FeedLink(_BOOK, epub, EPUB), *links])


def album_book(album: AlbumEntry, epub: str) -> FeedEntry:
    """Return all articles of an album as one book; ``epub``: where that is."""
    return _collection(f"album/{album.id}", album.title, album.account, album, epub)


def account_book(account: AccountEntry, epub: str) -> FeedEntry:
    """Return all articles of an account as one book; ``epub``: where that is."""
    title = account.name or account.alias or account.gh_id or account.biz or "无名"
    # names change, numbers stay
    place = f"account/{account.biz or account.gh_id or title}"
    return _collection(place, title, title, account, epub)


def _collection(
    place: str, title: str, author: str | None, holds: AlbumEntry | AccountEntry, epub: str
) -> FeedEntry:
    if holds.articles == 1:
        summary = "1 article"
    else:
        summary = f"{holds.articles} articles"
    return FeedEntry(
        id=as_address(f"tag:mp.weixin.qq.com,2012:{place}"),
        title=title,
        updated=holds.last or _NEVER,
        author=author or title,
        html=summary,
        links=[FeedLink(_BOOK, epub, EPUB)],
    )

"""The archive as a catalogue of books (OPDS 1.2), and these: articles, albums, accounts."""

from collections.abc import Sequence
from datetime import UTC, datetime
from tempfile import SpooledTemporaryFile
from typing import BinaryIO, cast

from starlette.requests import Request
from starlette.responses import Response

from wxarchive.api import Archive, ExportOptions
from wxarchive.errors import NotFound
from wxarchive.guarded import number
from wxarchive.models import Filter
from wxarchive.render import (
    ACQUISITION,
    EPUB,
    NAVIGATION,
    Feed,
    FeedEntry,
    FeedLink,
    account_book,
    album_book,
    article_book,
    atom,
    section,
)
from wxarchive.web.site import reader_of, whole_address

_NEWEST = 50
_IN_MEMORY = 8 * 2**20
_NEVER = datetime(1970, 1, 1, tzinfo=UTC)


def catalogue(request: Request) -> Response:
    """Send the first page of the catalogue, or one of its sections."""
    with reader_of(request) as reader:
        name = request.path_params.get("section", "")
        if name not in _SECTIONS:
            raise NotFound("the catalogue has no such section", name)
        # the first page leads to sections, these lead to books
        entries = _SECTIONS[name](request, reader.archive)
    kind = NAVIGATION
    if name:
        kind = ACQUISITION
    links = [
        FeedLink("self", whole_address(request, f"opds/{name}".rstrip("/")), kind),
        FeedLink("start", whole_address(request, "opds"), NAVIGATION),
    ]
    newest = max((one.updated for one in entries), default=_NEVER)
    feed = Feed(f"tag:wxarchive,2026:opds/{name}", f"wxarchive {name}".strip(), newest, links)
    return Response(b"".join(atom(feed, entries)), media_type=kind)


def book(request: Request) -> Response:
    """Send an article, an album or an account as an EPUB."""
    what, name = request.path_params["what"], request.path_params["name"]
    with (
        reader_of(request) as reader,
        SpooledTemporaryFile(max_size=_IN_MEMORY) as file,
    ):
        if what == "article":
            # one that is not there is an error, and no empty book
            where = Filter(among=[reader.archive.article(number(name) or 0).id])
        elif what == "album":
            where = Filter(album=name)
        elif what == "account":
            where = Filter(account=name)
        else:
            raise NotFound("there are no such books", what)
        target, options = cast("BinaryIO", file), ExportOptions("epub")
        done = list(reader.archive.export(target, where, options))
        file.seek(0)
        content = file.read()
    if not any(one.status == "written" for one in done):
        raise NotFound("the archive holds no text for this book", name)
    return Response(content, media_type=EPUB)


def _first(request: Request, archive: Archive) -> Sequence[FeedEntry]:
    newest = max((one.last for one in archive.accounts() if one.last), default=_NEVER)
    titles = {"new": "The newest articles", "albums": "Albums", "accounts": "Accounts"}
    return [
        section(whole_address(request, f"opds/{name}"), title, title, newest, kind=ACQUISITION)
        for name, title in titles.items()
    ]


def _new(request: Request, archive: Archive) -> Sequence[FeedEntry]:
    found = archive.list(Filter(limit=_NEWEST))
    return [article_book(one, whole_address(request, f"book/article/{one.id}")) for one in found]


def _albums(request: Request, archive: Archive) -> Sequence[FeedEntry]:
    return [
        album_book(one, whole_address(request, f"book/album/{one.id}"))
        for one in archive.albums()
        if one.articles
    ]


def _accounts(request: Request, archive: Archive) -> Sequence[FeedEntry]:
    books = []
    for one in archive.accounts():
        # its name is the least sure: several may have it
        if one.articles:
            path = f"book/account/{one.biz or one.gh_id or one.name}"
            books.append(account_book(one, whole_address(request, path)))
    return books


_SECTIONS = {"": _first, "new": _new, "albums": _albums, "accounts": _accounts}

"""Atom feeds of any list of articles, and of what happened to them, in pages (RFC 5005)."""

from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from hashlib import sha256

from starlette.requests import Request
from starlette.responses import Response

from wxarchive.api import Archive, MediaResolver
from wxarchive.errors import DamagedRow, NotFound
from wxarchive.guarded import iso_time, number
from wxarchive.models import EVENTS, EventPlace, MediaUse, Place, StoredArticle
from wxarchive.render import (
    ATOM_TYPE,
    Addresses,
    Feed,
    FeedEntry,
    FeedLink,
    article_entry,
    atom,
    enclosures,
    event_entry,
    rewritten,
    updated,
)
from wxarchive.web.conditional import is_known
from wxarchive.web.safety import FEED_KEY
from wxarchive.web.site import reader_of, whole_address
from wxarchive.web.steps import place_of, place_text
from wxarchive.web.view import View

ENTRIES = 30
"""Entries of a page, unless the parameter ``limit`` says how many."""
MOST = 100
_NEVER = datetime(1970, 1, 1, tzinfo=UTC)


def articles_feed(request: Request) -> Response:
    """Send a feed of a list of the library, the newest first, whole texts in it."""
    view = View.of(request.query_params)
    with reader_of(request) as reader:
        found, following = _articles(reader.archive, view, request)
        newest = max(map(updated, found), default=_NEVER)
        entries: list[FeedEntry] = []
        for one in found:
            # the page of the article says that it is damaged
            with suppress(DamagedRow, NotFound):
                html = _html(request, reader.archive, one.id)
                links = _links(request, reader.archive, one.id)
                entries.append(article_entry(one, html, links=links))
    return _sent(request, "articles", newest, entries, following)


def events_feed(request: Request) -> Response:
    """Send a feed of what happened, the newest first; ``kind`` chooses, several with commas."""
    view = replace(View.of(request.query_params), kind=(), sort="")
    chosen = request.query_params.get("kind", "").split(",")
    kinds = tuple(kind for kind in EVENTS if kind in chosen) or EVENTS
    before, size = _event_place(request.query_params.get("behind", "")), _size(request)
    with reader_of(request) as reader:
        found = list(reader.archive.events(view.filter(size), kinds=kinds, before=before))
        entries: list[FeedEntry] = []
        for one in found:
            with suppress(DamagedRow, NotFound):
                html = _html(request, reader.archive, one.article.id)
                links = _links(request, reader.archive, one.article.id)
                entries.append(event_entry(one, html, links=links))
    newest, following = _NEVER, ""
    if found:
        newest = found[0].at
    # a full page may have another one after it
    if len(found) == size:
        last = found[-1].place
        following = f"{last.at.isoformat()}_{last.article_id}_{last.kind}_{last.number}"
    return _sent(request, "what happened", newest, entries, following)


def _articles(
    archive: Archive, view: View, request: Request
) -> tuple[Sequence[StoredArticle], str]:
    """Return a page of the list, and where the next one begins."""
    behind, size = request.query_params.get("behind", ""), _size(request)
    if view.q:
        # hits have no place of their own: they are counted
        start = number(behind) or 0
        hits = archive.search(view.q, view.filter(size), sort="newest", offset=start)
        found = tuple(hit.article for hit in hits)
        following = str(start + size)
    else:
        found = archive.page(view.filter(size), place=place_of(behind))
        following = ""
        if found:
            following = place_text(Place(found[-1].metadata.published_at, found[-1].id))
    if len(found) < size:
        return found, ""
    return found, following


def _size(request: Request) -> int:
    return min(number(request.query_params.get("limit", "")) or ENTRIES, MOST)


def _html(request: Request, archive: Archive, article_id: int) -> str:
    """Return the body with archived pictures and players at whole addresses of ours."""
    article = archive.article(article_id)
    if article.content is None:
        return ""

    def place(use: MediaUse) -> str:
        return whole_address(request, f"media/{use.sha256}")

    # a reader of feeds has no page that an address could be relative to
    uses = archive.media(article.id)
    resolver = MediaResolver(article, uses, place, str, "the original address stays", plays=True)
    addresses = Addresses(picture=resolver.picture, player=resolver.player, bare=True)
    return rewritten(article.content.html, addresses)


def _links(request: Request, archive: Archive, article_id: int) -> list[FeedLink]:
    def place(use: MediaUse) -> str | None:
        if use.state != "kept":
            return None
        return whole_address(request, f"media/{use.sha256}")

    here = FeedLink("alternate", f"{request.base_url}article/{article_id}", "text/html")
    return [here, *enclosures(archive.media(article_id), place)]


def _sent(
    request: Request, what: str, newest: datetime, entries: Iterable[FeedEntry], following: str
) -> Response:
    """Send a page of a feed; of one that the reader has already, only its head."""
    here = request.url.remove_query_params("token")
    first = here.remove_query_params("behind")
    links = [
        FeedLink("self", str(here), ATOM_TYPE),
        FeedLink("first", str(first), ATOM_TYPE),
    ]
    if following:
        address = str(first.include_query_params(behind=following))
        links.append(FeedLink("next", address, ATOM_TYPE))
    # the same list is the same feed, whoever reads it
    list_ = first.remove_query_params(FEED_KEY)
    name = sha256(f"{list_.path}?{list_.query}".encode()).hexdigest()[:16]
    words = ["wxarchive", what, request.query_params.get("q")]
    title = ", ".join(filter(None, words))
    feed = Feed(f"tag:wxarchive,2026:serve/{name}", title, newest, links)
    body = b"".join(atom(feed, entries))
    tag = f'"{sha256(body).hexdigest()[:32]}"'
    # programs may keep it, and ask each time whether it changed
    headers = {"etag": tag, "cache-control": "private, no-cache"}
    if is_known(request, tag):
        return Response(status_code=304, headers=headers)
    return Response(body, media_type=ATOM_TYPE, headers=headers)


def _event_place(text: str) -> EventPlace | None:
    """Read a place of the list from an address; ``None`` for anything else."""
    # a place may come from an address without a number
    time, id_text, name, number_text = (text.split("_") + [""] * 4)[:4]
    at, article_id = iso_time(time), number(id_text)
    if at is None or at.tzinfo is None or article_id is None:
        return None
    for kind in EVENTS:
        if kind == name:
            return EventPlace(at, article_id, kind, number(number_text) or 0)
    return None

"""One article: what it says, where it comes from, what became of it, what it is linked with."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from starlette.requests import Request
from starlette.responses import Response

from wxarchive.api import Archive, MediaResolver
from wxarchive.errors import UsageError
from wxarchive.models import Body, MediaUse, Place, StoredArticle, StoredLink
from wxarchive.render import Addresses, citation_tags, coins, threads
from wxarchive.templates import (
    Places,
    Say,
    ShownBody,
    gaps,
    highlight_spans,
    listed_highlights,
    pictures,
    shown_body,
)
from wxarchive.web.pages.library import count
from wxarchive.web.pages.similar import similar_to
from wxarchive.web.readers import Reader
from wxarchive.web.site import numbers, reader_of
from wxarchive.web.templating import page, say_to
from wxarchive.web.view import View

CHARACTERS_A_MINUTE = 400
"""So fast people read Chinese (Brysbaert 2019: 260 words, which are about 400 characters)."""
MOST_BACKLINKS = 100
_KNOWN_TAGS = 200
"""Tags that are offered to choose from, the most used first."""
NEIGHBOURS = 200
"""Hits of a search among which an article's place is looked for."""


@dataclass(frozen=True, slots=True)
class Neighbours:
    """Where an article stands in the list that the visitor came from. ``previous``, ``next``: the
    ids of the articles around it; ``number`` from 1, ``None`` where it is not counted, ``total``:
    of how many. ``is_search``: the list is what a search found.
    """

    previous: int | None = None
    next: int | None = None
    number: int | None = None
    total: int | None = None
    is_search: bool = False


def article(request: Request) -> Response:
    """Show an article for reading."""
    with reader_of(request) as reader:
        return shown(request, reader, reader.archive.article(request.path_params["id"]))


def shown(
    request: Request, reader: Reader, found: StoredArticle, more: Mapping[str, object] | None = None
) -> Response:
    """Show an article. ``more``: what the page of a former version shows besides."""
    archive, view = reader.archive, View.of(request.query_params)
    uses = archive.media(found.id)
    body, notes = _body(reader, view, found, uses, say_to(request))
    links = tuple(archive.links(found.id))
    here, orphans = listed_highlights(found.highlights, lambda: archive.versions(found.id))
    minutes = 0
    if found.content:
        minutes = max(1, round(len(found.content.text) / CHARACTERS_A_MINUTE))
    total = None
    # only where the list has counted the hits: no article waits for that
    if view.q and reader.remembers(("count", view.q, view.filter())):
        total = count(reader, view)
    around = _neighbours(reader, view, found)
    neighbours = replace(around, total=total, is_search=bool(view.q))
    context = {
        "numbers": numbers(reader),
        "view": view,
        "article": found,
        "citation_tags": citation_tags(found),
        "coins": coins(found),
        "body": body,
        "notes": notes,
        "pictures": pictures(found, uses),
        "minutes": minutes,
        "versions": archive.entries([found])[0].versions,
        "previous": [one for one in links if one.link.section != "inline"],
        "inline": [one for one in links if one.link.section == "inline"],
        "backlinks": _backlinks(reader, found.id),
        "neighbours": neighbours,
        "similar": similar_to(reader, found),
        "known_tags": reader.remembered("tags", Archive.tags)[:_KNOWN_TAGS],
        "highlights": here,
        "orphans": orphans,
        "comments": list(threads(found.comments)),
        "version": None,
        "line": (),
    }
    return page(request, "reading.html", context | dict(more or {}))


def _body(
    reader: Reader, view: View, found: StoredArticle, uses: Sequence[MediaUse], say: Say
) -> tuple[ShownBody, tuple[str, ...]]:
    """Return an article's body for a page, and notes of what is missing in it."""

    def own(address: str) -> str:
        number = reader.archive.known(address)
        if number is None:
            return address
        return f"/article/{number}"

    resolver = MediaResolver(found, uses, _place, lambda _: None, "", plays=True)
    addresses = Addresses(
        link=own,
        picture=resolver.picture,
        player=resolver.player,
        note=say("[picture not archived] "),
        titles=True,
        bare=True,
    )
    # by the addresses that they get in the page, which the resolver gives
    html = (found.content or Body()).html
    files = {_place(use): use for use in uses if use.sha256}
    body = shown_body(html, addresses, files, _places(reader, view), highlight_spans(found))
    return body, (*gaps(resolver.problems, say), *found.losses)


def _place(use: MediaUse) -> str:
    return f"/media/{use.sha256}"


def _places(reader: Reader, view: View) -> Places:
    """Return the function that finds the query's hits in a text; a wrong query has none."""

    def places(text: str) -> tuple[tuple[int, int], ...]:
        if not view.q:
            return ()
        try:
            return reader.archive.places(view.q, text)
        except UsageError:
            return ()

    return places


def _backlinks(reader: Reader, article_id: int) -> list[StoredLink]:
    """Return the links of other articles that lead here, one of each article."""
    found: dict[int, StoredLink] = {}
    for link in reader.archive.backlinks(article_id):
        if link.from_id != article_id:
            found.setdefault(link.from_id, link)
        if len(found) == MOST_BACKLINKS:
            break
    return list(found.values())


def _neighbours(reader: Reader, view: View, found: StoredArticle) -> Neighbours:
    """Find the articles before and after an article in the list that the visitor came from."""
    archive = reader.archive
    if view.q:
        name = "ids", view.q, view.filter(), view.order
        limited = view.filter(NEIGHBOURS)
        try:
            ids = reader.remembered(
                name, lambda archive: archive.ids(view.q, limited, sort=view.order)
            )
        # a query that is none has no hits
        except UsageError:
            return Neighbours()
        return _among(ids, found.id)
    if len(view.album) == 1 and not view.sort:
        listed = archive.list(view.filter(), order="album")
        return _among([one.id for one in listed], found.id)
    # in a list by time its place is known, so one line on either side of it is all that is read
    place = Place(found.metadata.published_at, found.id)
    sides: list[int | None] = []
    where, oldest = view.filter(1), view.is_oldest_first
    for back in (True, False):
        lines = archive.page(where, place=place, oldest=oldest, back=back)
        sides.append(next((one.id for one in lines), None))
    before, after = sides
    return Neighbours(before, after)


def _among(ids: Sequence[int], article_id: int) -> Neighbours:
    if article_id not in ids:
        return Neighbours()
    at = ids.index(article_id)
    around = (None, *ids, None)
    return Neighbours(around[at], around[at + 2], number=at + 1)

"""The library: articles by time or by a search, with what they may be narrowed down to."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from wxarchive.errors import UsageError
from wxarchive.guarded import number
from wxarchive.models import Entry, Facet, Filter, Place, StoredArticle
from wxarchive.web.readers import Reader
from wxarchive.web.site import numbers, reader_of
from wxarchive.web.steps import Start, place_of, place_text
from wxarchive.web.templating import fragment, page
from wxarchive.web.view import View

LINES = 30
"""Articles on a page."""
FURTHEST = 3_000
"""How far one can page through the hits of a search: a search with more is better narrowed down."""


@dataclass(frozen=True, slots=True)
class ArticleRow:
    """An article in a list. ``parts``: the snippet of a search, alternately text and hit;
    ``title``: its title in the same way.
    """

    entry: Entry
    parts: Sequence[str] = ()
    title: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class ArticlePage:
    """A page of a list, and the addresses of the pages around it, empty at its ends."""

    lines: Sequence[ArticleRow]
    before: str = ""
    after: str = ""


def library(request: Request) -> Response:
    """Show a page of the library."""
    view = View.of(request.query_params)
    with reader_of(request) as reader:
        shared = {
            "numbers": numbers(reader),
            "view": view,
            "album_titles": album_titles(reader, view),
        }
        try:
            first = number(request.query_params.get("from"), digits=9) or 0
            if view.q:
                found = _hits(reader, view, min(first, FURTHEST))
            # one album has an order of its own
            elif len(view.album) == 1 and not view.sort:
                found = _in_album(reader, view, first)
            else:
                found = _by_time(reader, view, request)
            total = count(reader, view)
            facets = None
            # in a large archive the page comes at once, and its script asks for them
            is_quick = numbers(reader).articles <= reader.counted_at_once
            if is_quick or reader.remembers(("facets", view.q, view.filter())):
                facets = facets_of(reader, view.filter(), view.q)
        # a query that cannot be understood keeps its place in the box, with the reason
        except UsageError as error:
            nothing = {
                "found": ArticlePage(()),
                "total": 0,
                "facets": (),
                "hints": (),
                "problem": error,
            }
            return page(request, "library.html", shared | nothing, 400)
        hints = reader.archive.words_like_signs(view.q)
        list_ = {
            "found": found,
            "total": total,
            "facets": facets,
            "hints": hints,
            "problem": None,
        }
        return page(request, "library.html", shared | list_)


def album_titles(reader: Reader, view: View) -> dict[str, str]:
    """Return the titles of the chosen albums, by their ids; one that the archive does not know has
    its id for a title.
    """
    return {one: reader.archive.album_title(one) or one for one in view.album}


def count(reader: Reader, view: View) -> int:
    """Count the articles of a list; raises :class:`UsageError` for a query that is none."""
    where = view.filter()
    if view.q:
        name = ("count", view.q, where)
        return reader.remembered(name, lambda archive: archive.count(where, query=view.q))
    return reader.remembered(("count", where), lambda archive: archive.count(where))


def _hits(reader: Reader, view: View, first: int) -> ArticlePage:
    archive = reader.archive
    hits = list(archive.search(view.q, view.filter(LINES + 1), sort=view.order, offset=first))
    entries = archive.entries([hit.article for hit in hits[:LINES]])
    parts = {hit.article.id: hit.parts for hit in hits}
    lines = []
    for entry in entries:
        title = entry.article.metadata.title or ""
        marked = _parted(title, archive.places(view.q, title, title=True))
        lines.append(ArticleRow(entry, parts[entry.article.id], marked))
    return _numbered(lines, view, first, is_more=len(hits) > LINES)


def _parted(text: str, places: Iterable[tuple[int, int]]) -> list[str]:
    """Part a text at the places of hits: text, hit, text, hit, …, text."""
    parts, done = [], 0
    for start, end in places:
        parts += [text[done:start], text[start:end]]
        done = end
    return [*parts, text[done:]]


def _in_album(reader: Reader, view: View, first: int) -> ArticlePage:
    # with a limit the sorting keeps no more than these, be the album ever so long
    articles = reader.archive.list(view.filter(first + LINES + 1), order="album")
    found = list(islice(articles, first, None))
    lines = [ArticleRow(entry) for entry in reader.archive.entries(found[:LINES])]
    return _numbered(lines, view, first, is_more=len(found) > LINES)


def _numbered(lines: Sequence[ArticleRow], view: View, first: int, *, is_more: bool) -> ArticlePage:
    before = after = ""
    if first:
        before = view.address(**{"from": str(max(first - LINES, 0) or "")})
    if is_more:
        after = view.address(**{"from": str(first + LINES)})
    return ArticlePage(lines, before, after)


def _by_time(reader: Reader, view: View, request: Request) -> ArticlePage:
    start, archive = Start.of(request.query_params, place_of), reader.archive
    where, oldest = view.filter(LINES + 1), view.is_oldest_first
    found = archive.page(where, place=start.place, oldest=oldest, back=start.back)

    def place(one: StoredArticle) -> str:
        return place_text(Place(one.metadata.published_at, one.id))

    steps = start.page(found, LINES, place)
    # the places alone: what else is chosen stays as it is
    before, after = steps.before, steps.after
    if before:
        before = view.address(before=before)
    if after:
        after = view.address(after=after)
    lines = [ArticleRow(one) for one in archive.entries(steps.lines)]
    return ArticlePage(lines, before, after)


def facets(request: Request) -> Response:
    """Show what a list may be narrowed down to, for the script of the library, or as a page."""
    view = View.of(request.query_params)
    with reader_of(request) as reader:
        found = facets_of(reader, view.filter(), view.q)
        if request.query_params.get("part"):
            part = {"view": view, "facets": found}
            return HTMLResponse(fragment(request, "facets.html", part))
        context = {"numbers": numbers(reader), "view": view, "found": found}
        return page(request, "narrowing.html", context)


def facets_of(reader: Reader, where: Filter, query: str = "") -> tuple[Facet, ...]:
    """Count what a list may be narrowed down to."""
    name = ("facets", query, where)
    return reader.remembered(name, lambda archive: archive.facets(where, query=query or None))

"""Where else an article's text stands, and what differs there."""

from starlette.requests import Request
from starlette.responses import Response

from wxarchive.models import SimilarArticle, StoredArticle
from wxarchive.templates import compared
from wxarchive.web.readers import Reader
from wxarchive.web.site import numbers, reader_of
from wxarchive.web.templating import page, say_to

_MOST = 20
"""Articles that a page names, those that share most first."""


def similar_to(reader: Reader, found: StoredArticle) -> tuple[SimilarArticle, ...]:
    """Return the articles that share text with one; none while fingerprints are still to be made,
    for which a page is not to wait.
    """
    if not reader.archive.is_comparable:
        return ()
    return reader.remembered(
        ("similar", found.id), lambda archive: archive.similar(found.id)[:_MOST]
    )


def beside(request: Request) -> Response:
    """Show what differs between two articles, from the one to the other."""
    with reader_of(request) as reader:
        archive = reader.archive
        one, other = (archive.article(request.path_params[name]) for name in ("id", "other"))
        told = archive.difference_between(one.id, other.id)
        about = {
            "numbers": numbers(reader),
            "article": one,
            "other": other,
        }
        return page(request, "beside.html", about | compared(told, say_to(request)))

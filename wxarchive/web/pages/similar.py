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
    """Return the articles that share text with one; none while fingerprints are missing: a page
    does not wait until they are made.
    """
    if not reader.archive.is_comparable:
        return ()
    name = ("similar", found.id)
    return reader.remembered(name, lambda archive: archive.similar(found.id)[:_MOST])


def beside(request: Request) -> Response:
    """Show what differs between two articles, from the one to the other."""
    with reader_of(request) as reader:
        archive = reader.archive
        one, other = (archive.article(request.path_params[name]) for name in ("id", "other"))
        changed = archive.difference_between(one.id, other.id)
        context = compared(changed, say_to(request)) | {
            "numbers": numbers(reader),
            "article": one,
            "other": other,
        }
        return page(request, "beside.html", context)

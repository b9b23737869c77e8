"""Where else an article's text stands, and what differs there."""

from starlette.requests import Request
from starlette.responses import Response

from wxarchive.models import SimilarArticle, StoredArticle
from wxarchive.web.readers import Reader
from wxarchive.web.site import numbers, reader_of
from wxarchive.web.templating import page

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
        text = next((change for change in told if change.field == "text"), None)
        context = {
            "numbers": numbers(reader),
            "article": one,
            "other": other,
            "fields": [change for change in told if change.field != "text"],
            "pieces": text.pieces if text else (),
        }
        return page(request, "beside.html", context)

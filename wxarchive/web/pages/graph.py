"""The neighbourhood of an article as a picture, and as a list beside it."""

from starlette.requests import Request
from starlette.responses import Response

from wxarchive.web.neighbourhood import around
from wxarchive.web.site import numbers, reader_of
from wxarchive.web.templating import page


def graph(request: Request) -> Response:
    """Show what an article links to, what links to it, and their neighbours."""
    with reader_of(request) as reader:
        article_id = request.path_params["id"]
        context = {
            "numbers": numbers(reader),
            "article": reader.archive.article(article_id),
            "found": around(reader.archive, article_id),
        }
        return page(request, "graph.html", context)

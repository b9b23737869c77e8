"""A page as it was received: as text, or drawn in a frame in which nothing runs and nothing is
loaded.
"""

from starlette.requests import Request
from starlette.responses import Response

from wxarchive.errors import NotFound
from wxarchive.web.readers import Reader
from wxarchive.web.site import numbers, reader_of
from wxarchive.web.templating import page

_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox; frame-ancestors 'self'"
)
LONGEST = 400_000
"""Characters of a page that are shown as text: browsers are slow with more."""


def received(request: Request) -> Response:
    """Show a received page in a frame, or as text."""
    article_id, as_text = request.path_params["id"], request.query_params.get("as") == "text"
    with reader_of(request) as reader:
        found = reader.store.articles.get(article_id)
        page_id = _page_of(reader, request)
        raw = reader.store.pages.get(page_id)
        text = raw.body.decode("utf-8", "replace") if as_text else ""
        context = {
            "numbers": numbers(reader),
            "article": found,
            "page": raw,
            "page_id": page_id,
            "page_ids": reader.store.pages.of_article(article_id),
            "text": text[:LONGEST],
            "is_cut": len(text) > LONGEST,
            "as_text": as_text,
        }
        return page(request, "received.html", context)


def received_bytes(request: Request) -> Response:
    """Send a received page for the frame: scripts, forms, plugins and everything elsewhere are shut
    out twice.
    """
    with reader_of(request) as reader:
        body = reader.store.pages.body(_page_of(reader, request))
    return Response(body, media_type="text/html", headers={"content-security-policy": _POLICY})


def _page_of(reader: Reader, request: Request) -> int:
    """Return the page that is asked for, by default the newest; raises :class:`NotFound` for one of
    others.
    """
    article_id = request.path_params["id"]
    page_ids = list(reader.store.pages.of_article(article_id))
    if not page_ids:
        raise NotFound("no page of this article was ever kept", str(article_id))
    page_id: int = request.path_params.get("page", page_ids[-1])
    if page_id not in page_ids:
        raise NotFound("this article has no such page", str(page_id))
    return page_id

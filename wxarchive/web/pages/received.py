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
        found = reader.archive.article(article_id)
        page_ids, page_id = _pages_of(reader, request)
        raw = reader.archive.raw(article_id, page_id=page_id)
        # only where it is asked for: a page may have megabytes
        text = ""
        if as_text:
            text = raw.body.decode("utf-8", "replace")
        context = {
            "numbers": numbers(reader),
            "article": found,
            "page": raw,
            "page_id": page_id,
            "page_ids": page_ids,
            "text": text[:LONGEST],
            "is_cut": len(text) > LONGEST,
            "as_text": as_text,
        }
        return page(request, "received.html", context)


def received_bytes(request: Request) -> Response:
    """Send a received page for the frame. The policy and the frame's sandbox both shut out scripts,
    forms, plugins, and files of other sites.
    """
    with reader_of(request) as reader:
        _, page_id = _pages_of(reader, request)
        body = reader.archive.raw(request.path_params["id"], page_id=page_id).body
    return Response(body, media_type="text/html", headers={"content-security-policy": _POLICY})


def _pages_of(reader: Reader, request: Request) -> tuple[list[int], int]:
    """Return the ids of the pages of an article, in the order in which they came, and the one that
    the address names, by default the newest. Raises :class:`NotFound` where there is none.
    """
    captures = reader.archive.captures(request.path_params["id"])
    page_ids = list(dict.fromkeys(one.page_id for one in captures))
    if not page_ids:
        raise NotFound("no page of this article was ever kept", str(request.path_params["id"]))
    return page_ids, request.path_params.get("page", page_ids[-1])

"""Sheets, scripts and icons of the pages themselves."""

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from wxarchive.web.templating import static_content

_TYPES = {"css": "text/css", "js": "text/javascript", "svg": "image/svg+xml"}


def static(request: Request) -> Response:
    """Send one of our own files; its address changes with it, so it may be kept for good."""
    name = request.path_params["name"]
    content = static_content(name)
    if content is None:
        raise HTTPException(404)
    suffix = name.rpartition(".")[2]
    headers = {"cache-control": "private, max-age=31536000, immutable"}
    return Response(content, headers=headers, media_type=_TYPES[suffix])

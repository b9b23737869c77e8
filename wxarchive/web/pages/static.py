"""Sheets, scripts and icons of the pages themselves."""

from functools import cache
from importlib.resources import files

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

_TYPES = {"css": "text/css", "js": "text/javascript", "svg": "image/svg+xml"}


def static(request: Request) -> Response:
    """Send one of our own files; its address changes with it, so it may be kept for good."""
    content = _content(request.path_params["name"])
    if content is None:
        raise HTTPException(404)
    suffix = request.path_params["name"].rpartition(".")[2]
    headers = {"cache-control": "private, max-age=31536000, immutable"}
    return Response(content, headers=headers, media_type=_TYPES[suffix])


@cache
def _content(name: str) -> bytes | None:
    """Return a file's bytes; ``None`` for a name that is none of ours."""
    folder = files("wxarchive.web").joinpath("static")
    known = {one.name: one for one in folder.iterdir() if one.name.rpartition(".")[2] in _TYPES}
    return known[name].read_bytes() if name in known else None

"""Requests that say what their sender has already (RFC 9110 §13)."""

from starlette.requests import Request


def is_known(request: Request, tag: str) -> bool:
    """Tell whether who asks has what this entity tag names, so that it need not be sent again."""
    named = ",".join(request.headers.getlist("if-none-match")).split(",")
    # a weak tag will do, too
    return any(one.strip().removeprefix("W/") in {tag, "*"} for one in named)

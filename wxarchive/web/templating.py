"""Pages out of templates: in the reader's language, with what every page needs."""

from collections.abc import Mapping
from functools import cache
from hashlib import sha256

from jinja2 import Environment
from starlette.requests import Request
from starlette.responses import HTMLResponse

from wxarchive.templates import (
    LANGUAGES,
    Language,
    Say,
    environment,
    language_of,
    speaker,
    static_file,
    static_files,
)
from wxarchive.web.links import ServerLinks
from wxarchive.web.site import SAMPLE_COOKIE, damage_of, feed_key, shows_sample
from wxarchive.web.view import View

LANGUAGE_COOKIE = "language"
_RAIL_QUERIES = frozenset({"read=0", "starred=1"})
"""The queries of those places of the rail that are views of the library."""


def language_of_request(request: Request) -> Language:
    """Return the language of a request: of its address, else of the cookie, else the browser's."""
    chosen = request.query_params.get("lang") or request.cookies.get(LANGUAGE_COOKIE)
    return language_of(chosen, request.headers.get("accept-language", ""))


def say_to(request: Request) -> Say:
    """Return the function that says texts in the language of a request."""
    return speaker(language_of_request(request))


def page(
    request: Request, template: str, context: Mapping[str, object], status: int = 200
) -> HTMLResponse:
    """Write a page; ``_`` says texts in its language."""
    language = language_of_request(request)
    here = request.url.path
    # by these the rail knows its own places
    if request.url.query in _RAIL_QUERIES:
        here += f"?{request.url.query}"
    shared = {
        "_": speaker(language),
        "language": language,
        "other_language": next(one for one in LANGUAGES if one != language),
        "here": here,
        "switch": _switch(request),
        "is_sample": shows_sample(request),
        "feed_key": feed_key(request),
        "damage": damage_of(request),
        "links": ServerLinks(View.of(request.query_params)),
    }
    text = _environment().get_template(template).render(shared | dict(context))
    answer = HTMLResponse(text, status)
    # of an earlier server, or left for the pages of the user's own archive
    if SAMPLE_COOKIE in request.cookies and not shows_sample(request):
        answer.delete_cookie(SAMPLE_COOKIE)
    # who chose a language once wants it from now on
    if request.query_params.get("lang") in LANGUAGES:
        answer.set_cookie(
            LANGUAGE_COOKIE,
            language,
            max_age=365 * 24 * 3600,
            samesite="strict",
            httponly=True,
        )
    return answer


def fragment(request: Request, template: str, context: Mapping[str, object]) -> str:
    """Write a part of a page."""
    language = language_of_request(request)
    shared = {"_": speaker(language), "language": language}
    return _environment().get_template(template).render(shared | dict(context))


def _switch(request: Request) -> Mapping[Language, str]:
    """Return the address of this page in each language."""
    # two slashes would begin the name of another site
    path = "/" + request.url.path.lstrip("/\\")
    addresses = {one: request.url.include_query_params(lang=one) for one in LANGUAGES}
    return {one: f"{path}?{address.query}" for one, address in addresses.items()}


@cache
def _environment() -> Environment:
    templates = environment("wxarchive.web")
    templates.globals["static"] = static
    return templates


@cache
def static(name: str) -> str:
    """Return the address of a sheet or script; it changes with what is in the file, so that
    browsers may keep it.
    """
    content = static_content(name) or b""
    return f"/static/{sha256(content).hexdigest()[:12]}/{name}"


def static_content(name: str) -> bytes | None:
    """Return the bytes of a sheet, script or icon; ``None`` for a name that is none of ours."""
    return static_files("wxarchive.web").get(name) or static_file(name)

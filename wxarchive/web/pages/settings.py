"""How pages come in from other programs: the token and where to write it; the addresses of feeds;
the sample.
"""

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from wxarchive.web.site import SAMPLE_COOKIE, numbers, site_of
from wxarchive.web.templating import page


def settings(request: Request) -> Response:
    """Show the token, and how SingleFile and a bookmark are set up."""
    site = site_of(request)
    base = str(request.url.replace(path="", query=""))
    with site.readers.reader() as reader:
        context = {
            "numbers": numbers(reader),
            "token": site.settings.token,
            "base": base,
            "archive": str(site.settings.archive),
            "is_open": site.settings.is_open,
        }
        return page(request, "settings.html", context)


def change_feed_key(request: Request) -> Response:
    """Make another key for feeds: the old addresses lead nowhere from now on."""
    site_of(request).settings.feeds.change()
    return RedirectResponse("/settings#feeds", 303)


async def sample(request: Request) -> Response:
    """Let a browser look at the sample, or at the user's archive again."""
    async with request.form() as form:
        ends = "end" in form
    answer = RedirectResponse("/", 303)
    if ends:
        answer.delete_cookie(SAMPLE_COOKIE)
    else:
        name = site_of(request).sample.name
        answer.set_cookie(SAMPLE_COOKIE, name, httponly=True, samesite="strict")
    return answer

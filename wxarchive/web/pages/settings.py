"""How pages come in from other programs: the token, and what to write where."""

from starlette.requests import Request
from starlette.responses import Response

from wxarchive.web.site import numbers, site_of
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
        }
        return page(request, "settings.html", context)

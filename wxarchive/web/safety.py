"""Who may send a request, and what a page may do: checked of each request before anything else.

* A site that gives its own name our address (DNS rebinding) is refused by the name: the header
  ``Host``.
* A form on another site is refused by ``Origin`` and ``Sec-Fetch-Site``, which browsers add and
  pages cannot choose.
* Where other machines are served, each request shows the token.
* What a page may load is our own and nothing else; whatever an archive holds, it does not run.
"""

import hmac
from urllib.parse import parse_qs, quote, urlencode

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import cookie_parser
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from wxarchive.guarded import number, split
from wxarchive.web.settings import Settings

COOKIE = "wxarchive"
LARGEST_UPLOAD = 64 * 2**20
"""Bytes of a request; SingleFile's pages hold their pictures."""
POLICY = (
    "default-src 'none'; img-src 'self' data:; media-src 'self'; style-src 'self'; script-src"
    " 'self'; connect-src 'self'; frame-src 'self'; form-action 'self'; base-uri 'none';"
    " frame-ancestors 'none'"
)
_ALWAYS = {
    "content-security-policy": POLICY,
    # "no-referrer" would make the Origin of our own forms null
    "referrer-policy": "same-origin",
    "x-content-type-options": "nosniff",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=(), browsing-topics=()",
}
FEED_KEY = "key"
"""The parameter of an address by which a reader of feeds shows that it may have them."""
_FOR_FEEDS = ("/feed.atom", "/events.atom", "/opds", "/book/", "/media/")
_READING = frozenset({"GET", "HEAD"})
_BY_PROGRAMS = frozenset({"/import/singlefile", "/mcp"})
"""What programs post to; they show the token instead of an origin."""


class Safety:
    """Refuses what must not be answered, and adds to each answer what it may do."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self._app = app
        self._settings = settings

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        answer = self._refusal(scope) or self._app

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in _ALWAYS.items():
                    headers.setdefault(name, value)
                # an archive is private: no cache keeps a page unless that says so itself
                headers.setdefault("cache-control", "no-store")
            await send(message)

        await answer(scope, receive, guarded)

    def _refusal(self, scope: Scope) -> Response | None:
        headers, settings = Headers(scope=scope), self._settings
        host, path = headers.get("host", ""), scope["path"]
        if not settings.answers_to(split(f"//{host}").hostname or ""):
            what = "This address is not served here. Open the address that wxarchive serve printed."
            return _refused(421, what)
        kind, _, shown = headers.get("authorization", "").partition(" ")
        has_token = kind.lower() == "bearer" and _same(shown.strip(), settings.token)
        is_reading = scope["method"] in _READING
        if not is_reading:
            is_page_of_ours = path not in _BY_PROGRAMS and _is_own_page(headers, host)
            may_change = has_token or is_page_of_ours
            if refusal := _refusal_of_change(scope, headers, may_change=may_change):
                return refusal
        # those of any other server on this machine come along, however they are written
        cookies = cookie_parser(headers.get("cookie", ""))
        is_let_in = has_token or _same(cookies.get(COOKIE, ""), settings.token)
        if is_let_in or not settings.is_open:
            return None
        # readers of feeds keep no cookie: they show a key of their own, and may only read
        keys = parse_qs(scope["query_string"].decode("latin-1")).get(FEED_KEY, [""])
        is_for_feeds = is_reading and path.startswith(_FOR_FEEDS)
        if is_for_feeds and settings.feeds.is_shown(keys[0]):
            return None
        return self._entry(scope)

    def _entry(self, scope: Scope) -> Response:
        """Let in who shows the token in the address, once: from then on a cookie shows it."""
        parameters = parse_qs(scope["query_string"].decode("latin-1"))
        token = parameters.pop("token", [""])[0]
        if scope["method"] not in _READING or not _same(token, self._settings.token):
            what = "Open the address that wxarchive serve printed: it ends in a token."
            return _refused(401, what)
        # the token is not to stay in the address, which people copy and browsers remember
        # two slashes would begin the name of another site; an unquoted ? or # would end the path
        address = "/" + quote(scope["path"].lstrip("/\\"))
        if rest := urlencode(parameters, doseq=True):
            address += f"?{rest}"
        answer = RedirectResponse(address, 303)
        answer.set_cookie(COOKIE, token, httponly=True, samesite="strict", max_age=30 * 24 * 3600)
        return answer


def _refusal_of_change(scope: Scope, headers: Headers, *, may_change: bool) -> Response | None:
    """Refuse what comes from elsewhere, and what is too large or does not say how large it is."""
    if not may_change and scope["path"] in _BY_PROGRAMS:
        what = "Show the token of the settings page: Authorization: Bearer TOKEN"
        return _refused(401, what)
    if not may_change:
        return _refused(403, "This was sent from another site, and changes nothing here.")
    # before anything is read: what is too large is not to fill the memory first
    if "content-length" not in headers and "transfer-encoding" in headers:
        return _refused(411, "Say how long it is: Content-Length")
    # a number of more digits than any has is a larger one
    length = number(headers.get("content-length", "0"))
    if length is None or length > LARGEST_UPLOAD:
        return _refused(413, f"At most {LARGEST_UPLOAD // 2**20} MB at a time.")
    return None


def _refused(status: int, why: str) -> Response:
    return PlainTextResponse(f"{why}\n", status)


def _is_own_page(headers: Headers, host: str) -> bool:
    """Tell whether a page of ours sent this: every browser says so in one of two headers at
    least.
    """
    origin, site = headers.get("origin"), headers.get("sec-fetch-site")
    # no browser at all
    if origin is None and site is None:
        return False
    same_origin = origin is None or split(origin).netloc == host
    return same_origin and site in {None, "same-origin", "none"}


def _same(shown: str, token: str) -> bool:
    return bool(token) and hmac.compare_digest(shown.encode(), token.encode())

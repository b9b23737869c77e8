"""The website of WeChat's public accounts, asked as a browser asks it that is signed in."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal
from urllib.parse import parse_qs

from wxarchive import clock
from wxarchive.address import PAGE_HOST
from wxarchive.errors import BadAnswer
from wxarchive.fetch import FetchSettings, HttpTransport, Request, Temporary, Transport
from wxarchive.guarded import http_time, number, split

SITE = f"https://{PAGE_HOST}"
SESSION = "slave_sid"
"""The cookie of the session: it ends with this one, after four days (docs/wechat-pages.md §6.7)."""
_ENDED = frozenset({"", "EXPIRED", "deleted"})
"""Values by which a site takes a cookie away."""
_MOVED = frozenset({301, 302, 303, 307, 308})


@dataclass(frozen=True, slots=True)
class Reply:
    """What the site answered. ``leads_to``: where it redirects to."""

    body: bytes = field(repr=False)
    leads_to: str = field(default="", repr=False)

    @property
    def told(self) -> dict[str, Any]:
        """The answer as a JSON object; an empty one if it is none."""
        try:
            told = json.loads(self.body)
        except (ValueError, RecursionError):
            return {}
        if isinstance(told, dict):
            return told
        return {}

    @property
    def code(self) -> str:
        """The number by which the site says what it thinks of a request: ``0`` for well, nothing
        where it does not say (docs/wechat-pages.md §6).
        """
        status = self.told.get("base_resp")
        if not isinstance(status, dict):
            status = self.told
        return str(status.get("ret", ""))


class Website:
    """Asks the site, and keeps the cookies it sets.

    ``until``: when the session ends that its cookies opened.
    """

    def __init__(
        self,
        settings: FetchSettings,
        transport: Transport | None = None,
        cookies: Mapping[str, str] | None = None,
        now: Callable[[], datetime] = clock.now,
    ) -> None:
        self.cookies = dict(cookies or {})
        self.until: datetime | None = None
        self._settings = settings
        self._now = now
        self._transport = transport or HttpTransport(settings)

    def ask(self, path: str, form: Mapping[str, str] | None = None) -> Reply:
        """Ask once, by POST with a form. Raises :class:`Temporary`, and :class:`NetworkError`."""
        headers = self._settings.headers | {"X-Requested-With": "XMLHttpRequest"}
        if self.cookies:
            pairs = [f"{name}={value}" for name, value in self.cookies.items()]
            headers["Cookie"] = "; ".join(pairs)
        method: Literal["GET", "POST"] = "GET"
        if form is not None:
            method = "POST"
        body = bytearray()
        limit, timeout = self._settings.page_limit, self._settings.total_timeout
        request = Request(SITE + path, headers, limit, timeout, method, form)
        answer = self._transport.send(request, body.extend)
        for cookie in answer.cookies:
            self._set(cookie)
        # where it leads says whether one is logged in; nobody goes there
        if answer.status in _MOVED:
            return Reply(b"", answer.headers.get("location", ""))
        if answer.status != 200:
            what = f"the site answered with HTTP {answer.status}"
            error = BadAnswer(what, SITE, "try again later")
            if answer.is_busy:
                raise Temporary(error)
            raise error
        return Reply(bytes(body))

    def surely(self, path: str, form: Mapping[str, str] | None = None) -> Reply:
        """Ask once; raises :class:`NetworkError` for whatever goes wrong."""
        try:
            return self.ask(path, form)
        except Temporary as failure:
            raise failure.error from failure

    def close(self) -> None:
        """Close the connections."""
        self._transport.close()

    def _set(self, cookie: str) -> None:
        """Keep a cookie, or leave it out where the site takes it away (RFC 6265 §5.2)."""
        pair, *attributes = cookie.split(";")
        name, _, value = (part.strip() for part in pair.partition("="))
        told = {}
        for attribute in attributes:
            key, _, text = attribute.partition("=")
            told[key.strip().lower()] = text.strip()
        ends = http_time(told.get("expires", ""))
        age = number(told.get("max-age"))
        is_past = bool(ends and ends <= self._now()) or age == 0
        if is_past or value in _ENDED:
            self.cookies.pop(name, None)
            return
        self.cookies[name] = value
        # the end of this cookie is the end of the session
        if name == SESSION:
            self.until = ends


def token_in(address: str) -> str:
    """Return the token that an address of the site carries; nothing if none."""
    return parse_qs(split(address).query).get("token", [""])[0]

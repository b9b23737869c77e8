"""The calls that an account's editor makes to name other accounts' articles, as links to put into
one's own (docs/wechat-pages.md §6.4).

::

    ready: logged in? not refused lately? calls left today? ── pause ──► note the call ─► ask ─► ret
                                                                              0 the list  ◄──┤
                           pause of hours, nothing is asked meanwhile ◄── 200013 too often ──┤
                           no further call with this login ◄── 200003, 200040, -1 it is over ┘
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from urllib.parse import urlencode

from wxarchive import clock
from wxarchive.account.calls import CallLog
from wxarchive.account.keeping import Logins
from wxarchive.account.login import Login
from wxarchive.account.website import SITE, Reply, Website
from wxarchive.address import list_begin
from wxarchive.closing import Closing
from wxarchive.errors import BadAnswer, LoginNeeded, UsageError
from wxarchive.fetch import FetchSettings, Temporary
from wxarchive.models import RawPage
from wxarchive.scrub import scrub

_LOG = logging.getLogger(__name__)
_TOO_OFTEN = frozenset({"200013"})
_OVER = frozenset({"200003", "200040", "-1"})
_ATTEMPTS = 3
_FOUND = 10
"""Accounts that are asked for at once."""


@dataclass(frozen=True, slots=True)
class FoundAccount:
    """An account as the editor's search names it; ``signature``: what it says of itself."""

    biz: str
    nickname: str
    alias: str | None
    signature: str | None


class Editor(Closing):
    """Makes calls with the login of this user. ``told``: given the secrets of the login before any
    is used, to be left out of all that is said. ``website``: how to ask, for tests.
    """

    def __init__(
        self,
        logins: Logins,
        calls: CallLog,
        settings: FetchSettings,
        *,
        told: Callable[[tuple[str, ...]], object] = lambda _: None,
        website: Callable[[FetchSettings, Login], Website] | None = None,
        now: Callable[[], datetime] = clock.now,
    ) -> None:
        self._logins = logins
        self._calls = calls
        self._settings = settings
        self._told = told
        self._make = website or (lambda how, login: Website(how, cookies=login.cookies))
        self._now = now
        self._opened: tuple[Login, Website] | None = None

    def close(self) -> None:
        """Close the connections."""
        if self._opened:
            self._opened[1].close()

    def ready(self) -> None:
        """Wait until a call may be made; raises :class:`LoginNeeded`, :class:`CallsRefused` or
        :class:`CallsSpent` where none may.
        """
        self._session()
        self._calls.ready()

    def get(self, url: str) -> RawPage:
        """Ask for a page of an account's list, by its address without the login. Call
        :meth:`ready` before.

        Raises as that, and :class:`NetworkError`. What is returned holds nothing of the login.
        """
        login, _ = self._session()
        reply = self._call(url.removeprefix(SITE))
        _LOG.info("called for the messages behind the first %d", list_begin(url))
        # the answer is kept for good, and may repeat what it was asked with
        scrubbed = scrub(reply.body, login.secrets)
        return RawPage(
            source=url,
            body=scrubbed.body,
            received_at=self._now(),
            url=url,
            final_url=url,
            status=200,
            with_cookies=True,
            scrubbed=scrubbed.count,
        )

    def find(self, name: str) -> list[FoundAccount]:
        """Search for accounts by name or WeChat id; waits and raises as :meth:`ready` and
        :meth:`get`. Raises :class:`UsageError` for a name without any character.
        """
        # each call counts: none for what can find nothing
        if not name.strip():
            raise UsageError("the name of the account is empty", hint="give its name or WeChat id")
        self.ready()
        query = {
            "action": "search_biz", "begin": 0, "count": _FOUND, "query": name, "lang": "zh_CN",
            "f": "json", "ajax": 1,
        }  # fmt: skip
        reply = self._call(f"/cgi-bin/searchbiz?{urlencode(query)}")
        if reply.code != "0":
            what = f"the search was not answered (ret {reply.code or 'missing'})"
            raise BadAnswer(what, SITE, "try again later")
        listed = reply.told.get("list")
        if not isinstance(listed, list):
            return []
        found = []
        for one in listed:
            # without its id an account is of no use to anybody
            if not isinstance(one, dict) or not one.get("fakeid"):
                continue
            account = FoundAccount(
                str(one["fakeid"]),
                str(one.get("nickname") or ""),
                str(one.get("alias") or "") or None,
                str(one.get("signature") or "") or None,
            )
            found.append(account)
        return found

    def _session(self) -> tuple[Login, Website]:
        if self._opened is None:
            login = self._logins.needed()
            self._told(login.secrets)
            self._opened = login, self._make(self._settings, login)
        login = self._opened[0]
        if login.is_over or (login.until and login.until <= self._now()):
            raise _over()
        return self._opened

    def _call(self, path: str) -> Reply:
        login, website = self._session()
        for attempt in range(1, _ATTEMPTS + 1):
            # a call counts from the moment it is made, whatever becomes of it
            self._calls.note()
            try:
                reply = website.ask(f"{path}&{urlencode({'token': login.token})}")
                break
            except Temporary as failure:
                if attempt == _ATTEMPTS:
                    raise failure.error from failure
                _LOG.info("call failed, attempt %d: %s", attempt, failure.error.what)
                self._calls.ready()
        if reply.code in _TOO_OFTEN:
            raise self._calls.refused()
        # a redirect leads to the page where one logs in
        if reply.code in _OVER or reply.leads_to:
            ended = replace(login, is_over=True)
            self._logins.save(ended)
            self._opened = ended, website
            raise _over()
        return reply


def _over() -> LoginNeeded:
    hint = "log in again with: wxarchive login, then go on with: wxarchive fetch --resume"
    return LoginNeeded("the login of your account has ended", hint=hint)

"""How a login begins: a QR code that the owner of an account scans, or the cookies of a browser in
which the account is logged in (docs/wechat-pages.md §6.7).
"""

import json
import random
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any, Literal
from urllib.parse import urlencode

from wxarchive import clock
from wxarchive.account.login import Login
from wxarchive.account.website import SESSION, Reply, Website, token_in
from wxarchive.address import PAGE_HOST
from wxarchive.errors import BadAnswer, LoginNeeded, UsageError
from wxarchive.guarded import decimal, epoch_time
from wxarchive.scrub import without_secrets

ScanState = Literal["waiting", "scanned", "confirmed", "expired", "no account", "no e-mail"]
_STATES: Mapping[str, ScanState] = {
    "0": "waiting", "1": "confirmed", "2": "expired", "3": "expired", "4": "scanned",
    "5": "no e-mail", "6": "scanned",
}  # fmt: skip
_LIFE = timedelta(days=4)
_USUAL = {"userlang": "zh_CN", "redirect_url": "", "login_type": "3"}
_AJAX = {"token": "", "lang": "zh_CN", "f": "json", "ajax": "1"}
_NICKNAME = re.compile(r"""\bnick_?name["']?\s*[:=]\s*["']([^"'\\]{1,60})["']""")
_IN_HEADER = re.compile(r"""\bcookie:\s*([^'"\r\n]+)""", re.I)
_PAIR = re.compile(r"([!#$%&'*+.^_`|~\w-]{1,100})=([^;\s]{0,4096})")
_TOKEN = re.compile(r"[?&]token=(\d{1,20})")
_HINT = (
    "log in at https://mp.weixin.qq.com in a browser, and give the cookies of that site: a file in"
    " Netscape format or JSON, or the Cookie header of one of its requests"
)


class QrLogin:
    """A login by QR code: :meth:`begin`, :meth:`ask` again and again, :meth:`finish`."""

    def __init__(
        self,
        website: Website,
        now: Callable[[], datetime] = clock.now,
        chance: Callable[[], float] = random.random,
    ) -> None:
        self._website = website
        self._now = now
        self._chance = chance

    def begin(self) -> bytes:
        """Return the picture of a new QR code, which is good for some minutes."""
        # as the site's own script makes it
        serial = f"{self._milliseconds()}{self._chance():.2f}".replace(".", "")
        form = _USUAL | {"sessionid": serial} | _AJAX
        _checked(self._website.surely("/cgi-bin/bizlogin?action=startlogin", form))
        path = f"/cgi-bin/scanloginqrcode?action=getqrcode&random={self._milliseconds()}"
        picture = self._website.surely(path).body
        if not picture:
            raise BadAnswer("WeChat gave no QR code", hint="try again later")
        return picture

    def ask(self) -> ScanState:
        """Ask what became of the QR code."""
        path = f"/cgi-bin/scanloginqrcode?{urlencode({'action': 'ask'} | _AJAX)}"
        told = _checked(self._website.surely(path)).told
        state = _STATES.get(str(told.get("status")), "waiting")
        # who scanned it has no public account
        if state == "scanned" and str(told.get("acct_size", "1")) == "0":
            return "no account"
        return state

    def finish(self) -> Login:
        """Return the login that was confirmed."""
        form = {"cookie_forbidden": "0", "cookie_cleaned": "0", "plugin_used": "0"}
        path = "/cgi-bin/bizlogin?action=login"
        reply = _checked(self._website.surely(path, _USUAL | form | _AJAX))
        token = token_in(str(reply.told.get("redirect_url") or ""))
        if not token:
            raise BadAnswer("WeChat opened no session", hint="try again: wxarchive login")
        until = self._website.until or self._now() + _LIFE
        return _named(self._website, Login(token, dict(self._website.cookies), until=until))

    def _milliseconds(self) -> int:
        return round(self._now().timestamp() * 1000)


@dataclass(frozen=True, slots=True)
class GivenCookies:
    """Cookies out of a browser, with the token if an address with it was among what was given."""

    values: Mapping[str, str] = field(repr=False)
    until: datetime | None = None
    token: str = field(default="", repr=False)


def read_given(text: str) -> GivenCookies:
    """Read cookies as a browser's extension, its network panel or a person writes them: Netscape
    format, JSON, a header, a curl command; also an address of the site with its token.

    Raises :class:`UsageError`, which quotes nothing of it.
    """
    given = _of_json(text) or _of_netscape(text)
    if given is None:
        header = _IN_HEADER.search(text)
        # the lines without an address, if it is not called a header
        said = "\n".join(line for line in text.splitlines() if "://" not in line)
        if header:
            said = header[1]
        given = GivenCookies(dict(_PAIR.findall(said)))
    if SESSION not in given.values:
        what = f"what was given holds no login: the cookie {SESSION} is missing"
        raise UsageError(what, hint=_HINT)
    cookies = "".join(f"{name}{value}" for name, value in given.values.items())
    if not (cookies.isascii() and cookies.isprintable()):
        raise UsageError("what was given holds a cookie that no header can carry", hint=_HINT)
    if token := _TOKEN.search(text):
        return replace(given, token=token[1])
    return given


def login_with(
    given: GivenCookies, website: Website, now: Callable[[], datetime] = clock.now
) -> Login:
    """Return the login that a browser's cookies are; raises :class:`LoginNeeded` where WeChat does
    not take them for one.
    """
    # the site leads who is logged in to the page of the account, whose address has the token
    token = given.token or token_in(website.surely("/").leads_to)
    if not token:
        what = "WeChat does not take these cookies for a login: it has ended, or some are missing"
        raise LoginNeeded(what, hint=_HINT)
    until = website.until or given.until or now() + _LIFE
    login = _named(website, Login(token, dict(website.cookies), until=until))
    if login.name is None:
        raise LoginNeeded("WeChat does not take these cookies for a login", hint=_HINT)
    return login


def _named(website: Website, login: Login) -> Login:
    """Add the name of the account, which its front page tells."""
    query = urlencode({"t": "home/index", "lang": "zh_CN", "token": login.token})
    page = website.surely(f"/cgi-bin/home?{query}").body.decode("utf-8", "replace")
    name = None
    # a page that names a secret instead would show it in every list of accounts
    if found := _NICKNAME.search(page):
        name = without_secrets(found[1], login.secrets)
    until = website.until or login.until
    return Login(login.token, dict(website.cookies), name, until)


def _checked(reply: Reply) -> Reply:
    if reply.code not in {"0", ""} or reply.leads_to:
        what = f"WeChat does not let you log in now (ret {reply.code or 'missing'})"
        raise BadAnswer(what, hint="try again later")
    return reply


def _of_json(text: str) -> GivenCookies | None:
    """Read what extensions export: a list of objects, maybe within an object, or names and
    values.
    """
    try:
        told: Any = json.loads(text)
    except (ValueError, RecursionError):
        return None
    if isinstance(told, dict) and isinstance(told.get("cookies"), list | dict):
        told = told["cookies"]
    if isinstance(told, dict):
        return GivenCookies({str(name): str(value) for name, value in told.items()})
    if not isinstance(told, list):
        return GivenCookies({})
    values, until = {}, None
    for one in told:
        # an export may hold the cookies of every site
        if not isinstance(one, dict) or not _is_sent(str(one.get("domain") or PAGE_HOST)):
            continue
        values[str(one.get("name"))] = str(one.get("value"))
        seconds = decimal(one.get("expirationDate") or one.get("expires"))
        if one.get("name") == SESSION and seconds:
            until = epoch_time(seconds, clock.BEIJING)
    return GivenCookies(values, until)


def _of_netscape(text: str) -> GivenCookies | None:
    values, until = {}, None
    for line in text.splitlines():
        # what scripts may not read stands in what looks like a comment
        fields = line.removeprefix("#HttpOnly_").split("\t")
        if len(fields) != 7 or line.startswith("# ") or not _is_sent(fields[0]):
            continue
        ends, name, value = fields[4:]
        values[name] = value.strip()
        if name == SESSION and (seconds := decimal(ends)):
            until = epoch_time(seconds, clock.BEIJING)
    if not values:
        return None
    return GivenCookies(values, until)


def _is_sent(domain: str) -> bool:
    return f".{PAGE_HOST}".endswith(f".{domain.lstrip('.')}")

"""What opens doors: the names of WeChat's session parameters and tokens, and messages without any
of them.

Sources: docs/wechat-pages.md §1.1 (addresses), §6.3–§6.5 (requests of the client and of the back
end), §2.5 (pages).
"""

import re
from collections.abc import Iterable

_WECHATS_OWN = frozenset({
    "pass_ticket", "exportkey", "appmsg_token", "poc_token", "poc_sid", "wxtoken", "wap_sid2",
    "wap_export_token",
    "session_us", "user_uin", "wxuin", "wxsid", "data_ticket", "slave_sid", "login_sid_ticket",
})  # fmt: skip
"""Words that nobody else uses."""
_ANYBODYS = frozenset({"key", "uin", "token", "sessionid", "access_token"})
"""Credentials in WeChat's addresses; in those of other sites the words may mean anything."""
_RARELY_SECRET = frozenset({"ticket", "skey"})
"""The same, and in links to other sites they are more likely the author's than a secret."""
_BROWSERS = "webwx"
"""What the names of WeChat's cookies in a browser begin with."""

WORDS = (*sorted(_WECHATS_OWN | _ANYBODYS | _RARELY_SECRET), _BROWSERS)
"""What the name of a credential is, or begins with."""
NAMES = rf"{'|'.join(WORDS)}\w{{1,40}}"
"""The names, as a part of an expression."""

_HARMLESS_COOKIES = frozenset({
    "lang", "mm_lang", "devicetype", "version", "nettype", "bizuin", "data_bizuin", "slave_bizuin",
    "slave_user",
})  # fmt: skip
"""Cookies that say what everybody may know: a language, a device, an account's public ids
(docs/wechat-pages.md §2.5).
"""
HARMLESS_HEADERS = (
    "content-type", "content-length", "content-encoding", "content-language", "date",
    "last-modified", "etag",
    "expires", "cache-control", "server", "retcode",
)  # fmt: skip
"""The headers of an answer that are kept: no cookie, nor what else could identify a session."""

# one look at the two letters before it spares a look for each of the names
_LAST_TWO = "".join(f"[{''.join({word[place] for word in WORDS})}]" for place in (-2, -1))
_ENDS_IN_NAME = re.compile(
    f"=(?<={_LAST_TWO}=)(?:{'|'.join(f'(?<={word}=)' for word in WORDS)})", re.I
)
_PERCENT = re.compile(r"%[0-9A-Fa-f]{2}")
# each begins with one sign: the engine then looks for that alone, ten times as fast as for either
_NAME_OF_COOKIE = re.compile(r"x(?<=[wW][eE][bB][wW]x)")
_IN_CAPITALS = re.compile(r"X(?<=[wW][eE][bB][wW]X)")
_ADDRESS = re.compile(r"://[^\s\"'<>]++")
_IN_MESSAGES = (  # in an address, in one within its value, in a header
    (re.compile(rf"(?<=[?&;])({NAMES})=[^&\s\"'<>#]*", re.I | re.A), r"\1=…"),
    (re.compile(rf"(?<=%26|%3F)({NAMES})%3D(?:(?!%26)[^&\s\"'<>#])*", re.I | re.A), r"\1=…"),
    (
        re.compile(
            r"((?:proxy-)?authorization"
            r"|(?:set-)?cookie(?=[\"']?\s{0,9}[:=,]\s{0,9}[\"']?[\w.-]{1,99}+=))"
            r"([\"']?\s{0,9}[:=,]\s{0,9}).+",
            re.I,
        ),
        r"\1\2…",
    ),
)


def is_credential(name: str, *, of_wechat: bool = False, of_link: bool = False) -> bool:
    """Tell whether a parameter of this name is a credential.

    By itself only where nobody but WeChat uses the word; in a link also where others do; in what is
    known to be WeChat's also where it mostly means something else.
    """
    name = name.lower()
    if name in _WECHATS_OWN or name.startswith(_BROWSERS):
        return True
    if name in _ANYBODYS:
        return of_wechat or of_link
    return name in _RARELY_SECRET and of_wechat


def secret_values(cookies: Iterable[tuple[str, str]]) -> tuple[str, ...]:
    """Return the values of cookies, given by name and value, but for those that are no secret."""
    pairs = ((name, value.strip()) for name, value in cookies if name not in _HARMLESS_COOKIES)
    return tuple(value for _, value in pairs if value)


def may_hold_one(text: str) -> bool:
    """Tell cheaply whether a text may hold a parameter that is a credential, be its name written
    with percent signs: nearly no text does.
    """
    if "%" in text and _PERCENT.search(text):
        return True
    if "=" not in text:
        return False
    patterns = (_ENDS_IN_NAME, _NAME_OF_COOKIE, _IN_CAPITALS)
    return any(pattern.search(text) for pattern in patterns)


def without_credentials(text: str) -> str:
    """Return any text, such as a traceback, with ``…`` for the passwords, session parameters and
    cookies in it.
    """
    text = _ADDRESS.sub(_without_passwords, text)
    for pattern, replacement in _IN_MESSAGES:
        text = pattern.sub(replacement, text)
    return text


def _without_passwords(match: re.Match[str]) -> str:
    """Leave out what stands before hosts. A password may hold ``@`` and ``/``, and an address
    another one.
    """
    parts = match[0].split("://")
    for place, part in enumerate(parts):
        if "@" in part:
            parts[place] = f"…{part[part.rindex('@') :]}"
    return "://".join(parts)

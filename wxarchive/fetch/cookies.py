"""Cookies from a file that a browser's extension or curl wrote: read, sent to WeChat's pages, and
nothing else.

They are as good as a password. They are never stored, logged, shown or changed, and no message
quotes the file.
"""

import os
import stat
import warnings
from http.cookiejar import CookieJar, LoadError, MozillaCookieJar
from pathlib import Path
from urllib.request import Request

from wxarchive.credentials import secret_values
from wxarchive.errors import UsageError
from wxarchive.fetch.hosts import PAGE_HOSTS
from wxarchive.guarded import split

_HINT = "export it in Netscape format (cookies.txt) from a browser that is signed in"


class Cookies:
    """What a file of cookies holds for the hosts of pages."""

    def __init__(self, jar: CookieJar) -> None:
        self._jar = jar

    def header(self, address: str) -> str | None:
        """Return the ``Cookie`` header for an address; ``None`` if there is none or the host is not
        a page's.
        """
        parts = split(address)
        if parts.scheme != "https" or parts.hostname not in PAGE_HOSTS:
            return None
        request = Request(address)  # noqa: S310 -- never opened: the jar wants to be asked with one
        self._jar.add_cookie_header(request)
        return request.get_header("Cookie")

    @property
    def secrets(self) -> tuple[str, ...]:
        """The values that a page must not hold: those of the cookies of its hosts, but for the
        harmless ones.
        """
        sent: list[tuple[str, str]] = []
        for cookie in self._jar:
            # its domain is a host of pages, or one above it
            domain = "." + cookie.domain.lstrip(".")
            if cookie.value and any(f".{host}".endswith(domain) for host in PAGE_HOSTS):
                sent.append((cookie.name, cookie.value))
        return secret_values(sent)


def read_cookies(path: Path) -> Cookies:
    """Read a file in Netscape format; :class:`UsageError` for another one, and for one that has
    nothing to send.
    """
    cookies = Cookies(_load(path))
    headers = [cookies.header(f"https://{host}/s") or "" for host in PAGE_HOSTS]
    if not any(headers):
        what = "holds no cookie of mp.weixin.qq.com that is still valid"
        raise UsageError(what, str(path), _HINT)
    if not all(header.isascii() and header.isprintable() for header in headers):
        raise UsageError("holds a cookie that no header can carry", str(path), _HINT)
    return cookies


def is_open_to_others(path: Path) -> bool:
    """Tell whether other users of the machine may read a file; on Windows that is not looked at."""
    return os.name == "posix" and bool(path.stat().st_mode & (stat.S_IRGRP | stat.S_IROTH))


def _load(path: Path) -> MozillaCookieJar:
    jar = MozillaCookieJar()
    try:
        if not path.is_file():
            raise UsageError("there is no such file of cookies", str(path), _HINT)
        # a warning and a LoadError quote the line, with what is secret in it
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            jar.load(str(path), ignore_discard=True, ignore_expires=True)
    # before OSError, of which LoadError is one
    except (LoadError, ValueError):
        raise UsageError("is no file of cookies in Netscape format", str(path), _HINT) from None
    except OSError as error:
        what = f"cannot be read ({error.strerror})"
        raise UsageError(what, str(path), "check its permissions") from error
    for cookie in jar:
        # exporters write 0 for "until the browser is closed"
        cookie.expires = cookie.expires or None
    return jar

"""Where requests may go. Every address and every redirect passes here; nothing else decides.

An address is taken apart and put together again from its host, path and query, so that no trick of
spelling (user names, backslashes, ports) reaches the HTTP library.
"""

from contextlib import suppress
from typing import Literal
from urllib.parse import SplitResult, parse_qsl, urlunsplit

from wxarchive.address import clean
from wxarchive.errors import HostNotAllowed
from wxarchive.guarded import joined, split, split_strictly

PAGE_HOSTS = frozenset({"mp.weixin.qq.com", "weixin.qq.com"})
"""Hosts that serve pages, or redirect to them (docs/wechat-pages.md §7)."""

SITE = "weixin.qq.com"
"""What a pause is kept towards: the hosts of pages are one site."""

MEDIA_HOSTS = frozenset(
    {
        "mmbiz.qpic.cn",
        "mmbiz.qlogo.cn",
        "mmsns.qpic.cn",
        "mmecoa.qpic.cn",
        "mpcdn.qpic.cn",
        "mpcdn.weixin.qq.com",
        "wx.qlogo.cn",
        "wxsnsdythumb.wxs.qq.com",
        "puui.qpic.cn",
        "vpic.video.qq.com",
        "res.wx.qq.com",
        "mpvideo.qpic.cn",
        "findermp.video.qq.com",
        "wxa.wxs.qq.com",
    }
)
"""Hosts that serve pictures, audio and video (docs/wechat-pages.md §7); editors' own hosts are not
among them.
"""

_HINT = f"only pages of {' and '.join(sorted(PAGE_HOSTS))} are fetched"


def page_address(url: str) -> str:
    """Return the https address to ask for; :class:`HostNotAllowed` if it is not one of a WeChat
    page.
    """
    parts = split_strictly(url.strip())
    if parts is None or not _is_web(parts) or parts.hostname not in PAGE_HOSTS:
        raise HostNotAllowed("is not the address of a WeChat page", shown(url), _HINT)
    return _put_together(parts)


def method_of(address: str) -> Literal["GET", "POST"]:
    """Return how to ask for an address: what a home page lists is answered to POST only
    (docs/wechat-pages.md §6.2).
    """
    parts = split(address)
    if parts.path == "/mp/homepage" and ("action", "appmsg_list") in parse_qsl(parts.query):
        return "POST"
    return "GET"


def redirected(url: str, location: str) -> str:
    """Return where a redirect leads, resolved against the real address; :class:`HostNotAllowed` if
    off the list.
    """
    try:
        return page_address(joined(url, location))
    except (HostNotAllowed, ValueError) as error:
        what = f"is redirected to {shown(location)}, which is not followed"
        raise HostNotAllowed(what, shown(url), _HINT) from error


def media_address(url: str) -> str:
    """Return the https address to ask for; :class:`HostNotAllowed` if it is not one of WeChat's
    media.
    """
    if url.startswith("//"):
        url = f"https:{url}"
    parts = split_strictly(url.strip())
    if parts is None or not parts.hostname or parts.scheme not in {"http", "https"}:
        raise HostNotAllowed("no address in the web", shown(url))
    if not _is_web(parts) or parts.hostname not in MEDIA_HOSTS:
        raise HostNotAllowed(f"{_host(parts, url)} is no host of WeChat's media", shown(url))
    return _put_together(parts)


def media_redirected(url: str, location: str) -> str:
    """Return where a redirect of media leads; :class:`HostNotAllowed` if off the list."""
    try:
        return media_address(joined(url, location))
    except (HostNotAllowed, ValueError) as error:
        where = _host(split_strictly(location.strip()), location)
        raise HostNotAllowed(f"redirected to {where}, which is not followed", shown(url)) from error


def is_allowed(url: str) -> bool:
    """Whether a browser's window may show an address: a page's, or one of WeChat's media."""
    for read in (page_address, media_address):
        with suppress(HostNotAllowed, ValueError):
            read(url)
            return True
    return False


def shown(url: str) -> str:
    """Return what of an address may be shown: no credentials, nothing a terminal would obey."""
    try:
        text = clean(url)
    except ValueError:
        text = "an address that cannot be read"
    return "".join(character for character in text if character.isprintable())


def _is_web(parts: SplitResult) -> bool:
    return parts.scheme in {"http", "https"} and parts.port in {None, 80, 443}


def _put_together(parts: SplitResult) -> str:
    return urlunsplit(("https", parts.hostname or "", parts.path or "/", parts.query, ""))


def _host(parts: SplitResult | None, url: str) -> str:
    """Name the host of an address; the address where it has none."""
    if parts and parts.hostname:
        return shown(f"//{parts.hostname}").removeprefix("https://")
    return shown(url)

"""Which addresses give a file: of a picture the original size first, of a platform video what the
site names.
"""

import json
import re
from collections.abc import Iterator
from itertools import islice
from typing import Any
from urllib.parse import quote, urlunsplit

from wxarchive.address import picture_url, unescape
from wxarchive.archive.ingest import Fetch
from wxarchive.errors import NetworkError
from wxarchive.guarded import number, split
from wxarchive.models import DownloadFailure, picture_identity

_PLAY = (  # docs/wechat-pages.md §6.6: account and article may be left empty
    "https://mp.weixin.qq.com/mp/videoplayer?action=get_mp_video_play_url&preview=0&__biz=&mid=&idx=&vid={}&f=json"
)
_CAPTCHA_PATH = "/mp/wappoc_appmsgcaptcha"
VERIFICATION = DownloadFailure("WeChat asks for verification", "heals")
"""Instead of a video's address; nothing further should be asked of the host."""
_MOST = 20
"""Of the places in a page that name a picture so many are looked at."""
_SHORTEST_NAME = 16  # characters; WeChat's are longer, others would be found anywhere
_LONGEST = 300  # bytes of an address before and behind the name
_END = re.compile(rb"[\s\"'<>()#]")


def first_address(address: str) -> str:
    """Return the address of the original size (docs/wechat-pages.md §3.2)."""
    return picture_url(address)


def addresses_in_page(page: bytes, address: str) -> list[str]:
    """Return the addresses under which a received page itself shows a picture, in its order."""
    name = picture_identity(address).rpartition("/")[2].encode()
    if len(name) < _SHORTEST_NAME:
        return []
    identity = picture_identity(address)
    shown = (unescape(text) for text in islice(_around(page, name), _MOST))
    return list(dict.fromkeys(text for text in shown if picture_identity(text) == identity))


def _around(page: bytes, name: bytes) -> Iterator[str]:
    """Yield the addresses around each place of a name; searched from the name, so that no page can
    make it slow.
    """
    at = page.find(name)
    while at >= 0:
        start = page.rfind(b"http", max(at - _LONGEST, 0), at)
        stop = at + _LONGEST
        if end := _END.search(page, at, stop):
            stop = end.start()
        if start >= 0:
            yield page[start:stop].decode("ascii", "replace")
        at = page.find(name, at + len(name))


def play_address(video_id: str, fetch: Fetch, limit: int) -> str | DownloadFailure:
    """Ask where a platform video can be had: the best one that is not larger than ``limit`` bytes.

    The answer is signed and runs out, so it is asked for each time.
    """
    try:
        page = fetch(_PLAY.format(quote(video_id, safe="")))
    except NetworkError as error:
        return DownloadFailure(error.what, "heals")
    if _CAPTCHA_PATH in (page.final_url or ""):
        return VERIFICATION
    offers = [offer for offer in _offers(page.body) if isinstance(offer.get("url"), str)]
    if not offers:
        return DownloadFailure("WeChat names no address of this video", "heals")
    fitting = [offer for offer in offers if _size(offer) <= limit]
    if not fitting:
        return DownloadFailure(f"larger than {limit / 2**20:.3g} MB", "refused")
    return unescape(max(fitting, key=_size)["url"])


def without_query(address: str) -> str:
    """Drop the signature of a video's address: it lets people in, and it runs out."""
    parts = split(address)
    return urlunsplit((parts.scheme, parts.netloc, parts.path, "", ""))


def _offers(body: bytes) -> list[dict[str, Any]]:
    try:
        answer = json.loads(body)
    except (ValueError, RecursionError):
        return []
    match answer:
        case {"url_info": list(offers)}:
            return [offer for offer in offers if isinstance(offer, dict)]
    return []


def _size(offer: dict[str, Any]) -> int:
    return number(str(offer.get("filesize") or ""), digits=15) or 0

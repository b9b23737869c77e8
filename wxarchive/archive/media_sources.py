"""Which addresses give a file: of a picture the original size first, of a platform video what the site names."""

import json
import re
from typing import Any
from urllib.parse import quote, urlsplit, urlunsplit

from wxarchive.address import picture_url, unescape
from wxarchive.archive.keeping import Fetch
from wxarchive.errors import BadAnswer, NetworkError
from wxarchive.mediafiles import Missed
from wxarchive.models import picture_identity

_PLAY = (  # wechat-pages.md §6.6: account and article may be left empty
    "https://mp.weixin.qq.com/mp/videoplayer?action=get_mp_video_play_url&preview=0&__biz=&mid=&idx=&vid={}&f=json"
)
_CAPTCHA_PATH = "/mp/wappoc_appmsgcaptcha"
_MOST = 20
"""Of the places in a page that name a picture so many are looked at."""


def first_address(address: str) -> str:
    """Return the address of the original size (wechat-pages.md §3.2)."""
    return picture_url(address)


def addresses_in_page(page: bytes, address: str) -> list[str]:
    """Return the addresses under which a received page itself shows a picture, in its order."""
    name = picture_identity(address).rpartition("/")[2].encode()
    if len(name) < 16:  # no name of WeChat's: it would be found anywhere
        return []
    found = re.finditer(rb"https?:[^\s\"'<>()]{0,200}?/" + re.escape(name) + rb"/[^\s\"'<>()#]{0,300}", page)
    texts = [unescape(match[0].decode("ascii", "replace")) for match, _ in zip(found, range(_MOST), strict=False)]
    return list(dict.fromkeys(text for text in texts if picture_identity(text) == picture_identity(address)))


def play_address(video_id: str, fetch: Fetch, limit: int) -> str | Missed:
    """Ask where a platform video can be had: the best one that is not larger than ``limit`` bytes.

    The answer is signed and runs out, so it is asked for each time.
    """
    try:
        page = fetch(_PLAY.format(quote(video_id, safe="")))
    except BadAnswer as error:
        return Missed(error.what, "heals")
    except NetworkError as error:
        return Missed(error.what, "heals")
    if _CAPTCHA_PATH in (page.final_url or ""):
        return Missed("WeChat asks for a verification", "heals")
    offers = [offer for offer in _offers(page.body) if isinstance(offer.get("url"), str)]
    if not offers:
        return Missed("WeChat names no address of this video", "heals")
    fitting = [offer for offer in offers if _size(offer) <= limit]
    if not fitting:
        return Missed(f"larger than {limit / 2**20:.3g} MB", "refused")
    return unescape(max(fitting, key=_size)["url"])


def without_query(address: str) -> str:
    """Drop the signature of a video's address: it lets people in, and it runs out."""
    parts = urlsplit(address)
    return urlunsplit((parts.scheme, parts.netloc, parts.path, "", ""))


def _offers(body: bytes) -> list[dict[str, Any]]:
    try:
        told = json.loads(body)
    except (ValueError, RecursionError):
        return []
    listed = told.get("url_info") if isinstance(told, dict) else None
    return [offer for offer in listed if isinstance(offer, dict)] if isinstance(listed, list) else []


def _size(offer: dict[str, Any]) -> int:
    told = str(offer.get("filesize") or "")
    return int(told) if re.fullmatch(r"\d{1,15}", told, re.A) else 0

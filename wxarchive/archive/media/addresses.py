"""Which addresses give a file: of a picture the original size first, of a platform video what the
site names.
"""

import json
from typing import Any
from urllib.parse import quote, urlunsplit

from wxarchive.address import picture_url, unescape
from wxarchive.archive.ingest import Fetch
from wxarchive.errors import Blocked, BrowserError, NetworkError
from wxarchive.guarded import number, split
from wxarchive.models import DownloadFailure

_PLAY = (  # docs/wechat-pages.md §6.6: account and article may be left empty
    "https://mp.weixin.qq.com/mp/videoplayer?action=get_mp_video_play_url&preview=0&__biz=&mid=&idx=&vid={}&f=json"
)
_CAPTCHA_PATH = "/mp/wappoc_appmsgcaptcha"
VERIFICATION = DownloadFailure("WeChat asks for verification", "heals")
"""Instead of a video's address; nothing further should be requested of the host."""


def first_address(address: str) -> str:
    """Return the address of the original size (docs/wechat-pages.md §3.2)."""
    return picture_url(address)


def play_address(video_id: str, fetch: Fetch, limit: int) -> str | DownloadFailure:
    """Request the address of a platform video: the best file that is not larger than ``limit``
    bytes.

    The address is signed and runs out, so it is requested each time.
    """
    try:
        page = fetch(_PLAY.format(quote(video_id, safe="")))
    # the window was closed instead of a verification
    except Blocked:
        return VERIFICATION
    except (NetworkError, BrowserError) as error:
        return DownloadFailure(error.what, "heals")
    if _CAPTCHA_PATH in (page.final_url or ""):
        return VERIFICATION
    offers = _offers(page.body)
    # a video that is still being made ready has none yet
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
            found = [offer for offer in offers if isinstance(offer, dict)]
            return [offer for offer in found if isinstance(offer.get("url"), str)]
    return []


def _size(offer: dict[str, Any]) -> int:
    return number(str(offer.get("filesize") or ""), digits=15) or 0

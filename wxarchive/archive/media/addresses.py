"""Which addresses give a file: of a picture the original size first, of a platform video what the
site names.
"""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any
from urllib.parse import quote, urlunsplit

from wxarchive.address import picture_url, unescape
from wxarchive.archive.ingest import Fetch
from wxarchive.errors import Blocked, BrowserError, NetworkError
from wxarchive.guarded import number, split
from wxarchive.models import DownloadFailure, Pause
from wxarchive.store import Store

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
        asked_for = None
        if isinstance(error, NetworkError):
            asked_for = error.retry_after
        return DownloadFailure(error.what, "heals", asked_for or 0.0)
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


class PlayAddresses:
    """The addresses of platform videos, of files of at most ``limit`` bytes.

    WeChat's own host names them, which is left alone in a pause as for pages; ``minds`` tells
    whether one holds here. ``blocked``: a verification page came in this run.
    """

    def __init__(
        self,
        store: Store,
        fetch: Fetch,
        limit: int,
        *,
        minds: Callable[[Pause], bool],
        now: Callable[[], datetime],
    ) -> None:
        self._store = store
        self._fetch = fetch
        self._limit = limit
        self._minds = minds
        self._now = now
        self.blocked = False

    def of(self, video_id: str) -> str | DownloadFailure:
        """Request the address of a video, or say why there is none."""
        hosts = self._store.hosts
        pause = hosts.pause(self._now())
        if self.blocked or (pause and pause.why == "challenge" and self._minds(pause)):
            reason = f"not fetched: {VERIFICATION.reason}"
            return replace(VERIFICATION, reason=reason, asked=False)
        if pause and self._minds(pause):
            return DownloadFailure("not fetched: WeChat asks for a pause", "heals", asked=False)
        found = play_address(video_id, self._fetch, self._limit)
        # what it answers here holds for whoever asks for pages, too
        if found == VERIFICATION:
            self.blocked = True
            hosts.challenged(self._now())
        elif isinstance(found, DownloadFailure) and found.pause:
            hosts.busy(self._now(), found.pause)
        return found


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

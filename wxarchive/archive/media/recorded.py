"""Pictures, audio and video that other programs received → the archive, where they lack."""

import hashlib
import io
from datetime import datetime
from functools import lru_cache
from itertools import islice

from wxarchive.address import picture_url, secure
from wxarchive.archive.media.companions import picture_file
from wxarchive.errors import SourceError
from wxarchive.formats.warc import video_of
from wxarchive.guarded import split
from wxarchive.models import Body, MediaUse, picture_identity
from wxarchive.parse import stated_sizes
from wxarchive.playtime import too_short
from wxarchive.sniff import HEAD, look
from wxarchive.sources import RecordedFile, RecordedMedia
from wxarchive.store import MediaFile, Store

MOST_BYTES = 500 * 1024 * 1024
"""Of one file."""
_HOSTS = ("mmbiz.qpic.cn", "mmbiz.qlogo.cn", "mmecoa.qpic.cn", "mmsns.qpic.cn", "mpcdn.qpic.cn")
"""Hosts that give the same picture (docs/wechat-pages.md §3.2)."""
_AT_ONCE = 16
"""So many files are written in one transaction."""
_BEGINS = {"audio": "audio/", "video": "video/"}


def keep_recorded(media: RecordedMedia, store: Store, now: datetime) -> int:
    """Store the files that another program received and articles lack; return how many.

    What came at the original's own address is taken first: it is the largest.
    """
    keeper = _Keeper(store, now)
    kept = 0
    for originals in (True, False):
        files = (
            one for one in media.files() if (picture_url(one.url) == secure(one.url)) == originals
        )
        while batch := list(islice(files, _AT_ONCE)):
            with store.atomic():
                kept += sum(map(keeper.keep, batch))
    return kept


class _Keeper:
    """Keeps a file for every article that lacks it."""

    def __init__(self, store: Store, now: datetime) -> None:
        self._store = store
        self._now = now
        # the pictures of an article mostly stand one after another
        self._body = lru_cache(maxsize=16)(self._read_body)

    def keep(self, file: RecordedFile) -> bool:
        """Store a file if an article lacks it; tell whether it was stored."""
        uses = _wanting(file.url, self._store)
        if not uses:
            return False
        try:
            content = file.read(MOST_BYTES, "file")
        # as if it were not in the file
        except SourceError:
            return False
        at = min(file.saved_at, self._now)
        is_kept = False
        for use in uses:
            if found := self._usable(content, use, file.url):
                self._store.media.keep(use.address, found, at, asked=0)
                is_kept = True
        return is_kept

    def _usable(self, content: bytes, use: MediaUse, url: str) -> MediaFile | None:
        body = self._body(use.article_id)
        if use.role not in _BEGINS:
            stated = stated_sizes(body.html).get(use.address)
            return picture_file(content, secure(url), stated, self._store)
        info = look(content[:HEAD])
        if info.fault or not (info.type or "").startswith(_BEGINS[use.role]):
            return None
        lengths = {name: one.duration for one in body.media for name in (one.url, one.id)}
        file, sha256 = io.BytesIO(content), hashlib.sha256(content).hexdigest()
        doubt = too_short(file, info.type or "", lengths.get(use.address))
        return MediaFile(file, sha256, len(content), info.type or "", secure(url), doubt=doubt)

    def _read_body(self, article_id: int) -> Body:
        return self._store.articles.get(article_id).content or Body()


def _wanting(url: str, store: Store) -> list[MediaUse]:
    """Return what lacks the file at an address: pictures by their names, whatever size was asked
    for; audio by the very address, platform video by its id.
    """
    if video := video_of(url):
        return [use for use in store.media.lacking(video) if use.address == video]
    host = split(url).hostname or ""
    identity = picture_identity(secure(url))
    found: list[MediaUse] = []
    beginnings = [secure(url)]
    if host.endswith((".qpic.cn", ".qlogo.cn")):
        beginnings = [f"https://{one}/{identity}" for one in dict.fromkeys((host, *_HOSTS))]
    for beginning in beginnings:
        plain = beginning.removeprefix("https")
        for lacking in (f"https{plain}", f"http{plain}"):
            found += [use for use in store.media.lacking(lacking) if _is_of(use, url, identity)]
    return found


def _is_of(use: MediaUse, url: str, identity: str) -> bool:
    if use.role in _BEGINS:
        return secure(use.address) == secure(url)
    return picture_identity(use.address) == identity

"""Pictures, audio and video that other programs received → the archive, where they lack."""

import hashlib
import io
from contextlib import suppress
from datetime import datetime
from functools import lru_cache
from itertools import islice

from wxarchive.address import picture_url, secure
from wxarchive.archive.media.companions import picture_file
from wxarchive.errors import DamagedRow, SourceError
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

        def is_now(file: RecordedFile, originals: bool = originals) -> bool:
            is_original = picture_url(file.url) == secure(file.url)
            return is_original == originals

        files = filter(is_now, media.files())
        # some files in one transaction: one each would be slow, all too much to lose
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
            # a damaged article leaves the others what they lack
            with suppress(DamagedRow):
                if found := self._usable(content, use, file.url):
                    self._store.media.keep(use.address, found, at, asked=0)
                    is_kept = True
        return is_kept

    def _usable(self, content: bytes, use: MediaUse, url: str) -> MediaFile | None:
        body = self._body(use.article_id)
        # of a picture the page says how large it is, of the others how long they play
        if use.role not in _BEGINS:
            stated = stated_sizes(body.html).get(use.address)
            return picture_file(content, secure(url), stated, self._store)
        info = look(content[:HEAD])
        form = info.type or ""
        if info.fault or not form.startswith(_BEGINS[use.role]):
            return None
        length = None
        for one in body.media:
            if use.address in {one.url, one.id}:
                length = one.duration
        file = io.BytesIO(content)
        doubt = too_short(file, form, length)
        sha256 = hashlib.sha256(content).hexdigest()
        return MediaFile(file, sha256, len(content), form, secure(url), doubt=doubt)

    def _read_body(self, article_id: int) -> Body:
        return self._store.articles.get(article_id).content or Body()


def _wanting(url: str, store: Store) -> list[MediaUse]:
    """Return what lacks the file at an address: pictures by their names, whatever size was asked
    for; audio by the very address, platform video by its id.
    """
    if video := video_of(url):
        return [use for use in store.media.lacking(video) if use.address == video]
    safe = secure(url)
    host = split(url).hostname or ""
    identity = picture_identity(safe)
    beginnings = [safe]
    # one of these hosts is as good as another
    if host.endswith((".qpic.cn", ".qlogo.cn")):
        hosts = dict.fromkeys((host, *_HOSTS))
        beginnings = [f"https://{one}/{identity}" for one in hosts]
    alike: list[MediaUse] = []
    for beginning in beginnings:
        plain = beginning.removeprefix("https")
        alike += store.media.lacking(f"https{plain}")
        alike += store.media.lacking(f"http{plain}")
    found = []
    for use in alike:
        if use.role in _BEGINS:
            is_meant = secure(use.address) == safe
        else:
            is_meant = picture_identity(use.address) == identity
        if is_meant:
            found.append(use)
    return found

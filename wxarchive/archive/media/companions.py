"""Pictures that were saved next to a page → the archive, as the files of their addresses."""

import hashlib
import io
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from wxarchive.archive.media.placeholders import contradicts, doubt, may_be_placeholder
from wxarchive.models import Body, MediaUse, picture_identity
from wxarchive.parse import stated_sizes
from wxarchive.sniff import look
from wxarchive.sources import SavedPage, read_picture
from wxarchive.store import MediaFile, Store

_PICTURES = frozenset({"picture", "cover", "avatar"})
_INSIDE = "saved with the page"


def keep_beside(
    article_id: int, source: SavedPage, kept: Mapping[str, str | bytes], store: Store, at: datetime
) -> int:
    """Store the pictures that an article lacks and its saved page brought; return how many. Runs
    within a transaction.

    A file that is cut off, no picture, or obviously stands for another one, is still missing.
    """
    # a page may name a picture in another size than its text does
    offered = {picture_identity(address): place for address, place in kept.items()}
    wanting = [use for use in store.media.of_article(article_id) if _is_wanting(use)]
    # reading the body for its pictures' sizes is worth it only where there are some to judge
    if not offered or not wanting:
        return 0
    body = store.articles.get(article_id).content or Body()
    stated = stated_sizes(body.html)
    number = 0
    for use in wanting:
        place = offered.get(picture_identity(use.address))
        content, origin = place, _INSIDE
        if isinstance(place, str):
            content, origin = read_picture(source, place), place
        if not isinstance(content, bytes) or not content:
            continue
        file = picture_file(content, origin, stated.get(use.address), store)
        if file:
            store.media.keep(use.address, file, at, asked=0)
            number += 1
    return number


def lacks_pictures(article_id: int, store: Store) -> bool:
    """Return whether an article lacks a picture."""
    return any(_is_wanting(use) for use in store.media.of_article(article_id))


def _is_wanting(use: MediaUse) -> bool:
    return use.state != "kept" and use.role in _PICTURES


def picture_file(
    content: bytes, origin: str, stated: tuple[int, int] | None, store: Store
) -> MediaFile | None:
    """Return a picture as a file to store, with its doubt; ``None`` for what is no picture, or
    obviously stands for another one.

    ``origin``: where it was. ``stated``: its width and height, as the page has them.
    """
    info, size = look(content), len(content)
    form, width, height = info.type or "", info.width, info.height
    if info.fault or not form.startswith("image/"):
        return None
    # the dot that stands where a picture was not loaded yet (docs/wechat-pages.md §3.2)
    if width is not None and height is not None and max(width, height) <= 2:
        return None
    sha256 = hashlib.sha256(content).hexdigest()
    if store.media.is_placeholder(sha256):
        return None
    if may_be_placeholder(size, info) and contradicts(info, stated):
        return None
    file = MediaFile(io.BytesIO(content), sha256, size, form, origin, width, height)
    return replace(file, doubt=doubt(info, stated))

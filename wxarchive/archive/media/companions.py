"""Pictures that were saved beside a page → the archive, as what the picture's address gave."""

import hashlib
import io
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from wxarchive.archive.media.placeholders import contradicts, doubt, may_be_placeholder
from wxarchive.models import FileInfo, MediaUse, picture_identity
from wxarchive.parse import stated_sizes
from wxarchive.sniff import look
from wxarchive.sources import SavedPage, read_picture
from wxarchive.store import MediaFile, Store

_PICTURES = frozenset({"picture", "cover", "avatar"})
_INSIDE = "saved with the page"


def keep_beside(
    article_id: int, source: SavedPage, kept: Mapping[str, str | bytes], store: Store, at: datetime
) -> int:
    """Keep what an article lacks and its saved page brought; return how many pictures. Runs within
    a transaction.

    A picture that is cut off, none at all, or obviously stands for another one, is still wanted.
    """
    offered = {picture_identity(address): place for address, place in kept.items()}
    wanting = [use for use in store.media.of_article(article_id) if _is_wanting(use)]
    stated = _stated(article_id, store) if offered and wanting else {}
    number = 0
    for use in wanting:
        place = offered.get(picture_identity(use.address))
        content = read_picture(source, place) if isinstance(place, str) else place
        file = _file(content, place, stated.get(use.address), store) if content else None
        if file:
            store.media.keep(use.address, file, at, asked=0)
            number += 1
    return number


def lacks_pictures(article_id: int, store: Store) -> bool:
    """Tell whether an article wants a picture."""
    return any(_is_wanting(use) for use in store.media.of_article(article_id))


def _is_wanting(use: MediaUse) -> bool:
    return use.state != "kept" and use.role in _PICTURES


def _stated(article_id: int, store: Store) -> dict[str, tuple[int, int]]:
    content = store.articles.get(article_id).content
    return stated_sizes(content.html) if content else {}


def _file(
    content: bytes, place: str | bytes | None, stated: tuple[int, int] | None, store: Store
) -> MediaFile | None:
    told = look(content)
    if told.fault or told.type is None or not told.type.startswith("image/") or _is_dot(told):
        return None
    sha256 = hashlib.sha256(content).hexdigest()
    if store.media.is_placeholder(sha256) or (
        may_be_placeholder(len(content), told) and contradicts(told, stated)
    ):
        return None
    origin = place if isinstance(place, str) else _INSIDE
    file = MediaFile(
        io.BytesIO(content), sha256, len(content), told.type, origin, told.width, told.height
    )
    return replace(file, doubt=doubt(told, stated))


def _is_dot(told: FileInfo) -> bool:
    """Tell whether this is the dot that stands where a picture was not loaded yet
    (docs/wechat-pages.md §3.2).
    """
    return told.width is not None and told.height is not None and max(told.width, told.height) <= 2

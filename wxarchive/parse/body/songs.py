"""Songs that a page's data tells of: of a music post, or what is heard with the pictures of a post.

Source: docs/wechat-pages.md §4.4, §11.
"""

import re
from collections.abc import Iterator
from typing import Any

from wxarchive.address import unescape
from wxarchive.guarded import decimal
from wxarchive.models import Media
from wxarchive.parse.page import Page, plain

# what the names of those parts of the data hold
_LISTS = re.compile("bgm|music", re.I | re.A)
_VARIABLES = ("bgm", "bgm_info", "music_info", "finder_music_card_list")
_NUMBERS = ("mid", "song_mid", "song_id", "songid", "music_id", "listen_id", "id")
_NAMES = ("title", "song_name", "music_name", "name")
_SINGERS = ("singer", "singer_name", "artist", "artists")
_COVERS = ("cover", "cover_url", "albumurl", "album_url")
_MILLISECONDS = ("play_length", "duration_ms")
_DEEPEST = 4


def songs_of(page: Page) -> list[Media]:
    """Return the songs of a post, each once."""
    told = [value for name, value in page.data.items() if _LISTS.search(name)]
    if not page.data:
        told += filter(None, map(page.variables.literal, _VARIABLES))
    return list(dict.fromkeys(song for part in told for song in _songs_in(part, _DEEPEST)))


def _songs_in(value: object, deepest: int) -> Iterator[Media]:
    """Give the songs in a value: an object with a name or number is one, others may hold some."""
    if isinstance(value, dict):
        if song := _song(value):
            yield song
            return
        value = list(value.values())
    if isinstance(value, list) and deepest:
        for part in value:
            yield from _songs_in(part, deepest - 1)


def _song(told: dict[str, Any]) -> Media | None:
    number, name = _first(told, _NUMBERS), _first(told, _NAMES)
    if not (name or number):
        return None
    singer = _first(told, _SINGERS)
    # a singer alone is no title
    title = " - ".join(filter(None, (name, singer))) if name else None
    cover = unescape(_first(told, _COVERS) or "")
    length = decimal(_first(told, _MILLISECONDS))
    seconds = length / 1000 if length else decimal(_first(told, ("duration",)))
    picture = cover if cover.startswith("http") else None
    return Media("music", number, title, None, picture, seconds or None)


def _first(told: dict[str, Any], names: tuple[str, ...]) -> str | None:
    found = (plain(told.get(name)) for name in names)
    return next((text for text in found if text not in ("", "0")), None)

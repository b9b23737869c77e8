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

# fields of the data that hold some
_FIELDS = re.compile("bgm|music", re.I | re.A)
_VARIABLES = ("bgm", "bgm_info", "music_info", "finder_music_card_list")
_NUMBERS = ("mid", "song_mid", "song_id", "songid", "music_id", "listen_id", "id")
_NAMES = ("title", "song_name", "music_name", "name")
_SINGERS = ("singer", "singer_name", "artist", "artists")
_COVERS = ("cover", "cover_url", "albumurl", "album_url")
_MILLISECONDS = ("play_length", "duration_ms")
_DEEPEST = 4


def songs_of(page: Page) -> list[Media]:
    """Return the songs of a post, each once."""
    if page.data:
        values = [value for name, value in page.data.items() if _FIELDS.search(name)]
    else:
        values = list(map(page.variables.literal, _VARIABLES))
    songs: dict[Media, None] = {}
    for value in values:
        songs |= dict.fromkeys(_songs_in(value, _DEEPEST))
    return list(songs)


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


def _song(fields: dict[str, Any]) -> Media | None:
    number, name = _first(fields, _NUMBERS), _first(fields, _NAMES)
    if not (name or number):
        return None
    # a singer alone is no title
    title, singer = name, _first(fields, _SINGERS)
    if name and singer:
        title = f"{name} - {singer}"
    cover = unescape(_first(fields, _COVERS) or "")
    if not cover.startswith("http"):
        cover = ""
    milliseconds = decimal(_first(fields, _MILLISECONDS))
    if milliseconds:
        seconds: float | None = milliseconds / 1000
    else:
        seconds = decimal(_first(fields, ("duration",)))
    return Media("music", number, title, cover_url=cover or None, duration=seconds or None)


def _first(fields: dict[str, Any], names: tuple[str, ...]) -> str | None:
    """Return the first of these fields that says something."""
    for name in names:
        text = plain(fields.get(name))
        if text not in ("", "0"):
            return text
    return None

"""Values as the columns hold them: times as ISO text of Beijing, objects as JSON text without
unknown fields.
"""

import json
from collections.abc import Iterable
from dataclasses import asdict, fields, replace
from datetime import datetime

from wxarchive.clock import BEIJING
from wxarchive.models import Album, Media, Metadata

_TIMES = ("published_at", "modified_at", "served_at")


def time_text(time: datetime) -> str:
    """Return an aware time as ISO 8601 text with ``+08:00``, so that text sorts as time does."""
    return time.astimezone(BEIJING).isoformat()


def optional_time_text(time: datetime | None) -> str | None:
    """Return a time as :func:`time_text` does, ``None`` for none."""
    if time is None:
        return None
    return time_text(time)


def time_of(text: str | None) -> datetime | None:
    """Return the time a column holds; raises :class:`ValueError` or :class:`OverflowError` for an
    odd one.
    """
    if not text:
        return None
    found = datetime.fromisoformat(text)
    if found.tzinfo is None:
        raise ValueError(f"a time without an offset: {text}")
    # near the ends of the calendar it cannot be written in Beijing's time
    found.astimezone(BEIJING)
    return found


def moment_of(text: str) -> datetime:
    """Return the time of a column that always holds one; raises as :func:`time_of`."""
    found = time_of(text)
    if found is None:
        raise ValueError("no time")
    return found


def time_among(text: str | None) -> datetime | None:
    """Return the time that a column says of many rows; ``None`` for an odd one, which is reported
    where its row is read.
    """
    try:
        return time_of(text)
    except (ValueError, OverflowError):
        return None


def as_json(value: object) -> str:
    """Return a list or an object as JSON text, readable in Chinese."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def texts(column: str) -> tuple[str, ...]:
    """Return the list of texts a column holds; raises :class:`ValueError` for anything else."""
    found = json.loads(column)
    if not isinstance(found, list) or not all(isinstance(one, str) for one in found):
        raise ValueError("no list of texts")
    return tuple(found)


def metadata_json(metadata: Metadata) -> str:
    """Return metadata as JSON text; unknown fields are left out."""
    # asdict() of the whole copies every value, in three times the time
    told = ((field.name, getattr(metadata, field.name)) for field in fields(metadata))
    known = {name: value for name, value in told if value not in (None, ())}
    if metadata.albums:
        known["albums"] = [asdict(album) for album in metadata.albums]
    for name in _TIMES:
        if name in known:
            known[name] = time_text(known[name])
    return as_json(known)


def metadata_of(column: str) -> Metadata:
    """Return the metadata a column holds; raises :class:`ValueError` or :class:`TypeError` for
    anything else.
    """
    known = json.loads(column)
    if not isinstance(known, dict):
        raise TypeError("no metadata")
    for name, value in known.items():
        expected: type = str
        if name == "albums":
            expected = list
        elif name.startswith("is_"):
            expected = bool
        if not isinstance(value, expected):
            raise TypeError("no metadata")
    # names that are not known raise TypeError here
    times = {name: time_of(known[name]) for name in _TIMES if name in known}
    albums = tuple(Album(**album) for album in known.get("albums", ()))
    return Metadata(**{**known, **times, "albums": albums})


def merged(old: Metadata, new: Metadata) -> Metadata:
    """Return what both pages say: the newer one where it says anything. The address in a dump's
    header holds for that dump alone.
    """
    values = {field.name: getattr(new, field.name) for field in fields(new)}
    known = {name: value for name, value in values.items() if value not in (None, ())}
    return replace(old, **{"header_url": None, **known})


def media_json(media: Iterable[Media]) -> str:
    """Return media as JSON text."""
    return as_json([asdict(item) for item in media])


def media_of(column: str) -> tuple[Media, ...]:
    """Return the media a column holds; raises :class:`ValueError` or :class:`TypeError` for
    anything else.
    """
    return tuple(Media(**item) for item in json.loads(column))

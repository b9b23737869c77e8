"""What became of an article, in order of time; one of its versions or captures by its number.
Pure.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Literal

from wxarchive.differences import changes
from wxarchive.errors import NotFound
from wxarchive.models import ARTICLE_GONE, CaptureEntry, HistoryEntry, Observation, Version

Life = Literal["alive", "gone", "back"] | None


def life_of(sights: Sequence[Observation]) -> Iterator[tuple[Observation, Life]]:
    """Yield what each sight says of an article: alive, gone, back; ``None`` where it says nothing
    of it itself.
    """
    was_gone = False
    for sight in sights:
        life: Life = None
        if sight.state in ARTICLE_GONE:
            life, was_gone = "gone", True
        elif sight.state == "ok" and was_gone:
            life, was_gone = "back", False
        elif sight.state == "ok":
            life = "alive"
        yield sight, life


def history_of(
    versions: Sequence[Version], observations: Sequence[Observation], *, compare: bool = True
) -> list[HistoryEntry]:
    """Return an article's versions and the states it was seen in, in order of time; ``compare``:
    with what each version changed.
    """
    entries: list[HistoryEntry] = []
    before: Version | None = None
    for one in versions:
        changed: tuple[str, ...] = ()
        if before and compare:
            changed = tuple(change.field for change in changes(before, one))
        entries.append(HistoryEntry(one.first_seen, one.last_seen, one.number, changed))
        before = one
    for seen, life in life_of(observations):
        span = (seen.first_seen, seen.last_seen)
        entries.append(HistoryEntry(*span, state=seen.state, reason=seen.reason, life=life))
    return sorted(entries, key=lambda entry: entry.first_seen)


def version_of(versions: Sequence[Version], number: int) -> Version:
    """Return the version with this number; raises :class:`NotFound`, which says how many there
    are.
    """
    found = next((one for one in versions if one.number == number), None)
    if found:
        return found
    raise NotFound("no such version", str(number), _number_kept(len(versions)))


def capture_of(captures: Sequence[CaptureEntry], which: int | datetime) -> CaptureEntry:
    """Return the capture with this number, or the last one before this time.

    Raises :class:`NotFound`, which says which there are.
    """
    if isinstance(which, int):
        found = next((one for one in captures if one.number == which), None)
        if found:
            return found
        raise NotFound("no such capture", str(which), _number_kept(len(captures)))
    until = [one for one in captures if one.at < which]
    if until:
        return until[-1]
    hint = _number_kept(0)
    if captures:
        hint = f"the first one was on {captures[0].at:%Y-%m-%d}"
    raise NotFound("no page was received before", which.isoformat(" ", "minutes"), hint)


def _number_kept(number: int) -> str:
    if number == 0:
        return "none was ever kept"
    if number == 1:
        return "there is only 1"
    return f"there are {number} (1 to {number})"

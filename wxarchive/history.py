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


def life_of(observations: Sequence[Observation]) -> Iterator[tuple[Observation, Life]]:
    """Yield what each observation says of an article: alive, gone, back; ``None`` where it says
    something of an address only.
    """
    was_gone = False
    for observation in observations:
        life: Life = None
        if observation.state in ARTICLE_GONE:
            life, was_gone = "gone", True
        elif observation.state == "ok" and was_gone:
            life, was_gone = "back", False
        elif observation.state == "ok":
            life = "alive"
        yield observation, life


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
        # to compare long texts takes time that not every reader of a history needs
        if before and compare:
            changed = tuple(change.field for change in changes(before, one))
        entries.append(HistoryEntry(one.first_seen, one.last_seen, one.number, changed))
        before = one
    for observed, life in life_of(observations):
        span = (observed.first_seen, observed.last_seen)
        state, reason = observed.state, observed.reason
        entries.append(HistoryEntry(*span, state=state, reason=reason, life=life))
    return sorted(entries, key=lambda entry: entry.first_seen)


def version_of(versions: Sequence[Version], number: int) -> Version:
    """Return the version with this number; raises :class:`NotFound`, which says how many there
    are.
    """
    for version in versions:
        if version.number == number:
            return version
    raise NotFound("no such version", str(number), _how_many(len(versions)))


def capture_of(captures: Sequence[CaptureEntry], which: int | datetime) -> CaptureEntry:
    """Return the capture with this number, or the last one before this time.

    Raises :class:`NotFound`, which says which there are.
    """
    if isinstance(which, int):
        for capture in captures:
            if capture.number == which:
                return capture
        raise NotFound("no such capture", str(which), _how_many(len(captures)))
    before = [capture for capture in captures if capture.at < which]
    if before:
        return before[-1]
    hint = _how_many(0)
    if captures:
        hint = f"the first one was on {captures[0].at:%Y-%m-%d}"
    raise NotFound("no page was received before", which.isoformat(" ", "minutes"), hint)


def _how_many(number: int) -> str:
    if number == 0:
        return "none was ever kept"
    if number == 1:
        return "there is only 1"
    return f"there are {number} (1 to {number})"

"""One of the versions or captures of an article, as ``history`` numbers them."""

from collections.abc import Sequence
from datetime import datetime

from wxarchive.errors import NotFound
from wxarchive.models import CaptureEntry, Version


def version_of(versions: Sequence[Version], number: int) -> Version:
    """Return the version with this number; raises :class:`NotFound`, which says how many there
    are.
    """
    found = next((one for one in versions if one.number == number), None)
    if found:
        return found
    raise NotFound("no such version", str(number), _kept(len(versions)))


def capture_of(captures: Sequence[CaptureEntry], which: int | datetime) -> CaptureEntry:
    """Return the capture with this number, or the last one before this time.

    Raises :class:`NotFound`, which says which there are.
    """
    if isinstance(which, int):
        found = next((one for one in captures if one.number == which), None)
        if found:
            return found
        raise NotFound("no such capture", str(which), _kept(len(captures)))
    until = [one for one in captures if one.at < which]
    if until:
        return until[-1]
    raise NotFound(
        "no page was received before",
        which.isoformat(" ", "minutes"),
        f"the first one was on {captures[0].at:%Y-%m-%d}" if captures else _kept(0),
    )


def _kept(number: int) -> str:
    if number == 0:
        return "none was ever kept"
    return "there is only 1" if number == 1 else f"there are {number} (1 to {number})"

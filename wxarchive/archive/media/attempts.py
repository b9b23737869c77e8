"""What becomes of media that did not come: tried again later, or given up."""

from datetime import datetime, timedelta

from wxarchive.models import DownloadFailure, MediaUse
from wxarchive.store import MediaMiss

PAUSES = tuple(timedelta(minutes=minutes) for minutes in (10, 60, 360, 1440, 1440, 4320, 10080))
"""Before the second attempt, the third …; what did not heal after the last one has failed."""


def miss_of(use: MediaUse, missed: DownloadFailure, now: datetime) -> MediaMiss:
    """Return what to note of a file that did not come: its state, when to try again."""
    reason = missed.reason
    requests = 1 if missed.asked else 0
    if missed.why == "lasting":
        return MediaMiss("failed", reason, requests)
    if missed.why == "refused":
        return MediaMiss("refused", reason, requests)
    asked_for = timedelta(seconds=missed.pause)
    # without a request it was no attempt, and what its host asked for holds all the same
    if not requests:
        until = use.not_before
        if asked_for:
            until = now + asked_for
        return MediaMiss("wanted", reason, 0, until)
    if use.attempts >= len(PAUSES):
        return MediaMiss("failed", reason, 1)
    # a server that asks to be left alone for longer is
    pause = max(PAUSES[use.attempts], asked_for)
    return MediaMiss("wanted", reason, 1, now + pause)

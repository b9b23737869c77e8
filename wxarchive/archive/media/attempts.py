"""What becomes of media that did not come: tried again later, or given up."""

from datetime import datetime, timedelta

from wxarchive.models import DownloadFailure, MediaUse
from wxarchive.store import MediaMiss

PAUSES = tuple(timedelta(minutes=minutes) for minutes in (10, 60, 360, 1440, 1440, 4320, 10080))
"""Before the second attempt, the third …; what did not heal after the last one has failed."""


def miss_of(use: MediaUse, missed: DownloadFailure, now: datetime) -> MediaMiss:
    """Return what to note of a file that did not come: its state, when to try again."""
    requests = 0
    if missed.asked:
        requests = 1
    if missed.why == "lasting":
        return MediaMiss("failed", missed.reason, requests)
    if missed.why == "refused":
        return MediaMiss("refused", missed.reason, requests)
    # without a request it was no attempt
    if not requests:
        return MediaMiss("wanted", missed.reason, 0, use.not_before)
    if use.attempts >= len(PAUSES):
        return MediaMiss("failed", missed.reason, 1)
    pause = max(PAUSES[use.attempts], timedelta(seconds=missed.pause))
    return MediaMiss("wanted", missed.reason, 1, now + pause)

"""When something was changed: of two changes of the same thing the later one counts."""

from datetime import datetime, timedelta

from wxarchive.store.sqlite import time_among, time_text


def later(at: datetime, before: str | None) -> str:
    """Return the time of a change as a column holds it: later than the change before it, also where
    the clock of the machine that made that one was ahead. A time that is none is replaced.
    """
    known = time_among(before)
    if known is None or at > known:
        return time_text(at)
    return time_text(known + timedelta(microseconds=1))

"""When something was changed: of two changes of the same thing the later one counts."""

from datetime import datetime, timedelta

from wxarchive.store.sqlite import time_text


def later(at: datetime, before: str | None) -> str:
    """Return the time of a change as a column holds it: later than the change before it, also where
    the clock of the machine that made that one was ahead.
    """
    told = time_text(at)
    if before is None or told > before:
        return told
    return time_text(datetime.fromisoformat(before) + timedelta(microseconds=1))

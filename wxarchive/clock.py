"""Times as they are written: in Beijing's, as WeChat shows them."""

from datetime import datetime, timedelta, timezone

BEIJING = timezone(timedelta(hours=8))
"""The zone WeChat writes its times in; every time the project prints is in it."""


def in_form(time: datetime | None, form: str) -> str | None:
    """Write a time in a form of ``strftime``."""
    return time.astimezone(BEIJING).strftime(form) if time else None


def iso(time: datetime | None) -> str | None:
    """Write a time to the second with its offset (ISO 8601)."""
    return time.astimezone(BEIJING).isoformat(timespec="seconds") if time else None

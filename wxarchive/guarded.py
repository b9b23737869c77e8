"""Numbers, times and addresses that come from outside: the only place that reads them.

Pages, files, answers and records say anything: numbers of 5,000 digits, times before the first
year, addresses with half a bracket. Each reader here gives ``None`` for what is none, or for more
than the rest can work with, and never raises. ``tests/test_guarded.py`` keeps the library's own
readers out of the rest of the package.
"""

import re
from datetime import UTC, datetime, tzinfo
from email.utils import parsedate_to_datetime
from urllib.parse import SplitResult, quote, urljoin, urlsplit

_DECIMAL = re.compile(r"[0-9]{1,15}(?:\.[0-9]{1,30})?")
_HEXADECIMAL = re.compile(r"[0-9A-Fa-f]{1,8}")
_UNKNOWN_CHARACTER = "\ufffd"
_OF_ADDRESSES = ":/?#@!$&'()*+,;=%-._~"


def number(value: object, digits: int = 18) -> int | None:
    """Read a whole number of at most so many digits, without a sign."""
    # to Python, True is a number
    if isinstance(value, bool) or not isinstance(value, str | int):
        return None
    text = str(value).strip()
    if len(text) > digits or not text.isascii() or not text.isdigit():
        return None
    return int(text)


def decimal(value: object) -> float | None:
    """Read a number that may have decimals, without a sign."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    text = str(value).strip()
    if not _DECIMAL.fullmatch(text):
        return None
    return float(text)


def hexadecimal(text: str) -> int | None:
    """Read a whole number of at most eight hexadecimal digits."""
    if not _HEXADECIMAL.fullmatch(text):
        return None
    return int(text, 16)


def character(code: str) -> str:
    """Return the character of a hexadecimal number; what stands for an unknown one where there is
    none.
    """
    point = hexadecimal(code)
    if point is None or point >= 0x110000:
        return _UNKNOWN_CHARACTER
    return chr(point)


def iso_time(value: object) -> datetime | None:
    """Read a time as ISO 8601 writes it; it has a zone only if it states one."""
    if not isinstance(value, str):
        return None
    try:
        return usable(datetime.fromisoformat(value))
    except ValueError:
        return None


def epoch_time(seconds: float, zone: tzinfo) -> datetime | None:
    """Return the time so many seconds after 1970."""
    try:
        return usable(datetime.fromtimestamp(seconds, zone))
    except (ValueError, OverflowError, OSError):
        return None


def calendar_time(parts: tuple[str | int | None, ...], zone: tzinfo) -> datetime | None:
    """Return the time of a year, month, day, and as far as they are given hour, minute and
    second.
    """
    numbers = [number(part or 0, digits=4) for part in parts]
    try:
        # six numbers at most
        return usable(datetime(*numbers, tzinfo=zone))  # type: ignore[misc,arg-type]
    except (ValueError, TypeError):
        return None


def formed_time(text: str, form: str) -> datetime | None:
    """Read a time in a form of ``strptime`` that has a zone."""
    try:
        return usable(datetime.strptime(text, form))  # noqa: DTZ007 -- the form has the zone
    except ValueError:
        return None


def http_time(text: str) -> datetime | None:
    """Read a time as HTTP and mail write it (RFC 9110 §5.6.7); without a zone it is UTC."""
    try:
        time = parsedate_to_datetime(text.strip())
    except (ValueError, TypeError, OverflowError, IndexError):
        return None
    return usable(time.replace(tzinfo=time.tzinfo or UTC))


def split(url: str) -> SplitResult:
    """Split an address into its parts. What stands in pages need not be one: brackets without
    meaning are quoted.
    """
    try:
        return urlsplit(url)
    except ValueError:
        return urlsplit(quote(url, safe=_OF_ADDRESSES, errors="replace"))


def split_strictly(url: str) -> SplitResult | None:
    """Split an address into its parts; ``None`` if it is none, or its port no number."""
    try:
        parts = urlsplit(url)
        # raises for a port that is no number
        _ = parts.port
    except ValueError:
        return None
    return parts


def joined(base: str, address: str) -> str:
    """Return where an address leads that stands in a page at ``base``."""
    try:
        return urljoin(base, address)
    except ValueError:
        return urljoin(split(base).geturl(), quote(address, safe=_OF_ADDRESSES, errors="replace"))


def usable(time: datetime | None) -> datetime | None:
    """Return a time but for those of the first and the last year: in another zone, or a month
    later, they could not be written.
    """
    if time and 1 < time.year < 9999:
        return time
    return None

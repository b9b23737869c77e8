"""The addresses of what we write into a WARC and what has none in the web.

They are on a host that never resolves (RFC 2606 §2), so that nobody takes them for WeChat's.
"""

import re
from urllib.parse import quote

HOST = "wxarchive.invalid"
_VIDEO = re.compile(rf"https://{re.escape(HOST)}/video/(wxv_\d+)")
_PAGE = f"https://{HOST}/page/"


def reader_address(name: str) -> str:
    """Return the address of the copy of an article that shows its pictures."""
    return f"https://{HOST}/read/{quote(name, safe='=:')}"


def page_address(sha256: str) -> str:
    """Return the address of a page that tells none."""
    return f"{_PAGE}{sha256}"


def is_page_address(url: str) -> bool:
    """Tell whether it is the address of such a page."""
    return url.startswith(_PAGE)


def video_address(video_id: str) -> str:
    """Return the address of a platform video, which articles know by its id alone."""
    return f"https://{HOST}/video/{video_id}"


def video_of(url: str) -> str | None:
    """Return the id of the platform video at such an address."""
    found = _VIDEO.fullmatch(url)
    return found[1] if found else None

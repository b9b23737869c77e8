"""What a Markdown dump of an article is: its header, which ``export --md`` writes and ``import`` reads.

::

    # TITLE

    文章作者: ACCOUNT
    发布时间: YYYY-MM-DD HH:MM
    发布地: PROVINCE or 未知地区
    原文链接: URL

    封面图链接: URL

Album crawlers write it too (peers.md). The body of a dump follows after a blank line.
"""

import re
from dataclasses import dataclass

from wxarchive.models import RawPage

ACCOUNT, PUBLISHED, LOCATION, ADDRESS, COVER = "文章作者", "发布时间", "发布地", "原文链接", "封面图链接"
NOTES = "<!-- wxarchive: what could not be kept -->"
"""Stands before the notes under an article: whoever reads the document back as an article stops here."""
MANIFEST = ".wxarchive-export.json"
"""The file beside exported documents that tells what each of them is."""
UNKNOWN_PLACE = "未知地区"
TIME = "%Y-%m-%d %H:%M"
"""How a header writes a time, which is Beijing's."""

_LINE = r"{0}[ \t]*[:：][ \t]*([^\n]*)\n"
_HEADER = re.compile(
    r"\s*#(?:[ \t]+([^\n]*))?\n\s*"
    + _LINE.format(ACCOUNT)
    + _LINE.format(PUBLISHED)
    + f"(?:{_LINE.format(LOCATION)})?"
    + _LINE.format(ADDRESS)
    + rf"(?:\s*{_LINE.format(COVER)})?"
)
_LONGEST = 16_384
"""Bytes within which a header ends: titles have at most 64 characters, addresses some hundred."""


@dataclass(frozen=True, slots=True)
class Header:
    """The values of a header as they are written; ``None`` where a line is empty or missing."""

    title: str | None
    account: str | None
    published: str | None
    location: str | None
    address: str | None
    cover: str | None


def is_dump(page: RawPage) -> bool:
    """Tell whether a file is a Markdown dump; cheap, only its beginning is looked at. No website sends dumps."""
    return page.from_file and _HEADER.match(text_of(page.body[:_LONGEST]) + "\n") is not None


def read_dump(body: bytes) -> tuple[Header, str] | None:
    """Part a dump into its header and the Markdown of its body, without notes; ``None`` if it has no such header."""
    text = text_of(body)
    found = _HEADER.match(f"{text[:_LONGEST]}\n")
    if found is None:
        return None
    written = text[found.end() :].partition(f"\n{NOTES}\n")[0]
    return Header(*((value or "").strip() or None for value in found.groups())), written


def text_of(body: bytes) -> str:
    """Decode a text file: UTF-8, or the Chinese encoding of older Windows programs; line ends become newlines."""
    try:
        text = body.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        cut_short = len(body) - error.start < 4  # inside the last character
        text = body.decode("utf-8-sig" if cut_short else "gb18030", "replace")
    return text.replace("\r\n", "\n").replace("\r", "\n")

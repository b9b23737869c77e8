"""File names that Windows, macOS and Linux all take, and people can read.

A name begins with a date or ``undated``, so it is never a device (``CON``, ``NUL``), an option or a hidden file.
"""

import hashlib
import unicodedata
from collections.abc import Iterator

from wxarchive.models import BEIJING, StoredArticle

LIMIT = 120
"""Bytes of UTF-8 in a whole name: file systems take 255, archives, clouds and long paths less."""

_UNTITLED = "无标题"
_INVISIBLE = {"Cc", "Cf", "Cs", "Co"}
_FORBIDDEN = str.maketrans('<>:"/\\|?*', "＜＞：＂／＼｜？＊")


def file_names(article: StoredArticle, identity: str) -> Iterator[str]:
    """Yield the names an article may have, the best first: ``YYYY-MM-DD TITLE.md``, then with ever more of an id."""
    published = article.metadata.published_at
    lead = published.astimezone(BEIJING).strftime("%Y-%m-%d") if published else "undated"
    title = _safe(article.metadata.title or "") or _UNTITLED
    digest = hashlib.sha256(identity.encode("utf-8", "replace")).hexdigest()
    for mark in ("", *(f" ({digest[:length]})" for length in (6, 12, 64))):
        yield _cut(f"{lead} {title}", LIMIT - len(f"{mark}.md")) + f"{mark}.md"


def same_name(name: str) -> str:
    """Return what two names have in common that some file system takes for one."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", name).casefold())


def _safe(title: str) -> str:
    """Replace what a file system forbids; remove what nobody sees (control, bidirectional, zero-width characters)."""
    text = unicodedata.normalize("NFC", " ".join(title.split())).translate(_FORBIDDEN)
    visible = "".join(char for char in text if unicodedata.category(char) not in _INVISIBLE)
    return " ".join(visible.split()).strip(" .")


def _cut(name: str, limit: int) -> str:
    """Cut a name to ``limit`` bytes, not inside a character nor before an accent that belongs to it."""
    cut = name.encode()[:limit].decode(errors="ignore")
    if cut != name:
        while cut and unicodedata.combining(name[len(cut)]):
            cut = cut[:-1]
    return cut.rstrip(" .")

"""An article as one page has it, and its address."""

import hashlib
import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from wxarchive.guarded import split
from wxarchive.models.reactions import Comment, Counts
from wxarchive.models.state import End

Kind = Literal["article", "image", "text", "video", "audio", "music", "short", "unknown"]
Section = Literal["previous", "inline", "album_previous", "album_next", "reprint"]
Origin = Literal["page", "rendered", "dump", "record"]
DatedBy = Literal["receipt", "page", "file"]
MediaType = Literal["audio", "video", "channel_video", "music"]
TellerName = Literal["list", "link", "user"]
KINDS: tuple[Kind, ...] = (
    "article",
    "image",
    "text",
    "video",
    "audio",
    "music",
    "short",
    "unknown",
)


PLAYER_SIGNS: dict[MediaType, str] = {
    "audio": "♪", "music": "♪", "video": "▶", "channel_video": "▶ 视频号",
}  # fmt: skip
"""How the line of a text begins that stands for something to play; its title follows."""


@dataclass(frozen=True, slots=True)
class ArticleRef:
    """What an article's address is: its canonical form, its identity and its short form.

    ``key`` is ``biz:mid:idx``; ``None`` where the address does not hold it (short and temporary
    addresses).
    """

    url: str
    key: str | None = None
    short: str | None = None


@dataclass(frozen=True, slots=True)
class Album:
    """A collection (合集) an article belongs to; ids are text, they exceed 2^53."""

    id: str
    title: str


@dataclass(frozen=True, slots=True)
class Media:
    """Something to play in an article. ``duration`` in seconds."""

    type: MediaType
    id: str | None
    title: str | None = None
    url: str | None = None
    cover_url: str | None = None
    duration: float | None = None


@dataclass(frozen=True, slots=True)
class Link:
    """A link to another WeChat article: what the anchor says, and the target's true title where
    known.
    """

    url: str
    key: str | None
    text: str | None
    title: str | None
    section: Section


@dataclass(frozen=True, slots=True)
class Metadata:
    """What a page says about itself; every field may be unknown. ``served_at``: when the server
    made the page.

    ``header_url``: the address in a dump's header, where that is not the canonical one; ``export
    --md`` gives it back.
    """

    title: str | None = None
    account: str | None = None
    account_id: str | None = None
    account_alias: str | None = None
    biz: str | None = None
    author: str | None = None
    published_at: datetime | None = None
    modified_at: datetime | None = None
    location: str | None = None
    digest: str | None = None
    cover_url: str | None = None
    is_original: bool | None = None
    is_reprint: bool | None = None
    reprint_url: str | None = None
    reprint_account: str | None = None
    source_url: str | None = None
    is_paid: bool | None = None
    albums: tuple[Album, ...] = ()
    signature: str | None = None
    served_at: datetime | None = None
    avatar_url: str | None = None
    header_url: str | None = None


@dataclass(frozen=True, slots=True)
class Body:
    """An article's content. ``html`` is clean and sanitised, in the vocabulary of
    ``docs/architecture.md``.
    """

    html: str = ""
    text: str = ""
    images: tuple[str, ...] = ()
    media: tuple[Media, ...] = ()
    links: tuple[Link, ...] = ()


@dataclass(frozen=True, slots=True)
class Article:
    """A readable article, as one page has it. ``losses``: what the page holds and this value does
    not.

    ``origin``: what the page is: WeChat's own (``page``; ``rendered``: as a browser drew it), a
    Markdown ``dump`` or a ``record``. ``end``: how the article ended, of which only records tell;
    so it is with ``counts`` and ``comments``. ``dated_by``: who says ``metadata.served_at``.
    """

    kind: Kind
    ref: ArticleRef | None
    metadata: Metadata
    body: Body
    losses: tuple[str, ...] = ()
    origin: Origin = "page"
    end: End | None = None
    dated_by: DatedBy = "page"
    counts: tuple[Counts, ...] = ()
    comments: tuple[Comment, ...] = ()

    @property
    def content_hash(self) -> str:
        """Return ``sha256:`` of title, text, pictures and media: what makes a new version."""
        media = [item.id or item.title or "" for item in self.body.media]
        pictures = [picture_identity(address) for address in self.body.images]
        text = _fold(f"{self.metadata.title or ''}\n{self.body.text}")
        content = "\x1f".join([text, *pictures, "\x1e", *media])
        return "sha256:" + hashlib.sha256(content.encode("utf-8", "replace")).hexdigest()


def picture_identity(address: str) -> str:
    """Name a picture by bucket and hash, whatever its host, size or format
    (docs/wechat-pages.md §3.2).
    """
    parts = split(address)
    path = [part for part in parts.path.split("/") if part]
    if re.search(r"\.(qpic|qlogo)\.cn$", parts.netloc) and len(path) > 1:
        return "/".join(path[:2])
    return "/".join([parts.netloc, *path])


def _fold(text: str) -> str:
    return "".join(unicodedata.normalize("NFC", text).split())

"""The values that travel between the layers: frozen, picklable, ignorant of network, files and SQL.

Two types for one thing: :class:`Article` is what a page said, :class:`StoredArticle` what the archive holds.
Times are aware datetimes. Unknown is ``None``, never ``""`` or an invented value.
"""

import hashlib
import re
import unicodedata
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from typing import Literal

from wxarchive.guarded import split

BEIJING = timezone(timedelta(hours=8))
"""The zone WeChat writes its times in; every time the project prints is in it."""

Kind = Literal["article", "image", "text", "video", "audio", "music", "short", "unknown"]
State = Literal[
    "ok", "deleted", "violation", "infringement", "account_gone", "migrated", "private", "expired",
    "invalid", "unavailable", "challenge", "not_article", "broken", "unknown",
]  # fmt: skip
Section = Literal["previous", "inline", "album_previous", "album_next", "reprint"]
MediaType = Literal["audio", "video", "channel_video", "music"]
Follow = Literal["previous", "all"]
DatedBy = Literal["receipt", "page", "file"]
TellerName = Literal["list", "link", "user"]
Why = Literal["asked", "link", "album", "home", "reprint", "subscription", "check", "list"]
Status = Literal["created", "updated", "unchanged", "gone", "blocked", "skipped", "queued", "partial", "failed"]

KINDS: tuple[Kind, ...] = ("article", "image", "text", "video", "audio", "music", "short", "unknown")
STATES: tuple[State, ...] = (
    "ok", "deleted", "violation", "infringement", "account_gone", "migrated", "private", "expired",
    "invalid", "unavailable", "challenge", "not_article", "broken", "unknown",
)  # fmt: skip
PERMANENT: frozenset[State] = frozenset(
    {
        "deleted",
        "violation",
        "infringement",
        "account_gone",
        "migrated",
        "private",
        "expired",
        "invalid",
    }
)
"""States that will not heal; the article counts as gone (``expired`` and ``invalid``: only that address)."""
ADDRESS_ONLY: frozenset[State] = frozenset({"expired", "invalid"})
"""Permanent states that say something of the address asked for and nothing of the article."""
ARTICLE_GONE = PERMANENT - ADDRESS_ONLY
"""Permanent states that say the article itself is gone."""
STATUSES: tuple[Status, ...] = (
    "created", "updated", "unchanged", "gone", "blocked", "skipped", "queued", "partial", "failed",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class ArticleRef:
    """What an article's address is: its canonical form, its identity and its short form.

    ``key`` is ``biz:mid:idx``; ``None`` where the address does not tell (short and temporary addresses).
    """

    url: str
    key: str | None = None
    short: str | None = None


@dataclass(frozen=True, slots=True)
class ListRef:
    """What the address of a list of articles is: an album's (``id``: its number) or a home page's (``id``: hid)."""

    kind: Literal["album", "home"]
    url: str
    biz: str
    id: str


@dataclass(frozen=True, slots=True)
class Listed:
    """An article that a list names, and what the list tells of it; ``position``: its place in an album, from 1."""

    ref: ArticleRef
    title: str | None = None
    published_at: datetime | None = None
    position: int | None = None


@dataclass(frozen=True, slots=True)
class Listing:
    """One page of a list of articles. ``goes_on``: the list says that there is more behind it.

    ``total``: how many articles it says it has, all in all.
    """

    articles: tuple[Listed, ...]
    goes_on: bool
    title: str | None = None
    account: str | None = None
    total: int | None = None


@dataclass(frozen=True, slots=True)
class RawPage:
    """A page exactly as it was received.

    ``source`` is what the user gave; ``url`` and ``final_url`` never hold credentials. For a saved file
    ``received_at`` is the file's date and ``from_file`` is true: the page's own server time is better then.
    ``dated_by`` tells who says ``received_at``: our own receipt, the page, or no more than the file's date.
    """

    source: str
    body: bytes
    received_at: datetime
    url: str | None = None
    final_url: str | None = None
    status: int | None = None
    headers: tuple[tuple[str, str], ...] = ()
    from_file: bool = False
    dated_by: DatedBy = "receipt"

    @property
    def sha256(self) -> str:
        """Return the hexadecimal SHA-256 of the received bytes."""
        return hashlib.sha256(self.body).hexdigest()


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
    """A link to another WeChat article: what the anchor says, and the target's true title where known."""

    url: str
    key: str | None
    text: str | None
    title: str | None
    section: Section


@dataclass(frozen=True, slots=True)
class Metadata:
    """What a page says about itself; every field may be unknown. ``served_at``: when the server made the page.

    ``header_url``: the address in a dump's header, where that is not the canonical one; ``export --md`` gives it back.
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
    """An article's content. ``html`` is clean and sanitised, in the vocabulary of ``docs/architecture.md``."""

    html: str = ""
    text: str = ""
    images: tuple[str, ...] = ()
    media: tuple[Media, ...] = ()
    links: tuple[Link, ...] = ()


@dataclass(frozen=True, slots=True)
class Article:
    """A readable article, as one page tells it. ``losses``: what the page holds and this value does not."""

    kind: Kind
    ref: ArticleRef | None
    metadata: Metadata
    body: Body
    losses: tuple[str, ...] = ()

    @property
    def content_hash(self) -> str:
        """Return ``sha256:`` of title, text, pictures and media: what makes a new version."""
        media = [item.id or item.title or "" for item in self.body.media]
        pictures = [picture_identity(address) for address in self.body.images]
        text = _fold(f"{self.metadata.title or ''}\n{self.body.text}")
        content = "\x1f".join([text, *pictures, "\x1e", *media])
        return "sha256:" + hashlib.sha256(content.encode("utf-8", "replace")).hexdigest()


@dataclass(frozen=True, slots=True)
class StatePage:
    """A page that is no readable article: it says what became of one, or is something else.

    ``target`` is the address a verification page blocks, or the one a moved account's page gives.
    """

    state: State
    reason: str | None = None
    kind: Kind | None = None
    ref: ArticleRef | None = None
    target: str | None = None
    metadata: Metadata = field(default_factory=Metadata)
    losses: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class StoredArticle:
    """What the archive holds of one article: its newest version and what is known of its life.

    ``content`` is ``None`` in lists, which load no bodies, and for an article that was gone before it was kept.
    ``dated_by``: who says ``fetched_at``, as in :class:`RawPage`. ``told_by``: who told title, date and account of an
    article that no page of its own was read of.
    """

    id: int
    state: State
    reason: str | None
    kind: Kind | None
    ref: ArticleRef | None
    metadata: Metadata
    fetched_at: datetime | None
    page_sha256: str | None
    content_hash: str | None
    losses: tuple[str, ...] = ()
    first_seen_alive: datetime | None = None
    last_seen_alive: datetime | None = None
    gone_at: datetime | None = None
    content: Body | None = None
    dated_by: DatedBy | None = None
    told_by: TellerName | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """What a check found to have changed of an article.

    ``life``: it is ``gone`` (or for another reason than before), is ``back``, or only the ``address`` asked for has
    ended. ``was``: its state before; ``gone_at``: since when it is gone, or was. ``version``: the number of the new
    version. ``fields``: what differs, by the names ``diff`` has. The text in characters, the images in pictures.
    ``target``: where a moved account's page leads.
    """

    life: Literal["gone", "back", "address"] | None
    was: State
    gone_at: datetime | None = None
    last_seen_alive: datetime | None = None
    version: int | None = None
    fields: tuple[str, ...] = ()
    text_added: int = 0
    text_removed: int = 0
    images_added: int = 0
    images_removed: int = 0
    target: str | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one source, in the contract's names. ``change``: what a check found changed."""

    source: str
    status: Status
    state: State | None = None
    kind: Kind | None = None
    id: int | None = None
    key: str | None = None
    title: str | None = None
    message: str | None = None
    new_links: int = 0
    exit_code: int = 0
    change: Finding | None = None


@dataclass(frozen=True, slots=True)
class Rules:
    """What a crawl may ask for. They are kept with it, so that a resumed one goes on alike.

    ``follow``: how many links away from what was asked for. ``section``: ``previous`` takes 往期 links, neighbours in
    albums and reprinted originals, ``all`` those in the text too. ``most``: articles asked for that were linked or
    listed, all in all. ``since``: of those known to be older none is asked for. ``again``: also what is archived is
    asked for. ``known``: a list that is here whole is read until so many articles in a row were in it before.
    """

    again: bool = False
    follow: int = 0
    section: Follow = "previous"
    any_account: bool = False
    most: int | None = None
    since: datetime | None = None
    known: int | None = None


@dataclass(frozen=True, slots=True)
class Wanted:
    """An address that is to be fetched: why, and what is told of it already. ``kind`` says what the address is."""

    address: str
    key: str | None = None
    why: Why = "asked"
    kind: str = "article"
    title: str | None = None
    published_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Filter:
    """Which articles: shared by every command that lists or exports.

    ``account``: any name it ever had, its WeChat id, ``gh_`` id or biz. ``until`` is exclusive. ``album``: id or title.
    ``linked_by``: the id of an article that links to them. Flags that a page cannot tell count as false.
    ``is_gone``: in a permanent state when it was last seen, whichever.
    """

    account: str | None = None
    since: datetime | None = None
    until: datetime | None = None
    kind: Kind | None = None
    state: State | None = None
    limit: int | None = None
    album: str | None = None
    location: str | None = None
    is_original: bool | None = None
    has_pictures: bool | None = None
    linked_by: int | None = None
    is_gone: bool | None = None


@dataclass(frozen=True, slots=True)
class LinkFilter:
    """Which links: those that stand in certain articles, and where they lead.

    ``articles``: which articles they stand in (without its limit), ``among``: the ids of these, ``from_id``: the only
    one. ``to_id``: the article they lead to. ``is_missing``: only to articles that are not archived.
    """

    articles: Filter = Filter()
    among: tuple[int, ...] | None = None
    from_id: int | None = None
    to_id: int | None = None
    is_missing: bool = False


@dataclass(frozen=True, slots=True)
class CheckFilter:
    """Which articles to check: of those that pass ``articles``, those ``among`` these ids, if any are named.

    ``due``: only those whose time has come; ``before``: only those not asked for since. At most ``most``.
    """

    articles: Filter = Filter()
    among: tuple[int, ...] = ()
    due: bool = False
    before: datetime | None = None
    most: int | None = None


def picture_identity(address: str) -> str:
    """Name a picture by bucket and hash, whatever host, size or format is asked for (wechat-pages.md §3.2)."""
    parts = split(address)
    path = [part for part in parts.path.split("/") if part]
    if re.search(r"\.(qpic|qlogo)\.cn$", parts.netloc) and len(path) > 1:
        return "/".join(path[:2])
    return "/".join([parts.netloc, *path])


def _fold(text: str) -> str:
    return "".join(unicodedata.normalize("NFC", text).split())

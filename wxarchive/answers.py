"""What an archive answers when it is asked: counts, versions, the graph. Frozen values like those of ``models``."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from wxarchive.models import Body, Metadata, State, StoredArticle, Wanted

Order = Literal["newest", "oldest", "fetched", "gone", "title", "account", "longest"]
GroupBy = Literal["account", "album", "author", "day", "month", "year", "kind", "location", "state"]
QueueState = Literal["waiting", "taken", "done", "gone", "failed", "dropped"]

ORDERS: tuple[Order, ...] = ("newest", "oldest", "fetched", "gone", "title", "account", "longest")
GROUPS: tuple[GroupBy, ...] = ("account", "album", "author", "day", "month", "year", "kind", "location", "state")
QUEUE_STATES: tuple[QueueState, ...] = ("waiting", "taken", "done", "gone", "failed", "dropped")


@dataclass(frozen=True, slots=True)
class Group:
    """How many articles have something in common, and the publication of the first and the last of them."""

    name: str | None
    articles: int
    first: datetime | None
    last: datetime | None


@dataclass(frozen=True, slots=True)
class AccountEntry:
    """An account and what the archive holds of it; ``names``: all it was seen with, the newest first."""

    id: int | None
    name: str | None
    alias: str | None
    gh_id: str | None
    biz: str | None
    names: tuple[str, ...]
    articles: int
    gone: int
    first: datetime | None
    last: datetime | None


@dataclass(frozen=True, slots=True)
class AlbumEntry:
    """An album and what the archive holds of it."""

    id: str
    title: str
    account: str | None
    articles: int
    gone: int
    first: datetime | None
    last: datetime | None


@dataclass(frozen=True, slots=True)
class Version:
    """One version of an article: number from 1 in order of time, when it was seen, and what it says."""

    number: int
    id: int
    first_seen: datetime
    last_seen: datetime
    content_hash: str
    metadata: Metadata
    body: Body


@dataclass(frozen=True, slots=True)
class Sight:
    """An article was seen ``times`` times from first to last in one state."""

    state: State
    reason: str | None
    first_seen: datetime
    last_seen: datetime
    times: int


@dataclass(frozen=True, slots=True)
class Statistics:
    """What an archive holds. Sizes in bytes; ``stored`` is what ``received`` takes up, dictionaries included."""

    articles: int
    accounts: int
    albums: int
    versions: int
    characters: int
    pictures: int
    media: int
    pages: int
    received: int
    stored: int
    dictionaries: int
    links: int
    links_held: int
    missing: int
    file: int
    states: tuple[tuple[State, int], ...]
    archived: tuple[tuple[str, int], ...]
    published: tuple[tuple[str | None, int], ...]


@dataclass(frozen=True, slots=True)
class Hit:
    """An article that a search found; ``parts`` of its text by turns: text, hit, text, hit, …, text."""

    article: StoredArticle
    parts: tuple[str, ...]
    score: float

    @property
    def snippet(self) -> str:
        """Return the parts as one text, the hits between 【 and 】."""
        return "".join(f"【{part}】" if number % 2 else part for number, part in enumerate(self.parts))


@dataclass(frozen=True, slots=True)
class Queued:
    """A row of the queue: an address that is to be fetched, or could not be.

    ``depth``: links away from what was asked for. ``biz``: the account links are followed within, where it is known.
    ``not_before``: when a failed attempt may be repeated; ``error`` says what became of it.
    """

    id: int
    crawl_id: int
    wanted: Wanted
    state: QueueState
    depth: int
    from_id: int | None
    biz: str | None
    attempts: int
    not_before: datetime | None
    error: str | None
    added_at: datetime


@dataclass(frozen=True, slots=True)
class Pause:
    """A host is left alone until then: it asked for a verification, or to be left alone."""

    host: str
    since: datetime
    until: datetime
    why: Literal["challenge", "busy"]

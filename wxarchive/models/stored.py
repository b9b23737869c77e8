"""What the archive returns: articles, versions, counts, links, hits."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from wxarchive.models.annotations import UNMARKED, Marks, Note, PlacedHighlight
from wxarchive.models.article import (
    ArticleRef,
    Body,
    DatedBy,
    Kind,
    Link,
    Metadata,
    Origin,
    TellerName,
)
from wxarchive.models.crawl import ListItem
from wxarchive.models.media import MediaTotals
from wxarchive.models.reactions import Comment, Counts
from wxarchive.models.state import State


@dataclass(frozen=True, slots=True)
class StoredArticle:
    """What the archive holds of one article: its newest version and what is known of its life.

    ``content`` is ``None`` in lists, which load no bodies, and for an article that was gone before
    it was archived. ``dated_by``: who says ``fetched_at``, as in :class:`RawPage`. ``origin``: what
    was read, as in :class:`Article`; ``None`` of a page that was last read before this was noted.
    ``told_by``: where title, date and account come from, of an article without any page of its own.
    ``version_since``: when its newest version was seen first. ``notes`` and ``highlights`` come
    with the content; where highlights stand is told of that content's text. So do ``counts``, the
    earliest first, and ``comments`` in the order of their times, replies too.
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
    origin: Origin | None = None
    told_by: TellerName | None = None
    version_since: datetime | None = None
    marks: Marks = UNMARKED
    notes: tuple[Note, ...] = ()
    highlights: tuple[PlacedHighlight, ...] = ()
    counts: tuple[Counts, ...] = ()
    comments: tuple[Comment, ...] = ()

    @property
    def key(self) -> str | None:
        """Return the key that identifies the article at WeChat, if it is known."""
        if self.ref is None:
            return None
        return self.ref.key


GroupBy = Literal[
    "account", "album", "author", "day", "month", "year", "kind", "location", "state", "tag"
]
GROUPS: tuple[GroupBy, ...] = (
    "account",
    "album",
    "author",
    "day",
    "month",
    "year",
    "kind",
    "location",
    "state",
    "tag",
)


@dataclass(frozen=True, slots=True)
class GroupCount:
    """How many articles are in a group, and when the first and the last of them were published."""

    name: str | None
    articles: int
    first: datetime | None
    last: datetime | None


@dataclass(frozen=True, slots=True)
class AccountEntry:
    """An account and what the archive holds of it; ``names``: all it was seen with, the newest
    first.
    """

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
    """An album and what the archive holds of it; ``listed``: articles it names, ``None`` if it was
    not read.
    """

    id: str
    title: str
    account: str | None
    articles: int
    gone: int
    listed: int | None
    first: datetime | None
    last: datetime | None


@dataclass(frozen=True, slots=True)
class AccountLinks:
    """How often one account links to another: ``links`` in ``articles`` of it, ``missing`` to what
    is not archived.

    An account whose name no page states has only its ``biz``; an unknown one has neither.
    """

    from_account: str | None
    from_biz: str | None
    target_account: str | None
    target_biz: str | None
    links: int
    articles: int
    missing: int


@dataclass(frozen=True, slots=True)
class MissingOfAccount:
    """How many articles of an account are linked but not archived, and by how many archived
    articles.
    """

    account: str | None
    biz: str | None
    missing: int
    count: int


@dataclass(frozen=True, slots=True)
class Version:
    """One version of an article: number from 1 in order of time, when it was seen, and what it
    says.
    """

    number: int
    id: int
    first_seen: datetime
    last_seen: datetime
    content_hash: str
    metadata: Metadata
    body: Body


@dataclass(frozen=True, slots=True)
class CaptureEntry:
    """One time a page of an article was received, or is said to have been; numbered from 1 in order
    of time.

    ``state``: what the page was. ``version``: the number of the version it shows, if it shows one.
    ``size`` in bytes. ``arrival`` grows in the order in which they came to the archive; ``None``
    if the receipt is no part of the article's history, and only its bytes are stored.
    """

    number: int
    page_id: int
    at: datetime
    state: State
    version: int | None
    dated_by: DatedBy
    origin: Origin | None
    size: int
    sha256: str
    arrival: int | None


@dataclass(frozen=True, slots=True)
class Observation:
    """An article was seen ``times`` times from first to last in one state."""

    state: State
    reason: str | None
    first_seen: datetime
    last_seen: datetime
    times: int


@dataclass(frozen=True, slots=True)
class HistoryEntry:
    """A part of an article's life, from when to when it was seen: a version, or a state.

    Of a version, ``version`` is its number, and ``changed`` names the fields that differ from the
    one before. Of a state, ``life`` says what it means for the article: ``alive``, ``gone``,
    ``back``, or ``None`` where it says something of an address only.
    """

    first_seen: datetime
    last_seen: datetime
    version: int | None = None
    changed: tuple[str, ...] = ()
    state: State | None = None
    reason: str | None = None
    life: Literal["alive", "gone", "back"] | None = None


@dataclass(frozen=True, slots=True)
class Statistics:
    """What an archive holds. Sizes in bytes; ``stored``: what the ``received`` pages take up
    compressed, dictionaries included.
    """

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
    media_files: MediaTotals
    file: int
    states: tuple[tuple[State, int], ...]
    archived: tuple[tuple[str | None, int], ...]
    published: tuple[tuple[str | None, int], ...]


EventKind = Literal["new", "edited", "gone", "back"]
EVENTS: tuple[EventKind, ...] = ("new", "edited", "gone", "back")


@dataclass(frozen=True, slots=True)
class EventPlace:
    """Where a list of events goes on: after the one of this time, article, kind and ``number``
    (:attr:`Event.number`).
    """

    at: datetime
    article_id: int
    kind: EventKind
    number: int = 0


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened to an article, as far as it was seen: it came, was edited, was gone,
    was back.

    ``version``: the number of the version that came. ``state``, ``reason``: why it was gone.
    ``last_alive``: when it was seen alive last before that. ``article``: as it is now, without its
    content. ``number``: tells events of one article, kind and moment apart.
    """

    kind: EventKind
    at: datetime
    article: StoredArticle
    version: int | None = None
    state: State | None = None
    reason: str | None = None
    last_alive: datetime | None = None
    number: int = 0

    @property
    def place(self) -> EventPlace:
        """Return the place after which a list goes on."""
        return EventPlace(self.at, self.article.id, self.kind, self.number)


@dataclass(frozen=True, slots=True)
class EarlierVersion:
    """The version that a hit is in, of ``count``, and when that was seen: the newest does not have
    the hit.
    """

    number: int
    count: int
    first_seen: datetime
    last_seen: datetime


@dataclass(frozen=True, slots=True)
class Hit:
    """An article that a search found; ``parts`` of its text: alternately text, hit, text, hit, …,
    text.

    ``version``: the earlier version whose text that is; ``None``: it is the newest one's.
    """

    article: StoredArticle
    parts: tuple[str, ...]
    score: float
    version: EarlierVersion | None = None

    @property
    def snippet(self) -> str:
        """Return the parts as one text, the hits between 【 and 】."""
        return marked(self.parts)


def marked(parts: Sequence[str]) -> str:
    """Return text, hit, text, hit, …, text as one text, the hits between 【 and 】."""
    texts = list(parts)
    texts[1::2] = [f"【{hit}】" for hit in parts[1::2]]
    return "".join(texts)


@dataclass(frozen=True, slots=True)
class AlbumOrder:
    """An album that was read, and its members in its order: the ids of archived articles, and the
    album's items of the others.
    """

    id: str
    title: str
    members: tuple[int | ListItem, ...]

    @property
    def articles(self) -> tuple[int, ...]:
        """The ids of its archived articles."""
        return tuple(member for member in self.members if isinstance(member, int))


@dataclass(frozen=True, slots=True)
class StoredLink:
    """A link of an archived article; ``target_id`` and ``target_title`` where the archive holds its
    target.
    """

    from_id: int
    from_title: str | None
    position: int
    link: Link
    target_id: int | None
    target_title: str | None


@dataclass(frozen=True, slots=True)
class MissingLink:
    """An article that ``count`` archived ones link to and the archive does not hold."""

    url: str
    key: str | None
    title: str | None
    count: int

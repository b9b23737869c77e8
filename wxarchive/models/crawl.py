"""What a crawl may fetch, and the rows and lists it works through."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from wxarchive.models.article import ArticleRef
from wxarchive.models.reactions import Comment, Counts
from wxarchive.models.state import State

Follow = Literal["previous", "all"]
ListKind = Literal["album", "home", "account"]
AddressKind = Literal["article", "album", "home", "account", "file"]
Why = Literal[
    "asked", "link", "album", "home", "account", "reprint", "subscription", "check", "list"
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class ListRef:
    """What the address of a list of articles is: an album's (``id``: its number), a home page's
    (``id``: hid), or that of all that an account published (``id``: its biz).
    """

    kind: ListKind
    url: str
    biz: str
    id: str


@dataclass(frozen=True, slots=True)
class ListItem:
    """An article that a list names, and what the list tells of it; ``position``: its place in an
    album, from 1. ``counts`` and ``comments``: of its readers, at the time the list was made.
    ``is_deleted``: the list says that it was taken away.
    """

    ref: ArticleRef
    title: str | None = None
    published_at: datetime | None = None
    position: int | None = None
    counts: Counts | None = None
    comments: tuple[Comment, ...] = ()
    is_deleted: bool = False


@dataclass(frozen=True, slots=True)
class ListPage:
    """One page of a list of articles. ``goes_on``: the list says that another page follows.

    ``total``: how many articles it says it has, all in all. An account's list counts messages,
    each of several articles or of none: ``total`` of them in all, ``messages`` on this page.
    """

    articles: tuple[ListItem, ...]
    goes_on: bool
    title: str | None = None
    account: str | None = None
    total: int | None = None
    messages: int = 0


@dataclass(frozen=True, slots=True)
class CheckResult:
    """What a check found to have changed of an article.

    ``life``: it is ``gone`` (or for another reason than before), is ``back``, or only the requested
    ``address`` has ended. ``was``: its state before; ``gone_at``: since when it is gone,
    or was. ``version``: the number of the new version. ``fields``: what differs, by the names
    ``diff`` has. The text in characters, the images in pictures. ``target``: where a moved
    account's page leads.
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
class Rules:
    """What a crawl may fetch. The archive stores them, so that a resumed crawl goes on alike.

    ``follow``: how many links away from what the user named. ``section``: ``previous`` takes 往期
    links, neighbours in albums and reprinted originals, ``all`` those in the text too. ``most``:
    how many linked or listed articles are fetched, all in all. ``since``: those known to be older
    are not. ``again``: archived ones are fetched again. ``known``: a list that was read whole
    before is read until so many articles in a row were in it then.
    """

    again: bool = False
    follow: int = 0
    section: Follow = "previous"
    any_account: bool = False
    most: int | None = None
    since: datetime | None = None
    known: int | None = None


@dataclass(frozen=True, slots=True)
class CrawlTarget:
    """An address that is to be fetched: why, what it is (``kind``), and what is known of it."""

    address: str
    key: str | None = None
    why: Why = "asked"
    kind: AddressKind = "article"
    title: str | None = None
    published_at: datetime | None = None


QueueState = Literal["waiting", "taken", "done", "gone", "failed", "dropped"]
QUEUE_STATES: tuple[QueueState, ...] = ("waiting", "taken", "done", "gone", "failed", "dropped")


@dataclass(frozen=True, slots=True)
class QueueItem:
    """A row of the queue: an address that is to be fetched, or could not be.

    ``depth``: links away from what the user named. ``biz``: the account links are followed within,
    where it is known. ``not_before``: when a failed attempt may be repeated; ``error``: why it
    failed.
    """

    id: int
    crawl_id: int
    wanted: CrawlTarget
    state: QueueState
    depth: int
    from_id: int | None
    biz: str | None
    attempts: int
    not_before: datetime | None
    error: str | None
    added_at: datetime


@dataclass(frozen=True, slots=True)
class ListProgress:
    """How far a list was read for a row of the queue.

    ``next``: the address of the next page. ``seen``: articles so far, each once; of these ``new``
    are in the list for the first time, and the last ``known``, in a row, were in it before.
    ``is_behind``: the new front has been read, and the reading goes on after the article that was
    the last one before. ``is_first``: the list was never read; ``is_whole``: all of it was;
    ``whole_from``: all that is newer than that. ``batch`` and ``place`` say where the next article
    stands in the list's order.
    """

    queue_id: int
    list_id: int
    number: int
    next: str
    batch: int
    place: int
    seen: int
    new: int
    known: int
    is_behind: bool
    is_first: bool
    is_whole: bool
    whole_from: datetime | None


@dataclass(frozen=True, slots=True)
class ListSummary:
    """What the archive holds of a list: ``listed`` articles it names, ``total`` of those it says it
    has (of an account: messages).
    """

    id: int
    kind: ListKind
    title: str | None
    listed: int
    total: int | None


@dataclass(frozen=True, slots=True)
class Subscription:
    """A list that sync reads: it names ``listed`` articles, ``articles`` are archived; ``new`` of
    the last reading.

    ``read_at`` is ``None`` before the first reading; ``problem`` says why the last one did not
    succeed.
    """

    id: int
    kind: ListKind
    title: str | None
    account: str | None
    url: str
    subscribed_at: datetime
    read_at: datetime | None
    new: int
    listed: int
    articles: int
    problem: str | None


@dataclass(frozen=True, slots=True)
class Pause:
    """Nothing is requested of a host until then: it asked for a verification, or was busy."""

    host: str
    since: datetime
    until: datetime
    why: Literal["challenge", "busy"]


@dataclass(frozen=True, slots=True)
class CheckDay:
    """How many articles are to be checked on a day; ``None``: their time has come.

    ``gone``: of these, those that were gone when last seen. ``failed``: those whose last check
    failed. ``first``: when the first of them is due.
    """

    day: str | None
    articles: int
    gone: int
    failed: int
    first: datetime | None

"""What an archive answers when it is asked: counts, versions, the graph. Frozen values like those of ``models``."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from wxarchive.models import Body, Link, Metadata, State, StoredArticle, Wanted

Order = Literal["newest", "oldest", "fetched", "gone", "title", "account", "longest", "album"]
MediaRole = Literal["picture", "cover", "avatar", "audio", "video"]
MediaState = Literal["wanted", "kept", "failed", "refused"]
GroupBy = Literal["account", "album", "author", "day", "month", "year", "kind", "location", "state"]
GraphFormat = Literal["dot", "json", "gexf"]
QueueState = Literal["waiting", "taken", "done", "gone", "failed", "dropped"]

ORDERS: tuple[Order, ...] = ("newest", "oldest", "fetched", "gone", "title", "account", "longest", "album")
GROUPS: tuple[GroupBy, ...] = ("account", "album", "author", "day", "month", "year", "kind", "location", "state")
GRAPH_FORMATS: tuple[GraphFormat, ...] = ("dot", "json", "gexf")
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
    """An album and what the archive holds of it; ``listed``: articles it names, ``None`` if it was not read."""

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
    """How often one account links to another: ``links`` in ``articles`` of it, ``missing`` to what is not archived.

    An account whose name no page told has only its ``biz``; one that nothing is known of has neither.
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
    """How many articles of an account are linked but not archived, and by how many archived articles."""

    account: str | None
    biz: str | None
    missing: int
    count: int


Fact = str | int | bool | None


@dataclass(frozen=True, slots=True)
class Node:
    """An article or an account in a graph of links."""

    id: str
    label: str
    facts: Mapping[str, Fact]


@dataclass(frozen=True, slots=True)
class Edge:
    """A link, or the links, from one node to another; ``number`` tells edges between the same two apart."""

    source: str
    target: str
    number: int
    facts: Mapping[str, Fact]


@dataclass(frozen=True, slots=True)
class Graph:
    """A graph of links: which facts its nodes and edges have and of what type, then all nodes, then all edges."""

    node_facts: Mapping[str, type]
    edge_facts: Mapping[str, type]
    elements: Iterator[Node | Edge]


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
class MediaUse:
    """A file an article uses, and what became of it.

    ``address``: as in ``images``, ``cover_url`` and so on; of a platform video its id (``wxv_…``).
    ``state``: ``wanted`` is still to be asked for (again, if ``attempts`` were made, not before ``not_before``),
    ``failed`` will not heal by itself, ``refused`` is against a rule of ours; ``reason`` says why. Of a ``kept`` file
    ``sha256``, ``type`` (MIME, told by its bytes) and ``size`` are known; ``width`` and ``height`` in pixels where its
    header says them. Nobody has decoded it: a ``type`` is no promise that it can be shown.
    """

    article_id: int
    address: str
    role: MediaRole
    state: MediaState
    reason: str | None = None
    attempts: int = 0
    not_before: datetime | None = None
    fetched_from: str | None = None
    sha256: str | None = None
    type: str | None = None
    size: int | None = None
    width: int | None = None
    height: int | None = None


@dataclass(frozen=True, slots=True)
class MediaGap:
    """How many files of one role are missing for one reason, and of how many articles."""

    role: MediaRole
    state: MediaState
    reason: str
    files: int
    articles: int


@dataclass(frozen=True, slots=True)
class Lacking:
    """How many of an article's files are not in the archive, and how many it uses."""

    id: int
    missing: int
    total: int


@dataclass(frozen=True, slots=True)
class MediaTotals:
    """Files kept and their bytes, each content once; and how many addresses are in which state, each address once."""

    files: int
    bytes: int
    kept: int
    wanted: int
    failed: int
    refused: int


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
    media_files: MediaTotals
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
        return marked(self.parts)


def marked(parts: Sequence[str]) -> str:
    """Return text, hit, text, hit, …, text as one text, the hits between 【 and 】."""
    return "".join(f"【{part}】" if number % 2 else part for number, part in enumerate(parts))


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table or view; ``type`` is empty for what a view computes, ``comment`` says what is in it."""

    name: str
    type: str
    comment: str
    is_required: bool
    is_key: bool


@dataclass(frozen=True, slots=True)
class Table:
    """A table or view of the archive, as its own SQL describes it; ``references``: column → table it points to."""

    name: str
    kind: Literal["table", "view", "virtual", "shadow"]
    comment: str
    columns: tuple[Column, ...]
    references: Mapping[str, str]


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
class Reading:
    """How far a list was read for a row of the queue.

    ``next``: the address of the page to ask for. ``seen``: articles so far, each once; of these ``new`` are in the list
    for the first time, and ``known`` at last, in a row, were in it before. ``is_behind``: the front is read, now comes
    what follows the article that was the last one. ``is_first``: the list was never read; ``is_whole``: all of it was.
    ``batch`` and ``place`` say where the next article stands in the list's order.
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


@dataclass(frozen=True, slots=True)
class ReadList:
    """What the archive holds of a list: ``listed`` articles it names, ``total`` of those it says it has."""

    id: int
    kind: Literal["album", "home"]
    title: str | None
    listed: int
    total: int | None


@dataclass(frozen=True, slots=True)
class AlbumOrder:
    """An album that was read, and the ids of its archived articles in its order."""

    id: str
    title: str
    articles: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Subscription:
    """A list that sync reads: it names ``listed`` articles, ``articles`` are archived; ``new`` of the last reading.

    ``read_at`` is ``None`` before the first reading; ``problem`` says why the last one did not succeed.
    """

    id: int
    kind: Literal["album", "home"]
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
    """A host is left alone until then: it asked for a verification, or to be left alone."""

    host: str
    since: datetime
    until: datetime
    why: Literal["challenge", "busy"]


@dataclass(frozen=True, slots=True)
class CheckDay:
    """How many articles are to be checked on a day; ``None``: their time has come.

    ``gone``: of these, those that were gone when last seen. ``failed``: those whose last check told nothing.
    ``first``: when the first of them is due.
    """

    day: str | None
    articles: int
    gone: int
    failed: int
    first: datetime | None


@dataclass(frozen=True, slots=True)
class StoredLink:
    """A link of an archived article; ``target_id`` and ``target_title`` where the archive holds its target."""

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

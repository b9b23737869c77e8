"""Everything that an archive holds of one article, as values without the numbers of its rows.

Rows of two archives are the same if they say the same: a page by its SHA-256, an observation by its
page and time, a version by its content. Each class is a row of the table that its docstring names;
its ``read`` raises :class:`ValueError` and its kin for a row whose damage would travel.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from sqlite3 import Row
from typing import Self, TypeVar

from wxarchive.store.sqlite import (
    Connection,
    Value,
    media_of,
    metadata_of,
    moment_of,
    texts,
    time_of,
)

_Read = TypeVar("_Read")
ContentOf = Callable[[str], str | None]
"""Reads the stored page of this SHA-256 and gives its content hash; ``None`` if it has none."""

CONTENT = ("content_hash", "losses", "metadata", "images", "media", "text", "html")
LINK = ("section", "url", "key", "text", "title")
USE = ("address", "role", "sha256", "state", "reason", "attempts", "not_before", "fetched_from")
MARK = ("kind", "name", "is_set", "changed_at")
NOTE = (
    "uuid", "kind", "text", "content_hash", "exact", "prefix", "suffix", "start", "made_at",
    "changed_at", "is_deleted",
)  # fmt: skip
HEAD = (
    "key", "url", "short_url", "kind", "fetched_at", "metadata", "told_by", "checked_at",
    "check_failures",
)  # fmt: skip
_HEAD = f"""
    SELECT
        a.id, {", ".join(f"a.{one}" for one in HEAD)}, a.account_id,
        p.sha256
    FROM articles a
    LEFT JOIN pages p ON p.id = a.page_id
    WHERE a.id = ?
"""
# LEFT JOIN: an observation whose page is missing must be reported, not left out
_OBSERVATIONS = """
    SELECT s.id, p.sha256, s.seen_at, s.state, s.reason, s.is_received
    FROM states s
    LEFT JOIN pages p ON p.id = s.page_id
    WHERE s.article_id = ?
    ORDER BY s.seen_at, s.id
"""
_VERSIONS = f"""
    SELECT
        v.id, p.sha256, v.first_seen, v.last_seen,
        {", ".join(f"v.{one}" for one in CONTENT)}
    FROM versions v
    LEFT JOIN pages p ON p.id = v.page_id
    WHERE v.article_id = ?
    ORDER BY v.last_seen, v.id
"""
_PAGES = """
    SELECT p.sha256, p.article_id = :article AS is_owner
    FROM pages p
    WHERE p.id IN (
        SELECT id FROM pages WHERE article_id = :article
        UNION SELECT page_id FROM states WHERE article_id = :article
        UNION SELECT page_id FROM versions WHERE article_id = :article
        UNION SELECT page_id FROM articles WHERE id = :article
    )
    ORDER BY p.id
"""
_ROWS = {
    "versions": _VERSIONS,
    "states": _OBSERVATIONS,
    "links": "SELECT * FROM links WHERE from_id = ? ORDER BY position",
    "aliases": "SELECT address FROM aliases WHERE article_id = ?",
    "media_uses": "SELECT * FROM media_uses WHERE article_id = ? ORDER BY id",
    "album_articles": "SELECT album_id FROM album_articles WHERE article_id = ?",
    "marks": "SELECT * FROM marks WHERE article_id = ? ORDER BY kind, name",
    "annotations": "SELECT * FROM annotations WHERE article_id = ? ORDER BY uuid",
}
"""What belongs to one article alone, by the table it is in."""


@dataclass(frozen=True, slots=True)
class ObservationRow:
    """A row of ``states``; ``content``: the hash of what the page said, where it was readable."""

    page: str
    seen_at: str
    state: str
    reason: str | None
    is_received: bool
    content: str | None = None

    @classmethod
    def read(cls, row: Row) -> Self:
        """Read a row of ``_OBSERVATIONS``."""
        if row["sha256"] is None:
            raise ValueError("its page is missing")
        moment_of(row["seen_at"])
        return cls(
            page=row["sha256"],
            seen_at=row["seen_at"],
            state=row["state"],
            reason=row["reason"],
            is_received=bool(row["is_received"]),
        )

    def with_content(self, versions: tuple["VersionRow", ...], content_of: ContentOf) -> Self:
        """Say which content the page had: that of the version around its time, if there is just
        one.
        """
        if self.state != "ok":
            return self
        around = [one for one in versions if one.covers(self.seen_at)]
        own = [one for one in around if one.page == self.page]
        contents = {one.content for one in own or around}
        if len(contents) > 1:
            # several dumps of one article count as seen at once: only the page itself can tell
            read = content_of(self.page)
            contents = contents & {read} or {min(contents)}
        return replace(self, content=next(iter(contents), None))


@dataclass(frozen=True, slots=True)
class VersionRow:
    """A row of ``versions``; ``columns``: its columns :data:`CONTENT`."""

    page: str
    first_seen: str
    last_seen: str
    columns: tuple[str, ...]

    @classmethod
    def read(cls, row: Row) -> Self:
        """Read a row of ``_VERSIONS``."""
        if row["sha256"] is None:
            raise ValueError("its page is missing")
        moment_of(row["first_seen"]), moment_of(row["last_seen"])
        # what later steps read out of JSON is read once here, so that no damage travels on
        texts(row["losses"]), texts(row["images"])
        media_of(row["media"]), metadata_of(row["metadata"])
        columns = tuple(row[name] for name in CONTENT)
        return cls(row["sha256"], row["first_seen"], row["last_seen"], columns)

    @property
    def content(self) -> str:
        """Return the hash of its content."""
        return self.columns[0]

    def covers(self, at: str) -> bool:
        """Tell whether this content was seen before and after that time, or just then."""
        return self.first_seen <= at <= self.last_seen


@dataclass(frozen=True, slots=True)
class UseRow:
    """A row of ``media_uses``."""

    address: str
    role: str
    sha256: str | None
    state: str
    reason: str | None
    attempts: int
    not_before: str | None
    fetched_from: str | None

    @classmethod
    def read(cls, row: Row) -> Self:
        """Read a row of ``media_uses``."""
        time_of(row["not_before"])
        return cls(**{name: row[name] for name in USE})


@dataclass(frozen=True, slots=True)
class MarkRow:
    """A row of ``marks``, also of a mark that was taken away."""

    kind: str
    name: str
    is_set: bool
    changed_at: str

    @classmethod
    def read(cls, row: Row) -> Self:
        """Read a row of ``marks``."""
        moment_of(row["changed_at"])
        return cls(row["kind"], row["name"], bool(row["is_set"]), row["changed_at"])


@dataclass(frozen=True, slots=True)
class NoteRow:
    """A row of ``annotations``, also of one that was deleted."""

    uuid: str
    kind: str
    text: str
    content_hash: str | None
    exact: str | None
    prefix: str | None
    suffix: str | None
    start: int | None
    made_at: str
    changed_at: str
    is_deleted: bool

    @classmethod
    def read(cls, row: Row) -> Self:
        """Read a row of ``annotations``."""
        moment_of(row["made_at"]), moment_of(row["changed_at"])
        columns = {name: row[name] for name in NOTE}
        columns["is_deleted"] = bool(row["is_deleted"])
        return cls(**columns)


@dataclass(frozen=True, slots=True)
class Head:
    """What the article's own row says, but for what follows from its observations.

    ``page``: the one that the metadata come from. ``account``: its number in one of the archives.
    """

    key: str | None
    url: str | None
    short_url: str | None
    kind: str | None
    fetched_at: str | None
    metadata: str
    told_by: str | None
    checked_at: str | None
    check_failures: int
    page: str | None
    account: int | None

    @classmethod
    def read(cls, row: Row) -> Self:
        """Read a row of ``_HEAD``."""
        metadata_of(row["metadata"])
        time_of(row["fetched_at"]), time_of(row["checked_at"])
        columns = {name: row[name] for name in HEAD}
        return cls(**columns, page=row["sha256"], account=row["account_id"])


@dataclass(frozen=True, slots=True)
class ArticleRows:
    """An article. ``pages``: all that are its, and whether they were last read as pages of it."""

    head: Head
    observations: tuple[ObservationRow, ...]
    versions: tuple[VersionRow, ...]
    links: tuple[tuple[Value, ...], ...]
    addresses: frozenset[str]
    uses: tuple[UseRow, ...]
    albums: frozenset[str]
    pages: Mapping[str, bool]
    marks: tuple[MarkRow, ...] = ()
    notes: tuple[NoteRow, ...] = ()


def read_article(db: Connection, article_id: int, content_of: ContentOf) -> ArticleRows:
    """Read all rows of an article; raises :class:`DamagedRow` if one of them cannot be read.

    ``content_of`` is called only where the rows leave open which content a page had.
    """

    def each(table: str, read: Callable[[Row], _Read], key: str = "id") -> list[_Read]:
        found = list(db.rows(_ROWS[table], (article_id,)))
        return [db.value_of(table, row, read, key=key) for row in found]

    def link(row: Row) -> tuple[Value, ...]:
        return tuple(row[name] for name in LINK)

    head = db.row(_HEAD, (article_id,))
    if head is None:
        raise db.note(f"row {article_id} of table articles is missing")
    # versions first: they tell which content a page had when it was seen
    versions = tuple(each("versions", VersionRow.read))
    seen = each("states", ObservationRow.read)
    pages = db.rows(_PAGES, {"article": article_id})
    return ArticleRows(
        head=db.value_of("articles", head, Head.read),
        observations=tuple(one.with_content(versions, content_of) for one in seen),
        versions=versions,
        links=tuple(each("links", link, "from_id position")),
        addresses=frozenset(each("aliases", _text, "address")),
        uses=tuple(each("media_uses", UseRow.read)),
        albums=frozenset(each("album_articles", _text, "album_id")),
        pages={row["sha256"]: bool(row["is_owner"]) for row in pages},
        marks=tuple(each("marks", MarkRow.read, "kind name")),
        notes=tuple(each("annotations", NoteRow.read)),
    )


def _text(row: Row) -> str:
    return str(row[0])

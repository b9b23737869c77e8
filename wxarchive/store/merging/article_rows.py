"""Everything that an archive holds of one article, as values without the numbers of its rows.

Rows of two archives are the same if they say the same: a page by its SHA-256, an observation by its
page and time, a version by its content.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from sqlite3 import Row
from typing import TypeVar

from wxarchive.store.sqlite import Connection, Value, media_of, metadata_of, moment_of, texts

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
_OBSERVATIONS = """
    SELECT s.id, p.sha256, s.seen_at, s.state, s.reason, s.is_received
    FROM states s LEFT JOIN pages p ON p.id = s.page_id
    WHERE s.article_id = ? ORDER BY s.seen_at, s.id
"""
_VERSIONS = f"""
    SELECT v.id, p.sha256, v.first_seen, v.last_seen, {", ".join(f"v.{one}" for one in CONTENT)}
    FROM versions v LEFT JOIN pages p ON p.id = v.page_id
    WHERE v.article_id = ? ORDER BY v.last_seen, v.id
"""
_PAGES = """
    SELECT p.sha256, p.article_id = :article AS is_owner FROM pages p WHERE p.id IN (
        SELECT id FROM pages WHERE article_id = :article
        UNION SELECT page_id FROM states WHERE article_id = :article
        UNION SELECT page_id FROM versions WHERE article_id = :article
        UNION SELECT page_id FROM articles WHERE id = :article) ORDER BY p.id
"""


@dataclass(frozen=True, slots=True)
class ObservationRow:
    """A row of ``states``; ``content``: the hash of what the page said, where it was readable."""

    page: str
    seen_at: str
    state: str
    reason: str | None
    is_received: bool
    content: str | None = None


@dataclass(frozen=True, slots=True)
class VersionRow:
    """A row of ``versions``; ``columns``: its columns :data:`CONTENT`."""

    page: str
    first_seen: str
    last_seen: str
    columns: tuple[str, ...]

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


@dataclass(frozen=True, slots=True)
class MarkRow:
    """A row of ``marks``, also of a mark that was taken away."""

    kind: str
    name: str
    is_set: bool
    changed_at: str


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
    versions = tuple(_each(db, "versions", _VERSIONS, article_id, _version))
    seen = _each(db, "states", _OBSERVATIONS, article_id, _observation)
    links = "SELECT * FROM links WHERE from_id = ? ORDER BY position"
    uses = "SELECT * FROM media_uses WHERE article_id = ? ORDER BY id"
    aliases = "SELECT address FROM aliases WHERE article_id = ?"
    albums = "SELECT album_id FROM album_articles WHERE article_id = ?"
    marks = "SELECT * FROM marks WHERE article_id = ? ORDER BY kind, name"
    notes = "SELECT * FROM annotations WHERE article_id = ? ORDER BY uuid"
    pages = db.rows(_PAGES, {"article": article_id})
    return ArticleRows(
        head=_head(db, article_id),
        observations=tuple(_with_content(one, versions, content_of) for one in seen),
        versions=versions,
        links=tuple(_each(db, "links", links, article_id, _link, key="from_id position")),
        addresses=frozenset(_each(db, "aliases", aliases, article_id, _first, key="address")),
        uses=tuple(_each(db, "media_uses", uses, article_id, _use)),
        albums=frozenset(_each(db, "album_articles", albums, article_id, _first, key="album_id")),
        pages={row["sha256"]: bool(row["is_owner"]) for row in pages},
        marks=tuple(_each(db, "marks", marks, article_id, _mark, key="kind name")),
        notes=tuple(_each(db, "annotations", notes, article_id, _note)),
    )


def _each(
    db: Connection,
    table: str,
    sql: str,
    article_id: int,
    read: Callable[[Row], _Read],
    *,
    key: str = "id",
) -> list[_Read]:
    found = list(db.rows(sql, (article_id,)))
    return [db.value_of(table, row, read, key=key) for row in found]


def _head(db: Connection, article_id: int) -> Head:
    row = db.row(
        f"SELECT a.id, {', '.join(f'a.{one}' for one in HEAD)}, a.account_id, p.sha256"
        " FROM articles a LEFT JOIN pages p ON p.id = a.page_id WHERE a.id = ?",
        (article_id,),
    )
    if row is None:
        raise db.note(f"row {article_id} of table articles is missing")

    def read(one: Row) -> Head:
        metadata_of(one["metadata"])
        columns = {name: one[name] for name in HEAD}
        return Head(**columns, page=one["sha256"], account=one["account_id"])

    return db.value_of("articles", row, read)


def _observation(row: Row) -> ObservationRow:
    if row["sha256"] is None:
        raise ValueError("its page is missing")
    moment_of(row["seen_at"])
    columns = {name: row[name] for name in ("seen_at", "state", "reason")}
    return ObservationRow(row["sha256"], **columns, is_received=bool(row["is_received"]))


def _version(row: Row) -> VersionRow:
    if row["sha256"] is None:
        raise ValueError("its page is missing")
    moment_of(row["first_seen"]), moment_of(row["last_seen"])
    # what later steps read out of JSON is read once here, so that no damage travels on
    texts(row["losses"]), texts(row["images"]), media_of(row["media"]), metadata_of(row["metadata"])
    columns = tuple(row[name] for name in CONTENT)
    return VersionRow(row["sha256"], row["first_seen"], row["last_seen"], columns)


def _link(row: Row) -> tuple[Value, ...]:
    return tuple(row[name] for name in LINK)


def _use(row: Row) -> UseRow:
    return UseRow(**{name: row[name] for name in USE})


def _mark(row: Row) -> MarkRow:
    moment_of(row["changed_at"])
    return MarkRow(row["kind"], row["name"], bool(row["is_set"]), row["changed_at"])


def _note(row: Row) -> NoteRow:
    moment_of(row["made_at"]), moment_of(row["changed_at"])
    columns = {name: row[name] for name in NOTE}
    return NoteRow(**{**columns, "is_deleted": bool(row["is_deleted"])})


def _first(row: Row) -> str:
    return str(row[0])


def _with_content(
    seen: ObservationRow, versions: tuple[VersionRow, ...], content_of: ContentOf
) -> ObservationRow:
    """Say which content a page had: that of the version around its time, if there is just one."""
    if seen.state != "ok":
        return seen
    around = [one for one in versions if one.covers(seen.seen_at)]
    own = [one for one in around if one.page == seen.page]
    contents = {one.content for one in own or around}
    if len(contents) > 1:
        # several dumps of one article count as seen at once, so only the page itself can tell
        read = content_of(seen.page)
        contents = contents & {read} or {min(contents)}
    return replace(seen, content=next(iter(contents), None))

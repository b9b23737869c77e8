"""A received page, and the states that pages are in."""

import hashlib
from dataclasses import dataclass, field
from datetime import datetime

from wxarchive.models.article import ArticleRef, DatedBy, Kind, Metadata, Origin, TellerName
from wxarchive.models.reactions import Comment, Counts
from wxarchive.models.state import State


@dataclass(frozen=True, slots=True)
class RawPage:
    """A page exactly as it was received, but for the credentials that were replaced in it.

    ``source`` is what the user gave; ``url`` and ``final_url`` never hold credentials. For a saved
    file ``received_at`` is the file's date and ``from_file`` is true: the page's own server time is
    better then. ``dated_by`` tells who says ``received_at``: our own receipt, the page, or no more
    than the file's date. ``with_cookies``: whether cookies were sent for it; ``None`` if that is
    not known. ``scrubbed``: how many values of credentials were replaced in ``body``; ``None`` if
    none was looked for. ``is_rendered``: ``body`` is what a browser made of the bytes that came,
    which were not to be had. ``doubt``: why ``body`` may not be what was received; it is said, and
    not stored.
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
    with_cookies: bool | None = None
    scrubbed: int | None = None
    is_rendered: bool = False
    doubt: str | None = None

    @property
    def sha256(self) -> str:
        """Return the hexadecimal SHA-256 of the received bytes."""
        return hashlib.sha256(self.body).hexdigest()


@dataclass(frozen=True, slots=True)
class StatePage:
    """A page that is no readable article: it says what became of one, or is something else.

    ``target`` is the address a verification page blocks, or the one a moved account's page gives.
    ``origin``, ``dated_by``: as in :class:`Article`. ``told_by``: of a record, who told the
    metadata if no page of the article's own did; ``counts`` and ``comments`` are told by records,
    too.
    """

    state: State
    reason: str | None = None
    kind: Kind | None = None
    ref: ArticleRef | None = None
    target: str | None = None
    metadata: Metadata = field(default_factory=Metadata)
    losses: tuple[str, ...] = ()
    origin: Origin = "page"
    dated_by: DatedBy = "page"
    told_by: TellerName | None = None
    counts: tuple[Counts, ...] = ()
    comments: tuple[Comment, ...] = ()

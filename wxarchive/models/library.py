"""Lists of articles, as a reader sees them: their lines, and counts to choose by."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from wxarchive.models.stored import MissingLink, StoredArticle

FacetName = Literal["account", "album", "tag", "year", "kind", "state", "original", "pictures"]
FACETS: tuple[FacetName, ...] = (
    "account", "album", "tag", "year", "kind", "state", "original", "pictures",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Place:
    """Where a list by time goes on: after the article of this time and id."""

    published_at: datetime | None
    id: int


@dataclass(frozen=True, slots=True)
class GonePlace:
    """Where the list of what vanished goes on: after the article of this id, gone at this time."""

    gone_at: datetime
    id: int


@dataclass(frozen=True, slots=True)
class MissingPlace:
    """Where the list of missing articles goes on: after the one of this name, its key or else its
    address, that ``count`` archived ones link to.
    """

    count: int
    name: str


@dataclass(frozen=True, slots=True)
class MissingEntry:
    """A line of the list of missing articles. ``accounts``: whose articles link to it."""

    link: MissingLink
    accounts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of a list. ``beginning``: how its text begins; ``cover``: the file of its cover, by
    SHA-256; ``versions``: how many the archive holds.
    """

    article: StoredArticle
    beginning: str
    cover: str | None
    versions: int


@dataclass(frozen=True, slots=True)
class FacetValue:
    """How many articles have a value; flags are ``1`` and ``0``. ``label``: its name for people, if
    it has one.
    """

    value: str
    articles: int
    label: str | None = None


@dataclass(frozen=True, slots=True)
class Facet:
    """The values that the chosen articles have of one facet: years newest first, else the most
    frequent first.
    """

    name: FacetName
    values: tuple[FacetValue, ...]


@dataclass(frozen=True, slots=True)
class StoredFile:
    """An archived picture, audio or video: MIME type, recognised by its bytes, and size in
    bytes.
    """

    sha256: str
    type: str
    size: int


Happening = Literal["published", "captured", "edited", "gone"]


@dataclass(frozen=True, slots=True)
class Month:
    """What happened in a month (``2024-10``): articles published, captured for the first time,
    edited, seen gone.
    """

    month: str
    published: int = 0
    captured: int = 0
    edited: int = 0
    gone: int = 0

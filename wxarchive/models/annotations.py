"""What people note of articles: tags, stars, what they have read, notes, highlights."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Marks:
    """How an article is marked; ``tags`` in the order of their names."""

    is_starred: bool = False
    is_read: bool = False
    tags: tuple[str, ...] = ()


UNMARKED = Marks()


@dataclass(frozen=True, slots=True)
class Tag:
    """A tag, and how many articles have it."""

    name: str
    articles: int


@dataclass(frozen=True, slots=True)
class Note:
    """A note on an article as a whole. ``uuid`` is the same in every archive that has it."""

    uuid: str
    article_id: int
    text: str
    made_at: datetime
    changed_at: datetime


@dataclass(frozen=True, slots=True)
class Highlight:
    """A passage that somebody marked, as the version with ``content_hash`` has it.

    ``exact``, ``prefix``, ``suffix`` are the passage and what stands around it (TextQuoteSelector
    of the W3C's Web Annotation Data Model); ``start`` is its place in that version's plain text, in
    code points. ``note``: what was noted of it, ``""`` for nothing.
    """

    uuid: str
    article_id: int
    content_hash: str
    exact: str
    prefix: str
    suffix: str
    start: int
    note: str
    made_at: datetime
    changed_at: datetime


@dataclass(frozen=True, slots=True)
class PlacedHighlight:
    """A highlight and where its passage stands in an article's text: from ``start`` to before
    ``end``, in code points. Both are ``None`` of an orphan: the passage is not there any more.
    """

    highlight: Highlight
    start: int | None
    end: int | None

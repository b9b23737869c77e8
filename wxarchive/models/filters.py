"""Which articles, links and checks are chosen, and in which order."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from wxarchive.models.article import Kind
from wxarchive.models.state import State


@dataclass(frozen=True, slots=True)
class Filter:
    """Which articles: shared by every command that lists or exports.

    ``account``: any name it ever had, its WeChat id, ``gh_`` id or biz. ``until`` is exclusive.
    ``album``: id or title. ``linked_by``: the id of an article that links to them. Flags that a
    page cannot tell count as false. ``is_gone``: in a permanent state when it was last seen,
    whichever.
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

    ``articles``: which articles they stand in (without its limit), ``among``: the ids of these,
    ``from_id``: the only one. ``to_id``: the article they lead to. ``is_missing``: only to articles
    that are not archived.
    """

    articles: Filter = Filter()
    among: tuple[int, ...] | None = None
    from_id: int | None = None
    to_id: int | None = None
    is_missing: bool = False


@dataclass(frozen=True, slots=True)
class CheckFilter:
    """Which articles to check: of those that pass ``articles``, those ``among`` these ids, if any
    are named.

    ``due``: only those whose time has come; ``before``: only those not asked for since. At most
    ``most``.
    """

    articles: Filter = Filter()
    among: tuple[int, ...] = ()
    due: bool = False
    before: datetime | None = None
    most: int | None = None


Order = Literal["newest", "oldest", "fetched", "gone", "title", "account", "longest", "album"]
ORDERS: tuple[Order, ...] = (
    "newest",
    "oldest",
    "fetched",
    "gone",
    "title",
    "account",
    "longest",
    "album",
)

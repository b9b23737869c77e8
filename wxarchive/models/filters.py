"""Which articles, links and checks are chosen, and in which order."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from wxarchive.models.arguments import require_known, require_number
from wxarchive.models.article import Kind
from wxarchive.models.state import State


@dataclass(frozen=True, slots=True)
class Filter:
    """Which articles: shared by every command that chooses some.

    A field of texts takes one or several, and chooses the articles that have one of them; none
    chooses all. All are read back as tuples. ``account``: any name it ever had, its WeChat id,
    ``gh_`` id or biz. ``author``: a byline. ``album``: id or title. ``location``: 发布地.
    ``linked_by``: ids of articles that link to them. ``among``: their own ids; ``None`` chooses
    all, an empty list none. ``until`` is exclusive. A flag that a page does not state counts as
    false. ``is_gone``: in a permanent state when it was last seen, whichever; ``is_edited``: with
    more than one version. ``tag``: names of tags; ``note``: words of a note or a highlight, written
    in any of the ways that count as the same in a search. ``also``: filters that they have to pass,
    too; ``exclude``: filters whose articles are left out; whatever the limits of these. Raises
    :class:`UsageError` for an unknown kind or state, and an impossible limit.
    """

    account: Sequence[str] = ()
    author: Sequence[str] = ()
    album: Sequence[str] = ()
    kind: Kind | Sequence[Kind] = ()
    state: State | Sequence[State] = ()
    location: Sequence[str] = ()
    since: datetime | None = None
    until: datetime | None = None
    is_original: bool | None = None
    has_pictures: bool | None = None
    is_gone: bool | None = None
    linked_by: Sequence[int] = ()
    among: Sequence[int] | None = None
    exclude: "Sequence[Filter]" = ()
    limit: int | None = None
    tag: Sequence[str] = ()
    note: Sequence[str] = ()
    is_starred: bool | None = None
    is_read: bool | None = None
    is_edited: bool | None = None
    has_note: bool | None = None
    has_highlight: bool | None = None
    also: "Sequence[Filter]" = ()

    def __post_init__(self) -> None:
        """Let equal choices be equal values, however they are written."""
        for name in _SEVERAL:
            given = getattr(self, name)
            if isinstance(given, str):
                given = (given,)
            if given is not None:
                object.__setattr__(self, name, tuple(given))
        require_known(self.kind or (), Kind, "kind of article")
        require_known(self.state or (), State, "state of an article")
        require_number(self.limit, "limit")


_SEVERAL = (
    "account", "author", "album", "kind", "state", "location", "linked_by", "among", "exclude",
    "tag", "note", "also",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Selection:
    """Which articles a command is for: those that pass ``where`` and, if there is a ``query``, that
    it finds.
    """

    where: Filter = Filter()
    query: str | None = None


@dataclass(frozen=True, slots=True)
class LinkFilter:
    """Which links: those that stand in certain articles, and where they lead.

    ``articles``: which articles they stand in (without its limit), ``from_id``: the only one.
    ``to_id``: the article that they lead to, or several; it is read back as a tuple.
    ``is_missing``: only to articles that are not archived.
    """

    articles: Filter = Filter()
    from_id: int | None = None
    to_id: int | Sequence[int] | None = None
    is_missing: bool = False

    def __post_init__(self) -> None:
        """Let one article be a choice like several."""
        given = self.to_id
        if isinstance(given, int):
            given = (given,)
        if given is not None:
            object.__setattr__(self, "to_id", tuple(given))


@dataclass(frozen=True, slots=True)
class CheckFilter:
    """Which articles to check, of those that pass ``articles``.

    ``due``: only those whose time has come; ``before``: only those not requested since. At most
    ``most``.
    """

    articles: Filter = Filter()
    due: bool = False
    before: datetime | None = None
    most: int | None = None

    def __post_init__(self) -> None:
        """Raise :class:`UsageError` for an impossible number."""
        require_number(self.most, "most")


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

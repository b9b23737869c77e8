"""What an address of the library asks for, and the addresses of what one may ask for next."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, fields, replace
from datetime import datetime
from typing import cast
from urllib.parse import urlencode

from wxarchive.clock import BEIJING
from wxarchive.guarded import calendar_time, number
from wxarchive.models import KINDS, STATES, FacetName, Filter, Kind, State
from wxarchive.store import Sort

_FLAGS = {"1": True, "0": False}
_ALLOWED: Mapping[str, Collection[str]] = {
    "kind": KINDS,
    "state": STATES,
    "original": _FLAGS,
    "pictures": _FLAGS,
    "gone": _FLAGS,
    "sort": ("relevance", "newest", "oldest"),
}


@dataclass(frozen=True, slots=True)
class View:
    """A list of articles: the words that are looked for, what was chosen, and the order. All of it
    is text.

    ``year``: or a month, as ``2024-05``. ``original``, ``pictures``, ``gone``: ``1`` or ``0``.
    """

    q: str = ""
    account: str = ""
    album: str = ""
    year: str = ""
    kind: str = ""
    state: str = ""
    original: str = ""
    pictures: str = ""
    gone: str = ""
    sort: str = ""

    @classmethod
    def of(cls, parameters: Mapping[str, str]) -> "View":
        """Read the parameters of an address; what cannot be asked for counts as not given."""
        given = {one.name: parameters.get(one.name, "").strip() for one in fields(cls)}
        for name, values in _ALLOWED.items():
            if given[name] not in values:
                given[name] = ""
        if _span(given["year"]) is None:
            given["year"] = ""
        return cls(**given)

    def filter(self, limit: int | None = None) -> Filter:
        """Return what was chosen as the filter of the store."""
        since, until = _span(self.year) or (None, None)
        return Filter(
            account=self.account or (),
            album=self.album or (),
            since=since,
            until=until,
            kind=cast("Kind | tuple[()]", self.kind or ()),
            state=cast("State | tuple[()]", self.state or ()),
            is_original=_FLAGS.get(self.original),
            has_pictures=_FLAGS.get(self.pictures),
            is_gone=_FLAGS.get(self.gone),
            limit=limit,
        )

    @property
    def order(self) -> Sort:
        """Return the order of a search: by relevance unless another one was chosen."""
        return cast("Sort", self.sort or "relevance")

    @property
    def is_oldest_first(self) -> bool:
        """Tell whether a list by time begins with the oldest."""
        return self.sort == "oldest"

    @property
    def chosen(self) -> Iterator[tuple[str, str]]:
        """Yield names and values of what was chosen besides the words and the order."""
        names = (one.name for one in fields(self) if one.name not in {"q", "sort"})
        return ((name, getattr(self, name)) for name in names if getattr(self, name))

    def with_(self, name: str, value: str) -> "View":
        """Return this view with one thing chosen, or, with an empty value, not chosen any more."""
        return replace(self, **{name: value})

    def query(self, **more: str) -> str:
        """Return the parameters of its address, with a question mark before them if there are
        any.
        """
        told = {one.name: getattr(self, one.name) for one in fields(self)} | more
        given = {name: value for name, value in told.items() if value}
        return f"?{urlencode(given)}" if given else ""

    def address(self, **more: str) -> str:
        """Return the address of the list."""
        return f"/{self.query(**more)}"

    def choosing(self, name: FacetName, value: str) -> str:
        """Return the address of this list with one more thing chosen."""
        return self.with_(name, value).address()


def _span(year: str) -> tuple[datetime, datetime] | None:
    """Return the first moment of a year or a month in Beijing, and the first one after it."""
    told, _, month = year.partition("-")
    first, months = (number(month, 2) or 0, 1) if month else (1, 12)
    end = first + months - 1
    since = calendar_time((told, first, 1), BEIJING)
    until = calendar_time(((number(told, 4) or 0) + end // 12, end % 12 + 1, 1), BEIJING)
    return (since, until) if since and until else None

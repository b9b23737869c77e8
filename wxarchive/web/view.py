"""The list that an address of the library shows, and the addresses of narrower and wider ones."""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, fields, replace
from datetime import datetime
from itertools import islice
from typing import Any, cast
from urllib.parse import urlencode

from starlette.datastructures import QueryParams

from wxarchive.api import Sort
from wxarchive.clock import BEIJING
from wxarchive.guarded import calendar_time, number
from wxarchive.models import KINDS, STATES, FacetName, Filter, Kind, State

_FLAGS = {"1": True, "0": False}
_ALLOWED: Mapping[str, Collection[str]] = {
    "kind": KINDS,
    "state": STATES,
    "original": _FLAGS,
    "pictures": _FLAGS,
    "gone": _FLAGS,
    "read": _FLAGS,
    "starred": _FLAGS,
    "noted": _FLAGS,
    "highlighted": _FLAGS,
    "sort": ("relevance", "newest", "oldest"),
}
_PHRASE = r"""["“”＂] [^"“”＂]* (?: ["“”＂] | $ )"""
_IN_WORDS = re.compile(
    rf"""
    (?<!\S) (?P<choice> [-－]? (?:tag|note|is|has) [:：] \s* (?: {_PHRASE} | \S+ ) )
    | {_PHRASE}
    """,
    re.IGNORECASE | re.VERBOSE,
)
"""What a query chooses besides words (docs/search.md, "What can be asked"), and its phrases."""
_MOST_IN_WORDS = 64
"""No query that finds anything has more."""
_SEVERAL = frozenset({"account", "album", "kind", "state", "tag"})


@dataclass(frozen=True, slots=True)
class View:
    """A list of articles: the query, what was chosen, and the order. All of it is text.

    Of ``account``, ``album``, ``kind``, ``state`` and ``tag`` there may be several, of which an
    article has one. ``year``: or a month, as ``2024-05``. ``original``, ``pictures``, ``gone``,
    ``read``, ``starred``, ``noted`` and ``highlighted``: ``1`` or ``0``.
    """

    q: str = ""
    account: tuple[str, ...] = ()
    album: tuple[str, ...] = ()
    year: str = ""
    kind: tuple[str, ...] = ()
    state: tuple[str, ...] = ()
    original: str = ""
    pictures: str = ""
    gone: str = ""
    tag: tuple[str, ...] = ()
    read: str = ""
    starred: str = ""
    noted: str = ""
    highlighted: str = ""
    sort: str = ""

    @classmethod
    def of(cls, parameters: QueryParams) -> "View":
        """Read the parameters of an address; a value that does not exist counts as not given."""
        chosen: dict[str, Any] = {}
        for name in (one.name for one in fields(cls)):
            # each once, in their order
            values = list(dict.fromkeys(one.strip() for one in parameters.getlist(name)))
            if name in _ALLOWED:
                values = [one for one in values if one in _ALLOWED[name]]
            chosen[name] = tuple(filter(None, values))
            if name not in _SEVERAL:
                chosen[name] = next(reversed(chosen[name]), "")
        if _span(chosen["year"]) is None:
            chosen["year"] = ""
        return cls(**chosen)

    def filter(self, limit: int | None = None) -> Filter:
        """Return what was chosen as the filter of the archive."""
        since, until = _span(self.year) or (None, None)
        # what was not chosen is no condition
        return Filter(
            account=self.account,
            album=self.album,
            since=since,
            until=until,
            kind=cast("tuple[Kind, ...]", self.kind),
            state=cast("tuple[State, ...]", self.state),
            is_original=_FLAGS.get(self.original),
            has_pictures=_FLAGS.get(self.pictures),
            is_gone=_FLAGS.get(self.gone),
            tag=self.tag,
            is_read=_FLAGS.get(self.read),
            is_starred=_FLAGS.get(self.starred),
            has_note=_FLAGS.get(self.noted),
            has_highlight=_FLAGS.get(self.highlighted),
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
        for name in (one.name for one in fields(self) if one.name not in {"q", "sort"}):
            chosen = getattr(self, name)
            if name not in _SEVERAL:
                chosen = (chosen,)
            yield from ((name, value) for value in chosen if value)

    @property
    def chosen_in_words(self) -> Iterator[tuple[str, str]]:
        """Yield what was chosen by words as ``tag:`` and ``is:``, and the words that are left
        without it.
        """
        for found in islice(_IN_WORDS.finditer(self.q), _MOST_IN_WORDS):
            # a phrase, whatever it says
            if not found["choice"]:
                continue
            before, after = self.q[: found.start()].split(), self.q[found.end() :].split()
            # one of two that OR joins cannot be taken away alone
            if before[-1:] != ["OR"] and after[:1] != ["OR"]:
                yield found[0], " ".join([*before, *after])

    def with_(self, name: str, value: str) -> "View":
        """Return this view with one more value chosen."""
        chosen: Any = value
        if name in _SEVERAL:
            chosen = tuple(dict.fromkeys((*getattr(self, name), value)))
        return replace(self, **{name: chosen})

    def without(self, name: str, value: str) -> "View":
        """Return this view without one of the chosen values."""
        chosen: Any = ""
        if name in _SEVERAL:
            chosen = tuple(one for one in getattr(self, name) if one != value)
        return replace(self, **{name: chosen})

    def query(self, **more: str) -> str:
        """Return the parameters of its address, with a question mark before them if there are
        any.
        """
        own: dict[str, Any] = {one.name: getattr(self, one.name) for one in fields(self)}
        parameters = {name: value for name, value in (own | more).items() if value}
        if not parameters:
            return ""
        return f"?{urlencode(parameters, doseq=True)}"

    def address(self, **more: str) -> str:
        """Return the address of the list."""
        return f"/{self.query(**more)}"

    def choosing(self, name: FacetName, value: str) -> str:
        """Return the address of this list with one more value chosen."""
        return self.with_(name, value).address()


def _span(year: str) -> tuple[datetime, datetime] | None:
    """Return the first moment of a year or a month in Beijing, and the first one after it."""
    digits, _, month = year.partition("-")
    first, months = 1, 12
    if month:
        first, months = number(month, 2) or 0, 1
    # the month after the last one may be in the next year
    end = first + months - 1
    since = calendar_time((digits, first, 1), BEIJING)
    until = calendar_time(((number(digits, 4) or 0) + end // 12, end % 12 + 1, 1), BEIJING)
    if since is None or until is None:
        return None
    return since, until

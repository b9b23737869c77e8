"""A page of a list that goes on from any place, and the places around it, as texts in addresses."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from wxarchive.guarded import iso_time, number
from wxarchive.models import GonePlace, MissingPlace, Place

_Line = TypeVar("_Line")
_Place = TypeVar("_Place")


@dataclass(frozen=True, slots=True)
class Steps(Generic[_Line]):
    """Lines of a list, and the places that the pages around them begin at, empty at its ends."""

    lines: Sequence[_Line] = ()
    before: str = ""
    after: str = ""


@dataclass(frozen=True, slots=True)
class Start(Generic[_Place]):
    """Where a page begins; ``back``: it ends there. Without a place it is the first page."""

    place: _Place | None = None
    back: bool = False

    @classmethod
    def of(
        cls, parameters: Mapping[str, str], read: Callable[[str], _Place | None]
    ) -> "Start[_Place]":
        """Read the parameters ``after`` and ``before`` of an address."""
        after, before = (read(parameters.get(name, "")) for name in ("after", "before"))
        if after:
            return cls(after)
        return cls(before, back=before is not None)

    def page(
        self, found: Sequence[_Line], size: int, write: Callable[[_Line], str]
    ) -> Steps[_Line]:
        """Make a page of the lines from here: one more than ``size`` shows that another page
        follows. ``write``: the place of a line as text.
        """
        is_more = len(found) > size
        shown, has_before, has_after = found[:size], self.place is not None, is_more
        # the visitor came from the page after this one, and the line too many is before it
        if self.back:
            shown, has_before, has_after = found[-size:], is_more, True
        before = after = ""
        if shown and has_before:
            before = write(shown[0])
        if shown and has_after:
            after = write(shown[-1])
        return Steps(shown, before, after)


def place_text(place: Place) -> str:
    """Write a place of a list for an address."""
    time = ""
    if place.published_at:
        time = place.published_at.isoformat()
    return f"{time}_{place.id}"


def place_of(text: str) -> Place | None:
    """Read a place of a list from an address; ``None`` for anything else."""
    time, _, id_text = text.rpartition("_")
    published, article_id = iso_time(time), number(id_text)
    if article_id is None or (time and not (published and published.tzinfo)):
        return None
    return Place(published, article_id)


def gone_place_of(text: str) -> GonePlace | None:
    """Read a place of the list of what vanished, which is written like one by publication."""
    place = place_of(text)
    if place is None or place.published_at is None:
        return None
    return GonePlace(place.published_at, place.id)


def missing_place_text(place: MissingPlace) -> str:
    """Write a place of the list of what is missing."""
    return f"{place.count}_{place.name}"


def missing_place_of(text: str) -> MissingPlace | None:
    """Read a place of the list of what is missing; ``None`` for anything else."""
    count_text, _, name = text.partition("_")
    count = number(count_text)
    if count is None or not name:
        return None
    return MissingPlace(count, name)

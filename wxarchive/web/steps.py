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
        return cls(after, back=False) if after else cls(before, back=bool(before))

    def page(
        self, found: Sequence[_Line], size: int, write: Callable[[_Line], str]
    ) -> Steps[_Line]:
        """Make a page of what was found from here: one line more than fits tells that there is a
        page behind. ``write``: the place of a line as text.
        """
        is_more = len(found) > size
        shown = found[-size:] if self.back else found[:size]
        if not shown:
            return Steps()
        has_before, has_after = (is_more, True) if self.back else (bool(self.place), is_more)
        return Steps(
            shown,
            write(shown[0]) if has_before else "",
            write(shown[-1]) if has_after else "",
        )


def place_text(place: Place) -> str:
    """Write a place of a list for an address."""
    return f"{place.published_at.isoformat() if place.published_at else ''}_{place.id}"


def place_of(text: str) -> Place | None:
    """Read a place of a list from an address; ``None`` for anything else."""
    time, _, told = text.rpartition("_")
    published, found = iso_time(time), number(told)
    if found is None or (time and not (published and published.tzinfo)):
        return None
    return Place(published, found)


def gone_place_of(text: str) -> GonePlace | None:
    """Read a place of the list of what vanished, which is written like one by publication."""
    place = place_of(text)
    return GonePlace(place.published_at, place.id) if place and place.published_at else None


def missing_place_text(place: MissingPlace) -> str:
    """Write a place of the list of what is missing."""
    return f"{place.count}_{place.name}"


def missing_place_of(text: str) -> MissingPlace | None:
    """Read a place of the list of what is missing; ``None`` for anything else."""
    told, _, name = text.partition("_")
    count = number(told)
    return None if count is None or not name else MissingPlace(count, name)

"""How many articles of an account, or of a time of publication, are gone."""

from dataclasses import dataclass
from typing import Literal

from wxarchive.models.state import State

CountBy = Literal["month", "year", "account"]
COUNTS_BY: tuple[CountBy, ...] = ("month", "year", "account")
"""What articles are counted by: month or year of publication, or account."""


@dataclass(frozen=True, slots=True)
class GoneRate:
    """How many articles of a month, year or account are gone, of those that were seen again.

    ``name``: ``2024-10``, ``2024`` or the account's; ``None`` where that is unknown. ``articles``:
    all of them. ``seen_again``: those that were archived alive and requested or saved once more
    since then: of no others it is known. ``gone``: those of them that are gone, and ``states`` how
    many in each state. ``days``: how long half of these lived at most, from publication until they
    were first seen gone (the median); ``None`` where no time of publication is known.
    ``gone_before``: articles that were gone before they could be archived; they count nowhere else.
    """

    name: str | None
    articles: int
    seen_again: int
    gone: int
    states: tuple[tuple[State, int], ...]
    days: float | None
    gone_before: int

    @property
    def share(self) -> float | None:
        """The part that is gone of those that were seen again; ``None`` where none was."""
        if not self.seen_again:
            return None
        return self.gone / self.seen_again

    @property
    def never_seen_again(self) -> int:
        """How many were seen only once, so that nothing is known of them since then."""
        return self.articles - self.seen_again - self.gone_before

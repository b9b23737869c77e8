"""What became of an article, derived from each time a page of it was seen. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from wxarchive.models import ARTICLE_GONE, State


@dataclass(frozen=True, slots=True)
class ObservedState:
    """One observation; ``at`` is ISO text, which sorts as the times do."""

    at: str
    state: State
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Lifetime:
    """An article's state, why, and when it was seen alive and first seen gone."""

    state: State
    reason: str | None = None
    first_alive: str | None = None
    last_alive: str | None = None
    gone_at: str | None = None


def life(seen: Sequence[ObservedState]) -> Lifetime:
    """Sum up observations that are in order of time; at least one is expected.

    ``gone_at`` is the first time it was seen gone since it was last seen alive. A state that says
    something of an address only (:data:`~wxarchive.models.ADDRESS_ONLY`) counts where nothing else
    is known of the article.
    """
    alive = [index for index, one in enumerate(seen) if one.state == "ok"]
    since, first, last = seen, None, None
    # an article that was seen alive again is not gone, whatever was seen before
    if alive:
        since = seen[alive[-1] + 1 :]
        first, last = seen[alive[0]].at, seen[alive[-1]].at
    # the last notice says what it is now, the first one since when
    gone = [one for one in since if one.state in ARTICLE_GONE]
    if gone:
        return Lifetime(gone[-1].state, gone[-1].reason, first, last, gone[0].at)
    if alive:
        return Lifetime("ok", None, first, last)
    return Lifetime(seen[-1].state, seen[-1].reason, gone_at=seen[0].at)

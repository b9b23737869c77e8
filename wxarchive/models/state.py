"""The states a page is in, and the end of an article."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

State = Literal[
    "ok", "deleted", "violation", "infringement", "account_gone", "migrated", "private", "expired",
    "invalid", "unavailable", "challenge", "not_article", "broken", "unknown",
]  # fmt: skip
STATES: tuple[State, ...] = (
    "ok", "deleted", "violation", "infringement", "account_gone", "migrated", "private", "expired",
    "invalid", "unavailable", "challenge", "not_article", "broken", "unknown",
)  # fmt: skip
PERMANENT: frozenset[State] = frozenset(
    {
        "deleted",
        "violation",
        "infringement",
        "account_gone",
        "migrated",
        "private",
        "expired",
        "invalid",
    }
)
"""States that will not heal; the article counts as gone (``expired`` and ``invalid``: only that
address).
"""
ADDRESS_ONLY: frozenset[State] = frozenset({"expired", "invalid"})
"""Permanent states that say something of the requested address and nothing of the article."""
ARTICLE_GONE = PERMANENT - ADDRESS_ONLY
"""Permanent states that say the article itself is gone."""


@dataclass(frozen=True, slots=True)
class End:
    """The end of an article, as a record of it reports: a permanent state, and since when."""

    state: State
    reason: str | None
    at: datetime | None

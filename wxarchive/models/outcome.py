"""What became of one source."""

from dataclasses import dataclass
from typing import Literal

from wxarchive.models.article import Kind
from wxarchive.models.crawl import CheckResult
from wxarchive.models.state import State

Status = Literal[
    "created", "updated", "unchanged", "gone", "blocked", "skipped", "queued", "partial", "failed"
]
STATUSES: tuple[Status, ...] = (
    "created", "updated", "unchanged", "gone", "blocked", "skipped", "queued", "partial", "failed",
)  # fmt: skip
NewsKind = Literal["new", "edited", "gone", "back", "address"]
NEWS: tuple[NewsKind, ...] = ("new", "edited", "gone", "back", "address")
"""What an outcome may be news of; ``address``: only the address that was requested has ended."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one source, in the names of docs/record.md. ``change``: what a check found
    changed.
    """

    source: str
    status: Status
    state: State | None = None
    kind: Kind | None = None
    id: int | None = None
    key: str | None = None
    title: str | None = None
    message: str | None = None
    new_links: int = 0
    exit_code: int = 0
    change: CheckResult | None = None

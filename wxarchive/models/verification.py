"""What was found wrong with an archive, and what may mend it."""

from dataclasses import dataclass
from typing import Literal

Part = Literal["file", "dictionaries", "pages", "versions", "media", "index", "fingerprints"]
PARTS: tuple[Part, ...] = (
    "file",
    "dictionaries",
    "pages",
    "versions",
    "media",
    "index",
    "fingerprints",
)
Remedy = Literal["backup", "media fetch", "reindex", "reparse"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is not as it should be.

    ``row``: what names it in its table: a number, or the SHA-256 of a file. ``article_id``: the
    article that it is of. ``mend``: what may bring it back, the surest first; ``backup``: to merge
    one.
    """

    part: Part
    what: str
    mend: tuple[Remedy, ...]
    row: str | None = None
    article_id: int | None = None


@dataclass(frozen=True, slots=True)
class Verified:
    """One row or file that was looked at, and what was found wrong with it."""

    part: Part
    findings: tuple[Finding, ...] = ()

"""The archive's tables as their own SQL describes them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class SchemaColumn:
    """A column of a table or view; ``type`` is empty for what a view computes, ``comment`` says
    what is in it.
    """

    name: str
    type: str
    comment: str
    is_required: bool
    is_key: bool


@dataclass(frozen=True, slots=True)
class SchemaTable:
    """A table or view of the archive, as its own SQL describes it; ``references``: column → table
    it points to.
    """

    name: str
    kind: Literal["table", "view", "virtual", "shadow"]
    comment: str
    columns: tuple[SchemaColumn, ...]
    references: Mapping[str, str]

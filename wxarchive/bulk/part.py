"""A file of rows, and what it says of itself."""

from dataclasses import dataclass
from pathlib import Path

from wxarchive.formats import COLUMNS_STATE, described
from wxarchive.guarded import number

_INPUTS, _ROWS, _ERRORS = "wxarchive.inputs", "wxarchive.rows", "wxarchive.errors"
_COLUMNS = "wxarchive.columns"


@dataclass(frozen=True, slots=True)
class Part:
    """What a file of rows was made of, how many it has, and how many of these are errors.

    ``columns``: which they are; another version of wxarchive may have written others.
    """

    inputs: str
    rows: int
    errors: int
    columns: str = COLUMNS_STATE

    @property
    def about(self) -> dict[str, str]:
        """What the file is to say of itself."""
        return {
            _INPUTS: self.inputs,
            _ROWS: str(self.rows),
            _ERRORS: str(self.errors),
            _COLUMNS: self.columns,
        }

    @classmethod
    def at(cls, path: Path) -> "Part | None":
        """Return what a file says; ``None`` of none, and of one that is not whole."""
        try:
            with path.open("rb") as file:
                about = described(file)
        except OSError:
            return None
        # somebody else's Parquet says nothing of the kind
        if _INPUTS not in about:
            return None
        rows = number(about.get(_ROWS)) or 0
        errors = number(about.get(_ERRORS)) or 0
        columns = about.get(_COLUMNS, "")
        return cls(about[_INPUTS], rows, errors, columns)


def parts_in(folder: Path) -> dict[str, Part]:
    """Return the files of rows in a folder, by their names."""
    found = {}
    for path in sorted(folder.glob("part-*.parquet")):
        if part := Part.at(path):
            found[path.name] = part
    return found

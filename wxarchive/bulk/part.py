"""A file of rows, and what it says of itself."""

from dataclasses import dataclass
from pathlib import Path

from wxarchive.formats import described
from wxarchive.guarded import number

_INPUTS, _ROWS, _ERRORS = "wxarchive.inputs", "wxarchive.rows", "wxarchive.errors"


@dataclass(frozen=True, slots=True)
class Part:
    """What a file of rows was made of, how many it has, and how many of these are errors."""

    inputs: str
    rows: int
    errors: int

    @property
    def about(self) -> dict[str, str]:
        """What the file is to say of itself."""
        return {_INPUTS: self.inputs, _ROWS: str(self.rows), _ERRORS: str(self.errors)}

    @classmethod
    def at(cls, path: Path) -> "Part | None":
        """Return what a file says; ``None`` of none, and of one that is not whole."""
        try:
            with path.open("rb") as file:
                about = described(file)
        except OSError:
            return None
        if _INPUTS not in about:
            return None
        counts = (number(about.get(name)) or 0 for name in (_ROWS, _ERRORS))
        return cls(about[_INPUTS], *counts)


def parts_in(folder: Path) -> dict[str, Part]:
    """Return the files of rows in a folder, by their names."""
    found = {path.name: Part.at(path) for path in sorted(folder.glob("part-*.parquet"))}
    return {name: part for name, part in found.items() if part}

"""What is read at once, and becomes one file of rows."""

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from wxarchive.sources import files_below, holds_pages

PAGES_AT_ONCE = 1_000
"""Loose pages of a folder that make one shard: 2 to 4 GB of today's, half a minute of one
processor.
"""


@dataclass(frozen=True, slots=True)
class Shard:
    """Files that are read one after the other.

    ``given`` is what it is shown as. ``state`` tells its inputs from others: their names, sizes
    and dates. ``folder``: the one that was given and holds them, out of which nothing is read;
    ``None`` where the user named this very file, which must be of use.
    """

    given: str
    paths: tuple[str, ...]
    state: str
    folder: str | None = None

    @property
    def part(self) -> str:
        """The name of its file of rows: the same whenever the same is given."""
        return f"part-{_digest(self.given)}.parquet"


def shards_in(paths: Iterable[str], pages: int = PAGES_AT_ONCE) -> Iterator[Shard]:
    """Yield the shards of files and folders.

    A file that is named is one, and so is each archive in a folder; its loose pages are taken
    together, so many at once, folder by folder. What is given twice is one. Raises
    :class:`SourceError` for a folder that cannot be read.
    """
    known = set[str]()
    for given in paths:
        path = Path(given)
        found: Iterable[Shard] = [_shard(given, [path])]
        if path.is_dir():
            found = _of_folder(path, pages)
        # the same part twice would be two writers of one file
        for shard in found:
            if shard.part not in known:
                known.add(shard.part)
                yield shard


def _of_folder(folder: Path, pages: int) -> Iterator[Shard]:
    loose: dict[Path, list[Path]] = {}
    # an archive is large enough by itself
    for path in files_below(folder):
        if holds_pages(path.name):
            yield _shard(str(path), [path], folder)
        else:
            loose.setdefault(path.parent, []).append(path)
    for place, files in loose.items():
        for start in range(0, len(files), pages):
            some = files[start : start + pages]
            numbers = f"{start + 1}–{start + len(some)}"
            yield _shard(f"{place}{os.sep}* {numbers}", some, folder)


def _shard(given: str, paths: list[Path], folder: Path | None = None) -> Shard:
    lines = []
    for path in paths:
        try:
            status = path.stat()
            lines.append(f"{path} {status.st_size} {status.st_mtime_ns}")
        # reading it says why
        except (OSError, ValueError):
            lines.append(f"{path} unreadable")
    state = _digest("\n".join(lines))
    within = None
    if folder:
        within = str(folder)
    return Shard(given, tuple(map(str, paths)), state, within)


def _digest(text: str) -> str:
    return sha256(os.fsencode(text)).hexdigest()[:16]

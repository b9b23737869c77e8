"""A folder that pages are saved into while we look: which of them are whole and new."""

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from wxarchive.sources.files import companions_of, pages_in

Signature = tuple[tuple[str, int, int], ...]
"""Name, size in bytes and time of change of each file of a page."""


class Newcomers:
    """Tells the saved pages of a folder, each once, as soon as two looks in a row found them the
    same.

    So a page that is still being written, or whose pictures are, is left alone. One that is saved
    again under its name is told again.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._seen: dict[Path, Signature] = {}
        self._told: dict[Path, Signature] = {}

    def look(self) -> list[Path]:
        """Return the pages that are whole and were not told before, by name.

        Raises :class:`SourceError` if the folder cannot be read.
        """
        now = {page: found for page in pages_in(self._folder) if (found := _signature(page))}
        whole = [page for page, found in now.items() if self._seen.get(page) == found]
        new = [page for page in whole if self._told.get(page) != now[page]]
        self._seen = now
        self._told.update((page, now[page]) for page in new)
        return new

    @property
    def unfinished(self) -> list[Path]:
        """The pages of the last look that were not told: another look has to find them the same."""
        return [page for page, found in self._seen.items() if self._told.get(page) != found]


def _signature(page: Path) -> Signature:
    """Return what changes while a page is being saved; nothing for one that is empty or gone."""
    with suppress(OSError):
        if page.is_file() and page.stat().st_size:
            return tuple(_files(page))
    return ()


def _files(page: Path) -> Iterator[tuple[str, int, int]]:
    beside = (file for folder in companions_of(page) for file in sorted(folder.rglob("*")))
    for file in (page, *beside):
        found = file.stat()
        yield str(file), found.st_size, found.st_mtime_ns

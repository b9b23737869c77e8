"""A folder that pages are saved into while we look: which of them are whole and new."""

from contextlib import suppress
from pathlib import Path

from wxarchive.sources.files import companions_of, pages_in

Signature = tuple[tuple[str, int, int], ...]
"""Name, size in bytes and time of change of each file of a page."""


class Newcomers:
    """Finds the saved pages of a folder, each once, as soon as two looks in a row found them the
    same.

    So a page that is still being written, or whose pictures are, is left alone. One that is saved
    again under its name is found again.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._last: dict[Path, Signature] = {}
        self._returned: dict[Path, Signature] = {}

    def look(self) -> list[Path]:
        """Return the pages that are whole and were not returned before, by name.

        Raises :class:`SourceError` if the folder cannot be read.
        """
        signatures = ((page, _signature(page)) for page in pages_in(self._folder))
        now = {page: signature for page, signature in signatures if signature}
        # as it was at the last look: nobody writes it any more
        whole = [page for page in now if self._last.get(page) == now[page]]
        new = [page for page in whole if self._returned.get(page) != now[page]]
        self._last = now
        self._returned.update((page, now[page]) for page in new)
        return new

    @property
    def unfinished(self) -> list[Path]:
        """The pages of the last look that were not returned: another look has to find them the
        same.
        """
        return [page for page in self._last if self._returned.get(page) != self._last[page]]


def _signature(page: Path) -> Signature:
    """Return what changes while a page is being saved; nothing for one that is empty or gone."""
    # a file may go between being listed and being looked at
    with suppress(OSError):
        if page.is_file() and page.stat().st_size:
            statuses = [(page, page.stat())]
            for folder in companions_of(page):
                # a link among them may lead to nothing
                statuses += [(file, file.lstat()) for file in sorted(folder.rglob("*"))]
            return tuple((str(file), one.st_size, one.st_mtime_ns) for file, one in statuses)
    return ()

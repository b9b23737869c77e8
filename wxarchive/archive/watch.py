"""A folder that pages are saved into → the archive, as they appear."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path

from wxarchive.archive.import_ import import_files
from wxarchive.archive.ingest import Parse
from wxarchive.models import Outcome
from wxarchive.sources import Newcomers, importable
from wxarchive.store import Store


def watch(
    folder: Path,
    opened: Callable[[], AbstractContextManager[Store]],
    parse: Parse,
    *,
    sleep: Callable[[], object],
    once: bool = False,
) -> Iterator[Outcome]:
    """Archive the saved pages that are in a folder and those that come, and report what became of
    each.

    The archive is open only while pages are imported. ``sleep`` waits from one look to the next;
    :class:`KeyboardInterrupt` in it ends the watch. ``once``: only the pages that are there and
    whole. Raises :class:`SourceError` if the folder cannot be read.
    """
    newcomers = Newcomers(folder)
    # what is there at the start has to stay as it is until the second look
    newcomers.look()
    while True:
        try:
            sleep()
        except KeyboardInterrupt:
            return
        if found := newcomers.look():
            with opened() as store:
                yield from import_files(importable(map(str, found)), store=store, parse=parse)
        if once:
            for page in newcomers.unfinished:
                yield Outcome(str(page), "skipped", message="it is still being written")
            return

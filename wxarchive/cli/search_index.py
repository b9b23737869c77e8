"""The search index, brought up to date before it is searched."""

from typing import TYPE_CHECKING

from wxarchive.cli.options import open_archive
from wxarchive.cli.output import message

if TYPE_CHECKING:
    from wxarchive.store import Store


def searchable() -> "Store":
    """Open for reading; an index that is behind (an archive of an older version) is brought up to
    date first.
    """
    store = open_archive(read_only=True)
    if not (waiting := store.search.pending()):
        return store
    message(f"indexing {waiting} articles for the first search")
    sum(open_archive().search.update())
    return open_archive(read_only=True)

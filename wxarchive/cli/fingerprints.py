"""The fingerprints of articles, made before they are compared."""

from typing import TYPE_CHECKING

from wxarchive.cli.options import open_archive
from wxarchive.cli.output import message
from wxarchive.cli.progress import bar

if TYPE_CHECKING:
    from wxarchive.store import Store


def comparable() -> "Store":
    """Open for reading; where fingerprints are missing (an archive of an older version), they are
    made first.
    """
    store = open_archive(read_only=True)
    if not (waiting := store.similar.pending()):
        return store
    # it takes minutes for a large archive, and only once
    message(f"comparing for the first time: making the fingerprints of {waiting} articles")
    with bar(waiting) as advance:
        for number in open_archive().similar.update():
            for _ in range(number):
                advance(None)
    return open_archive(read_only=True)

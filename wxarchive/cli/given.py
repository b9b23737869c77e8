"""The sources that a command was given, and the archive that they go into."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING

import click

from wxarchive.cli.options import open_archive, opened_archive

if TYPE_CHECKING:
    from wxarchive.sources import Source
    from wxarchive.store import Store


def one_saved_page(url: str | None, found: "Iterable[Source]") -> "Iterable[Source]":
    """Return the sources; refuse ``--url`` unless it is an article's address and goes with exactly
    one saved page.
    """
    from wxarchive.address import article_ref
    from wxarchive.sources import SavedPage, Unusable

    if url is None:
        return found
    # said before anything is read: a folder may have thousands of pages
    if article_ref(url) is None:
        raise click.BadParameter("this is no address of a WeChat article.", param_hint="--url")
    few = list(islice(found, 2))
    if len(few) != 1 or not isinstance(few[0], SavedPage | Unusable):
        raise click.BadParameter("it goes with exactly one saved page.", param_hint="--url")
    return few


def archive_for(found: "Iterable[Source]") -> "tuple[Store, Iterable[Source]]":
    """Open the archive that sources go into, or make it; return it with them.

    Where none of them is of any use, none is made: an empty one stands in for it.
    """
    from wxarchive.sources import Unusable

    # as far as the first that is of use: what comes may be more than a memory holds
    sources, begun = iter(found), []
    for source in sources:
        begun.append(source)
        if not isinstance(source, Unusable):
            return open_archive(create=True), chain(begun, sources)
    return click.get_current_context().with_resource(archive_to_look_at()), begun


@contextmanager
def archive_to_look_at() -> "Iterator[Store]":
    """Open the archive, or an empty one if there is none yet: looking at it must not make one."""
    from tempfile import TemporaryDirectory

    from wxarchive.store import Store

    if click.get_current_context().find_root().obj.exists():
        with opened_archive() as store:
            yield store
        return
    with TemporaryDirectory() as folder, Store(Path(folder) / "archive.db") as store:
        yield store

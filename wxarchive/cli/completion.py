"""What a shell may complete: accounts, albums, places and articles of the archive that ``--db``
names.

A shell asks while someone types, so an archive that is missing or busy completes nothing and says
nothing.
"""

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import click
from click.shell_completion import CompletionItem

from wxarchive.cli.plain import one_line
from wxarchive.errors import WxArchiveError

if TYPE_CHECKING:
    from wxarchive.store import Catalogue

Complete = Callable[[click.Context, click.Parameter, str], list[CompletionItem]]


def _from_archive(ask: "Callable[[Catalogue, str], list[CompletionItem]]") -> Complete:
    def complete(
        ctx: click.Context, _parameter: click.Parameter, incomplete: str
    ) -> list[CompletionItem]:
        from wxarchive.store import Store

        path = ctx.find_root().params.get("db") or "archive.db"
        with suppress(WxArchiveError), Store(Path(path), read_only=True, patience=0.2) as store:
            return ask(store.catalogue, incomplete)
        return []

    return complete


def _names(found: list[str]) -> list[CompletionItem]:
    """A name that could command a terminal, or does not fit in a line, is left out: it would not be
    the same name.
    """
    return [CompletionItem(name) for name in found if one_line(name) == name]


def _articles(catalogue: "Catalogue", begun: str) -> list[CompletionItem]:
    """An id, with the title beside it: a part of the title becomes the id."""
    return [
        CompletionItem(str(number), help=one_line(title))
        for number, title in catalogue.articles(begun)
    ]


accounts = _from_archive(lambda catalogue, begun: _names(catalogue.account_names(begun)))
albums = _from_archive(lambda catalogue, begun: _names(catalogue.album_titles(begun)))
locations = _from_archive(lambda catalogue, begun: _names(catalogue.locations(begun)))
references = _from_archive(_articles)

"""What a shell may complete: accounts, authors, albums, places, tags and articles of the archive
that ``--db`` names.

A shell asks while someone types, so an archive that is missing or busy completes nothing and says
nothing.
"""

import re
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

_LAST = re.compile(".*[,，、]", re.S)
Complete = Callable[[click.Context, click.Parameter, str], list[CompletionItem]]


def _from_archive(ask: "Callable[[Catalogue, str], list[CompletionItem]]") -> Complete:
    def complete(
        ctx: click.Context, _parameter: click.Parameter, incomplete: str
    ) -> list[CompletionItem]:
        from wxarchive.store import Store

        # someone types: what is busy for longer completes nothing
        path = ctx.find_root().params.get("db") or "archive.db"
        with suppress(WxArchiveError), Store(Path(path), read_only=True, patience=0.2) as store:
            return ask(store.catalogue, incomplete)
        return []

    return complete


def _articles(catalogue: "Catalogue", begun: str) -> list[CompletionItem]:
    """Complete an id, or a part of a title to its id; the title is shown next to it."""
    return [
        CompletionItem(str(number), help=one_line(title))
        for number, title in catalogue.articles(begun)
    ]


def after_commas(
    incomplete: str, complete: Callable[[str], list[CompletionItem]]
) -> list[CompletionItem]:
    """Complete a list with commas, as a whole and its last part alone."""
    # a comma may be part of a name
    whole = complete(incomplete)
    if not (last := _LAST.match(incomplete)):
        return whole
    before = last[0]
    found = complete(incomplete.removeprefix(before))
    return [*whole, *(CompletionItem(before + str(one.value), help=one.help) for one in found)]


def _list_of(ask: "Callable[[Catalogue, str], list[str]]") -> Complete:
    def complete(catalogue: "Catalogue", begun: str) -> list[CompletionItem]:
        def names(part: str) -> list[CompletionItem]:
            # one that rules a terminal or has several lines could be shown as another name only
            return [CompletionItem(name) for name in ask(catalogue, part) if one_line(name) == name]

        return after_commas(begun, names)

    return _from_archive(complete)


accounts = _list_of(lambda catalogue, begun: catalogue.account_names(begun))
authors = _list_of(lambda catalogue, begun: catalogue.authors(begun))
albums = _list_of(lambda catalogue, begun: catalogue.album_titles(begun))
locations = _list_of(lambda catalogue, begun: catalogue.locations(begun))
tags = _list_of(lambda catalogue, begun: catalogue.tags(begun))
references = _from_archive(_articles)

"""``fetch`` and ``reparse``: what fills the archive."""

from collections.abc import Iterable
from contextlib import AbstractContextManager, nullcontext
from typing import TYPE_CHECKING, Any, TextIO

import click

from wxarchive.cli.media import downloading, media_keeper
from wxarchive.cli.options import as_json, fetching, one_saved_page, open_archive
from wxarchive.cli.printing import report
from wxarchive.cli.program import example

if TYPE_CHECKING:
    from wxarchive.archive import MediaKeeper
    from wxarchive.fetch import Fetcher
    from wxarchive.importers import Source
    from wxarchive.store import Store


@example("wxarchive fetch https://mp.weixin.qq.com/s/…", "wxarchive fetch saved.html folder/ -i addresses.txt")
@click.command
@click.argument("source", nargs=-1, metavar="[SOURCE]...")
@click.option("-i", "list_file", type=click.File(encoding="utf-8-sig", errors="replace"), help="A list of sources.")
@click.option("--url", help="The address of the one saved page that is given.")
@click.option("--again", is_flag=True, help="Ask again for articles that are archived already.")
@click.option("--media/--no-media", default=True, show_default=True, help="Fetch pictures and sound too.")
@downloading
@fetching
@as_json
def fetch(source: tuple[str, ...], list_file: TextIO | None, url: str | None, **given: Any) -> None:
    """Archive articles: addresses, saved pages, folders of pages; - reads a list."""
    from wxarchive import archive
    from wxarchive.fetch import Fetcher
    from wxarchive.parse import parse

    asked = _sources(source, list_file, url)
    store = open_archive(create=True)
    with Fetcher(given["settings"]) as fetcher, _keeper(store, fetcher, given) as keeper:
        fetch_page = archive.unless_blocked(fetcher.get_page, keeper)
        outcomes = archive.add(asked, store=store, fetch=fetch_page, parse=parse, again=given["again"])
        outcomes = archive.with_media(outcomes, keeper)
        report(outcomes, asked=len(asked), as_json=given["as_json"], media=keeper)


@example("wxarchive reparse", "wxarchive reparse 12 --json")
@click.command
@click.argument("ref", nargs=-1, metavar="[REF]...")
@as_json
def reparse(ref: tuple[str, ...], as_json: bool) -> None:
    """Read the stored pages again, offline, as today's parser does: all, or those of some articles."""
    from wxarchive import archive
    from wxarchive.parse import parse

    store = open_archive()
    ids = [store.articles.find(one) for one in ref] or None
    report(archive.reparse(ids, store=store, parse=parse), asked=None, as_json=as_json)


def _keeper(store: "Store", fetcher: "Fetcher", given: dict[str, Any]) -> "AbstractContextManager[MediaKeeper | None]":
    return media_keeper(store, fetcher, given) if given["media"] else nullcontext()


def _sources(given: tuple[str, ...], list_file: TextIO | None, url: str | None) -> list["Source"]:
    from wxarchive import importers

    if not given and list_file is None:
        raise click.UsageError("Nothing to fetch: give addresses, saved pages or folders, or a list with -i.")
    texts = [text for one in given for text in _listed(one)] + [*importers.read_list(list_file or ())]
    found = list(importers.sources(texts, url))
    one_saved_page(url, found)
    return found


def _listed(text: str) -> Iterable[str]:
    from wxarchive import importers

    if text != "-":
        return [text]
    return importers.read_list(click.open_file("-", encoding="utf-8-sig", errors="replace"))

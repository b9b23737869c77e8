"""``fetch``: addresses and saved pages → the archive."""

from collections import deque
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

import click

from wxarchive.cli.app import example
from wxarchive.cli.crawl_options import crawl, following, print_plan
from wxarchive.cli.media_options import downloading
from wxarchive.cli.options import as_json, at_once, fetching, one_saved_page, open_archive, page_url
from wxarchive.cli.output import message, report
from wxarchive.cli.progress import bar

if TYPE_CHECKING:
    from wxarchive.models import Rules
    from wxarchive.sources import Source
    from wxarchive.store import Store


@example(
    "wxarchive fetch https://mp.weixin.qq.com/s/… --follow 2",
    "wxarchive fetch saved.html folder/ -i addresses.txt",
    "wxarchive fetch --resume",
)
@click.command
@click.argument("source", nargs=-1, metavar="[SOURCE]...")
@click.option("-i", "list_file", type=click.File(encoding="utf-8-sig", errors="replace"), help="A list of sources.")
@page_url
@click.option("--resume", is_flag=True, help="Go on with what waits in the queue.")
@at_once
@click.option("--dry-run", is_flag=True, help="Only say what would be asked for.")
@click.option(
    "--media/--no-media",
    default=None,
    help="Fetch pictures and sound too: by default those of addresses, not of saved pages.",
)
@following
@downloading
@fetching
@as_json
def fetch(source: tuple[str, ...], list_file: TextIO | None, url: str | None, rules: "Rules", **given: Any) -> None:
    """Archive articles: addresses, albums, home pages, saved pages, folders of pages; - reads a list."""
    asked = _sources(source, list_file, url, resume=given["resume"])
    if given["dry_run"]:
        _say_plan(asked, rules, resume=given["resume"], as_json=given["as_json"])
    else:
        _fetch(asked, rules, given)


def _fetch(asked: list["Source"], rules: "Rules", given: dict[str, Any]) -> None:
    from wxarchive import archive
    from wxarchive.parse import parse

    store = open_archive(create=bool(asked) or not given["resume"])
    with crawl(store, given) as it:
        if given["resume"] and it.keeper:
            deque(archive.catch_up(store.queue.last_archived(), it.keeper), maxlen=0)
        runs = [archive.add(asked, store=store, fetch=it.get, parse=parse, rules=rules, outside=it.outside)]
        if given["resume"]:
            runs.append(archive.resume(store=store, fetch=it.get, parse=parse, outside=it.outside))
        is_long = given["resume"] or rules.follow or len(asked) > 1 or _names_list(asked)
        progress = it.crawled.shown() if is_long else bar(1)
        outcomes = archive.with_media(chain(*runs), it.keeper, of_files=bool(given["media"]))
        report(outcomes, as_json=given["as_json"], progress=progress, closing=it.advice, media=it.keeper)


def _say_plan(asked: list["Source"], rules: "Rules", *, resume: bool, as_json: bool) -> None:
    from wxarchive import archive

    with _archive_to_look_at() as store:
        planned = archive.plan(asked, store=store, rules=rules)
        waiting = list(store.queue.list(("waiting",))) if resume else []
        print_plan([*planned, *waiting], as_json=as_json)
    message(
        f"{len(planned) + len(waiting)} addresses would be asked for, and what they link to as far as it is followed"
    )


@contextmanager
def _archive_to_look_at() -> "Iterator[Store]":
    """Give the archive, or an empty one if there is none yet: to look is no reason to make one."""
    from tempfile import TemporaryDirectory

    from wxarchive.store import Store

    if click.get_current_context().find_root().obj.exists():
        yield open_archive()
        return
    with TemporaryDirectory() as folder, Store(Path(folder) / "archive.db") as store:
        yield store


def _sources(given: tuple[str, ...], list_file: TextIO | None, url: str | None, *, resume: bool) -> list["Source"]:
    from wxarchive import sources as importers

    if not (given or list_file or resume):
        what = "Nothing to fetch: give addresses, saved pages or folders, or a list with -i."
        raise click.UsageError(f"{what} With --resume it goes on with the queue.")
    texts = [text for one in given for text in _listed(one)] + [*importers.read_list(list_file or ())]
    return list(one_saved_page(url, importers.sources(texts, url)))


def _names_list(asked: list["Source"]) -> bool:
    from wxarchive.sources import ListAddress

    return any(isinstance(source, ListAddress) for source in asked)


def _listed(text: str) -> Iterable[str]:
    from wxarchive import sources as importers

    if text != "-":
        return [text]
    return importers.read_list(click.open_file("-", encoding="utf-8-sig", errors="replace"))

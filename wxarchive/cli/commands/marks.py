"""``tag``, ``tags``, ``star``, ``unstar``, ``read`` and ``unread``: how people mark articles."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from wxarchive.cli.app import example
from wxarchive.cli.completion import tags as complete_tags
from wxarchive.cli.options import form, open_archive
from wxarchive.cli.output import NOTHING_PASSES, end_with, message
from wxarchive.cli.record_list import print_records
from wxarchive.cli.selecting import filter_of, say_unknown, selecting
from wxarchive.clock import now
from wxarchive.models import Selection

if TYPE_CHECKING:
    from wxarchive.store import Store


@example(
    "wxarchive tag 研究 12 15",
    "wxarchive tag 研究 --account 某号 --since 2024",
    "wxarchive search 推理 --urls | wxarchive tag 推理 -",
    "wxarchive tag 研究 12 --remove",
)
@click.command("tag")
@click.argument("name", shell_complete=complete_tags)
@click.option("--remove", is_flag=True, help="Take the tag away.")
@selecting()
def tag_articles(name: str, which: Selection, remove: bool) -> None:
    """Give the articles you choose a tag."""
    store, ids = _chosen(which)
    if remove:
        say_unknown("tag", [name], store)
        message(f"{store.marks.untag(ids, name, now())} of {len(ids)} articles had this tag")
    else:
        message(f"{store.marks.tag(ids, name, now())} of {len(ids)} articles are newly tagged")


@example("wxarchive tags", "wxarchive tags --rename tea 茶")
@click.command
@click.option(
    "--rename",
    type=(str, str),
    default=None,
    metavar="OLD NEW",
    help="Give a tag another name; one that is called so already takes its articles in.",
)
@form("json", "JSON Lines for programs.")
@form("csv", "A table for spreadsheets.")
def tags(rename: tuple[str, str] | None, form: str | None) -> None:
    """List your tags with the number of their articles, the most used first."""
    # to list tags, an archive that may not be written is enough
    store = open_archive(read_only=rename is None)
    if rename:
        old, new = rename
        message(
            f"{store.marks.rename(old, new, now())} articles have the tag {new} instead of {old}"
        )
        return
    records = map(asdict, store.marks.tags())
    if not print_records(records, ("articles", "name"), "name", form):
        message("no article has a tag yet; see wxarchive tag")


@example("wxarchive star 12", "wxarchive list --starred")
@click.command
@selecting()
def star(which: Selection) -> None:
    """Star the articles you choose."""
    store, ids = _chosen(which)
    message(f"{store.marks.mark(ids, 'star', now())} of {len(ids)} articles have a star now")


@example("wxarchive unstar 12")
@click.command
@selecting()
def unstar(which: Selection) -> None:
    """Take the star from the articles you choose."""
    store, ids = _chosen(which)
    message(f"{store.marks.unmark(ids, 'star', now())} of {len(ids)} articles had a star")


@example("wxarchive read 12", "wxarchive list --unread")
@click.command
@selecting()
def read(which: Selection) -> None:
    """Mark the articles you choose as read."""
    store, ids = _chosen(which)
    message(f"{store.marks.mark(ids, 'read', now())} of {len(ids)} articles are newly read")


@example("wxarchive unread 12")
@click.command
@selecting()
def unread(which: Selection) -> None:
    """Mark the articles you choose as not read yet."""
    store, ids = _chosen(which)
    message(f"{store.marks.unmark(ids, 'read', now())} of {len(ids)} articles were read")


def _chosen(which: Selection) -> "tuple[Store, Sequence[int]]":
    """Return the archive, opened to write, and the articles that were chosen; end the command if
    there are none.
    """
    # a tag for every article is mostly an option that was forgotten
    if which == Selection():
        raise click.UsageError("Name articles, or choose them with options: not all of them.")
    where = filter_of(which)
    store = open_archive()
    ids = [article.id for article in store.articles.list(where)]
    if not ids:
        message(NOTHING_PASSES)
        end_with(0)
    return store, ids

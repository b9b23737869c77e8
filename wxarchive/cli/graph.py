"""``links``: which article leads to which."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

import click

from wxarchive.cli.options import form, open_archive
from wxarchive.cli.printing import json_line, message, rows, text_of
from wxarchive.cli.program import example
from wxarchive.models import MissingLink, StoredLink

if TYPE_CHECKING:
    from wxarchive.store import Store

_WIDTHS = (6, 15, 6, 40, 0)
_MISSING_WIDTHS = (5, 40, 0)


@example("wxarchive links 12 --to", "wxarchive links --missing --json")
@click.command
@click.argument("ref", required=False)
@click.option("--to", is_flag=True, help="The links that lead to REF.")
@click.option("--missing", is_flag=True, help="Only links to articles that are not archived, most linked first.")
@form("json", "JSON Lines for programs.")
@form("urls", "The targets' addresses, each once.")
def links(ref: str | None, to: bool, missing: bool, form: str | None) -> None:
    """Print the link graph: from, section, target, title, address."""
    if to and (missing or ref is None):
        raise click.UsageError("--to goes with a REF and without --missing: archived articles link to it.")
    store = open_archive(read_only=True)
    if missing and ref is None:
        number = _print_missing(store.links.missing(), form)
    else:
        number = _print_links(_chosen(store, ref, to=to, missing=missing), form)
    if not number:
        message("no such links in the archive")


def _chosen(store: "Store", ref: str | None, *, to: bool, missing: bool) -> Iterable[StoredLink]:
    if ref is None:
        return store.links.all()
    article = store.articles.find(ref)
    found = store.links.incoming(article) if to else store.links.outgoing(article)
    return [link for link in found if link.target_id is None] if missing else found


def _print_links(found: Iterable[StoredLink], form: str | None) -> int:
    if form == "urls":
        return _urls(one.link.url for one in found)
    if form == "json":
        return sum(_json(_link_record(one)) for one in found)
    return rows(map(_link_row, found), _WIDTHS)


def _print_missing(found: Iterable[MissingLink], form: str | None) -> int:
    if form == "urls":
        return _urls(one.url for one in found)
    if form == "json":
        return sum(_json({"key": one.key, "url": one.url, "title": one.title, "count": one.count}) for one in found)
    return rows(((str(one.count), one.title or "", one.url) for one in found), _MISSING_WIDTHS)


def _urls(found: Iterable[str]) -> int:
    addresses = dict.fromkeys(found)
    for address in addresses:
        click.echo(address)
    return len(addresses)


def _json(record: dict[str, object]) -> int:
    json_line(record)
    return 1


def _link_row(one: StoredLink) -> tuple[str, ...]:
    title = one.target_title or one.link.title or one.link.text
    return str(one.from_id), one.link.section, text_of(one.target_id), title or "", one.link.url


def _link_record(one: StoredLink) -> dict[str, object]:
    return {
        "from_id": one.from_id,
        "from_title": one.from_title,
        "position": one.position,
        "key": one.link.key,
        "url": one.link.url,
        "text": one.link.text,
        "title": one.link.title,
        "section": one.link.section,
        "target_id": one.target_id,
        "target_title": one.target_title,
    }

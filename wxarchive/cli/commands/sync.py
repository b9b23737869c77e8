"""``subscribe``, ``subscriptions`` and ``sync``: lists that are read again and again, and only for what is new."""

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import click

from wxarchive.cli.app import example
from wxarchive.cli.crawl_options import crawl
from wxarchive.cli.dates import day
from wxarchive.cli.media_options import downloading
from wxarchive.cli.options import as_json, at_once, fetching, open_archive
from wxarchive.cli.output import iso, json_lines, message, report, text_of
from wxarchive.cli.plain import local_minute
from wxarchive.cli.progress import bar
from wxarchive.cli.tables import Column, rows
from wxarchive.models import Rules, Subscription

if TYPE_CHECKING:
    from wxarchive.store import Store


_COLUMNS = (
    Column("id", 4), Column("last sync", 22, 10), Column("new", 5), Column("kept", 11), Column("account", 16),
    Column("title"),
)  # fmt: skip


@example("wxarchive subscribe 'https://mp.weixin.qq.com/mp/appmsgalbum?__biz=…&album_id=…' && wxarchive sync")
@click.command
@click.argument("source", nargs=-1, required=True, metavar="URL...")
@as_json
def subscribe(source: tuple[str, ...], as_json: bool) -> None:
    """Follow albums (合集) and accounts' home pages: sync fetches what they name."""
    from wxarchive import archive
    from wxarchive import sources as importers

    found = list(importers.sources(source))
    store = open_archive(create=True)
    report(archive.subscribe(found, store=store), as_json=as_json, progress=bar(1))


@example("wxarchive subscriptions", "wxarchive subscriptions --json", "wxarchive subscriptions drop 2")
@click.group(invoke_without_command=True)
@as_json
@click.pass_context
def subscriptions(ctx: click.Context, as_json: bool) -> None:
    """List what is followed: last sync, what was new in it, archived of listed articles, account, title."""
    if ctx.invoked_subcommand:
        return
    found = open_archive(read_only=True).subscriptions.list()
    if as_json:
        json_lines(map(_record, found))
    else:
        rows(map(_row, found), _COLUMNS)
    if not found:
        message("nothing is followed yet: wxarchive subscribe ADDRESS")


@example("wxarchive subscriptions drop 2", "wxarchive subscriptions drop 某合集")
@subscriptions.command
@click.argument("ref", metavar="REF")
def drop(ref: str) -> None:
    """Follow a list no longer, named by number, album id, address or title; its articles stay."""
    store = open_archive()
    found = store.subscriptions.find(ref)
    store.subscriptions.drop(found.id)
    message(f"no longer followed: {found.title or found.url}; what is archived of it stays")


@example("wxarchive sync", "17 6 * * *  wxarchive --db /path/archive.db sync    (a line of crontab)")
@click.command
@click.option(
    "--known",
    type=click.IntRange(min=1),
    default=10,
    show_default=True,
    metavar="N",
    help="Read a list no further after N articles in a row that it named before.",
)
@click.option("--max", "most", type=click.IntRange(min=1), metavar="N", help="Ask for N articles at most.")
@click.option("--since", type=day(), metavar="DATE", help="Fetch nothing older: 2024, 2024-10-05, 90d.")
@at_once
@click.option("--media/--no-media", default=True, help="Fetch pictures and sound too; default: yes.")
@downloading
@fetching
@as_json
def sync(known: int, most: int | None, since: Any, **given: Any) -> None:
    """Fetch what is new in the lists that are followed; says nothing if nothing is. Made for cron."""
    store = open_archive()
    if not store.subscriptions.list():
        message("nothing is followed yet: wxarchive subscribe ADDRESS")
    _sync(store, Rules(most=most, since=since, known=known), given)


def _sync(store: "Store", rules: Rules, given: dict[str, Any]) -> None:
    from wxarchive import archive
    from wxarchive.parse import parse

    with crawl(store, given) as it:
        lock = archive.syncing(store, it.outside)
        renew = click.get_current_context().with_resource(lock)  # ends before the store does
        if renew is None:
            message("another sync works on this archive; this one leaves it to that")
            return
        outcomes = archive.sync(store=store, fetch=it.get, parse=parse, rules=rules, outside=it.outside, renew=renew)
        report(
            archive.with_media(outcomes, it.keeper, of_files=False),
            as_json=given["as_json"],
            progress=it.crawled.shown(),
            closing=it.advice,
            media=it.keeper,
            only_news=True,
        )


def _record(one: Subscription) -> dict[str, object]:
    return asdict(one) | {"subscribed_at": iso(one.subscribed_at), "read_at": iso(one.read_at)}


def _row(one: Subscription) -> tuple[str, ...]:
    time = local_minute(one.read_at) if one.read_at else ""
    what = "  ".join(text for text in (one.title or one.url, one.problem) if text)
    return text_of(one.id), time, f"+{one.new}", f"{one.articles}/{one.listed}", one.account or "", what

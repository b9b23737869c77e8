"""``subscriptions``: what is followed."""

from dataclasses import asdict

import click

from wxarchive.cli.app import example
from wxarchive.cli.options import as_json, open_archive
from wxarchive.cli.output import json_line, message, text_of
from wxarchive.cli.tables import Column, rows, time_column, whole
from wxarchive.clock import iso, local_minute

_COLUMNS = (
    whole("id"),
    time_column("last sync", 22),
    whole("new"),
    whole("kept"),
    Column("account", 16),
    Column("title"),
)


@example(
    "wxarchive subscriptions", "wxarchive subscriptions --json", "wxarchive subscriptions drop 2"
)
@click.group(invoke_without_command=True, subcommand_metavar="[COMMAND] [ARGS]...")
@as_json
@click.pass_context
def subscriptions(ctx: click.Context, as_json: bool) -> None:
    """List what is followed: last sync, what was new in it, archived of listed articles, account,
    title.
    """
    if ctx.invoked_subcommand:
        return
    found = open_archive(read_only=True).subscriptions.list()
    if not found:
        message("nothing is followed yet: wxarchive subscribe ADDRESS")
    if as_json:
        for one in found:
            times = {"subscribed_at": iso(one.subscribed_at), "read_at": iso(one.read_at)}
            json_line(asdict(one) | times)
        return
    lines = []
    for one in found:
        time = ""
        if one.read_at:
            time = local_minute(one.read_at)
        # what went wrong at its last sync stands next to the title
        what = "  ".join(text for text in (one.title or one.url, one.problem) if text)
        numbers = (f"+{one.new}", f"{one.articles}/{one.listed}")
        lines.append((text_of(one.id), time, *numbers, one.account or "", what))
    rows(lines, _COLUMNS)


@example("wxarchive subscriptions drop 2", "wxarchive subscriptions drop 某合集")
@subscriptions.command
@click.argument("ref", metavar="REF")
def drop(ref: str) -> None:
    """Follow a list no longer, named by number, album id, address or title; its articles stay."""
    store = open_archive()
    found = store.subscriptions.find(ref)
    store.subscriptions.drop(found.id)
    message(f"no longer followed: {found.title or found.url}; what is archived of it stays")

"""``subscriptions``: what is followed."""

from dataclasses import asdict

import click

from wxarchive.cli.app import example
from wxarchive.cli.options import as_json, open_archive
from wxarchive.cli.output import json_line, message, text_of
from wxarchive.cli.tables import Column, rows, time_column, whole
from wxarchive.clock import iso, local_minute
from wxarchive.models import Subscription

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
    if as_json:
        for one in found:
            times = {"subscribed_at": iso(one.subscribed_at), "read_at": iso(one.read_at)}
            json_line(asdict(one) | times)
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


def _row(one: Subscription) -> tuple[str, ...]:
    time = ""
    if one.read_at:
        time = local_minute(one.read_at)
    # what went wrong at its last sync stands next to the title
    what = "  ".join(text for text in (one.title or one.url, one.problem) if text)
    return (
        text_of(one.id),
        time,
        f"+{one.new}",
        f"{one.articles}/{one.listed}",
        one.account or "",
        what,
    )

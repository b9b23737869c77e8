"""``queue``: what is to be fetched, and what could not be."""

from collections.abc import Callable

import click

from wxarchive.cli.app import example
from wxarchive.cli.options import Command, as_json, open_archive, with_options
from wxarchive.cli.output import message
from wxarchive.cli.queue_list import print_rows


@example(
    "wxarchive queue",
    "wxarchive queue --json",
    "wxarchive queue retry --all",
    "wxarchive queue drop 12",
)
@click.group(invoke_without_command=True, subcommand_metavar="[COMMAND] [ARGS]...")
@as_json
@click.pass_context
def queue(ctx: click.Context, *, as_json: bool) -> None:
    """List what waits to be fetched and what failed; retry or drop it."""
    if ctx.invoked_subcommand:
        return
    store = open_archive(read_only=True)
    if not print_rows(list(store.queue.list()), as_json=as_json):
        message("nothing waits in the queue, and nothing failed")


def _rows(command: Command) -> Command:
    """Add the argument ``ID…`` and the option ``--all``, of which one is to be given."""
    number = click.IntRange(1, 2**63 - 1)
    options = (
        click.argument("number", nargs=-1, type=number, metavar="[ID]..."),
        click.option("--all", "everything", is_flag=True, help="All of them."),
    )
    return with_options(options, command)


@example("wxarchive queue retry --all && wxarchive fetch --resume")
@queue.command
@_rows
def retry(number: tuple[int, ...], *, everything: bool) -> None:
    """Put URLs that failed back into the queue."""
    if changed := _change(number, everything, open_archive().queue.retry):
        message(f"{changed} wait again: wxarchive fetch --resume")
    else:
        message("nothing of this failed; see wxarchive queue")


@example("wxarchive queue drop 12 13", "wxarchive queue drop --all")
@queue.command
@_rows
def drop(number: tuple[int, ...], *, everything: bool) -> None:
    """Remove URLs from the queue."""
    if changed := _change(number, everything, open_archive().queue.drop):
        message(f"{changed} dropped")
    else:
        message("nothing of this is in the queue; see wxarchive queue")


def _change(
    numbers: tuple[int, ...], everything: bool, change: Callable[[tuple[int, ...] | None], int]
) -> int:
    if bool(numbers) == everything:
        raise click.UsageError("Give ids as wxarchive queue lists them, or --all.")
    return change(numbers or None)

"""``backup``: a copy of the archive, also while something writes to it."""

from pathlib import Path

import click

from wxarchive.cli.app import example
from wxarchive.cli.options import open_archive
from wxarchive.cli.output import message
from wxarchive.cli.plain import size
from wxarchive.cli.progress import bar


@example("wxarchive backup ~/backup/archive.db", "wxarchive backup --force /mnt/usb/archive.db")
@click.command
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--force", is_flag=True, help="Replace the file if it is there already.")
def backup(file: Path, force: bool) -> None:
    """Copy the archive into FILE, also while something writes to it; the copy is checked."""
    if str(file) == "-":
        raise click.UsageError("A backup is a file that is checked; it cannot go to stdout.")
    store = open_archive(read_only=True)
    with bar() as advance:
        store.backup(file, overwrite=force, tell=lambda *_: advance(None))
    message(f"{file}: {size(file.stat().st_size)}, checked")

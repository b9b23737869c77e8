"""``merge``: other archives, taken into this one."""

from pathlib import Path

import click

from wxarchive.cli.app import example
from wxarchive.cli.options import as_json, open_archive
from wxarchive.cli.output import message, report
from wxarchive.cli.progress import bar


@example(
    "wxarchive merge laptop.db",
    "wxarchive --db all.db merge work.db home.db --dry-run",
)
@click.command
@click.argument("other", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--dry-run", is_flag=True, help="Say what would come; nothing is written.")
@as_json
def merge(other: tuple[Path, ...], dry_run: bool, as_json: bool) -> None:
    """Take other archives in, as if this one had received everything that they did."""
    from wxarchive import archive
    from wxarchive.parse import parse

    store = open_archive(create=True)
    outcomes = archive.merge(other, store=store, parse=parse, is_trial=dry_run)
    report(outcomes, as_json=as_json, progress=bar(), only_news=True)
    if dry_run:
        message("nothing was written")

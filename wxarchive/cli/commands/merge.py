"""``merge``: other archives, taken into this one."""

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import click

from wxarchive.cli.app import example
from wxarchive.cli.options import as_json, open_archive
from wxarchive.cli.output import changes, report
from wxarchive.cli.progress import bar


@example(
    "wxarchive merge laptop.db",
    "wxarchive --db all.db merge work.db home.db --dry-run",
)
@click.command
@click.argument("other", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="DB...")
@click.option("--dry-run", is_flag=True, help="Say what would come; nothing is written.")
@click.option("--quiet", is_flag=True, help="Print only what comes, and nothing if nothing does.")
@as_json
@click.pass_context
def merge(
    ctx: click.Context, other: tuple[Path, ...], dry_run: bool, quiet: bool, as_json: bool
) -> None:
    """Take other archives in, as if this one had received all that they did."""
    from wxarchive import archive
    from wxarchive.parse import parse

    main = ctx.find_root()
    # a trial makes no archive where there is none
    if dry_run and not main.obj.exists():
        folder = ctx.with_resource(TemporaryDirectory(prefix="wxarchive-"))
        main.obj = Path(folder) / "archive.db"
    store = open_archive(create=True)
    outcomes = archive.merge(other, store=store, parse=parse, is_trial=dry_run)

    def closing() -> Iterator[str]:
        if dry_run:
            yield "nothing was written"
        if waiting := store.search.pending():
            yield f"articles that the first search will index: {waiting}; or wxarchive reindex"

    news = None
    if quiet:
        news = changes(as_json=as_json)
    report(outcomes, as_json=as_json, progress=bar(), closing=closing, is_news=news)

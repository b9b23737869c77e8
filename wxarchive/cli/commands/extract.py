"""``extract``: some articles, as an archive of their own."""

from pathlib import Path

import click

from wxarchive.cli.app import example
from wxarchive.cli.options import as_json, open_archive
from wxarchive.cli.output import NOTHING_PASSES, message, report
from wxarchive.cli.progress import bar
from wxarchive.cli.selecting import filter_of, selecting
from wxarchive.models import Outcome, Selection


@example(
    "wxarchive extract tea.db --account 某号",
    "wxarchive extract one.db 12 13",
    "wxarchive extract seasons.db --album 四季 --with-lists",
    "wxarchive extract found.db --search 推理 --since 2024",
)
@click.command
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--quiet", "-q", is_flag=True, help="Print only what could not be copied.")
@click.option(
    "--with-lists",
    is_flag=True,
    help="Also the albums and home pages that name one of them, in their order, and the"
    " subscriptions to them.",
)
@selecting()
@as_json
def extract(file: Path, which: Selection, quiet: bool, with_lists: bool, as_json: bool) -> None:
    """Copy articles into a new archive FILE, with all pages, versions and files that are theirs."""
    from wxarchive import archive
    from wxarchive.parse import parse

    where = filter_of(which)
    store = open_archive(read_only=True)
    # the earliest first, so that ids grow as they do here
    ids = sorted(article.id for article in store.articles.list(where))
    if not ids:
        message(NOTHING_PASSES)
        return
    outcomes = archive.extract(ids, file, store=store, parse=parse, with_lists=with_lists)

    def is_news(outcome: Outcome) -> bool:
        return not quiet or outcome.exit_code > 0

    report(outcomes, as_json=as_json, progress=bar(len(ids)), is_news=is_news)

"""``import``: a library of files → the archive."""

import click

from wxarchive.cli.app import example
from wxarchive.cli.given import archive_for, one_saved_page
from wxarchive.cli.missing_media import missing_media
from wxarchive.cli.options import as_json, page_url, some_path_as_text
from wxarchive.cli.output import report
from wxarchive.cli.progress import bar


@example(
    "wxarchive import topics/ account.zip",
    "wxarchive import saved.html 'saved_files.mhtml' --json",
    "wxarchive import crawl.warc.gz collection.wacz",
    "wxarchive import records.jsonl list.csv && wxarchive fetch --resume",
)
@click.command("import")
@click.argument("path", nargs=-1, required=True, type=some_path_as_text, metavar="PATH...")
@page_url
@click.option(
    "--workers",
    "number",
    type=click.IntRange(1, 64),
    metavar="N",
    help="Processes that read; by default one a core, 8 at most.",
)
@click.option(
    "--keep-names",
    "with_names",
    is_flag=True,
    help="Keep commenters' names, in place of pseudonyms.",
)
@as_json
def import_files(
    path: tuple[str, ...], url: str | None, number: int | None, with_names: bool, as_json: bool
) -> None:
    """Archive saved pages, dumps and records, and queue lists: files, folders, zip and tar
    archives, WARC, WACZ and HAR.
    """
    from wxarchive import archive
    from wxarchive import sources as importers
    from wxarchive.cli.workers import workers
    from wxarchive.parse import parse

    found = one_saved_page(url, importers.importable(path, url))
    # the processes begin before an archive is open, which they must not share
    with workers(number, found) as (map_, found):
        store, sources = archive_for(found)
        notes: list[str] = []
        recorded = archive.RecordedPlan(notes.append, with_names)
        outcomes = archive.import_files(
            sources, store=store, parse=parse, map_=map_, recorded=recorded
        )

        def closing() -> list[str]:
            return [*notes, *missing_media(store)]

        report(outcomes, as_json=as_json, progress=bar(), closing=closing)

"""``import``: a library of files → the archive."""

import click

from wxarchive.cli.options import as_json, one_saved_page, open_archive
from wxarchive.cli.printing import report
from wxarchive.cli.program import example
from wxarchive.cli.progress import bar


@example("wxarchive import topics/", "wxarchive import album/ saved.html --json")
@click.command("import")
@click.argument("path", nargs=-1, required=True, metavar="PATH...")
@click.option("--url", help="The address of the one file that is given.")
@as_json
def import_files(path: tuple[str, ...], url: str | None, as_json: bool) -> None:
    """Archive Markdown dumps of articles and saved pages: files, and folders with all that is in them."""
    from wxarchive import archive, importers
    from wxarchive.cli.workers import workers
    from wxarchive.parse import parse

    found = list(importers.dumps_and_pages(path, url))
    one_saved_page(url, found)
    with workers(len(found)) as map_:
        outcomes = archive.import_files(found, store=open_archive(create=True), parse=parse, map_=map_)
        report(outcomes, as_json=as_json, progress=bar(len(found)))

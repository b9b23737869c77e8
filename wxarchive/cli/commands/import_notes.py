"""``import-notes``: what other programs noted of articles that the archive holds."""

from pathlib import Path

import click

from wxarchive.cli.app import example
from wxarchive.cli.options import as_json, open_archive, some_path_as_text
from wxarchive.cli.output import report
from wxarchive.cli.progress import bar
from wxarchive.clock import now


@example("wxarchive import-notes karakeep.json wallabag.json readwise.csv")
@click.command("import-notes")
@click.argument("path", nargs=-1, required=True, type=some_path_as_text, metavar="FILE...")
@as_json
def import_notes(path: tuple[str, ...], as_json: bool) -> None:
    """Take tags, stars, read state, notes and highlights out of exports of karakeep, wallabag and
    Readwise, for articles that the archive holds; says which it does not.
    """
    from wxarchive import archive

    outcomes = archive.take_notes(map(Path, path), store=open_archive(), now=now())
    report(outcomes, as_json=as_json, progress=bar())

"""``import-notes``: what other programs noted of articles that the archive holds."""

from pathlib import Path

import click

from wxarchive.cli.app import example
from wxarchive.cli.options import as_json, open_archive, some_path_as_text
from wxarchive.cli.output import report
from wxarchive.cli.progress import bar
from wxarchive.clock import now
from wxarchive.errors import SourceError

_LIMIT = 200_000_000
"""Bytes of a file; it is read whole."""


@example("wxarchive import-notes karakeep.json wallabag.json readwise.csv")
@click.command("import-notes")
@click.argument("path", nargs=-1, required=True, type=some_path_as_text, metavar="FILE...")
@as_json
def import_notes(path: tuple[str, ...], as_json: bool) -> None:
    """Take tags, stars, read state, notes and highlights out of exports of karakeep, wallabag and
    Readwise, for articles that the archive holds; says which it does not.
    """
    from wxarchive import archive
    from wxarchive.formats import noted_elsewhere
    from wxarchive.sources import read_limited

    noted = []
    for one in path:
        found = noted_elsewhere(read_limited(Path(one), _LIMIT, "export"))
        if found is None:
            what = "this is no export of karakeep, wallabag or Readwise"
            raise SourceError(what, one, "export as JSON, or from Readwise as CSV")
        noted += found
    outcomes = archive.take_notes(noted, store=open_archive(), now=now())
    report(outcomes, as_json=as_json, progress=bar(len(noted)))

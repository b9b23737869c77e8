"""``reparse``: the stored pages, read again."""

import click

from wxarchive.cli.app import example
from wxarchive.cli.options import as_json, open_archive
from wxarchive.cli.output import report
from wxarchive.cli.progress import bar


@example("wxarchive reparse", "wxarchive reparse 12 --json")
@click.command
@click.argument("ref", nargs=-1, metavar="[REF]...")
@as_json
def reparse(ref: tuple[str, ...], as_json: bool) -> None:
    """Read the stored pages again, offline, as today's parser does: all, or those of some
    articles.
    """
    from wxarchive import archive
    from wxarchive.parse import parse

    store = open_archive()
    ids = [store.articles.find(one) for one in ref] or None
    report(archive.reparse(ids, store=store, parse=parse), as_json=as_json, progress=bar())

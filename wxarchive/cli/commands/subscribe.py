"""``subscribe``: albums and home pages to follow."""

import click

from wxarchive.cli.app import example
from wxarchive.cli.given import archive_for
from wxarchive.cli.options import as_json
from wxarchive.cli.output import report
from wxarchive.cli.progress import bar


@example(
    "wxarchive subscribe 'https://mp.weixin.qq.com/mp/appmsgalbum?__biz=…&album_id=…' && wxarchive"
    " sync"
)
@click.command
@click.argument("source", nargs=-1, required=True, metavar="URL...")
@as_json
def subscribe(source: tuple[str, ...], as_json: bool) -> None:
    """Follow albums (合集) and accounts' home pages: sync fetches what they name."""
    from wxarchive import archive
    from wxarchive import sources as importers

    found = list(importers.sources(source))
    store, _ = archive_for(found)
    report(archive.subscribe(found, store=store), as_json=as_json, progress=bar(1))

"""``datasette``: what Datasette is to know of the archive."""

import click

from wxarchive.characters import escaped
from wxarchive.cli.app import example
from wxarchive.cli.options import open_archive


@example("wxarchive datasette > metadata.json", "datasette archive.db -m metadata.json")
@click.command
def datasette() -> None:
    """Print what Datasette is to know of the archive (as JSON, for -m): titles, facets, a search
    page.
    """
    import json

    from wxarchive.render import datasette_metadata

    store = open_archive(read_only=True)
    metadata = datasette_metadata(store.path.stem, store.tables())
    click.echo(escaped(json.dumps(metadata, ensure_ascii=False, indent=2)))

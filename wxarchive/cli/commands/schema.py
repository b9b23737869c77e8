"""``schema`` and ``datasette``: what the archive's tables are, for people and for Datasette."""

from dataclasses import asdict

import click

from wxarchive.characters import escaped, printable
from wxarchive.cli.app import example
from wxarchive.cli.options import as_json, open_archive
from wxarchive.cli.output import json_line


@example("wxarchive schema", "wxarchive schema --json")
@click.command
@as_json
def schema(as_json: bool) -> None:
    """Describe the archive's tables, views and SQL functions, as Markdown."""
    from wxarchive.render import schema_page

    tables = open_archive(read_only=True).tables()
    if not as_json:
        click.echo(printable(schema_page(tables)), nl=False)
        return
    for table in tables:
        json_line(asdict(table))


@example("wxarchive datasette > metadata.json", "datasette archive.db -m metadata.json")
@click.command
def datasette() -> None:
    """Print what Datasette is to know of the archive (as JSON, for -m): titles, facets, a search page."""
    import json

    from wxarchive.render import datasette_metadata

    store = open_archive(read_only=True)
    metadata = datasette_metadata(store.path.stem, store.tables())
    click.echo(escaped(json.dumps(metadata, ensure_ascii=False, indent=2)))

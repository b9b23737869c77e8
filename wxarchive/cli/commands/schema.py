"""``schema``: what the archive's tables are."""

from dataclasses import asdict

import click

from wxarchive.characters import printable
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

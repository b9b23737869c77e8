"""``reindex``: the search index, made anew."""

import click

from wxarchive.cli.app import example
from wxarchive.cli.options import open_archive
from wxarchive.cli.output import message


@example("wxarchive reindex")
@click.command
def reindex() -> None:
    """Make the search index anew; it holds nothing that the articles do not."""
    message(f"{open_archive().search.rebuild()} articles indexed")

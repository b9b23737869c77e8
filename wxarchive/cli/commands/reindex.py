"""``reindex``: the search index and the fingerprints, made anew."""

import click

from wxarchive.cli.app import example
from wxarchive.cli.options import open_archive
from wxarchive.cli.output import message


@example("wxarchive reindex")
@click.command
def reindex() -> None:
    """Make the search index anew, and the fingerprints that similar articles are found by; they
    hold nothing that the articles do not.
    """
    store = open_archive()
    number = store.search.rebuild()
    store.similar.rebuild()
    message(f"{number} articles indexed")

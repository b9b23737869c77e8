"""``join``: one article of two rows."""

import click

from wxarchive.cli.app import example
from wxarchive.cli.completion import references
from wxarchive.cli.options import open_archive, reference
from wxarchive.cli.output import message


@example("wxarchive join 34 12")
@click.command
@reference
@click.argument("other", shell_complete=references)
def join(ref: str, other: str) -> None:
    """Make one article of two rows that are the same article, saved once without its address; all
    that was seen of either is kept. It cannot be undone. Two rows with keys are two articles, and
    stay so.
    """
    store = open_archive()
    one, two = store.articles.find(ref), store.articles.find(other)
    article_id = store.articles.join(one, two)
    message(f"#{one} and #{two} are one article now: #{article_id}")

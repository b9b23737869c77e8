"""``cite``: articles as entries for a list of references."""

from typing import TYPE_CHECKING

import click

from wxarchive.characters import printable
from wxarchive.cli.app import example
from wxarchive.cli.article_list import say_no_article
from wxarchive.cli.options import as_json, open_archive
from wxarchive.cli.output import json_line, message
from wxarchive.cli.selecting import filter_of, selecting
from wxarchive.models import Selection

if TYPE_CHECKING:
    from wxarchive.render import CitationStyle


@example(
    "wxarchive cite 12",
    "wxarchive cite 12 15 --style apa",
    "wxarchive cite --album 茶 --style chicago",
)
@click.command
@selecting()
@click.option(
    "--style",
    type=click.Choice(("gbt", "apa", "chicago")),
    default="gbt",
    show_default=True,
    help="GB/T 7714-2015, APA 7 or Chicago 17 (bibliography).",
)
@as_json
def cite(which: Selection, style: "CitationStyle", as_json: bool) -> None:
    """Cite articles: one entry for a list of references a line; --json adds the CSL-JSON item."""
    from wxarchive.render import citation, csl

    where = filter_of(which)
    store = open_archive(read_only=True)
    number = 0
    for listed in store.articles.list(where):
        number += 1
        article = store.articles.get(listed.id)
        text = citation(article, style)
        if as_json:
            json_line({"id": article.id, "style": style, "text": text, "csl": csl(article)})
            continue
        click.echo(printable(text))
        # what a style has no words for: readers find nothing at the address
        if article.ref is None:
            message(f"#{article.id} was saved without its address, so that the entry has none")
        elif article.gone_at:
            message(f"#{article.id} is gone from WeChat: its address no longer leads to it")
    if not number:
        say_no_article(where)

"""``search`` and ``reindex``: full text, offline."""

import sys
from collections.abc import Iterable
from typing import TYPE_CHECKING

import click

from wxarchive.answers import Hit
from wxarchive.cli.listing import print_list
from wxarchive.cli.options import filters, form, open_archive
from wxarchive.cli.plain import one_line
from wxarchive.cli.printing import json_line, message
from wxarchive.cli.program import example
from wxarchive.models import Filter

if TYPE_CHECKING:
    from wxarchive.store import Store
    from wxarchive.store.search import Sort

_FEW = 20
"""Hits that are shown unless another limit is given."""


@example("wxarchive search 推理", 'wxarchive search "长文 title:机器 -广告" --since 2024 --sort newest')
@click.command
@click.argument("query")
@filters
@click.option(
    "--sort",
    type=click.Choice(["relevance", "newest", "oldest"]),
    default="relevance",
    show_default=True,
    help="What is first.",
)
@click.option("--offset", type=click.IntRange(min=0), default=0, metavar="N", help="Leave out the first so many.")
@form("json", "JSON Lines for programs, with the field snippet.")
@form("csv", "A table for spreadsheets.")
@form("urls", "Only the addresses.")
@form("count", "Only how many there are.")
def search(query: str, where: Filter, sort: "Sort", offset: int, form: str | None) -> None:
    """Search titles, accounts, bylines, digests and texts; spaces mean and, "…" a phrase, - not, OR or."""
    store = _with_index()
    if form == "count":
        click.echo(store.search.count(query, where))
        return
    hits = store.search.find(query, where, sort=sort, limit=where.limit or _FEW, offset=offset)
    _print_hits(hits, form)
    if not hits:
        message("nothing found")


@example("wxarchive reindex")
@click.command
def reindex() -> None:
    """Make the search index anew; it holds nothing that the articles do not."""
    message(f"{open_archive().search.rebuild()} articles indexed")


def _with_index() -> "Store":
    """Open for reading; an index that is behind (an archive of an older version) is brought up to date first."""
    store = open_archive(read_only=True)
    if not (waiting := store.search.pending()):
        return store
    message(f"indexing {waiting} articles for the first search")
    sum(open_archive().search.update())
    return open_archive(read_only=True)


def _print_hits(hits: Iterable[Hit], form: str | None) -> None:
    if form in ("csv", "urls"):
        print_list((hit.article for hit in hits), form)
    elif form == "json":
        _print_records(hits)
    else:
        for hit in hits:
            click.echo(_shown(hit))


def _print_records(hits: Iterable[Hit]) -> None:
    from wxarchive.render import record

    for hit in hits:
        json_line(record(hit.article, full=False) | {"snippet": hit.snippet})


def _shown(hit: Hit) -> str:
    about = hit.article.metadata
    day = about.published_at.strftime("%Y-%m-%d") if about.published_at else "-"
    head = f"{hit.article.id}\t{day}\t{one_line(about.account)}\t{one_line(about.title)}"
    state = "" if hit.article.state == "ok" else f"\t{one_line(hit.article.state)}"
    return f"{head}{state}\n    {_marked(hit)}"


def _marked(hit: Hit) -> str:
    """Bold on a terminal, else between 【 and 】."""
    if not sys.stdout.isatty():
        return one_line(hit.snippet)
    parts = (one_line(part) for part in hit.parts)
    return "".join(click.style(part, bold=True) if number % 2 else part for number, part in enumerate(parts))

"""``search``: full text, offline."""

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

import click

from wxarchive.cli.app import example
from wxarchive.cli.article_list import FEW, print_articles, tell_rest
from wxarchive.cli.options import choosing, form
from wxarchive.cli.output import json_lines, message, print_lines
from wxarchive.cli.plain import one_line
from wxarchive.cli.search_index import searchable
from wxarchive.cli.tables import is_styled
from wxarchive.clock import in_form
from wxarchive.models import Filter, Hit

if TYPE_CHECKING:
    from wxarchive.store import Sort


class _Search(click.Command):
    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Take ``-word`` for a word to leave out, not for options of one letter."""
        return super().parse_args(
            ctx, [f" {one}" if _EXCLUSION.match(one) else one for one in args]
        )


_EXCLUSION = re.compile(r"-(?!h$)[^-]", re.DOTALL)


@example(
    "wxarchive search 推理 -广告",
    "wxarchive search '\"长文\" title:机器' --since 2024 --sort newest",
)
@click.command(cls=_Search)
@click.argument("query", nargs=-1, required=True)
@choosing(f"{FEW} for people, all for --json, --csv and --urls")
@click.option(
    "--sort",
    type=click.Choice(["relevance", "newest", "oldest"]),
    default="relevance",
    show_default=True,
    help="What is first.",
)
@click.option(
    "--offset",
    type=click.IntRange(min=0),
    default=0,
    metavar="N",
    help="Leave out the first so many.",
)
@form("json", "JSON Lines for programs, with the field snippet.")
@form("csv", "A table for spreadsheets.")
@form("urls", "Only the addresses.")
@form("count", "Only how many there are.")
def search(
    query: tuple[str, ...], where: Filter, sort: "Sort", offset: int, form: str | None
) -> None:
    """Search titles, accounts, bylines, digests and texts; spaces mean and, "…" a phrase, - not, OR
    or.
    """
    store, asked = searchable(), " ".join(query)
    if form == "count":
        click.echo(store.search.count(asked, where))
    else:
        limit = where.limit or (FEW if form is None else None)
        number = _print_hits(
            store.search.find(asked, where, sort=sort, limit=limit, offset=offset), form
        )
        if form is None and where.limit is None:
            tell_rest(offset + number, lambda: store.search.count(asked, where))
        if not number:
            message("nothing found")
    for word in store.search.words_like_signs(asked):
        hint = "spaces mean and" if word.upper() == "AND" else "write OR in capitals for one of two"
        message(f"{word} was looked for as a word; {hint}")


def _print_hits(hits: Iterable[Hit], form: str | None) -> int:
    from wxarchive.render import record

    if form in ("csv", "urls"):
        return print_articles((hit.article for hit in hits), None, form)
    if form == "json":
        return json_lines(
            record(hit.article, full=False) | {"snippet": hit.snippet} for hit in hits
        )
    return print_lines(map(_shown, hits))


def _shown(hit: Hit) -> str:
    about = hit.article.metadata
    day = in_form(about.published_at, "%Y-%m-%d") or "-"
    head = f"{hit.article.id}\t{day}\t{one_line(about.account)}\t{one_line(about.title)}"
    state = "" if hit.article.state == "ok" else f"\t{one_line(hit.article.state)}"
    return f"{head}{state}\n    {_marked(hit)}"


def _marked(hit: Hit) -> str:
    """Bold on a terminal, else between 【 and 】."""
    if not is_styled():
        return one_line(hit.snippet)
    parts = (one_line(part) for part in hit.parts)
    return "".join(
        click.style(part, bold=True) if number % 2 else part for number, part in enumerate(parts)
    )

"""``list``: the articles that the archive holds."""

import sys
from dataclasses import replace
from itertools import islice
from typing import Any

import click

from wxarchive.cli.app import example
from wxarchive.cli.article_list import (
    COLUMNS,
    FEW,
    fitting_number,
    print_articles,
    say_no_article,
    say_rest,
)
from wxarchive.cli.fingerprints import comparable
from wxarchive.cli.options import form, open_archive
from wxarchive.cli.output import message
from wxarchive.cli.record_list import print_records, publication_span
from wxarchive.cli.selecting import filter_of, selecting
from wxarchive.models import (
    GROUPS,
    ORDERS,
    Filter,
    GroupBy,
    Order,
    Selection,
)


# generic only from click 8.4
class _Columns(click.ParamType):  # type: ignore[type-arg,unused-ignore]
    name = "columns"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> tuple[str, ...]:
        names = tuple(name.strip() for name in str(value).split(","))
        unknown = [name for name in names if name not in COLUMNS]
        if unknown:
            self.fail(f"no column {unknown[0]!r}; there are {', '.join(COLUMNS)}.", param, ctx)
        return names


@example(
    "wxarchive list --since 2024-10 --account 某号",
    "wxarchive list --group-by month --original",
    "wxarchive list --columns id,title,gone_at --state deleted --csv",
)
@click.command("list")
@selecting(f"a page on a terminal ({FEW} at most), else all")
@click.option(
    "--sort",
    "order",
    type=click.Choice(ORDERS),
    default="newest",
    show_default=True,
    help="What is first.",
)
@click.option(
    "--columns",
    type=_Columns(),
    metavar="NAME,…",
    help="Which fields, by the names that --json has.",
)
@click.option(
    "--group-by", type=click.Choice(GROUPS), help="Count the articles instead of listing them."
)
@click.option(
    "--collapse",
    is_flag=True,
    help="Leave out articles of which half or more stands in one listed before them.",
)
@form("json", "JSON Lines for programs, without bodies.")
@form("csv", "A table for spreadsheets.")
@form("urls", "Only the addresses.")
def list_articles(
    which: Selection,
    order: Order,
    columns: tuple[str, ...] | None,
    group_by: GroupBy | None,
    collapse: bool,
    form: str | None,
) -> None:
    """List articles, newest first: id, time, account, state, title."""
    # an article has a place in each of its albums
    if order == "album" and len(which.where.album) != 1:
        raise click.UsageError("--sort album goes with one --album.")
    if collapse and group_by:
        raise click.UsageError("--collapse lists articles, --group-by counts them.")
    if form == "urls" and group_by:
        raise click.UsageError("--urls lists articles, --group-by counts them.")
    where = filter_of(which)
    if group_by:
        groups = open_archive(read_only=True).catalogue.groups(where, group_by)
        records: list[dict[str, object]] = [
            {group_by: one.name, "articles": one.articles, **publication_span(one.first, one.last)}
            for one in groups
        ]
        shown = ("articles", "first_published", "last_published", group_by)
        number = print_records(records, shown, group_by, form)
    else:
        number = _print_articles(where, order, columns, form, collapse=collapse)
    if not number:
        say_no_article(where)


def _print_articles(
    where: Filter,
    order: Order,
    columns: tuple[str, ...] | None,
    form: str | None,
    *,
    collapse: bool,
) -> int:
    """Print the articles that pass the filter, and return how many are printed."""
    if collapse:
        store = comparable()
        listed = store.similar.collapsed
    else:
        store = open_archive(read_only=True)
        listed = store.articles.list
    # people see as many as their terminal shows; programs get all
    if where.limit is not None or form is not None or not sys.stdout.isatty():
        return print_articles(listed(where, order), columns, form)
    few = fitting_number()
    found = iter(listed(replace(where, limit=few + 1), order))
    number = print_articles(islice(found, few), columns, form)
    if not collapse:
        say_rest(number, few, lambda: store.articles.count(where))
    # how many there are in all would take comparing all of them
    elif next(found, None):
        message(f"the first {number}, --limit for more")
    return number

"""``links``: which article leads to which, as a list or as a graph for other programs."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from functools import wraps
from itertools import islice
from typing import TYPE_CHECKING, Any

import click

from wxarchive.cli.app import example
from wxarchive.cli.options import Command, form, open_archive, with_options
from wxarchive.cli.output import csv_lines, json_lines, message, text_of
from wxarchive.cli.plain import one_line
from wxarchive.cli.selecting import filter_of, selecting
from wxarchive.cli.tables import Column, rows, whole
from wxarchive.models import (
    GRAPH_FORMATS,
    GraphFormat,
    LinkFilter,
    Selection,
)

if TYPE_CHECKING:
    from wxarchive.store import Store

_Record = dict[str, object]
_AT_ONCE = 500
"""Lines of a graph that are printed at once: each printing empties the stream."""


@dataclass(frozen=True, slots=True)
class _Table:
    """How a list looks: the fields of CSV, those people see, and their columns on a terminal."""

    fields: tuple[str, ...]
    shown: tuple[str, ...]
    columns: tuple[Column, ...]


_COUNT = whole("links")
_LINKS = _Table(
    (
        "from_id",
        "from_title",
        "position",
        "section",
        "target_id",
        "target_title",
        "key",
        "url",
        "text",
        "title",
    ),
    ("from_id", "section", "target_id", "name", "url"),
    (
        whole("from"),
        Column("section", 15, 8),
        whole("to"),
        Column("title"),
        whole("address", leaves=1),
    ),
)
_MISSING = _Table(
    ("key", "url", "title", "count"),
    ("count", "title", "url"),
    (_COUNT, Column("title"), whole("address", leaves=1)),
)
_ACCOUNTS = _Table(
    ("from_account", "from_biz", "target_account", "target_biz", "links", "articles", "missing"),
    ("links", "articles", "missing", "from_account", "target_account"),
    (
        whole("links"),
        whole("articles", leaves=1),
        whole("missing"),
        Column("from", 24),
        Column("to"),
    ),
)
_MISSING_ACCOUNTS = _Table(
    ("account", "biz", "missing", "count"),
    ("missing", "count", "account", "biz"),
    (whole("missing"), _COUNT, Column("account"), whole("biz", leaves=1)),
)


def _which_links(command: Command) -> Command:
    """Add the argument and options that choose links; the command receives them as ``which``."""

    @wraps(command)
    def with_choice(*args: Any, to: bool, missing: bool, which: Selection, **given: Any) -> None:
        named, limit = which.where.among, which.where.limit
        if to and (missing or named is None):
            what = "--to goes with a REF and without --missing: archived articles link to it."
            raise click.UsageError(what)
        among, target, only = named, None, None
        # with --to, the filters choose the articles that link there
        if to:
            among, target = None, named
        # of one article its links are listed in their order, those that are missing too
        elif named is not None and len(named) == 1:
            among, only = None, named[0]
        # the limit is of links, not of the articles that have them
        where = replace(which.where, limit=None, among=among)
        articles = filter_of(replace(which, where=where))
        chosen = LinkFilter(articles, only, target, is_missing=missing)
        command(*args, which=chosen, limit=limit, **given)

    options = (
        click.option("--to", is_flag=True, help="The links that lead to each REF."),
        click.option(
            "--missing",
            is_flag=True,
            help="Only links to articles that are not archived, most linked first.",
        ),
        selecting(),
    )
    return with_options(options, with_choice)


@example(
    "wxarchive links 12 --to",
    "wxarchive links --missing --json",
    "wxarchive links --search 推理 --since 2024 --until 2024 --gone",
    "wxarchive links --graph gexf --by account > accounts.gexf",
)
@click.command
@_which_links
@click.option(
    "--by", type=click.Choice(["account"]), help="Sum up the links of each account instead."
)
@click.option(
    "--graph",
    "graph_form",
    type=click.Choice(GRAPH_FORMATS),
    help="All articles (or accounts) and links, for Graphviz, networkx or Gephi.",
)
@form("json", "JSON Lines for programs.")
@form("csv", "A table for spreadsheets.")
@form("urls", "The targets' addresses, each once.")
def links(
    which: LinkFilter,
    limit: int | None,
    by: str | None,
    graph_form: GraphFormat | None,
    form: str | None,
) -> None:
    """Print the link graph: from, section, target, title, address. Filters choose the articles that
    link.
    """
    from wxarchive.render import graph_text

    store = open_archive(read_only=True)
    # a part of a graph would be another graph
    if graph_form:
        if form is not None or limit is not None:
            what = "--graph prints all of the graph in its own format"
            raise click.UsageError(f"{what}: leave out --limit and other forms.")
        lines = graph_text(store.graph(which, by_account=by is not None), graph_form)
        while some := list(islice(lines, _AT_ONCE)):
            click.echo("\n".join(some))
        return
    if by and form == "urls":
        raise click.UsageError("--urls lists articles, --by account sums them up.")
    records, table = _found(store, which, by_account=by is not None)
    if not _print(islice(records, limit), table, form):
        message("no such links in the archive")


def _found(
    store: "Store", which: LinkFilter, *, by_account: bool
) -> tuple[Iterable[_Record], _Table]:
    """Return the links, or sums of them, as records, and the table that shows them."""
    if by_account and which.is_missing:
        return map(asdict, store.links.missing_by_account(which)), _MISSING_ACCOUNTS
    if by_account:
        return map(asdict, store.links.by_account(which)), _ACCOUNTS
    # of several articles, what they link to most is missed most
    if which.is_missing and which.from_id is None:
        missing = map(asdict, store.links.missing(which))
        return ({name: one[name] for name in _MISSING.fields} for one in missing), _MISSING
    links: Iterable[_Record] = (
        {
            "from_id": one.from_id,
            "from_title": one.from_title,
            "position": one.position,
            "key": one.link.key,
            "url": one.link.url,
            "text": one.link.text,
            "title": one.link.title,
            "section": one.link.section,
            "target_id": one.target_id,
            "target_title": one.target_title,
        }
        for one in store.links.find(which)
    )
    return links, _LINKS


def _print(records: Iterable[_Record], table: _Table, form: str | None) -> int:
    """Print records whole as JSON and CSV, of a table what it shows; return their number."""
    # many articles link to the same one
    if form == "urls":
        addresses = dict.fromkeys(str(record["url"]) for record in records)
        for address in addresses:
            click.echo(one_line(address))
        return len(addresses)
    if form == "json":
        return json_lines(records)
    if form == "csv":
        lines = ([record[name] for name in table.fields] for record in records)
        return csv_lines(table.fields, lines)
    texts = ([_shown(record, name) for name in table.shown] for record in records)
    return rows(texts, table.columns)


def _shown(record: _Record, name: str) -> str:
    # the title by which a reader knows the target
    if name == "name":
        return text_of(record["target_title"] or record["title"] or record["text"])
    # of many accounts the archive has only links, which name the biz
    if name.endswith("account"):
        return text_of(record[name] or record[name.replace("account", "biz")] or "?")
    return text_of(record[name])
